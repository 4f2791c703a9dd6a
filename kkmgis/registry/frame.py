"""What every page needs to know: whose register this is, and of which tax years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection

from kkmgis.registry.amounts import today

BE_MINUS_CE = 543


@dataclass(frozen=True, slots=True)
class Frame:
    """The municipality and the tax years.

    Attributes
    ----------
    name_th, name_en : str or None
        Name of the municipality; None when no boundary is loaded yet.
    year : int, B.E.
        The tax year asked for.
    default_year : int, B.E.
        The latest assessed year, or this year when none is.
    years : tuple of int, B.E., newest first
        Assessed years and this year.
    """

    name_th: str | None
    name_en: str | None
    year: int
    default_year: int
    years: tuple[int, ...]


LATEST_YEAR_SQL: LiteralString = (
    "SELECT max(tax_year_be) FROM tax.run WHERE status = 'done'"
)


def latest_year(assessed: int | None) -> int:
    """Tell the tax year to show: the latest assessed one, else this year (B.E.)."""
    return today().year + BE_MINUS_CE if assessed is None else assessed


def read_frame(connection: Connection[Any], asked: str | None = None) -> Frame:
    """Read the frame of a page.

    Parameters
    ----------
    asked : str, optional
        Tax year as it stands in the address; one without data, or nonsense, is
        answered with the default.
    """
    row = connection.execute(
        "SELECT (SELECT ARRAY[name_th, name_en] FROM register.authority"
        "        ORDER BY id LIMIT 1),"
        " ARRAY(SELECT DISTINCT tax_year_be FROM tax.run WHERE status = 'done')"
    ).fetchone()
    names, assessed = row if row is not None else (None, [])
    default = latest_year(max(assessed, default=None))
    years = tuple(sorted({*assessed, latest_year(None)}, reverse=True))
    year = default
    if asked is not None and asked.isascii() and asked.isdigit():
        year = int(asked) if int(asked) in years else default
    name_th, name_en = names or (None, None)
    return Frame(name_th, name_en, year, default, years)
