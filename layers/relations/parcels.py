"""Parcels with use, tax and state of the year."""

from __future__ import annotations

from layers.layer import Field, Place
from layers.year_sql import LAND_RUN, in_year, main_use

FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("use", "String"),
    Field("tax_per_wa", "Number"),
    Field("state", "String"),
    Field("deed", "String"),
    Field("area_wa", "Number"),
    Field("block", "String"),
)

TAX_BREAKS = (1, 5, 10, 20, 50, 100, 200)
"""Baht a square wa at which the colour of the tax map changes."""

# The deed's area, or the map's where no deed is known: for colours only.
_AREA = "coalesce(p.area_wa::float8, ST_Area(p.geom) / 4)"

# The run of land and buildings has no lines of signs; the ground of a condominium
# is taxed through its units.
_GROUND_TAXED = "bool_or(l.kind <> 'building')"


def detail(place: Place) -> str:
    """Give each parcel by itself; deed and area where there is room for words."""
    decimals = 2 if place.labels else 1
    tax = f"round((l.tax / 100 / nullif(p.area_wa, 0))::numeric, {decimals})::float8"
    deed = "p.deed_no" if place.labels else "NULL::text"
    area = "p.area_wa" if place.labels else "NULL::float8"
    use = main_use("parcel_id", "p.id")
    return f"""
        SELECT p.id, p.code, coalesce({use}, 'unknown') AS use,
               {tax} AS tax_per_wa, {_state("s.run_id IS NOT NULL")} AS state,
               {deed} AS deed, {area} AS area_wa, b.code AS block, p.geom
        FROM (SELECT p.id, p.code, p.deed_no, p.block_id, p.geom,
                     {_AREA} AS area_wa
              FROM register.parcel p
              WHERE p.status = 'current' AND p.geom && {place.near}) p
        LEFT JOIN register.block b ON b.id = p.block_id
        LEFT JOIN LATERAL (
            SELECT sum(tax_satang)::float8 AS tax, {_GROUND_TAXED} AS ground
            FROM tax.line l
            WHERE l.run_id = {LAND_RUN} AND l.parcel_id = p.id) l ON true
        LEFT JOIN tax.set_aside s
            ON s.run_id = {LAND_RUN} AND s.kind = 'land' AND s.object_id = p.id"""


def overview(place: Place) -> str:
    """Melt the parcels of a block that look alike into one shape.

    Thousands of parcels of a pixel or two fit into a tile this way. They carry
    what colours need; ``tax_per_wa`` is the lower end of its class.
    """
    breaks = ",".join(map(str, TAX_BREAKS))
    lowest = f"(ARRAY[0,{breaks}]::float8[])[q.class + 1]"
    state = _state("p.id IN (SELECT object_id FROM aside)")
    return f"""
        WITH used AS (
            SELECT DISTINCT ON (u.parcel_id) u.parcel_id, u.use
            FROM register.property_use u
            WHERE u.parcel_id IS NOT NULL AND {in_year("u")}
            ORDER BY u.parcel_id, u.amount DESC, u.position),
        taxed AS (
            SELECT l.parcel_id, sum(l.tax_satang)::float8 AS tax,
                   {_GROUND_TAXED} AS ground
            FROM tax.line l
            WHERE l.run_id = {LAND_RUN} GROUP BY l.parcel_id),
        aside AS (
            SELECT s.object_id FROM tax.set_aside s
            WHERE s.run_id = {LAND_RUN} AND s.kind = 'land')
        SELECT NULL::bigint AS id, NULL::text AS code, q.use,
               {lowest} AS tax_per_wa, q.state, NULL::text AS deed,
               NULL::float8 AS area_wa, b.code AS block,
               ST_SnapToGrid(ST_CollectionExtract(ST_Collect(q.geom), 3),
                             {place.pixel} / 2) AS geom
        FROM (
            SELECT p.block_id, coalesce(u.use, 'unknown') AS use, {state} AS state,
                   width_bucket(l.tax / 100 / nullif({_AREA}, 0),
                                ARRAY[{breaks}]::float8[]) AS class,
                   p.geom
            FROM register.parcel p
            LEFT JOIN used u ON u.parcel_id = p.id
            LEFT JOIN taxed l ON l.parcel_id = p.id
            WHERE p.status = 'current' AND p.geom && {place.near}) q
        LEFT JOIN register.block b ON b.id = q.block_id
        GROUP BY q.block_id, b.code, q.use, q.state, q.class"""


def _state(is_set_aside: str) -> str:
    return f"""CASE WHEN l.ground THEN 'assessed'
            WHEN {is_set_aside} THEN 'set_aside' ELSE 'unassessed' END"""
