"""Who gains and who loses by a change: sums and counts, by any key of the lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kkmgis.tax.exact import safe_for_sums
from kkmgis.tax.facts import Column

Codes = npt.NDArray[np.int64]
NOBODY = -1
"""A line that belongs to no member, such as a building on no known parcel."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pay more, less, or the same."""

    up: int
    down: int
    same: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a change does to the lines of one key, satang.

    Attributes
    ----------
    key : int
    before, after : int
        Sums of the lines; they add up over the keys.
    increase, decrease : int
        What the taxpayers pay more who pay more within the key, and less.
    taxpayers, parcels : Counts
        Within the key: who has property in two blocks counts in both.
    """

    key: int
    before: int
    after: int
    increase: int
    decrease: int
    taxpayers: Counts
    parcels: Counts


@dataclass(frozen=True, slots=True)
class Decile:
    """A tenth of the taxpayers, by what changes for them, satang."""

    taxpayers: int
    least: int
    most: int
    before: int
    after: int


def sums(codes: Codes, amounts: Column, size: int) -> Column:
    """Add amounts up by code, exactly.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,), 0 <= code < size
    amounts : Column, shape (n,)
    """
    amounts = safe_for_sums(amounts)
    total = np.zeros(size, dtype=amounts.dtype)
    np.add.at(total, codes, amounts)
    return total


def tally(
    key: Codes, before: Column, after: Column, *, taxpayer: Codes, parcel: Codes
) -> list[Tally]:
    """Tell winners and losers by key.

    Parameters
    ----------
    key, taxpayer, parcel : ndarray of int64, shape (lines,)
        ``parcel`` may be `NOBODY`.
    before, after : Column, shape (lines,), satang

    Returns
    -------
    list of Tally
        One a key that occurs, ascending.
    """
    keys, code = np.unique(key, return_inverse=True)
    size = len(keys)
    totals = [sums(code, amounts, size).tolist() for amounts in (before, after)]
    difference = after - before
    payers = _Members(code, taxpayer, difference, size)
    increase, decrease = payers.increase(), payers.decrease()
    on_parcel = parcel != NOBODY
    ground = _Members(code[on_parcel], parcel[on_parcel], difference[on_parcel], size)
    counted, grounds = payers.counts(), ground.counts()
    return [
        Tally(
            key=int(keys[n]),
            before=int(totals[0][n]),
            after=int(totals[1][n]),
            increase=int(increase[n]),
            decrease=int(decrease[n]),
            taxpayers=counted[n],
            parcels=grounds[n],
        )
        for n in range(size)
    ]


class _Members:
    """Differences of the members of each key."""

    def __init__(
        self, code: Codes, member: Codes, difference: Column, size: int
    ) -> None:
        span = int(member.max()) + 1 if len(member) else 1
        pairs, place = np.unique(code * span + member, return_inverse=True)
        self._key = pairs // span
        self._difference = sums(place, difference, len(pairs))
        self._size = size

    def increase(self) -> Column:
        return sums(self._key, np.maximum(self._difference, 0), self._size)

    def decrease(self) -> Column:
        return sums(self._key, np.maximum(-self._difference, 0), self._size)

    def counts(self) -> list[Counts]:
        signs = (self._difference > 0, self._difference < 0, self._difference == 0)
        up, down, same = (
            np.bincount(self._key[rows.astype(bool)], minlength=self._size).tolist()
            for rows in signs
        )
        return [Counts(*three) for three in zip(up, down, same, strict=True)]


def deciles(taxpayer: Codes, before: Column, after: Column) -> list[Decile]:
    """Rank the taxpayers by what changes for them, and cut them into ten parts.

    Returns
    -------
    list of Decile
        Those who gain most first; fewer than ten when there are fewer taxpayers.
    """
    payers, place = np.unique(taxpayer, return_inverse=True)
    old, new = (sums(place, column, len(payers)) for column in (before, after))
    difference = new - old
    order = np.argsort(difference, kind="stable")
    parts = [part for part in np.array_split(order, 10) if len(part)]
    return [
        Decile(
            taxpayers=len(part),
            least=int(difference[part[0]]),
            most=int(difference[part[-1]]),
            before=int(sum(old[part].tolist())),
            after=int(sum(new[part].tolist())),
        )
        for part in parts
    ]
