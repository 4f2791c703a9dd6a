"""Which stored run is meant: the one that counts in a year, or one by its number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from kkmgis.errors import KkmgisError
from kkmgis.i18n import both

LARGEST_ID = 2**63 - 1
_BY_ID = re.compile(r"run:(\d{1,19})", re.ASCII)
_BY_YEAR = re.compile(r"\d{4}", re.ASCII)


class UnknownRunError(KkmgisError):
    """There is no such run; the message says so in both languages."""


@dataclass(frozen=True, slots=True)
class ChosenRun:
    """A finished run.

    Attributes
    ----------
    current : bool
        It is the one that counts in its tax year.
    """

    id: int
    tax: str
    tax_year_be: int
    rule_book: str
    finished_at: dt.datetime
    line_count: int
    set_aside_count: int
    total_satang: int
    current: bool

    @property
    def name(self) -> str:
        """Name it as `find_run` understands it."""
        return str(self.tax_year_be) if self.current else f"run:{self.id}"


_RUNS = """
SELECT r.id, r.tax, r.tax_year_be, r.rule_book, r.finished_at,
       coalesce(r.line_count, 0) AS line_count,
       coalesce(r.set_aside_count, 0) AS set_aside_count,
       coalesce(r.total_satang, 0) AS total_satang,
       r.id = (SELECT c.id FROM tax.current_run c
               WHERE c.tax = r.tax AND c.tax_year_be = r.tax_year_be) AS current
FROM tax.run r WHERE r.status = 'done'
"""


def find_run(connection: Connection[Any], name: str, tax: str) -> ChosenRun:
    """Find a run by a tax year or by its number.

    Parameters
    ----------
    connection : Connection
    name : str
        Tax year (Buddhist Era), whose current run is meant, or ``run:ID``.
    tax : {"land_building", "sign"}

    Raises
    ------
    UnknownRunError
        It names no finished run of that tax.
    """
    by_id = _BY_ID.fullmatch(name)
    if by_id is None and not _BY_YEAR.fullmatch(name):
        raise UnknownRunError(both("difference.error.name", name=name))
    if by_id is None:
        query = (
            f"{_RUNS} AND r.id = (SELECT id FROM tax.current_run"
            " WHERE tax = %(tax)s AND tax_year_be = %(asked)s)"
        )
        asked = int(name)
    else:
        query = f"{_RUNS} AND r.tax = %(tax)s AND r.id = %(asked)s"
        asked = min(int(by_id[1]), LARGEST_ID)
    with connection.cursor(row_factory=class_row(ChosenRun)) as cursor:
        found = cursor.execute(query, {"tax": tax, "asked": asked}).fetchone()
    if found is not None:
        return found
    if by_id is None:
        raise UnknownRunError(both("difference.error.year", year=name))
    raise UnknownRunError(both("difference.error.run", run=by_id[1]))


def runs_named(connection: Connection[Any], name: str) -> list[ChosenRun]:
    """Find the runs that a name means: of a year those of both taxes.

    Raises
    ------
    UnknownRunError
        It names no finished run.
    """
    found = []
    unknown = UnknownRunError(name)
    for tax in ("land_building", "sign"):
        try:
            found.append(find_run(connection, name, tax))
        except UnknownRunError as error:
            unknown = error
    if not found:
        raise unknown
    return found


def list_runs(
    connection: Connection[Any], tax: str, *, most: int = 100
) -> list[ChosenRun]:
    """List the finished runs of a tax, the latest year and run first."""
    query = f"{_RUNS} AND r.tax = %s ORDER BY r.tax_year_be DESC, r.id DESC LIMIT %s"
    with connection.cursor(row_factory=class_row(ChosenRun)) as cursor:
        return cursor.execute(query, (tax, most)).fetchall()
