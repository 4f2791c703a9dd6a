"""The roll: what each taxpayer owes by the runs that count in a tax year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

from kkmgis.registry.amounts import baht_text
from kkmgis.registry.names import Party
from kkmgis.registry.page import Page, decode_cursor, encode_cursor

Row = dict[str, Any]
Tax = Literal["land_building", "sign"]
TAXES: tuple[Tax, ...] = ("land_building", "sign")

_PARTIES: LiteralString = """
    (SELECT jsonb_agg(jsonb_build_array(o.kind, o.title, o.name, o.surname, o.code)
                      ORDER BY o.code)
     FROM register.party o WHERE o.id = ANY (a.party_ids)) AS parties"""
_OBJECTS: LiteralString = """
    SELECT l.assessment_number, array_agg(DISTINCT coalesce(p.code, l.object_code))
    FROM tax.line l LEFT JOIN register.parcel p ON p.id = l.parcel_id
    WHERE l.run_id = %(run)s AND l.assessment_number = ANY (%(numbers)s)
    GROUP BY l.assessment_number"""


@dataclass(frozen=True, slots=True)
class RunTotal:
    """A run that counts, with its totals; money as decimal strings."""

    id: int
    tax: Tax
    year: int
    rule_book: str
    actor: str
    finished_at: dt.datetime | None
    assessments: int
    lines: int
    set_aside: int
    total: str


def current_runs(connection: Connection[Any], year_be: int) -> list[RunTotal]:
    """List the runs of a tax year that count, one a tax."""
    rows = connection.execute(
        "SELECT r.id, r.tax, r.tax_year_be, r.rule_book, r.actor, r.finished_at,"
        " (SELECT count(*) FROM tax.assessment a WHERE a.run_id = r.id),"
        " coalesce(r.line_count, 0), coalesce(r.set_aside_count, 0),"
        " coalesce(r.total_satang, 0)"
        " FROM tax.current_run r WHERE r.tax_year_be = %s ORDER BY r.tax",
        (year_be,),
    )
    return [RunTotal(*(*row[:9], baht_text(row[9]))) for row in rows]


def list_assessments(
    connection: Connection[Any],
    year_be: int,
    *,
    tax: Tax = "land_building",
    names: bool,
    cursor: str | None = None,
    limit: int = 100,
) -> Page:
    """List what taxpayers owe, the largest first.

    Returns
    -------
    Page
        Items ``tax, year, number, taxpayers, party_codes, objects, lines, total``.

    Raises
    ------
    CursorError
        The cursor is not one of ours.
    """
    values: Row = {"year": year_be, "tax": tax, "limit": limit + 1}
    after: LiteralString = ""
    if cursor is not None:
        values["rank"], values["after"] = decode_cursor(cursor, int, int)
        after = " AND (-a.total_satang, a.number) > (%(rank)s, %(after)s)"
    sql = (
        f"SELECT a.*, {_PARTIES} FROM (SELECT a.* FROM tax.assessment a"
        " WHERE a.run_id = (SELECT id FROM tax.current_run WHERE tax = %(tax)s"
        f" AND tax_year_be = %(year)s){after}"
        " ORDER BY -a.total_satang, a.number LIMIT %(limit)s) a"
        " ORDER BY -a.total_satang, a.number"
    )
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(sql, values).fetchall()
    run = rows[0]["run_id"] if rows else None
    numbers = [row["number"] for row in rows[:limit]]
    # One pass over the lines of the run for the whole page.
    objects = dict(
        connection.execute(_OBJECTS, {"run": run, "numbers": numbers}).fetchall()
    )
    more = None
    if len(rows) > limit:
        last = rows[limit - 1]
        more = encode_cursor(-last["total_satang"], last["number"])
    items = [
        {
            "tax": tax,
            "year": year_be,
            "number": row["number"],
            "taxpayers": _taxpayers(row["parties"], names),
            "party_codes": [party[4] for party in row["parties"] or ()],
            "objects": objects.get(row["number"], []),
            "lines": row["line_count"],
            "total": baht_text(row["total_satang"]),
        }
        for row in rows[:limit]
    ]
    return Page(items, more)


EXPORT_COLUMNS = (
    "tax",
    "tax_year",
    "run",
    "assessment",
    "line",
    "taxpayers",
    "party_codes",
    "kind",
    "object_code",
    "parcel_code",
    "use",
    "rate_group",
    "value",
    "base",
    "exempt",
    "taxable",
    "tax_amount",
)
"""Columns of an export, one row a line; the last five are exact baht."""

_EXPORT: LiteralString = """
SELECT r.tax, r.tax_year_be, r.id, l.assessment_number, l.number, o.parties,
       l.kind, l.object_code, p.code, l.use, l.rate_group, l.value_satang,
       l.base_satang, l.exempt_satang, l.taxable_satang, l.tax_satang
FROM tax.current_run r
JOIN tax.line l ON l.run_id = r.id
LEFT JOIN (
    SELECT a.run_id, a.number,
           jsonb_agg(jsonb_build_array(o.kind, o.title, o.name, o.surname, o.code)
                     ORDER BY o.code) AS parties
    FROM tax.assessment a JOIN register.party o ON o.id = ANY (a.party_ids)
    WHERE a.run_id IN (SELECT id FROM tax.current_run WHERE tax_year_be = %(year)s)
    GROUP BY a.run_id, a.number) o
  ON o.run_id = l.run_id AND o.number = l.assessment_number
LEFT JOIN register.parcel p ON p.id = l.parcel_id
WHERE r.tax_year_be = %(year)s
ORDER BY r.tax, l.number"""


def export_lines(
    connection: Connection[Any], year_be: int, *, names: bool, batch: int = 5000
) -> Iterator[tuple[Any, ...]]:
    """Give all lines of the year's runs, in the order of `EXPORT_COLUMNS`.

    Amounts are Decimals in baht. Rows come from a cursor of the server, so that a
    city does not have to fit into memory; the transaction lasts as long.
    """
    with (
        connection.transaction(),
        connection.cursor(name="assessment_export") as reader,
    ):
        reader.itersize = batch
        reader.execute(_EXPORT, {"year": year_be})
        for row in reader:
            parties = row[5] or []
            yield (
                *row[:5],
                "; ".join(_taxpayers(parties, names)),
                "; ".join(party[4] for party in parties),
                *row[6:11],
                *(Decimal(satang).scaleb(-2) for satang in row[11:]),
            )


def _taxpayers(parties: list[list[str | None]] | None, names: bool) -> list[str]:
    return [
        Party(str(kind), title, str(name), surname).shown(unmasked=names)
        for kind, title, name, surname, _ in parties or ()
    ]
