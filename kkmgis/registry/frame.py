"""What every page needs to know: whose register this is, and of which tax years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

from kkmgis.registry.amounts import today

BE_MINUS_CE = 543
YEAR_DIGITS = 4

FRAME_SQL: LiteralString = (
    "SELECT (SELECT ARRAY[name_th, name_en] FROM register.authority"
    "        ORDER BY id LIMIT 1),"
    " ARRAY(SELECT DISTINCT tax_year_be FROM tax.run WHERE status = 'done')"
)
FRAME_RELATIONS = ("authority", "run")
"""Tables that `FRAME_SQL` reads."""


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


def frame_of(row: tuple[Any, ...] | None, asked: str | None = None) -> Frame:
    """Make the frame of a page.

    Parameters
    ----------
    row : tuple or None
        Of `FRAME_SQL`.
    asked : str, optional
        Tax year as it stands in the address; one without data, or nonsense, is
        answered with the default.

    Examples
    --------
    >>> frame_of((["ขอนแก่น", None], [2568, 2569]), "2568").year
    2568
    >>> frame_of((None, [2568, 2569]), "soon").year
    2569
    """
    names, assessed = row if row is not None else (None, [])
    this_year = today().year + BE_MINUS_CE
    default = max(assessed, default=this_year)
    years = tuple(sorted({*assessed, this_year}, reverse=True))
    year = default
    if asked is not None and len(asked) == YEAR_DIGITS and asked.isdecimal():
        year = int(asked) if int(asked) in years else default
    name_th, name_en = names or (None, None)
    return Frame(name_th, name_en, year, default, years)
