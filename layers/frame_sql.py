"""Queries behind the GeoDataFrames, one a layer.

Each is a function of ``table``, which names a register table as it stands now or
as it stood at the bound parameter ``as_of``. They take ``year`` as well, give the
columns that planners may see, and ``geom``; persons are not among them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from layers.relations.assets import RUNNING
from layers.year_sql import FIRST_DAY, LAST_SEEN_DAY

Table = Callable[[str], str]
Query = Callable[[Table], str]


def _run(tax: str) -> str:
    """Pick the run that counted at the moment, the latest finished one by then."""
    return f"""(SELECT max(id) FROM tax.run
        WHERE tax = '{tax}' AND tax_year_be = %(year)s::int AND status = 'done'
          AND (%(as_of)s::timestamptz IS NULL OR finished_at <= %(as_of)s))"""


_AS_OF_RUN = _run("land_building")
_AS_OF_SIGN_RUN = _run("sign")


def _used(table: Table, column: str) -> str:
    return f"""(SELECT DISTINCT ON (u.{column}) u.{column} AS object_id, u.use
        FROM {table("property_use")} u
        WHERE u.{column} IS NOT NULL AND u.from_year_be <= %(year)s::int
          AND (u.to_year_be IS NULL OR u.to_year_be >= %(year)s::int)
        ORDER BY u.{column}, u.amount DESC, u.position)"""


def _parcels(table: Table) -> str:
    return f"""
        SELECT p.code, b.code AS block, p.doc_type, p.deed_no, p.area_wa,
               round(ST_Area(p.geom)::numeric, 2) AS map_area_m2, p.house_no, p.moo,
               p.soi, p.road, p.tambon, coalesce(u.use, 'unknown') AS use,
               CASE WHEN t.ground THEN 'assessed'
                    WHEN s.object_id IS NOT NULL THEN 'set_aside'
                    ELSE 'unassessed' END AS state,
               t.land_value_baht, t.building_value_baht, t.tax_baht, p.geom
        FROM {table("parcel")} p
        LEFT JOIN {table("block")} b ON b.id = p.block_id
        LEFT JOIN {_used(table, "parcel_id")} u ON u.object_id = p.id
        LEFT JOIN (
            SELECT l.parcel_id, bool_or(l.kind IN ('land', 'unit')) AS ground,
                   sum(l.base_satang) FILTER (WHERE l.kind = 'land') / 100
                       AS land_value_baht,
                   sum(l.base_satang) FILTER (WHERE l.kind <> 'land') / 100
                       AS building_value_baht,
                   sum(l.tax_satang) / 100 AS tax_baht
            FROM tax.line l WHERE l.run_id = {_AS_OF_RUN} GROUP BY l.parcel_id) t
            ON t.parcel_id = p.id
        LEFT JOIN tax.set_aside s
            ON s.run_id = {_AS_OF_RUN} AND s.kind = 'land' AND s.object_id = p.id
        WHERE p.status = 'current'"""


def _buildings(table: Table) -> str:
    return f"""
        SELECT d.code, p.code AS parcel_code, d.type_code, d.structure, d.storeys,
               d.floor_area_m2, d.built_year_be, d.house_no, d.name,
               coalesce(u.use, 'unknown') AS use, t.value_baht, t.tax_baht, d.geom
        FROM {table("building")} d
        LEFT JOIN {table("parcel")} p ON p.id = d.parcel_id
        LEFT JOIN {_used(table, "building_id")} u ON u.object_id = d.id
        LEFT JOIN (
            SELECT l.object_id, sum(l.base_satang) / 100 AS value_baht,
                   sum(l.tax_satang) / 100 AS tax_baht
            FROM tax.line l WHERE l.run_id = {_AS_OF_RUN} AND l.kind = 'building'
            GROUP BY l.object_id) t ON t.object_id = d.id"""


def _signs(table: Table) -> str:
    return f"""
        SELECT s.code, s.kind, p.code AS parcel_code, s.business_name, s.text_class,
               s.moving, s.width_cm, s.height_cm, s.sides, s.installed_on,
               CASE WHEN s.exempt_under IS NOT NULL THEN 'exempt'
                    WHEN l.object_id IS NOT NULL THEN 'taxed'
                    ELSE 'untaxed' END AS state,
               l.tax_satang / 100::numeric AS tax_baht,
               coalesce(s.geom, ST_PointOnSurface(p.geom)) AS geom
        FROM {table("sign")} s
        LEFT JOIN {table("parcel")} p ON p.id = s.parcel_id
        LEFT JOIN tax.line l
            ON l.run_id = {_AS_OF_SIGN_RUN} AND l.kind = 'sign' AND l.object_id = s.id
        WHERE (s.removed_on IS NULL OR s.removed_on >= {FIRST_DAY})
          AND (s.installed_on IS NULL OR s.installed_on <= {LAST_SEEN_DAY})"""


def _assets(table: Table) -> str:
    return f"""
        SELECT a.code, a.kind, a.owner, a.name, p.code AS parcel_code,
               r.contract_no IS NOT NULL AS leased,
               r.rent_satang / 100::numeric AS rent_baht, r.rent_period, r.end_on,
               coalesce(a.geom, d.geom, p.geom) AS geom
        FROM {table("asset")} a
        LEFT JOIN {table("building")} d ON d.id = a.building_id
        LEFT JOIN {table("parcel")} p ON p.id = coalesce(a.parcel_id, d.parcel_id)
        LEFT JOIN LATERAL (
            SELECT l.* FROM {table("lease")} l WHERE l.asset_id = a.id AND {RUNNING}
            ORDER BY l.start_on DESC LIMIT 1) r ON true"""


def _footprints(table: Table) -> str:
    return f"""
        SELECT f.code, f.source, f.observed_on, f.gone_on,
               f.confidence::float8 AS confidence, f.storeys,
               f.height_m, f.building_kind, f.house_no, f.name,
               round(ST_Area(f.geom)::numeric, 2) AS map_area_m2, f.geom
        FROM {table("footprint")} f"""


def _permits(table: Table) -> str:
    return f"""
        SELECT s.permit_no AS code, s.status, s.purpose, s.sign_kind, s.place,
               p.code AS parcel_code, g.code AS sign_code, s.width_cm, s.height_cm,
               s.sides, s.quantity, s.start_on, s.end_on, s.removed_on,
               CASE WHEN s.status <> 'approved' OR s.removed_on <= {LAST_SEEN_DAY}
                         OR s.start_on > {LAST_SEEN_DAY} THEN NULL
                    WHEN s.end_on < {LAST_SEEN_DAY} THEN 'overdue'
                    ELSE 'allowed' END AS state,
               s.fee_satang / 100::numeric AS fee_baht,
               coalesce(s.geom, g.geom, ST_PointOnSurface(p.geom)) AS geom
        FROM {table("sign_permit")} s
        LEFT JOIN {table("sign")} g ON g.id = s.sign_id
        LEFT JOIN {table("parcel")} p ON p.id = coalesce(s.parcel_id, g.parcel_id)"""


def _gaps(_table: Table) -> str:
    return """
        SELECT g.id, g.kind, g.severity, g.status, g.subject_kind, g.subject_code,
               p.code AS parcel_code, g.stake_satang / 100::numeric AS stake_baht,
               g.estimate ->> 'confidence' AS confidence, g.first_seen_at, g.geom
        FROM coverage.gap g LEFT JOIN register.parcel p ON p.id = g.parcel_id
        WHERE g.status IN ('open', 'assigned')"""


def _blocks(table: Table) -> str:
    return f"SELECT b.code, b.zone_code, b.name, b.geom FROM {table('block')} b"


def _boundary(table: Table) -> str:
    return f"""SELECT a.code, a.name_th, a.name_en, a.province_th, a.geom
        FROM {table("authority")} a"""


def _public_areas(table: Table) -> str:
    return f"SELECT r.code, r.kind, r.name, r.geom FROM {table('public_area')} r"


QUERIES: Mapping[str, Query] = MappingProxyType(
    {
        "boundary": _boundary,
        "blocks": _blocks,
        "public_areas": _public_areas,
        "parcels": _parcels,
        "buildings": _buildings,
        "signs": _signs,
        "assets": _assets,
        "footprints": _footprints,
        "permits": _permits,
        "gaps": _gaps,
    }
)
"""By layer; ``gaps`` has no past of its own."""
