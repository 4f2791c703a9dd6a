"""Reforms that were kept: to be shown, mapped, exported, and deleted again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from kkmgis.assess.bulk import write_tables
from kkmgis.assess.reform import ReformRun
from kkmgis.audit import record_event
from kkmgis.errors import DatabaseError
from kkmgis.tax.money import baht_text

Row = dict[str, Any]

MOST_LISTED = 200

_INSERT = """
INSERT INTO tax.reform (title, tax_year_be, run_id, rule_book, spec, summary, actor)
VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
"""
_HEAD = """
SELECT f.id, f.title, f.tax_year_be AS year, f.run_id AS run, r.rule_book,
       f.rule_book AS rule_book_after, f.actor, f.made_at,
       EXISTS (SELECT 1 FROM tax.current_run c WHERE c.id = f.run_id) AS current,
       f.summary->'totals' AS totals {more}
FROM tax.reform f JOIN tax.run r ON r.id = f.run_id
"""
_OF_PARCEL = """
SELECT p.code, c.before_satang, c.after_satang
FROM tax.reform_parcel c JOIN register.parcel p ON p.id = c.parcel_id
WHERE c.reform_id = %s AND p.code = %s
"""
_PARCELS = """
SELECT p.code, b.code, c.before_satang, c.after_satang
FROM tax.reform_parcel c JOIN register.parcel p ON p.id = c.parcel_id
LEFT JOIN register.block b ON b.id = p.block_id
WHERE c.reform_id = %s ORDER BY p.code COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class ParcelChange:
    """Tax of all that stands on a parcel, before and after, satang."""

    code: str
    block: str | None
    before: int
    after: int


def keep_reform(connection: Connection[Any], made: ReformRun, *, actor: str) -> int:
    """Keep what a reform came to. The roll stays as it is.

    Parameters
    ----------
    connection : Connection
    made : ReformRun
    actor : str

    Returns
    -------
    int, id of the reform
    """
    with connection.transaction():
        found = connection.execute(
            _INSERT,
            (
                made.reform.title,
                made.run.tax_year_be,
                made.run.id,
                made.reform.rules.version,
                Jsonb(made.spec),
                Jsonb(made.summary),
                actor,
            ),
        ).fetchone()
        if found is None:
            raise DatabaseError("the database gave no id for the reform")
        reform_id = int(found[0])
        table = pa.table(
            {
                "reform_id": np.full(len(made.parcel_id), reform_id, dtype=np.int64),
                "parcel_id": made.parcel_id,
                "before_satang": pa.array(made.before.tolist(), pa.int64()),
                "after_satang": pa.array(made.after.tolist(), pa.int64()),
            }
        )
        name = ("tax", "reform_parcel")
        write_tables(connection, name, table.column_names, [table])
        subject = ("reform", str(reform_id))
        record_event(connection, "reform.made", actor=actor, subject=subject)
    return reform_id


def list_reforms(connection: Connection[Any]) -> list[Row]:
    """List the reforms that were kept, the newest first, at most `MOST_LISTED`.

    Returns
    -------
    list of dict
        ``id, title, year, run, rule_book, rule_book_after, actor, made_at, current,
        totals``; not ``current``: the year was assessed anew since.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            _HEAD.format(more="").encode() + b" ORDER BY f.id DESC LIMIT %s",
            (MOST_LISTED,),
        ).fetchall()
    return [_shown(row) for row in rows]


def read_kept_reform(connection: Connection[Any], reform_id: int) -> Row | None:
    """Give one reform: as in the list, with ``spec`` and all of its summary."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            _HEAD.format(more=", f.spec, f.summary").encode() + b" WHERE f.id = %s",
            (reform_id,),
        ).fetchone()
    if row is None:
        return None
    summary: Row = row.pop("summary")
    return _shown(row) | summary


def _shown(row: Row) -> Row:
    return row | {"made_at": row["made_at"].isoformat(timespec="seconds")}


def reform_of_parcel(
    connection: Connection[Any], reform_id: int, code: str
) -> Row | None:
    """Give ``code, before, after, difference`` of one parcel, money as text."""
    row = connection.execute(_OF_PARCEL, (reform_id, code)).fetchone()
    if row is None:
        return None
    before, after = row[1], row[2]
    return {
        "code": row[0],
        "before": baht_text(before),
        "after": baht_text(after),
        "difference": baht_text(after - before),
    }


def parcels_of_reform(
    connection: Connection[Any], reform_id: int
) -> Iterator[ParcelChange]:
    """Give all parcels of a reform by code."""
    for row in connection.execute(_PARCELS, (reform_id,)):
        yield ParcelChange(*row)


def delete_reform(connection: Connection[Any], reform_id: int, *, actor: str) -> bool:
    """Delete a reform; false when there is none of that number."""
    with connection.transaction():
        done = connection.execute(
            "DELETE FROM tax.reform WHERE id = %s RETURNING title", (reform_id,)
        ).fetchone()
        if done is not None:
            subject = ("reform", str(reform_id))
            record_event(connection, "reform.deleted", actor=actor, subject=subject)
    return done is not None
