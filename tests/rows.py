"""Rows and rectangles for the builders of test data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from psycopg import Connection, sql

ORIGIN = (265_000, 1_817_000)
"""A spot of Khon Kaen in EPSG:32648, easting and northing in metres."""

Number = int | str | Decimal
Object = tuple[str, int]
"""What a right, a use or a value belongs to: ("parcel" | "building" | "unit", id)."""


def insert(connection: Connection[Any], table: str, row: Mapping[str, object]) -> int:
    """Insert one row into a register table and give its id."""
    statement = sql.SQL("INSERT INTO register.{} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    found = connection.execute(statement, tuple(row.values())).fetchone()
    assert found is not None
    return int(found[0])


def ewkt_box(
    connection: Connection[Any], x: float, y: float, width: float, height: float
) -> str:
    """Describe a rectangle, metres from `ORIGIN`, in the database's own CRS."""
    left, low = ORIGIN[0] + x, ORIGIN[1] + y
    right, high = left + width, low + height
    ring = f"{left} {low},{right} {low},{right} {high},{left} {high},{left} {low}"
    return f"SRID={srid(connection)};MULTIPOLYGON((({ring})))"


def ewkt_point(connection: Connection[Any], x: float, y: float) -> str:
    """Describe a point, metres from `ORIGIN`, in the database's own CRS."""
    return f"SRID={srid(connection)};POINT({ORIGIN[0] + x} {ORIGIN[1] + y})"


def srid(connection: Connection[Any]) -> int:
    """Tell the SRID that the database keeps."""
    found = connection.execute("SELECT srid FROM register.store").fetchone()
    assert found is not None
    return int(found[0])


def next_number(connection: Connection[Any], table: str) -> int:
    statement = sql.SQL("SELECT coalesce(max(id), 0) + 1 FROM register.{}")
    found = connection.execute(statement.format(sql.Identifier(table))).fetchone()
    assert found is not None
    return int(found[0])
