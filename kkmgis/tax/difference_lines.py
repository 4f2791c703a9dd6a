"""Uses of the objects that two rolls share: before, after, and half way between.

Half way the uses are those after, with the exemptions and reductions before, so
that a change of use and a change of exemption can be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kkmgis.tax.facts import Column, Facts, Use

BEFORE, HALF_WAY, AFTER = 0, 1, 2

_LINE_COLUMNS = (
    "use",
    "share_part",
    "principal",
    "vacant_since",
    "exempt_under",
    "listed_reduction",
)
_USES = len(Use)

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LineTable:
    """Lines of the shared objects in the three states, one below the other.

    Attributes
    ----------
    columns : dict of str to Column, shape (all lines,)
    first, count : ndarray of int64, shape (3, objects)
        Where the lines of an object in a state begin, and how many they are.
    share_whole : Column, shape (3, objects)
    used_otherwise : ndarray of bool, shape (objects,)
        The uses, their shares or the begin of a vacancy differ.
    flipped : ndarray of bool, shape (objects,)
        Another part of the object is exempt by s.8: all of the change of its
        uses is one of exemption.
    listed_otherwise : ndarray of bool, shape (objects,)
        The listed reduction of a use differs.
    vacancy_mended : ndarray of bool, shape (objects,)
        The same uses in the same shares, but of a vacancy that both rolls know
        the later one says that it began in another year.
    """

    columns: dict[str, Column]
    first: Rows
    count: Rows
    share_whole: tuple[Column, Column, Column]
    used_otherwise: Flags
    flipped: Flags
    listed_otherwise: Flags
    vacancy_mended: Flags

    def take(
        self, state: npt.NDArray[np.int8], order: Rows
    ) -> tuple[dict[str, Column], Rows]:
        """Pick the lines of the objects, each in its state.

        Parameters
        ----------
        state : ndarray of int8, shape (objects,)
        order : ndarray of int64, shape (objects,)
            The objects in listed order.

        Returns
        -------
        columns : dict of str to Column, shape (lines,)
        asset : ndarray of int64, shape (lines,), place in ``order``
        """
        first = self.first[state[order], order]
        count = self.count[state[order], order]
        asset = np.repeat(np.arange(len(order)), count)
        rows = np.arange(len(asset)) + np.repeat(first - _starts(count), count)
        return {name: column[rows] for name, column in self.columns.items()}, asset

    def whole(self, state: npt.NDArray[np.int8]) -> Column:
        """Pick what the shares of each object add up to."""
        return np.choose(state, self.share_whole)


def _starts(count: Rows) -> Rows:
    starts: Rows = np.cumsum(count) - count
    return starts


def line_table(
    a: Facts, b: Facts, in_a: Rows, in_b: Rows, first_vacant_year: int
) -> LineTable:
    """Lay out the lines of the objects that both rolls have.

    Parameters
    ----------
    a, b : Facts
        Before and after.
    in_a, in_b : ndarray of int64, shape (objects,)
        Rows of the objects among their assets.
    first_vacant_year : int
        From which vacancies count at all (C8).
    """
    rows_a, owner_a, count_a = _lines_of(a, in_a)
    rows_b, owner_b, count_b = _lines_of(b, in_b)
    before = {name: getattr(a, name)[rows_a] for name in _LINE_COLUMNS}
    after = {name: getattr(b, name)[rows_b] for name in _LINE_COLUMNS}
    half_way = after | _carried(before, owner_a, after, owner_b, _starts(count_a))
    whole_a, whole_b = a.share_whole[in_a], b.share_whole[in_b]
    ended = _ended(before, after, owner_a, owner_b, a.tax_year)
    longest = np.maximum(before["vacant_since"], first_vacant_year)
    # A vacancy that ended grows no longer, and bears no step-up of the year after.
    held = np.where(ended, longest + b.tax_year - a.tax_year, before["vacant_since"])
    former = before | {"vacant_since": held}
    columns = {
        name: np.concatenate([former[name], half_way[name], after[name]])
        for name in _LINE_COLUMNS
    }
    starts_b = _starts(count_b) + len(rows_a)
    flipped = _exempt_share_differs(
        (before, owner_a, whole_a), (after, owner_b, whole_b)
    )
    listed = np.zeros(len(in_b), dtype=np.bool_)
    listed[owner_b[half_way["listed_reduction"] != after["listed_reduction"]]] = True
    same = _same_uses((before, count_a, whole_a), (after, count_b, whole_b), owner_b)
    earlier_year = min(a.tax_year, b.tax_year)
    moved, mended = _vacancies((before, owner_a), (after, owner_b), same, earlier_year)
    return LineTable(
        columns=columns,
        first=np.stack([_starts(count_a), starts_b, starts_b + len(rows_b)]),
        count=np.stack([count_a, count_b, count_b]),
        share_whole=(whole_a, whole_b, whole_b),
        used_otherwise=~same | moved,
        flipped=flipped,
        listed_otherwise=listed,
        vacancy_mended=mended,
    )


Side = tuple[dict[str, Column], Rows, Column]


def _lines_of(facts: Facts, assets: Rows) -> tuple[Rows, Rows, Rows]:
    """Find the lines of some assets: their rows, the object of each, their counts."""
    count = np.bincount(facts.asset, minlength=len(facts.kind))
    first = _starts(count)[assets]
    count = count[assets]
    owner = np.repeat(np.arange(len(assets)), count)
    rows = np.arange(len(owner)) + np.repeat(first - _starts(count), count)
    return rows, owner, count


def _carried(
    before: dict[str, Column],
    owner_a: Rows,
    after: dict[str, Column],
    owner_b: Rows,
    starts_a: Rows,
) -> dict[str, Column]:
    """Give the uses after the home and the listed reduction of those before.

    The n-th line of a use has what the n-th line of that use had, else what the
    first of them had. A use that was not there before is no home, and on the
    list that the object's first line was on.
    """
    key_a = owner_a * _USES + before["use"]
    key_b = owner_b * _USES + after["use"]
    order_a = np.argsort(key_a, kind="stable")
    sorted_a = key_a[order_a]
    low = np.searchsorted(sorted_a, key_b, "left")
    known = np.searchsorted(sorted_a, key_b, "right") - low
    rank = _ranks(key_b)
    place = low + np.where(rank < known, rank, 0)
    found = known > 0
    match = order_a[np.minimum(place, max(len(order_a) - 1, 0))]
    source = np.where(found, match, starts_a[owner_b])
    return {
        "principal": before["principal"][source] & found,
        "listed_reduction": before["listed_reduction"][source],
    }


def _ranks(key: Rows) -> Rows:
    """Count how many rows above have the same key."""
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    rank = np.empty_like(order)
    rank[order] = np.arange(len(key)) - np.searchsorted(sorted_key, sorted_key, "left")
    return rank


def _exempt_share_differs(a: Side, b: Side) -> Flags:
    part_a, part_b = _exempt_part(a), _exempt_part(b)
    suspicious = (part_a > 0) | (part_b > 0)
    differs = suspicious.copy()
    rows = np.flatnonzero(suspicious)
    left = part_a[rows].astype(object) * b[2][rows]
    right = part_b[rows].astype(object) * a[2][rows]
    differs[rows] = left != right
    return differs


def _exempt_part(side: Side) -> Column:
    lines, owner, whole = side
    exempt = lines["use"] == Use.EXEMPT
    part = np.zeros(len(whole), dtype=object if whole.dtype == object else np.int64)
    np.add.at(part, owner[exempt], lines["share_part"][exempt])
    return part


def _same_uses(a: Side, b: Side, owner_b: Rows) -> Flags:
    """Tell which objects have the same uses in the same shares and order."""
    (before, count_a, whole_a), (after, count_b, whole_b) = a, b
    same: Flags = (count_a == count_b) & (whole_a == whole_b)
    line_of = np.arange(len(owner_b)) - _starts(count_b)[owner_b]
    lines = np.flatnonzero(same[owner_b])
    twin = _starts(count_a)[owner_b[lines]] + line_of[lines]
    for name in ("use", "share_part"):
        differs = before[name][twin] != after[name][lines]
        same[owner_b[lines[differs]]] = False
    return same


def _ended(
    before: dict[str, Column],
    after: dict[str, Column],
    owner_a: Rows,
    owner_b: Rows,
    year: int,
) -> Flags:
    """Tell which lines before are a vacancy that is over in the roll after."""
    running = (after["use"] == Use.VACANT) & (after["vacant_since"] <= year)
    goes_on: Flags = np.isin(owner_a, owner_b[running])
    ended: Flags = (before["use"] == Use.VACANT) & ~goes_on
    return ended


def _vacancies(
    a: tuple[dict[str, Column], Rows],
    b: tuple[dict[str, Column], Rows],
    same: Flags,
    earlier_year: int,
) -> tuple[Flags, Flags]:
    """Tell where vacancies began in another year, and where that mends a mistake.

    A mistake, if both rolls speak of the same vacancy: the later one, too, says
    that it was running in the year of the earlier one.
    """
    (before, owner_a), (after, owner_b) = a, b
    moved, mended = np.zeros_like(same), np.zeros_like(same)
    lines_a, lines_b = np.flatnonzero(same[owner_a]), np.flatnonzero(same[owner_b])
    since_a = before["vacant_since"][lines_a]
    since_b = after["vacant_since"][lines_b]
    differs = (after["use"][lines_b] == Use.VACANT) & (since_a != since_b)
    running = np.maximum(since_a, since_b) <= earlier_year
    moved[owner_b[lines_b[differs]]] = True
    mended[owner_b[lines_b[differs & running]]] = True
    return moved, mended
