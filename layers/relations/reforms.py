"""Parcels coloured by what a kept reform would change for them."""

from __future__ import annotations

from layers.layer import Field, Place

FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("change_pct", "String"),
    Field("change_baht", "String"),
    Field("before", "Number"),
    Field("after", "Number"),
)

PERCENT_BREAKS = (50, 20, 5)
"""Percent of the former tax at which the colour changes, upwards and downwards."""

BAHT_BREAKS = (10_000, 1_000, 100)
"""Baht a year at which it changes; an amount equal to a break is below it."""

_BEFORE, _AFTER = "c.before_satang", "c.after_satang"
_RISE = f"({_AFTER} - {_BEFORE})"


def _classes(rise: str, breaks: tuple[int, ...], bound: str) -> str:
    """Name the class of a rise: ``up_20``, ``up``, ``same``, ``down``, ``down_20``."""
    up = " ".join(
        f"WHEN {rise} > {bound.format(one)} THEN 'up_{one}'" for one in breaks
    )
    down = " ".join(
        f"WHEN {rise} < -{bound.format(one)} THEN 'down_{one}'" for one in breaks
    )
    return (
        f"{up} {down} WHEN {rise} > 0 THEN 'up' WHEN {rise} < 0 THEN 'down'"
        " ELSE 'same' END"
    )


# Whole numbers throughout: a class never depends on a rounding.
_PERCENT = f"CASE WHEN {_BEFORE} = 0 AND {_AFTER} > 0 THEN 'new' " + _classes(
    f"(100 * {_RISE})", PERCENT_BREAKS, f"({{}} * {_BEFORE})"
)
_BAHT = "CASE " + _classes(_RISE, BAHT_BREAKS, "({} * 100)")

_CHANGED = """FROM register.parcel p
        JOIN tax.reform_parcel c
            ON c.reform_id = %(reform)s::bigint AND c.parcel_id = p.id
        WHERE p.status = 'current' AND p.geom && {near}"""


def detail(place: Place) -> str:
    """Give each parcel by itself."""
    return f"""
        SELECT p.id, p.code, {_PERCENT} AS change_pct, {_BAHT} AS change_baht,
               ({_BEFORE} / 100.0)::float8 AS before,
               ({_AFTER} / 100.0)::float8 AS after, p.geom
        {_CHANGED.format(near=place.near)}"""


def overview(place: Place) -> str:
    """Melt the parcels of a block that look alike into one shape."""
    return f"""
        SELECT NULL::bigint AS id, NULL::text AS code, q.change_pct, q.change_baht,
               NULL::float8 AS before, NULL::float8 AS after,
               ST_SnapToGrid(ST_CollectionExtract(ST_Collect(q.geom), 3),
                             {place.pixel} / 2) AS geom
        FROM (SELECT p.block_id, {_PERCENT} AS change_pct, {_BAHT} AS change_baht,
                     p.geom
              {_CHANGED.format(near=place.near)}) q
        GROUP BY q.block_id, q.change_pct, q.change_baht"""
