"""The queries of the parcel file. Parameters: ``id``, ``year`` (B.E.), ``day``."""

from __future__ import annotations

from typing import LiteralString

PARCEL: LiteralString = """
SELECT p.id, p.code, p.code_is_standard, p.version, p.status, p.doc_type, p.deed_no,
       p.utm_map1, p.utm_map2, p.utm_map3, p.utm_map4, p.utm_scale, p.land_no,
       p.survey_no, p.area_wa, p.house_no, p.moo, p.soi, p.road, p.tambon,
       p.surveyed_on, b.code AS block, round(ST_Area(p.geom)::numeric, 2) AS map_area,
       ST_X(c.g) AS x, ST_Y(c.g) AS y,
       ARRAY[ST_XMin(p.geom), ST_YMin(p.geom), ST_XMax(p.geom), ST_YMax(p.geom)]
           AS extent,
       CASE %(geometry)s
           WHEN 'local' THEN ST_AsGeoJSON(p.geom, 3)
           WHEN 'wgs84' THEN ST_AsGeoJSON(ST_Transform(p.geom, 4326), 9)
       END::json AS geometry,
       CASE WHEN EXISTS (SELECT FROM tax.set_aside s WHERE s.run_id = r.id
                         AND s.kind = 'land' AND s.object_id = p.id) THEN 'set_aside'
            WHEN EXISTS (SELECT FROM tax.line l WHERE l.run_id = r.id
                         AND l.parcel_id = p.id) THEN 'assessed'
            ELSE 'unassessed' END AS state,
       (SELECT sum(l.tax_satang) FROM tax.line l
        WHERE l.run_id = r.id AND l.parcel_id = p.id)::bigint AS tax_satang
FROM register.parcel p
LEFT JOIN register.block b ON b.id = p.block_id
LEFT JOIN tax.current_run r
       ON r.tax = 'land_building' AND r.tax_year_be = %(year)s,
LATERAL (SELECT ST_PointOnSurface(p.geom) AS g) c
WHERE p.code = %(code)s"""

# Rights and uses of the parcel and of the buildings that stand on it.
_ON: LiteralString = """
    (t.parcel_id = %(id)s OR t.building_id = ANY (%(buildings)s))"""

RIGHTS: LiteralString = f"""
SELECT t.building_id, o.kind AS party_kind, o.title, o.name, o.surname, t.kind,
       t.share_num, t.share_den,
       t.home_from_year_be <= %(year)s
           AND coalesce(t.home_to_year_be, 9999) >= %(year)s AS is_home
FROM register.property_right t JOIN register.party o ON o.id = t.party_id
WHERE {_ON} AND (t.start_on IS NULL OR t.start_on <= %(day)s)
  AND (t.end_on IS NULL OR t.end_on > %(day)s)
ORDER BY t.kind, t.share_num::numeric / t.share_den DESC, t.id"""

USES: LiteralString = f"""
SELECT t.building_id, t.use, t.amount, t.from_year_be, t.vacant_since_be,
       t.exempt_under, t.reduction_pct,
       sum(t.amount) OVER (PARTITION BY t.parcel_id, t.building_id) AS whole
FROM register.property_use t
WHERE {_ON} AND t.from_year_be <= %(year)s
  AND (t.to_year_be IS NULL OR t.to_year_be >= %(year)s)
ORDER BY t.building_id NULLS FIRST, t.position, t.id"""

BUILDINGS: LiteralString = """
SELECT b.id, b.code, b.type_code, b.structure, b.storeys, b.floor_area_m2,
       b.built_year_be, b.house_no, b.name,
       (SELECT p.name FROM register.building_price p WHERE p.type_code = b.type_code
        AND p.name IS NOT NULL ORDER BY p.from_year_be DESC LIMIT 1) AS type_name,
       coalesce(s.share, 1) AS share_of_footprint
FROM register.building b
LEFT JOIN register.building_parcel s
       ON s.building_id = b.id AND s.parcel_id = %(id)s
WHERE b.id IN (SELECT id FROM register.building WHERE parcel_id = %(id)s
               UNION SELECT building_id FROM register.building_parcel
               WHERE parcel_id = %(id)s)
ORDER BY b.code"""

_SAME_SHEET: LiteralString = " AND ".join(
    f"coalesce(l.{part}, '') = coalesce(p.{part}, '')"
    for part in ("utm_map2", "utm_map3", "utm_map4", "utm_scale")
)

PRICE: LiteralString = f"""
SELECT source, price, value, from_year_be, to_year_be FROM (
    SELECT 0 AS rank, 'stated' AS source, NULL::numeric AS price, v.value_baht AS value,
           v.from_year_be, v.to_year_be
    FROM register.stated_value v WHERE v.parcel_id = %(id)s
    UNION ALL
    SELECT 1, 'parcel', l.price_baht_per_wa, NULL, l.from_year_be, l.to_year_be
    FROM register.parcel p JOIN register.land_price l ON l.parcel_code = p.code
    WHERE p.id = %(id)s
    UNION ALL
    SELECT 2, 'deed', l.price_baht_per_wa, NULL, l.from_year_be, l.to_year_be
    FROM register.parcel p JOIN register.land_price l
      ON l.utm_map1 = p.utm_map1 AND l.land_no = p.land_no AND {_SAME_SHEET}
    WHERE p.id = %(id)s AND p.utm_map1 <> '' AND p.land_no <> ''
    UNION ALL
    SELECT 3, 'block', l.price_baht_per_wa, NULL, l.from_year_be, l.to_year_be
    FROM register.parcel p JOIN register.block b ON b.id = p.block_id
    JOIN register.land_price l ON l.block_code = b.code
    WHERE p.id = %(id)s) q
WHERE from_year_be <= %(year)s AND (to_year_be IS NULL OR to_year_be >= %(year)s)
ORDER BY rank, from_year_be DESC LIMIT 1"""

SIGNS: LiteralString = """
SELECT s.code, s.kind, s.business_name, s.content, s.text_class, s.moving, s.width_cm,
       s.height_cm, s.sides, s.installed_on, s.removed_on, s.exempt_under,
       l.tax_satang,
       CASE WHEN s.removed_on < %(day)s THEN 'removed'
            WHEN s.exempt_under IS NOT NULL THEN 'exempt'
            WHEN l.tax_satang IS NOT NULL THEN 'taxed' ELSE 'untaxed' END AS state
FROM register.sign s
LEFT JOIN LATERAL (
    SELECT sum(l.tax_satang)::bigint AS tax_satang FROM tax.line l
    JOIN tax.current_run r ON r.id = l.run_id AND r.tax = 'sign'
     AND r.tax_year_be = %(year)s
    WHERE l.kind = 'sign' AND l.object_id = s.id) l ON true
WHERE s.parcel_id = %(id)s ORDER BY s.code"""

LEASES: LiteralString = """
SELECT l.contract_no, a.code AS asset, a.name AS asset_name, a.owner, t.kind, t.title,
       t.name, t.surname, l.start_on, l.end_on, l.terminated_on, l.rent_satang,
       l.rent_period, l.permitted_use
FROM register.asset a JOIN register.lease l ON l.asset_id = a.id
LEFT JOIN register.party t ON t.id = l.tenant_id
WHERE a.parcel_id = %(id)s OR a.building_id = ANY (%(buildings)s)
ORDER BY l.start_on DESC, l.contract_no"""

UNITS: LiteralString = """
SELECT count(u.id), count(DISTINCT c.id), min(c.name)
FROM register.condominium c LEFT JOIN register.unit u ON u.condominium_id = c.id
WHERE c.parcel_id = %(id)s"""

GAPS: LiteralString = """
SELECT g.id, g.kind, g.severity, g.status, g.stake_satang, g.subject_kind,
       g.subject_code
FROM coverage.gap g
WHERE g.parcel_id = %(id)s AND g.status <> 'fixed'
ORDER BY g.stake_satang DESC, g.id"""
