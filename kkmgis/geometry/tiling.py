"""Where the polygons of a map lie on each other, however many they are.

The directed edges of neighbours that share a side cancel. How often what is left
goes around a point is the number of polygons over it, for each point of the plane:
ground is taken twice only where that is two or more. What is left of a city is the
outlines of its blocks, and what does not fit, so that it can be looked at whole.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.crs import STORAGE_GRID_M
from kkmgis.geometry.reading import Geometries

MOST_EDGES = 400_000
"""Edges left over of which faces are made; a map of more has no shared sides."""
SLIVER_M2 = 0.01
"""Doubled ground of less is rounding; no parcel is so small that it would matter."""
_HALF = 1 << 32
Edges = NDArray[np.int64]


@dataclasses.dataclass(slots=True)
class Tiling:
    """Takes polygons in any number of parts and finds doubled ground.

    Polygons are valid, counter-clockwise, in the storage CRS and on its grid.
    """

    _edges: list[Edges] = dataclasses.field(default_factory=list)
    _held: int = 0
    _least: int = 0

    def add(self, polygons: Geometries) -> None:
        """Add polygons; None counts for nothing."""
        left = _cancelled(_edges_of(polygons))
        self._edges.append(left)
        self._held += len(left)
        # Merged only when they have doubled, so that no edge is sorted too often.
        if self._held > 2 * self._least + MOST_EDGES:
            self._merge()

    def _merge(self) -> Edges:
        left = _cancelled(np.concatenate(self._edges or [np.empty((0, 3), np.int64)]))
        self._edges, self._held, self._least = [left], len(left), len(left)
        return left

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
        start, end = _points(edges[:, 0]), _points(edges[:, 1])
        noded = shapely.union_all(_lines(start, end))
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
        faces = faces[shapely.area(faces) > SLIVER_M2]
        inside = shapely.get_coordinates(shapely.point_on_surface(faces))
        times = _winding(inside, start, end, edges[:, 2])
        return np.asarray(faces[times > 1], np.object_)


def _edges_of(polygons: Geometries) -> Edges:
    """Take polygons apart: packed start and end of each edge, once each."""
    rings = shapely.get_rings(shapely.get_parts(polygons))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    grid = np.rint(xy / STORAGE_GRID_M).astype(np.int64)
    # Both fit 31 bits in any metric system of the earth: 2,147 km.
    packed = grid[:, 0] * _HALF + grid[:, 1]
    same = (ring[1:] == ring[:-1]) & (packed[1:] != packed[:-1])
    start, end = packed[:-1][same], packed[1:][same]
    return np.column_stack([start, end, np.ones(len(start), np.int64)])


def _cancelled(edges: Edges) -> Edges:
    """Add up edges between the same two points; what goes both ways is nothing."""
    back = edges[:, 0] > edges[:, 1]
    low = np.where(back, edges[:, 1], edges[:, 0])
    high = np.where(back, edges[:, 0], edges[:, 1])
    times = np.where(back, -edges[:, 2], edges[:, 2])
    order = np.lexsort((high, low))
    low, high, times = low[order], high[order], times[order]
    if len(low) == 0:
        return edges
    new = np.r_[True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])]
    net = np.add.reduceat(times, np.flatnonzero(new))
    left = np.column_stack([low[new], high[new], net])
    return np.asarray(left[net != 0])


def _points(packed: NDArray[np.int64]) -> NDArray[np.float64]:
    y = (packed + _HALF // 2) % _HALF - _HALF // 2
    x = (packed - y) // _HALF
    return np.column_stack([x, y]) * STORAGE_GRID_M


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
