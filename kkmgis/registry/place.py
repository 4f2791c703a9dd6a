"""Where the municipality lies."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

_BOX = (
    "WITH box AS (SELECT coalesce("
    " (SELECT ST_SetSRID(ST_Extent(geom)::geometry, (SELECT srid FROM register.store))"
    "  FROM register.authority),"
    " (SELECT ST_SetSRID(ST_Extent(geom)::geometry, (SELECT srid FROM register.store))"
    "  FROM register.parcel)) AS b)"
)


def read_box(connection: Connection[Any]) -> list[float]:
    """Read the box of the municipality, of the parcels where no boundary is loaded.

    Returns
    -------
    list of float, [minx, miny, maxx, maxy], m, storage CRS
        A box in the middle of the zone when the register is empty.
    """
    row = connection.execute(
        f"{_BOX} SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM box"
    ).fetchone()
    if row is None or row[0] is None:
        return [490_000.0, 1_760_000.0, 510_000.0, 1_780_000.0]
    return [float(value) for value in row]


def read_degrees_box(connection: Connection[Any]) -> list[float] | None:
    """Read the same box as west, south, east, north in degrees; None when empty."""
    row = connection.execute(
        f"{_BOX} SELECT ST_XMin(d), ST_YMin(d), ST_XMax(d), ST_YMax(d)"
        " FROM box, LATERAL (SELECT ST_Transform(b, 4326) AS d) t"
    ).fetchone()
    if row is None or row[0] is None:
        return None
    return [round(float(value), 6) for value in row]
