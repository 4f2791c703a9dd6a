"""Read stored runs back: what was assessed on a parcel, and what was set aside."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, dict_row

from kkmgis.errors import DatabaseError, KkmgisError
from kkmgis.tax.rulebook import RuleBook, rule_book_of_content


class UnknownParcelError(KkmgisError):
    """No parcel has the code that was asked for."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """The run that counts for one tax and year."""

    id: int
    tax: str
    tax_year_be: int
    rule_book: str
    finished_at: dt.datetime


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One stored line with what the register calls its object now."""

    number: int
    assessment_number: int
    kind: str
    object_id: int
    object_code: str
    use: str
    rate_group: str
    tax_satang: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredSetAside:
    """One object that a run could not assess."""

    kind: str
    object_id: int
    object_code: str
    reason: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParcelHead:
    """What a sheet says of the parcel."""

    id: int
    code: str
    doc_type: str | None
    deed_no: str | None


_RUN = """
SELECT id, tax, tax_year_be, rule_book, finished_at FROM tax.current_run
WHERE tax = %s AND tax_year_be = %s
"""
_LINES = """
SELECT number, assessment_number, kind, object_id, object_code, use, rate_group,
       tax_satang, facts
FROM tax.line WHERE run_id = %s AND parcel_id = %s ORDER BY number
"""
_SET_ASIDE = """
SELECT kind, object_id, object_code, reason, details FROM tax.set_aside s
WHERE run_id = %(run)s AND (
    kind = 'land' AND object_id = %(parcel)s
    OR kind = 'building' AND object_id IN (
        SELECT id FROM register.building WHERE parcel_id = %(parcel)s)
    OR kind = 'unit' AND object_id IN (
        SELECT u.id FROM register.unit u
        JOIN register.condominium c ON c.id = u.condominium_id
        WHERE c.parcel_id = %(parcel)s)
    OR kind = 'sign' AND object_id IN (
        SELECT g.id FROM register.sign g
        LEFT JOIN register.building b ON b.id = g.building_id
        WHERE coalesce(g.parcel_id, b.parcel_id) = %(parcel)s))
ORDER BY kind, object_code COLLATE "C"
"""
_LABELS = """
SELECT 'building' AS kind, b.id, b.house_no, b.type_code,
       (SELECT name FROM register.building_price p WHERE p.type_code = b.type_code
        AND name IS NOT NULL ORDER BY from_year_be DESC LIMIT 1) AS type_name,
       NULL AS condominium, NULL AS registration, NULL AS unit_no,
       NULL AS business_name, NULL::numeric AS width_cm, NULL::numeric AS height_cm
FROM register.building b WHERE b.id = ANY(%(building)s)
UNION ALL
SELECT 'unit', u.id, NULL, NULL, NULL, c.name, c.code, u.unit_no, NULL, NULL, NULL
FROM register.unit u JOIN register.condominium c ON c.id = u.condominium_id
WHERE u.id = ANY(%(unit)s)
UNION ALL
SELECT 'sign', s.id, NULL, NULL, NULL, NULL, NULL, NULL, s.business_name,
       s.width_cm, s.height_cm
FROM register.sign s WHERE s.id = ANY(%(sign)s)
"""


def find_parcel(connection: Connection[Any], code: str) -> ParcelHead:
    """Find a parcel by its code, current or retired.

    Raises
    ------
    UnknownParcelError
        The register has no such code.
    """
    with connection.cursor(row_factory=class_row(ParcelHead)) as cursor:
        found = cursor.execute(
            "SELECT id, code, doc_type, deed_no FROM register.parcel WHERE code = %s",
            (code,),
        ).fetchone()
    if found is None:
        raise UnknownParcelError(code)
    return found


def current_run(
    connection: Connection[Any], tax: str, year_be: int
) -> StoredRun | None:
    """Give the latest finished run of a tax and year, if there is one."""
    with connection.cursor(row_factory=class_row(StoredRun)) as cursor:
        return cursor.execute(_RUN, (tax, year_be)).fetchone()


def lines_of_parcel(
    connection: Connection[Any], run_id: int, parcel_id: int
) -> list[StoredLine]:
    """Give the lines of a parcel and of all that stands on it, in order."""
    with connection.cursor(row_factory=class_row(StoredLine)) as cursor:
        return cursor.execute(_LINES, (run_id, parcel_id)).fetchall()


def set_aside_of_parcel(
    connection: Connection[Any], run_id: int, parcel_id: int
) -> list[StoredSetAside]:
    """Give what a run could not assess of a parcel and what stands on it."""
    with connection.cursor(row_factory=class_row(StoredSetAside)) as cursor:
        values = {"run": run_id, "parcel": parcel_id}
        return cursor.execute(_SET_ASIDE, values).fetchall()


def labels_of(
    connection: Connection[Any], lines: list[StoredLine]
) -> dict[tuple[str, int], dict[str, Any]]:
    """Give what the register calls the buildings, units and signs of lines."""
    ids = {
        kind: [line.object_id for line in lines if line.kind == kind]
        for kind in ("building", "unit", "sign")
    }
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_LABELS, ids).fetchall()
    return {(row["kind"], row["id"]): row for row in rows}


def stored_rule_book(connection: Connection[Any], version: str) -> RuleBook:
    """Make the rule book of a stored run again.

    Raises
    ------
    DatabaseError
        The database does not keep that version.
    """
    found = connection.execute(
        "SELECT content FROM tax.rule_book WHERE version = %s", (version,)
    ).fetchone()
    if found is None:
        raise DatabaseError(f"the law of version {version} is not kept")
    return _compiled(found[0])


@lru_cache(maxsize=16)
def _compiled(content: str) -> RuleBook:
    return rule_book_of_content(content)
