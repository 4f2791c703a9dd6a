"""From the bytes of a shape to a geometry, however badly it was written."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Sequence
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]
Mask = NDArray[np.bool_]
Handling = Literal["ignore", "fix"]


@dataclasses.dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes as received, in the CRS of their source.

    Attributes
    ----------
    geometry : ndarray of shapely geometries or None, shape (n,)
    closed : ndarray of bool, shape (n,)
        The first point of a ring was put at its end to make it a ring.
    unreadable : ndarray of bool, shape (n,)
        There was something, but no geometry could be made of it.
    """

    geometry: Geometries
    closed: Mask
    unreadable: Mask

    def __len__(self) -> int:
        return len(self.geometry)

    @classmethod
    def of(cls, geometries: Sequence[shapely.Geometry | None] | Geometries) -> Shapes:
        """Take geometries that are already there."""
        given = np.array(geometries, dtype=np.object_)
        nothing = np.zeros(len(given), dtype=np.bool_)
        return cls(given, nothing, nothing.copy())

    def only(self, rows: Mask) -> Shapes:
        """Keep the shapes of some rows; the others become missing."""
        return Shapes(
            only(self.geometry, rows), self.closed & rows, self.unreadable & rows
        )


def only(values: Geometries, rows: Mask) -> Geometries:
    """Copy an array of objects; None where ``rows`` is false."""
    kept = values.copy()
    kept[~rows] = None
    return kept


def read_wkb(content: Sequence[bytes | None]) -> Shapes:
    """Read well-known binary, one shape a row.

    Parameters
    ----------
    content : sequence of bytes or None, length n

    Returns
    -------
    Shapes, n rows
        A row that is no geometry never keeps the others from being read.
    """
    given = [row or None for row in content]
    there = np.array([row is not None for row in given], np.bool_)
    geometry = _from_wkb(given, "ignore")
    failed = there & shapely.is_missing(geometry)
    if failed.any():
        rows = np.flatnonzero(failed)
        geometry[rows] = _from_wkb([given[row] for row in rows], "fix")
    lost = there & shapely.is_missing(geometry)
    return Shapes(geometry, failed & ~lost, lost)


def _from_wkb(content: list[bytes | None], handling: Handling) -> Geometries:
    with warnings.catch_warnings():
        # GEOS computes with what it was given, and says so for each NaN.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            read = shapely.from_wkb(content, on_invalid=handling)
        except NotImplementedError:
            # One curve makes the whole column fail; row by row it is one row.
            read = np.array([_one(row, handling) for row in content], np.object_)
    return np.array(read, dtype=np.object_)


def _one(row: bytes | None, handling: Handling) -> shapely.Geometry | None:
    if row is None:
        return None
    try:
        return shapely.from_wkb(row, on_invalid=handling)
    except NotImplementedError:
        return None


def read_wkt(content: Sequence[str | None]) -> Shapes:
    """Read well-known text, one shape a row; an empty text is no shape.

    Parameters
    ----------
    content : sequence of str or None, length n
    """
    given = [row or None for row in content]
    there = np.array([row is not None for row in given], np.bool_)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            read = np.array(shapely.from_wkt(given, on_invalid="ignore"), np.object_)
        except NotImplementedError:
            read = np.array([_one_text(row) for row in given], np.object_)
    lost = there & shapely.is_missing(read)
    return Shapes(read, np.zeros(len(given), np.bool_), lost)


def _one_text(row: str | None) -> shapely.Geometry | None:
    if row is None:
        return None
    try:
        return shapely.from_wkt(row, on_invalid="ignore")
    except NotImplementedError:
        return None
