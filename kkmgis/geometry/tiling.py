"""Where the polygons of a map lie on each other, however many they are.

The directed edges of neighbours that share a side cancel. How often what is left
goes around a point is the number of polygons over it, for each point of the plane:
ground is taken twice only where that is two or more. What is left of a city is the
outlines of its blocks, and what does not fit, so that it can be looked at whole.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.crs import STORAGE_GRID_M
from kkmgis.geometry.reading import Geometries
from kkmgis.geometry.rings import Sides, corners_of

MOST_EDGES = 400_000
"""Edges left over of which faces are made; a map of more has no shared sides."""
SLIVER_M2 = 0.01
"""Doubled ground of less is rounding; no parcel is so small that it would matter."""
PART = 2_000
"""Edges from which on a part of the map is looked at for itself."""
_HALF = 1 << 32
_MIX = np.uint64(0x9E3779B97F4A7C15)
Packed = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Edges:
    """Edges between two points of the grid, each of both packed into one number.

    Attributes
    ----------
    low, high : ndarray of int64, shape (k,)
        The lower one of the two numbers first.
    times : ndarray of int32, shape (k,)
        How often it is gone from low to high, less how often it is gone back.
    row : ndarray of int32, shape (k,)
        Number of a polygon that goes there.
    """

    low: Packed
    high: Packed
    times: NDArray[np.int32]
    row: NDArray[np.int32]

    def __len__(self) -> int:
        """Count them."""
        return len(self.low)

    def only(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Edges:
        """Keep some of them."""
        return Edges(self.low[rows], self.high[rows], self.times[rows], self.row[rows])


@dataclasses.dataclass(slots=True)
class Tiling:
    """Takes polygons in any number of parts and finds doubled ground.

    Polygons are valid, counter-clockwise, in the storage CRS and on its grid.
    """

    _edges: list[Edges] = dataclasses.field(default_factory=list)
    _held: int = 0
    _least: int = 0
    _about: NDArray[np.int64] | None = None

    def add(self, polygons: Geometries, rows: NDArray[np.integer[Any]]) -> None:
        """Add polygons and their numbers; None counts for nothing."""
        if self._about is None:
            self._about = _middle(polygons)
        left = _cancelled(_edges_of(polygons, rows))
        self._edges.append(left)
        self._held += len(left)
        # Merged only when they have doubled, so that no edge is sorted too often.
        if self._held > 2 * self._least + MOST_EDGES:
            self._merge()

    def _merge(self) -> Edges:
        left = _cancelled(_together(self._edges))
        self._edges, self._held, self._least = [left], len(left), len(left)
        return left

    def sides(self) -> Sides:
        """Give the sides that one polygon has alone."""
        edges = self._merge()
        alone = edges.only(np.abs(edges.times) == 1)
        on = alone.times > 0
        start = np.where(on, alone.low, alone.high)
        end = np.where(on, alone.high, alone.low)
        return Sides(
            alone.row.astype(np.int64),
            _points(start, self._about),
            _points(end, self._about),
        )

    def doubled(self) -> Geometries | None:
        """Give the faces that more than one polygon covers.

        Returns
        -------
        ndarray of shapely polygons, or None
            None: too little of the map fits together to be told this way.
        """
        edges = self._merge()
        if len(edges) > MOST_EDGES:
            return None
        if len(edges) == 0:
            return np.empty(0, np.object_)
        start, end = _points(edges.low, self._about), _points(edges.high, self._about)
        faces = [
            _doubled_faces(start[part], end[part], edges.times[part])
            for part in _apart(start, end)
        ]
        return np.concatenate([np.empty(0, np.object_), *faces])


def _apart(
    start: NDArray[np.float64], end: NDArray[np.float64]
) -> list[NDArray[np.int64]]:
    """Part edges where a line of latitude, then one of longitude, crosses none.

    No face goes over such a line, so that each part is looked at for itself and a
    city of any size fits into memory. Parts of less than `PART` edges stay together.
    """
    low, high = np.minimum(start, end), np.maximum(start, end)
    parts = [np.arange(len(start))]
    for axis in (1, 0):
        parts = [
            piece for part in parts for piece in _cut(part, low[:, axis], high[:, axis])
        ]
    return parts


def _cut(
    rows: NDArray[np.int64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> list[NDArray[np.int64]]:
    rows = rows[np.argsort(low[rows], kind="stable")]
    reach = np.maximum.accumulate(high[rows])
    places = np.flatnonzero(low[rows][1:] > reach[:-1]) + 1
    chosen, last = [], 0
    for place in places.tolist():
        if place - last >= PART:
            chosen.append(place)
            last = place
    return np.split(rows, chosen)


def _doubled_faces(
    start: NDArray[np.float64], end: NDArray[np.float64], times: NDArray[np.int32]
) -> Geometries:
    noded = shapely.union_all(_lines(start, end))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = faces[shapely.area(faces) > SLIVER_M2]
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    over = _winding(inside, start, end, times.astype(np.int64))
    return np.asarray(faces[over > 1], np.object_)


def _edges_of(polygons: Geometries, rows: NDArray[np.integer[Any]]) -> Edges:
    """Take polygons apart into their edges, once each."""
    parts, part_of = shapely.get_parts(polygons, return_index=True)
    corners = corners_of(parts)
    grid = np.rint(corners.xy / STORAGE_GRID_M).astype(np.int64)
    # What does not fit 32 bits, 4,295 km, goes around; `_points` knows where it was.
    start = grid[:, 0] * _HALF + grid[:, 1]
    end = start[corners.after]
    edges = Edges(
        np.minimum(start, end),
        np.maximum(start, end),
        np.where(start < end, 1, -1).astype(np.int32),
        np.asarray(rows, np.int32)[part_of[corners.row]],
    )
    return edges.only(start != end)


def _together(edges: list[Edges]) -> Edges:
    nothing, none = np.empty(0, np.int64), np.empty(0, np.int32)
    empty = Edges(nothing, nothing, none, none)
    every = [empty, *edges]
    return Edges(
        np.concatenate([one.low for one in every]),
        np.concatenate([one.high for one in every]),
        np.concatenate([one.times for one in every]),
        np.concatenate([one.row for one in every]),
    )


def _cancelled(edges: Edges) -> Edges:
    """Add up edges between the same two points; what goes both ways is nothing."""
    if len(edges) == 0:
        return edges
    # One sort by a mix of both ends, which are then compared themselves: should two
    # edges mix alike, one of them stays that could go, which tells nothing untrue.
    mixed = edges.low.view(np.uint64) * _MIX ^ edges.high.view(np.uint64)
    edges = edges.only(np.argsort(mixed))
    low, high = edges.low, edges.high
    new = np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])]
    first = np.flatnonzero(new)
    net = np.add.reduceat(edges.times, first)
    left = net != 0
    kept = edges.only(first[left])
    return dataclasses.replace(kept, times=net[left])


def _middle(polygons: Geometries) -> NDArray[np.int64] | None:
    """Give the middle of most polygons on the grid; None where there is none."""
    bounds = shapely.bounds(polygons)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if len(bounds) == 0:
        return None
    return np.rint(np.median(bounds[:, :2], axis=0) / STORAGE_GRID_M).astype(np.int64)


def _points(
    packed: NDArray[np.int64], about: NDArray[np.int64] | None
) -> NDArray[np.float64]:
    """Unpack points; of what both numbers may mean, what is nearest the middle."""
    about_x, about_y = (0, 0) if about is None else about.tolist()
    low = (packed + _HALF // 2) % _HALF - _HALF // 2
    around = np.rint((about_y - low) / _HALF).astype(np.int64)
    x = (packed - low) // _HALF - around
    x = x + np.rint((about_x - x) / _HALF).astype(np.int64) * _HALF
    return np.column_stack([x, low + around * _HALF]) * STORAGE_GRID_M


def _lines(start: NDArray[np.float64], end: NDArray[np.float64]) -> Geometries:
    return np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), np.object_)


def _winding(
    inside: NDArray[np.float64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    times: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Count how often edges go around points, counter-clockwise.

    Along each line of latitude only the edges that cross it are looked at.
    """
    up = start[:, 1] <= end[:, 1]
    low = np.where(up, start[:, 1], end[:, 1])
    high = np.where(up, end[:, 1], start[:, 1])
    sign = np.where(up, times, -times)
    found = np.zeros(len(inside), np.int64)
    tree = shapely.STRtree(_lines(start, end))
    far = max(start[:, 0].max(), end[:, 0].max()) + 1.0
    ends = np.column_stack([np.full(len(inside), far), inside[:, 1]])
    ray, edge = tree.query(_lines(inside, ends))
    x, y = inside[ray].T
    crosses = (low[edge] <= y) & (y < high[edge])
    ray, edge, x, y = ray[crosses], edge[crosses], x[crosses], y[crosses]
    share = (y - start[edge, 1]) / (end[edge, 1] - start[edge, 1])
    at = start[edge, 0] + share * (end[edge, 0] - start[edge, 0])
    right = at > x
    np.add.at(found, ray[right], sign[edge[right]])
    return found
