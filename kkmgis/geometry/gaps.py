"""Narrow gaps between polygons of one map, and shapes that are there twice."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.crs import STORAGE_GRID_M
from kkmgis.geometry.reading import Geometries
from kkmgis.geometry.rings import Index, corners_of

GAP_WIDTH_M = 0.5
"""Neighbours less than this apart were meant to touch: no way is so narrow."""
TOUCH_M = 0.002
"""Within this they do touch: a corner on the side of a neighbour, rounded."""
LEAST_LENGTH_M = 0.5
"""Sides that face each other for less are only near a common corner."""
FACING = -0.96
"""Cosine between the directions of two sides that face each other; within 16°."""
_HALF = np.uint64(0xFFFFFFFF)
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclasses.dataclass(frozen=True, slots=True)
class Gaps:
    """Pairs of polygons with a narrow gap between them.

    Attributes
    ----------
    first, second : ndarray of int64, shape (m,)
        Indices, the first one smaller; each pair once.
    width_m : ndarray of float64, shape (m,), m
        Where the gap is widest.
    place : ndarray of float64, shape (m, 2), m
        On the side of the first one there.
    """

    first: Index
    second: Index
    width_m: NDArray[np.float64]
    place: NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class _Sides:
    """Sides that no neighbour shares, land on their left."""

    row: Index
    start: NDArray[np.float64]
    end: NDArray[np.float64]


def find_gaps(polygons: Geometries) -> Gaps:
    """Find the pairs whose sides face each other across less than `GAP_WIDTH_M`.

    Parameters
    ----------
    polygons : ndarray of valid shapely polygons, shells counter-clockwise, shape (n,)
        Storage CRS, on its grid.

    Notes
    -----
    Sides that two polygons share corner by corner have nothing between them; only
    the others, mostly along roads, are held against each other.
    """
    sides = _unshared(polygons)
    one, other = _near(sides)
    width, place = _between(sides, one, other)
    found = np.flatnonzero(width > TOUCH_M)
    pairs = np.column_stack([sides.row[one[found]], sides.row[other[found]]])
    # The widest place of each pair comes first.
    order = np.lexsort((-width[found], pairs[:, 1], pairs[:, 0]))
    _, at = np.unique(pairs[order], axis=0, return_index=True)
    chosen = order[at]
    first, second = pairs[chosen].T
    return Gaps(first, second, width[found][chosen], place[found][chosen])


def _unshared(polygons: Geometries) -> _Sides:
    corners = corners_of(polygons)
    place = _packed(corners.xy)
    low = np.minimum(place, place[corners.after])
    high = np.maximum(place, place[corners.after])
    # One sort by a mix of both ends, which are then compared themselves.
    order = np.argsort(low * _MIX ^ high)
    low, high = low[order], high[order]
    same = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
    shared = np.zeros(len(order), np.bool_)
    shared[order[1:][same]] = True
    shared[order[:-1][same]] = True
    alone = ~shared
    start, end = corners.xy[alone], corners.xy[corners.after[alone]]
    return _Sides(corners.row[alone], start, end)


def _packed(xy: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Put both coordinates, in whole millimetres, into one number."""
    grid = np.rint(xy / STORAGE_GRID_M).astype(np.int64).view(np.uint64)
    packed: NDArray[np.uint64] = grid[:, 0] << np.uint64(32) | grid[:, 1] & _HALF
    return packed


def _near(sides: _Sides) -> tuple[Index, Index]:
    """Pair the sides whose boxes are near each other, by different polygons."""
    low = np.minimum(sides.start, sides.end)
    high = np.maximum(sides.start, sides.end)
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    (west, south), (east, north) = (low - GAP_WIDTH_M).T, (high + GAP_WIDTH_M).T
    wide = shapely.box(west, south, east, north)
    one, other = shapely.STRtree(boxes).query(wide)
    apart = sides.row[one] < sides.row[other]
    one, other = one[apart], other[apart]
    along, across = _direction(sides, one), _direction(sides, other)
    facing = (along * across).sum(axis=1) < FACING
    return one[facing], other[facing]


def _direction(sides: _Sides, at: Index) -> NDArray[np.float64]:
    vector = sides.end[at] - sides.start[at]
    direction: NDArray[np.float64] = vector / np.hypot(*vector.T)[:, None]
    return direction


def _between(
    sides: _Sides, one: Index, other: Index
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure how far apart facing sides are where they face each other.

    Returns
    -------
    tuple of ndarray
        Greatest distance, 0 where there is no gap, shape (k,); its place on the
        first side, shape (k, 2).
    """
    origin, along = sides.start[one], _direction(sides, one)
    # Land lies on the left, so that a gap lies on the right.
    outward = np.column_stack([along[:, 1], -along[:, 0]])
    length = np.hypot(*(sides.end[one] - origin).T)
    ends = [sides.start[other] - origin, sides.end[other] - origin]
    t0, t1 = ((end * along).sum(axis=1) for end in ends)
    o0, o1 = ((end * outward).sum(axis=1) for end in ends)
    begin, stop = (
        np.maximum(0, np.minimum(t0, t1)),
        np.minimum(length, np.maximum(t0, t1)),
    )
    slope = (o1 - o0) / np.where(t1 == t0, np.inf, t1 - t0)
    at_begin, at_stop = o0 + slope * (begin - t0), o0 + slope * (stop - t0)
    widest = np.maximum(at_begin, at_stop)
    is_gap = (
        (stop - begin >= LEAST_LENGTH_M)
        & (np.minimum(at_begin, at_stop) >= -TOUCH_M)
        & (widest <= GAP_WIDTH_M)
    )
    t = np.where(at_begin >= at_stop, begin, stop)
    return np.where(is_gap, widest, 0.0), origin + along * t[:, None]


def find_twins(polygons: Geometries) -> tuple[Index, Index]:
    """Find the shapes that are there twice, whatever corner they begin with.

    Parameters
    ----------
    polygons : ndarray of shapely polygons, shape (n,)

    Returns
    -------
    tuple of ndarray of int64
        The shape that came first, and each further one.
    """
    facts = np.column_stack(
        [
            shapely.bounds(polygons),
            np.round(shapely.area(polygons), 3),
            shapely.get_num_coordinates(polygons),
        ]
    )
    order = np.lexsort(facts.T)
    like = (facts[order][1:] == facts[order][:-1]).all(axis=1)
    new = np.concatenate([[True], ~like])[: len(order)]
    leader = order[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))]
    later = np.flatnonzero(~new)
    first, second = leader[later], order[later]
    equal = shapely.equals(polygons[first], polygons[second])
    return first[equal], second[equal]
