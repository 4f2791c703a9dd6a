"""Sums of a difference between rolls: by cause, use and block, and a page of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kkmgis.assess.difference import RollDifference
from kkmgis.tax.exact import safe_for_sums
from kkmgis.tax.facts import Column

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CauseTotal:
    """What one cause changed; money in satang.

    Attributes
    ----------
    name : str
        A cause, or an aspect.
    change, raised, lowered : int
        ``raised`` and ``lowered`` over the objects whose tax it raised or lowered.
    objects : int
        Whose tax it changed.
    """

    name: str
    change: int
    raised: int
    lowered: int
    objects: int


@dataclass(frozen=True, slots=True)
class GroupChange:
    """Objects of one use or one block; money in satang.

    Attributes
    ----------
    name : str or None
        None: on no known parcel, or in no block.
    causes : dict of str to int
        They add up to ``after - before``.
    """

    name: str | None
    objects: int
    before: int
    after: int
    causes: dict[str, int]


@dataclass(frozen=True, slots=True)
class ChangedObjects:
    """How many objects a difference is about."""

    same: int
    raised: int
    lowered: int
    only_before: int
    only_after: int


def total(column: Column) -> int:
    """Add a column up, exactly."""
    return int(safe_for_sums(column).sum()) if len(column) else 0


def cause_totals(columns: dict[str, Column]) -> list[CauseTotal]:
    """Add up each cause, or each aspect, in the order of the steps."""
    return [
        CauseTotal(
            name=name,
            change=total(column),
            raised=total(column[column > 0]),
            lowered=total(column[column < 0]),
            objects=int(np.count_nonzero(column)),
        )
        for name, column in columns.items()
    ]


def corrected_aspects(found: RollDifference) -> list[CauseTotal]:
    """Add up what was mended, by what it was about."""
    columns = {
        name: column - found.causes[name] for name, column in found.aspects.items()
    }
    return [one for one in cause_totals(columns) if one.objects]


def changes_by(
    found: RollDifference,
    names: pa.Array,
    columns: dict[str, Column] | None = None,
) -> list[GroupChange]:
    """Add up by use or by block, the largest change first.

    Parameters
    ----------
    found : RollDifference
    names : Array of str, shape (objects,)
        E.g. ``found.block``; null is a group of its own.
    columns : dict of str to Column, optional
        By cause, unless ``found.aspects`` is given.
    """
    encoded = names.dictionary_encode("encode")
    keys = encoded.dictionary.to_pylist()
    row = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    count = np.bincount(row, minlength=len(keys))

    def added(column: Column) -> list[int]:
        column = safe_for_sums(column)
        sums = np.zeros(len(keys), dtype=column.dtype)
        np.add.at(sums, row, column)
        found_sums: list[int] = sums.tolist()
        return found_sums

    before, after = added(found.tax_before), added(found.tax_after)
    causes = {name: added(column) for name, column in (columns or found.causes).items()}
    groups = [
        GroupChange(
            name=key,
            objects=int(count[n]),
            before=before[n],
            after=after[n],
            causes={name: sums[n] for name, sums in causes.items()},
        )
        for n, key in enumerate(keys)
    ]
    return sorted(
        groups, key=lambda one: (-abs(one.after - one.before), one.name or "")
    )


def changed_objects(found: RollDifference) -> ChangedObjects:
    """Count the objects by how their tax changed."""
    change, both = found.change, found.in_before & found.in_after
    return ChangedObjects(
        same=int(np.count_nonzero(both & (change == 0))),
        raised=int(np.count_nonzero(both & (change > 0))),
        lowered=int(np.count_nonzero(both & (change < 0))),
        only_before=int(np.count_nonzero(~found.in_after)),
        only_after=int(np.count_nonzero(~found.in_before)),
    )


def rows_by_size(
    found: RollDifference,
    *,
    cause: str | None = None,
    aspect: str | None = None,
    block: str | None = None,
) -> Rows:
    """List the objects that changed, the largest change first, then by code.

    Parameters
    ----------
    found : RollDifference
    cause, aspect : str, optional
        Only what it changed, by the size of that part.
    block : str, optional
        Only in this block.

    Returns
    -------
    ndarray of int64, rows of ``found``

    Raises
    ------
    KeyError
        The tax has no such cause or aspect.
    """
    size = found.change
    touched = np.logical_or.reduce([one != 0 for one in found.causes.values()])
    if cause is not None:
        size = found.causes[cause]
        touched = size != 0
    if aspect is not None:
        size = found.aspects[aspect]
        touched = size != 0
    if block is not None:
        inside = pc.fill_null(pc.equal(found.block, block), False)
        touched = touched & inside.to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(touched)
    keys = pa.table(
        {
            "size": np.abs(size[rows].astype(np.int64)),
            "code": found.code.take(pa.array(rows)),
        }
    )
    order = pc.sort_indices(
        keys, sort_keys=[("size", "descending"), ("code", "ascending")]
    )
    listed: Rows = rows[order.to_numpy()]
    return listed


def main_causes(found: RollDifference, rows: Rows) -> list[str | None]:
    """Name the cause of the largest part of each change, None where nothing changed."""
    names = list(found.causes)
    parts = [np.abs(column[rows]).tolist() for column in found.causes.values()]
    return [
        names[max(range(len(names)), key=sizes.__getitem__)] if any(sizes) else None
        for sizes in zip(*parts, strict=True)
    ]


def amendments(found: RollDifference, rows: Iterable[int]) -> list[list[str]]:
    """Name the register's rows that are the same ones in another version."""
    return [
        [name for name, flags in found.amended.items() if flags[row]] for row in rows
    ]
