"""How complete the tax map is, block by block: one query for dashboard and notebook."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from layers.year_sql import FIRST_DAY, LAND_RUN, in_year

_DEED_KEY = """concat_ws('|', {0}.utm_map1, coalesce({0}.utm_map2, ''),
    coalesce({0}.utm_map3, ''), coalesce({0}.utm_map4, ''),
    coalesce({0}.utm_scale, ''), {0}.land_no)"""

# Parcels that lie in no block of the map are one row of their own, without ground.
_TABLE = f"""
WITH public AS (
    SELECT b.id, sum(CASE WHEN ST_CoveredBy(r.geom, b.geom) THEN ST_Area(r.geom)
                          ELSE ST_Area(ST_Intersection(r.geom, b.geom)) END) AS m2
    FROM register.block b JOIN register.public_area r ON ST_Intersects(r.geom, b.geom)
    GROUP BY b.id
), price AS MATERIALIZED (
    SELECT lp.parcel_code, lp.block_code,
           CASE WHEN lp.utm_map1 IS NOT NULL
                THEN {_DEED_KEY.format("lp")} END AS deed_key
    FROM register.land_price lp WHERE {in_year("lp")} AND lp.price_baht_per_wa > 0
), taxed AS (
    SELECT l.parcel_id, sum(l.tax_satang) AS satang,
           bool_or(l.kind <> 'building') AS ground
    FROM tax.line l WHERE l.run_id = {LAND_RUN} GROUP BY l.parcel_id
), parcel AS (
    -- Each IN is one look into a set that is gathered once.
    SELECT p.block_id, ST_Area(p.geom) AS m2, t.satang, t.ground,
           c.common OR p.id IN (
               SELECT r.parcel_id FROM register.property_right r
               WHERE r.parcel_id IS NOT NULL
                 AND (r.start_on IS NULL OR r.start_on <= {FIRST_DAY})
                 AND (r.end_on IS NULL OR r.end_on > {FIRST_DAY})) AS owned,
           c.common OR p.id IN (
               SELECT u.parcel_id FROM register.property_use u
               WHERE u.parcel_id IS NOT NULL AND {in_year("u")}) OR p.id IN (
               SELECT d.parcel_id FROM register.property_use u
               JOIN register.building d ON d.id = u.building_id
               WHERE d.parcel_id IS NOT NULL AND {in_year("u")}) AS used,
           c.common OR p.code IN (
               SELECT parcel_code FROM price WHERE parcel_code IS NOT NULL)
           OR CASE WHEN p.utm_map1 <> '' AND p.land_no <> ''
                   THEN {_DEED_KEY.format("p")} END IN (
               SELECT deed_key FROM price WHERE deed_key IS NOT NULL)
           OR b.code IN (SELECT block_code FROM price WHERE block_code IS NOT NULL)
           OR p.id IN (SELECT s.parcel_id FROM register.stated_value s
                       WHERE s.parcel_id IS NOT NULL AND {in_year("s")}) AS priced
    FROM register.parcel p
    LEFT JOIN register.block b ON b.id = p.block_id
    LEFT JOIN taxed t ON t.parcel_id = p.id
    CROSS JOIN LATERAL (SELECT p.id IN (
        SELECT k.parcel_id FROM register.condominium k
        WHERE k.parcel_id IS NOT NULL)) AS c(common)
    WHERE p.status = 'current'
), gap AS (
    SELECT coalesce(p.block_id, b.id) AS block_id, count(*) AS gaps,
           sum(g.stake_satang) AS satang
    FROM coverage.gap g
    LEFT JOIN register.parcel p ON p.id = g.parcel_id
    LEFT JOIN LATERAL (
        SELECT b.id FROM register.block b
        WHERE p.id IS NULL AND b.geom && g.geom
          AND ST_Intersects(b.geom, ST_PointOnSurface(g.geom))
        ORDER BY b.code LIMIT 1) b ON true
    WHERE g.status IN ('open', 'assigned')
    GROUP BY 1
), counted AS (
    SELECT p.block_id, count(*) AS parcels, sum(p.m2) AS m2,
           count(*) FILTER (WHERE p.owned) AS with_owner,
           count(*) FILTER (WHERE p.priced) AS with_price,
           count(*) FILTER (WHERE p.used) AS with_use,
           count(*) FILTER (WHERE p.ground) AS assessed,
           coalesce(sum(p.satang), 0) AS satang
    FROM parcel p GROUP BY p.block_id
), place AS (
    SELECT b.id, b.code, b.name, ST_Area(b.geom) AS m2 FROM register.block b
    UNION ALL SELECT NULL, NULL, NULL, NULL
)
SELECT l.code AS block, l.name,
       round((l.m2 - coalesce(pub.m2, 0))::numeric, 1) AS ground_m2,
       round(coalesce(n.m2, 0)::numeric, 1) AS parcel_m2,
       CASE WHEN l.m2 - coalesce(pub.m2, 0) > 0 THEN round(least(1,
           coalesce(n.m2, 0) / (l.m2 - coalesce(pub.m2, 0)))::numeric, 4) END
           AS covered,
       coalesce(n.parcels, 0) AS parcels, coalesce(n.with_owner, 0) AS with_owner,
       coalesce(n.with_price, 0) AS with_price, coalesce(n.with_use, 0) AS with_use,
       coalesce(n.assessed, 0) AS assessed,
       coalesce(n.satang, 0)::bigint AS tax_satang,
       coalesce(g.gaps, 0) AS gaps, coalesce(g.satang, 0)::bigint AS stake_satang
FROM place l
LEFT JOIN public pub ON pub.id = l.id
LEFT JOIN counted n ON n.block_id IS NOT DISTINCT FROM l.id
LEFT JOIN gap g ON g.block_id IS NOT DISTINCT FROM l.id
WHERE l.id IS NOT NULL OR n.parcels > 0 OR g.gaps > 0
ORDER BY l.code COLLATE "C" NULLS LAST
"""


@dataclass(frozen=True, slots=True)
class BlockCoverage:
    """One block, or what lies in no block (``block`` None, ground unknown).

    Attributes
    ----------
    block, name : str or None
    ground_m2, parcel_m2 : Decimal, m²
        The block less its roads, water and open places; its parcels on the map.
    covered : Decimal or None, 0 to 1
        Parcels as a part of the ground; overlaps count twice, but never above 1.
    parcels, with_owner, with_price, with_use, assessed : int
        Parcels; the ground of a condominium needs no owner, price or use.
    tax_satang : int
        Land and buildings, by the run that counts.
    gaps : int
        That wait for somebody.
    stake_satang : int
        At stake a year.
    """

    block: str | None
    name: str | None
    ground_m2: Decimal | None
    parcel_m2: Decimal
    covered: Decimal | None
    parcels: int
    with_owner: int
    with_price: int
    with_use: int
    assessed: int
    tax_satang: int
    gaps: int
    stake_satang: int


def coverage_by_block(connection: Connection[Any], year_be: int) -> list[BlockCoverage]:
    """Count how complete the map and the register are, block by block.

    Parameters
    ----------
    connection : Connection
    year_be : int
        Tax year, Buddhist Era.

    Returns
    -------
    list of BlockCoverage
        By code; last, if there is any, what lies in no block.
    """
    with connection.cursor(row_factory=class_row(BlockCoverage)) as reader:
        return reader.execute(_TABLE, {"year": year_be}).fetchall()
