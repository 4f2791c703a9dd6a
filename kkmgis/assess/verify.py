"""Tax a stored run again from its stored facts and law, and compare every satang."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import WHOLE, read_table, whole
from kkmgis.assess.run_choice import ChosenRun
from kkmgis.assess.sign_roll import read_sign_roll
from kkmgis.assess.stored import stored_rule_book
from kkmgis.assess.stored_lines import read_run_lines
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.exact import safe_for_sums
from kkmgis.tax.facts import Column, whole_numbers
from kkmgis.tax.recompute import ASSET_RESULTS, LINE_RESULTS, facts_of_lines
from kkmgis.tax.sign import assess_signs

SIGN_RESULTS = ("units", "rate", "annual", "share", "per_side", "tax")
LISTED = ("value", "base", "exempt", "taxable", "tax")
"""Amounts that stand in columns of ``tax.line`` of their own, beside the record."""

_LISTED = """
SELECT value_satang, base_satang, exempt_satang, taxable_satang, tax_satang
FROM tax.line WHERE run_id = %(run)s ORDER BY number
"""
_TOTAL = """
SELECT coalesce(sum(total_satang), 0) FROM tax.assessment WHERE run_id = %(run)s
"""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of which something comes out otherwise.

    Attributes
    ----------
    line : int
        Number in the run.
    code : str, of the object
    result : str
        Name of the amount, e.g. ``tax``.
    stored, computed : int
        Satang, or what else the result is counted in.
    """

    line: int
    code: str
    result: str
    stored: int
    computed: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of taxing a run again.

    Attributes
    ----------
    run : ChosenRun
    lines : int
        Lines that were taxed again.
    differing : int
        Lines of which any result differs.
    examples : tuple of Wrong
        The first of them.
    assessed_satang : int
        Sum of the assessments as they were stored.
    computed_satang : int
        Sum of the lines as they come out now.
    seconds : float
    """

    run: ChosenRun
    lines: int
    differing: int
    examples: tuple[Wrong, ...]
    assessed_satang: int
    computed_satang: int
    seconds: float

    @property
    def same(self) -> bool:
        """Every line is as it was stored, and so are the sums."""
        sums = {self.run.total_satang, self.assessed_satang, self.computed_satang}
        return not self.differing and len(sums) == 1


def verify_run(connection: Connection[Any], run: ChosenRun) -> Verified:
    """Tax every line of a run again from what it stored.

    Parameters
    ----------
    connection : Connection
    run : ChosenRun

    Returns
    -------
    Verified

    Raises
    ------
    DatabaseError, TaxError
        The lines or the law cannot be read any more.
    """
    begun = time.monotonic()
    check = _signs if run.tax == "sign" else _land_building
    numbers, codes, pairs, computed = check(connection, run)
    differing = {
        name: np.flatnonzero(stored != again) for name, (stored, again) in pairs.items()
    }
    rows = np.unique(np.concatenate([*differing.values(), np.zeros(0, np.int64)]))
    examples = [
        Wrong(
            line=int(numbers[row]),
            code=str(codes[row]),
            result=name,
            stored=int(pairs[name][0][row]),
            computed=int(pairs[name][1][row]),
        )
        for row in rows[:_SHOWN].tolist()
        for name, wrong in differing.items()
        if row in wrong
    ]
    found = connection.execute(_TOTAL, {"run": run.id}).fetchone()
    return Verified(
        run=run,
        lines=len(numbers),
        differing=len(rows),
        examples=tuple(examples),
        assessed_satang=int(found[0]) if found else 0,
        computed_satang=computed,
        seconds=time.monotonic() - begun,
    )


Pairs = dict[str, tuple[Column, Column]]
"""By name of the result: as stored, and as it comes out now."""
Checked = tuple[npt.NDArray[np.int64], pa.Array, Pairs, int]


def _land_building(connection: Connection[Any], run: ChosenRun) -> Checked:
    read = read_run_lines(connection, run.id)
    lines = read.lines
    facts = facts_of_lines(lines, run.tax_year_be)
    again = assess_columns(facts, stored_rule_book(connection, run.rule_book))
    pairs: Pairs = {
        name: (lines.columns[name], getattr(again, name)) for name in LINE_RESULTS
    }
    for name in ASSET_RESULTS:
        pairs[name] = (lines.columns[name], getattr(again, name)[facts.asset])
    columns = dict.fromkeys(LISTED, WHOLE)
    listed = read_table(connection, _LISTED, columns, {"run": run.id})
    for name in LISTED:
        pairs[f"{name}_satang"] = (whole(listed, name), pairs[name][1])
    return read.number, read.code, pairs, _sum(again.tax)


def _signs(connection: Connection[Any], run: ChosenRun) -> Checked:
    signs = read_sign_roll(connection, run)
    roll = signs.roll
    again = assess_signs(roll.facts, roll.rules)
    pairs: Pairs = {"tax_satang": (roll.tax, again.tax)}
    for name in SIGN_RESULTS:
        stored = whole_numbers(getattr(record, name) for record in signs.records)
        pairs[name] = (stored, getattr(again, name))
    taxed = np.isin(signs.key, roll.key)
    codes = signs.code.filter(pa.array(taxed))
    return signs.number[taxed], codes, pairs, _sum(again.tax)


def _sum(column: Column) -> int:
    return int(safe_for_sums(column).sum()) if len(column) else 0
