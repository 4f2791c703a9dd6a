"""The corners of many polygons in one array, each with the corner before and after."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.geometry.reading import Geometries

Index = NDArray[np.int64]
POLYGON = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Corners:
    """Corners of polygons, ring by ring, the closing point left out.

    Attributes
    ----------
    xy : ndarray of float64, shape (m, 2)
    row : ndarray of int64, shape (m,)
        Index of the polygon.
    before, after : ndarray of int64, shape (m,)
        Index of the corner before and after in the same ring.
    size : ndarray of int64, shape (m,)
        How many corners its ring has.
    """

    xy: NDArray[np.float64]
    row: Index
    before: Index
    after: Index
    size: Index


@dataclasses.dataclass(frozen=True, slots=True)
class Sides:
    """Sides of polygons, land on their left.

    Attributes
    ----------
    row : ndarray of int64, shape (k,)
        Number of the polygon.
    start, end : ndarray of float64, shape (k, 2), m
    """

    row: Index
    start: NDArray[np.float64]
    end: NDArray[np.float64]

    def only(self, rows: Index | NDArray[np.bool_]) -> Sides:
        """Keep some of them."""
        return Sides(self.row[rows], self.start[rows], self.end[rows])


def corners_of(polygons: Geometries) -> Corners:
    """Take the corners out of polygons.

    Parameters
    ----------
    polygons : ndarray of shapely polygons, multipolygons or None, shape (n,)
    """
    # Nearly all polygons are one ring, and of those no ring has to be taken out.
    simple = (shapely.get_type_id(polygons) == POLYGON) & (
        shapely.get_num_interior_rings(polygons) == 0
    )
    alone, others = np.flatnonzero(simple), np.flatnonzero(~simple)
    parts, part_of = shapely.get_parts(polygons[others], return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    outlines = np.concatenate([polygons[alone], rings])
    row_of = np.concatenate([alone, others[part_of[part]]])
    xy = shapely.get_coordinates(outlines)
    count = shapely.get_num_coordinates(outlines).astype(np.int64)
    kept = np.ones(len(xy), np.bool_)
    kept[(np.cumsum(count) - 1)[count > 0]] = False
    there = count > 0
    count = count[there] - 1
    first = np.cumsum(count) - count
    last = first + count - 1
    before = np.arange(-1, count.sum() - 1)
    after = before + 2
    before[first] = last
    after[last] = first
    row = np.repeat(row_of[there], count)
    return Corners(xy[kept], row, before, after, np.repeat(count, count))
