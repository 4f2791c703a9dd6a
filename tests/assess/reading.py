"""Assess a test's register and read back what was stored."""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from kkmgis.assess.run import RunSummary, Tax, assess_year
from tests.builders import YEAR, make_building_price

Row = dict[str, Any]


def assess(
    connection: Connection[Any], *, year: int = YEAR, tax: Tax = "land_building"
) -> RunSummary:
    """Assess one tax."""
    [summary] = assess_year(connection, year, tax=tax, actor="test")
    return summary


def stored(connection: Connection[Any], table: str, run: RunSummary) -> list[Row]:
    """Give the rows of a run in order, without the run's number."""
    order = {"line": "number", "assessment": "number"}.get(table, "kind, object_id")
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            f"SELECT * FROM tax.{table} WHERE run_id = %s ORDER BY {order}",
            (run.run_id,),
        )
        rows = cursor.fetchall()
    return [{key: row[key] for key in row if key != "run_id"} for row in rows]


def lines(connection: Connection[Any], **how: Any) -> list[Row]:
    """Assess and give the lines."""
    return stored(connection, "line", assess(connection, **how))


def line_of(rows: list[Row], kind: str, object_id: int) -> Row:
    """Pick the one line of an object."""
    [found] = [
        row for row in rows if row["kind"] == kind and row["object_id"] == object_id
    ]
    return found


def reasons(connection: Connection[Any], **how: Any) -> dict[tuple[str, int], str]:
    """Assess and give why objects were set aside, by kind and id."""
    rows = stored(connection, "set_aside", assess(connection, **how))
    return {(row["kind"], row["object_id"]): row["reason"] for row in rows}


def code_of(connection: Connection[Any], table: str, row_id: int) -> str:
    """Give the code of a register row."""
    found = connection.execute(
        f"SELECT code FROM register.{table} WHERE id = %s", (row_id,)
    ).fetchone()
    assert found is not None
    return str(found[0])


def price_buildings(connection: Connection[Any]) -> None:
    """Price type 103 once."""
    if connection.execute("SELECT 1 FROM register.building_price").fetchone() is None:
        make_building_price(connection)
