"""What the page of differences shows: a waterfall of causes, groups, a list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import Connection

from api.words import query
from kkmgis.assess.difference import RollDifference
from kkmgis.assess.difference_answer import items
from kkmgis.assess.difference_totals import (
    CauseTotal,
    GroupChange,
    cause_totals,
    changed_objects,
    changes_by,
    corrected_aspects,
    rows_by_size,
)
from kkmgis.assess.run_choice import ChosenRun, find_run
from kkmgis.registry.page import encode_cursor

ROWS = 100
BLOCKS = 12
PATH = "/roll/differences"

# The bars begin short of the smallest total, so that the changes can be seen.
_BREAK = 0.15


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a difference is asked for."""

    year: int
    tax: str
    before: str
    after: str
    cause: str | None
    aspect: str | None
    block: str | None
    first: int

    def href(self, **other: object) -> str:
        """Give the address of the page with something chosen otherwise."""
        values = {**self.values, **other}
        return f"{PATH}{query(**values)}"

    @property
    def values(self) -> dict[str, Any]:
        """Parts of the address, without the place in the list."""
        return {
            "year": self.year,
            "tax": self.tax,
            "from": self.before,
            "to": self.after,
            "cause": self.cause,
            "aspect": self.aspect,
            "block": self.block,
        }


def chosen_runs(
    connection: Connection[Any],
    runs: list[ChosenRun],
    tax: str,
    names: tuple[str | None, str | None],
    year: int,
) -> tuple[ChosenRun, ChosenRun] | None:
    """Find the two runs to compare: those asked for, else a year and the one before.

    Parameters
    ----------
    connection : Connection
    runs : list of ChosenRun
        All of the tax, the latest first.
    tax : {"land_building", "sign"}
    names : (str or None, str or None)
    year : int
        Tax year of the page, Buddhist Era.

    Returns
    -------
    tuple of two ChosenRun, or None when there are no two

    Raises
    ------
    UnknownRunError
        One that was asked for is not there.
    """
    before, after = (
        find_run(connection, name, tax) if name else None for name in names
    )
    if after is None:
        current = [run for run in runs if run.current]
        of_year = [run for run in current if run.tax_year_be == year]
        after = next(iter(of_year or current), None)
    if after is not None and before is None:
        earlier = [r for r in runs if r.current and r.tax_year_be < after.tax_year_be]
        same = [
            r for r in runs if r.tax_year_be == after.tax_year_be and r.id < after.id
        ]
        before = next(iter(earlier or same), None)
    return None if before is None or after is None else (before, after)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the waterfall; places are percent of its width, for drawing only.

    Attributes
    ----------
    cause : CauseTotal or None
        None: the levy of a roll.
    part : bool
        A part of the cause above it.
    kind : {"total", "raise", "fall"}
    start, width : float
    satang_from, satang_to : int
        Running totals before and after.
    """

    cause: CauseTotal | None
    part: bool
    kind: str
    start: float
    width: float
    satang_from: int
    satang_to: int


def waterfall(found: RollDifference) -> list[Bar]:
    """Lay the levy before, the causes one after the other, and the levy after out."""
    totals = (found.before.total_satang, found.after.total_satang)
    parts = corrected_aspects(found)
    steps: list[tuple[CauseTotal | None, bool, int, int]] = []
    running = totals[0]
    for one in cause_totals(found.causes):
        if found.same_year and one.name not in ("law", "correction"):
            continue
        steps.append((one, False, running, running + one.change))
        inner = running
        for part in parts if one.name == "correction" else ():
            steps.append((part, True, inner, inner + part.change))
            inner += part.change
        running += one.change
    points = [*totals, *(n for step in steps for n in step[2:])]
    low, high = min(points), max(points)
    floor = low - _BREAK * (high - low or high or 1)
    scale = 100 / (high - floor or 1)

    def bar(cause: CauseTotal | None, part: bool, a: int, b: int) -> Bar:
        kind = "total" if cause is None else "raise" if b >= a else "fall"
        first = floor if cause is None else min(a, b)
        width = (max(a, b) - first) * scale
        return Bar(cause, part, kind, (first - floor) * scale, width, a, b)

    return [
        bar(None, False, totals[0], totals[0]),
        *(bar(*step) for step in steps),
        bar(None, False, totals[1], totals[1]),
    ]


def shown_difference(found: RollDifference, choice: Choice) -> dict[str, Any]:
    """Give the values of the template."""
    rows = rows_by_size(
        found, cause=choice.cause, aspect=choice.aspect, block=choice.block
    )
    last = choice.first + ROWS
    # In one tax year all is correction: what it was about tells more.
    columns = found.aspects if found.same_year else found.causes
    active = [name for name, column in columns.items() if column.any()]
    blocks = changes_by(found, found.block, columns)
    touched = [one for one in blocks if any(one.causes.values())]
    return {
        "found": found,
        "choice": choice,
        "bars": waterfall(found),
        "change": found.after.total_satang - found.before.total_satang,
        "objects": changed_objects(found),
        "columns": active,
        "columns_are": "aspect" if found.same_year else "cause",
        "causes": [one.name for one in cause_totals(found.causes) if one.objects],
        "aspects": [one.name for one in cause_totals(found.aspects) if one.objects],
        "uses": changes_by(found, found.use, columns),
        "blocks": touched[:BLOCKS],
        "more_blocks": touched[BLOCKS:],
        "all_blocks": sorted(one.name for one in blocks if one.name is not None),
        "items": items(found, rows[choice.first : last]),
        "part_of": _part_of(found),
        "satang_baht": lambda satang: Decimal(satang).scaleb(-2),
        "count_of_rows": len(rows),
        "next_href": choice.href(cursor=encode_cursor(last))
        if last < len(rows)
        else "",
        "first_href": choice.href() if choice.first else "",
    }


def _part_of(found: RollDifference) -> Any:  # noqa: ANN401
    """Give a function for the part of a column in an item's or a group's change."""

    def part(one: dict[str, Any] | GroupChange, name: str) -> str | int | None:
        if isinstance(one, GroupChange):
            return one.causes.get(name) or None
        if found.same_year and name != "law":
            return one["corrected"].get(name)  # type: ignore[no-any-return]
        return one["causes"].get(name)  # type: ignore[no-any-return]

    return part
