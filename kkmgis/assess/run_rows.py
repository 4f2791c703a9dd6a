"""Rows of one run, ready to be stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kkmgis.tax.facts import Column

Texts = Callable[[int, int], Sequence[str]]
"""Gives the texts of the rows from a first one up to, not with, a last one."""

_PIECE = 16_384


@dataclass(frozen=True, slots=True)
class RunRows:
    """Rows of one run without the run's id; columns as in schema ``tax``.

    Attributes
    ----------
    lines : Table
        All columns but ``facts``.
    facts : callable
        Writes that column for some of the lines, so that the server can store
        one piece while the next is written.
    assessments, set_aside : Table
    """

    lines: pa.Table
    facts: Texts
    assessments: pa.Table
    set_aside: pa.Table

    def line_pieces(self) -> Iterator[pa.Table]:
        """Give the lines piece by piece, with their facts."""
        for first in range(0, len(self.lines), _PIECE):
            piece = self.lines.slice(first, _PIECE)
            facts = self.facts(first, first + len(piece))
            yield piece.append_column("facts", pa.array(facts, pa.string()))


def whole_column(numbers: Column) -> pa.Array:
    """Put whole numbers into an int64 column.

    Raises
    ------
    OverflowError
        A number does not fit: more than 92 thousand billion baht.
    """
    if numbers.dtype == object:
        return pa.array(numbers.tolist(), pa.int64())
    return pa.array(numbers, pa.int64())


def set_aside_rows(
    kind: pa.Array,
    object_id: npt.NDArray[np.int64],
    code: pa.Array,
    faults: Mapping[str, npt.NDArray[np.bool_]],
) -> pa.Table:
    """List the objects with a fault, each once, under its first reason.

    Parameters
    ----------
    kind, object_id, code : arrays of shape (n,)
        The objects.
    faults : mapping of str to ndarray of bool, shape (n,)
        By reason code, the most basic first.

    Returns
    -------
    Table
        ``details`` names the further reasons, if any, under ``also``.
    """
    reasons = list(faults)
    table = np.stack(list(faults.values()), axis=1)
    rows = np.flatnonzero(table.any(axis=1))
    wrong = table[rows]
    first = wrong.argmax(axis=1)
    details = [
        json.dumps({"also": also}) if also else "{}"
        for also in (
            [reasons[m] for m in np.flatnonzero(row).tolist()[1:]] for row in wrong
        )
    ]
    picked = pa.array(rows)
    return pa.table(
        {
            "kind": kind.take(picked),
            "object_id": object_id[rows],
            "object_code": code.take(picked),
            "reason": pa.array(reasons, pa.string()).take(pa.array(first)),
            "details": pa.array(details, pa.string()),
        }
    )
