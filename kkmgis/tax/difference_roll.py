"""Rolls that are compared, the steps between them, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from kkmgis.tax.facts import Column, Facts
from kkmgis.tax.rulebook import RuleBook

NOT_LACKING = -1


class Aspect(IntEnum):
    """What differs between two rolls, in the order in which it is exchanged."""

    LAW = 0
    PRICE = 1
    AREA = 2
    BUILDING = 3
    USE = 4
    EXEMPTION = 5
    OWNER = 6
    SIGN = 7


ASPECTS = len(Aspect)
CAUSES = (*(aspect.name.lower() for aspect in Aspect), "correction")
"""Names of the causes: an aspect that changed, or a mistake that was mended."""


@dataclass(frozen=True, slots=True)
class Roll:
    """One roll of land and building tax, ready to be compared.

    Attributes
    ----------
    facts : Facts
    rules : RuleBook
    tax : Column, shape (lines,), satang
        As it was stored.
    key : ndarray of int64, shape (assets,)
        Names the object in both rolls; each once.
    holder : ndarray of int64, shape (assets,), >= 0
        Names the set of holders in both rolls. Two taxpayers of one roll differ in
        it or in ``natural``.
    price_entry, price_version : ndarray of int64, shape (assets,)
        Entry of the price list and its version; not above 0 where it is not known.
    use_entry, use_version : ndarray of int64, shape (assets,)
        The same of the recorded uses.
    lacking : ndarray of int8, shape (assets,)
        Aspect for whose lack the *other* roll set the object aside;
        `NOT_LACKING` where it did not.
    """

    facts: Facts
    rules: RuleBook
    tax: Column
    key: npt.NDArray[np.int64]
    holder: npt.NDArray[np.int64]
    price_entry: npt.NDArray[np.int64]
    price_version: npt.NDArray[np.int64]
    use_entry: npt.NDArray[np.int64]
    use_version: npt.NDArray[np.int64]
    lacking: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the tax of each object of either roll changed. Money is satang.

    Attributes
    ----------
    key : ndarray of int64, shape (objects,)
    before, after : Column, shape (objects,)
        Tax in the two rolls; 0 where the object is not in it.
    changed : tuple of Column, each of shape (objects,)
        By `Aspect`: change because the world or the law changed.
    corrected : tuple of Column, each of shape (objects,)
        By `Aspect`: change because a mistake about it was mended.
    """

    key: npt.NDArray[np.int64]
    before: Column
    after: Column
    changed: tuple[Column, ...]
    corrected: tuple[Column, ...]

    def by_cause(self) -> dict[str, Column]:
        """Give the change by `CAUSES`; they add up to after less before."""
        causes = dict(zip(CAUSES, self.changed, strict=False))
        return causes | {"correction": sum_of(self.corrected)}

    def by_aspect(self) -> dict[str, Column]:
        """Give the change by what differs, mended mistakes with the rest."""
        pairs = zip(CAUSES, self.changed, self.corrected, strict=False)
        return {name: one + other for name, one, other in pairs}


def sum_of(columns: tuple[Column, ...]) -> Column:
    """Add columns of equal length up, row by row."""
    total = columns[0]
    for column in columns[1:]:
        total = total + column
    return total


@dataclass(frozen=True, slots=True)
class Step:
    """The roll after one more aspect was exchanged.

    Attributes
    ----------
    aspect : Aspect
    corrected : bool
        Mends a mistake.
    facts : Facts
    rules : RuleBook
    key : ndarray of int64, shape (assets,)
    """

    aspect: Aspect
    corrected: bool
    facts: Facts
    rules: RuleBook
    key: npt.NDArray[np.int64]
