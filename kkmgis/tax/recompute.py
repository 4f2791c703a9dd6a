"""Stored lines back to facts: what was taxed once can be taxed again, for ever.

The facts of many lines at once, as columns, give the kernel all that it had: the
same rule book then comes to the same satang, another one shows its difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kkmgis.errors import TaxError
from kkmgis.tax.assess import Assessment
from kkmgis.tax.facts import Column, Facts, RateGroup, Use
from kkmgis.tax.records import FIELDS, LineRecord
from kkmgis.tax.relief import UNKNOWN

ASSET_RESULTS = ("gross", "depreciation_percent", "depreciation", "value")
LINE_RESULTS = (
    "group",
    "base",
    "used_before",
    "exempt",
    "taxable",
    "pool_taxable",
    "pool_lines",
    "points",
    "kept",
    "tax_before_relief",
    "tax",
)
_HOMES = (RateGroup.HOME, RateGroup.HOME_BUILDING_ONLY)


@dataclass(frozen=True, slots=True)
class StoredLines:
    """Lines of one run as columns, in their stored order.

    Attributes
    ----------
    assessment : ndarray of int64, shape (lines,)
        Number of the assessment, one an owner set.
    object : ndarray of int64, shape (lines,)
        Key of the object; the lines of one stand together.
    pool : ndarray of int64, shape (lines,)
    columns : mapping of str to Column, shape (lines,)
        By `kkmgis.tax.records.FIELDS`.
    """

    assessment: npt.NDArray[np.int64]
    object: npt.NDArray[np.int64]
    pool: npt.NDArray[np.int64]
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.object)

    def take(self, rows: npt.NDArray[np.int64]) -> StoredLines:
        """Pick lines by position; all of an assessment, or its tax may change."""
        return StoredLines(
            self.assessment[rows],
            self.object[rows],
            self.pool[rows],
            {name: column[rows] for name, column in self.columns.items()},
        )

    def record(self, row: int) -> LineRecord:
        """Give one line as a record."""
        return LineRecord(*(int(self.columns[name][row]) for name in FIELDS))

    @property
    def first_rows(self) -> npt.NDArray[np.int64]:
        """First line of each object, shape (objects,)."""
        return np.flatnonzero(np.diff(self.object, prepend=self.object[:1] - 1))


def facts_of_lines(lines: StoredLines, tax_year: int) -> Facts:
    """Make the facts again from which stored lines were computed.

    Parameters
    ----------
    lines : StoredLines
        Whole assessments.
    tax_year : int
        Buddhist Era.

    Returns
    -------
    Facts
        One asset an object, one line a stored line, in the same order.

    Raises
    ------
    TaxError
        Lines of one object do not stand together, or are of several scales.

    Notes
    -----
    Which assets share a home is not stored, but what of its exemption was used
    before is: a home begins with the line that has used nothing. That holders who
    are not all natural persons can have a home (C12) is known when they have one.
    """
    first = lines.first_rows
    if len(np.unique(lines.object)) != len(first):
        raise TaxError("lines of one object do not stand together")
    columns = lines.columns
    asset = np.repeat(np.arange(len(first)), np.diff(first, append=len(lines)))
    taxpayer, holders = _taxpayers(lines, first)
    natural = columns["natural"][holders] != 0
    at_home = np.isin(columns["group"], _HOMES)
    resident = natural.copy()
    resident[taxpayer[asset[at_home]]] = True
    # Holders who cannot have a home may stand in one assessment with those who can.
    residence = columns["use"] == Use.RESIDENTIAL
    denied = residence & ~at_home & resident[taxpayer[asset]]
    pool = lines.pool[first] * (len(holders) + 1) + taxpayer
    given = columns["value_given"][first] != 0
    old_tax = columns["old_tax"][first]
    return Facts(
        tax_year=tax_year,
        area_decimals=_one(lines, "area_decimals"),
        price_decimals=_one(lines, "price_decimals"),
        natural=natural,
        resident=resident,
        co_owned=columns["co_owned"][holders] != 0,
        kind=columns["kind"][first].astype(np.int8),
        taxpayer=taxpayer,
        pool=np.unique(pool, return_inverse=True)[1].astype(np.int64),
        home=_homes(lines, first, asset, taxpayer),
        own_land=columns["own_land"][first] != 0,
        value_given=given,
        given_value=np.where(given, columns["gross"][first], 0),
        area=columns["area"][first],
        price=columns["price"][first],
        material=columns["material"][first].astype(np.int8),
        age_years=columns["age_years"][first].astype(np.int64),
        share_whole=columns["share_whole"][first],
        assumed_material=columns["assumed_material"][first] != 0,
        follows_building=columns["follows_building"][first] != 0,
        asset=asset,
        use=columns["use"].astype(np.int8),
        share_part=columns["share_part"],
        principal=(columns["principal"] != 0) & ~denied,
        vacant_since=columns["vacant_since"].astype(np.int64),
        exempt_under=columns["exempt_under"].astype(np.int8),
        listed_reduction=columns["listed_reduction"].astype(np.int8),
        old_tax=None if np.all(old_tax == UNKNOWN) else old_tax,
    )


def lines_that_differ(
    lines: StoredLines, again: Assessment, asset: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[np.int64]]:
    """Compare stored results with those of another computation.

    Parameters
    ----------
    lines : StoredLines
    again : Assessment
        Of `facts_of_lines` of these lines.
    asset : ndarray of int64, shape (lines,)
        `Facts.asset`.

    Returns
    -------
    dict of str to ndarray of int64
        Rows that differ, by name of the result; empty when all is the same.
    """
    found = {}
    for name in (*ASSET_RESULTS, *LINE_RESULTS):
        result = getattr(again, name)
        result = result[asset] if name in ASSET_RESULTS else result
        rows = np.flatnonzero(lines.columns[name] != result)
        if len(rows):
            found[name] = rows
    return found


def _one(lines: StoredLines, name: str) -> int:
    numbers = np.unique(lines.columns[name])
    if len(numbers) > 1:
        raise TaxError(f"lines differ in {name}: {numbers.tolist()}")
    return int(numbers[0]) if len(numbers) else 2


def _taxpayers(
    lines: StoredLines, first: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give each taxpayer a number: one an assessment and way of holding.

    Returns
    -------
    taxpayer : ndarray of int64, shape (assets,)
    holders : ndarray of int64, shape (taxpayers,)
        A line of each.
    """
    natural = (lines.columns["natural"][first] != 0).astype(np.int64)
    key = lines.assessment[first] * 2 + natural
    _, some, taxpayer = np.unique(key, return_index=True, return_inverse=True)
    return taxpayer.astype(np.int64), first[some]


def _homes(
    lines: StoredLines,
    first: npt.NDArray[np.int64],
    asset: npt.NDArray[np.int64],
    taxpayer: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    home = np.arange(len(first), dtype=np.int64)
    group, used = lines.columns["group"], lines.columns["used_before"]
    rows = np.flatnonzero(np.isin(group, _HOMES))
    if not len(rows):
        return home
    living, at = np.unique(asset[rows], return_index=True)
    line = rows[at]
    key = taxpayer[living] * 2 + (group[line] == RateGroup.HOME_BUILDING_ONLY)
    order = np.argsort(key, kind="stable")
    begins = used[line][order] == 0
    begins |= np.diff(key[order], prepend=-1) != 0
    # Each home is named by the first of its assets.
    opener = living[order][
        np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    ]
    home[living[order]] = opener
    return home
