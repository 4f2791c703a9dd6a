"""Narrow gaps between polygons of one map, and shapes that are there twice."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.geometry.reading import Geometries
from kkmgis.geometry.rings import Index, Sides

GAP_WIDTH_M = 0.5
"""Neighbours less than this apart were meant to touch: no way is so narrow."""
TOUCH_M = 0.002
"""Within this they do touch: a corner on the side of a neighbour, rounded."""
LEAST_LENGTH_M = 0.5
"""Sides that face each other for less are only near a common corner."""
FACING = -0.96
"""Cosine between the directions of two sides that face each other; within 16°."""
STRIP = 100_000
"""Sides that are held against each other at a time."""


@dataclasses.dataclass(frozen=True, slots=True)
class Gaps:
    """Pairs of polygons with a narrow gap between them.

    Attributes
    ----------
    first, second : ndarray of int64, shape (m,)
        Numbers of the polygons, the first one smaller; each pair once.
    width_m : ndarray of float64, shape (m,), m
        Where the gap is widest.
    place : ndarray of float64, shape (m, 2), m
        On the side of the first one there.
    """

    first: Index
    second: Index
    width_m: NDArray[np.float64]
    place: NDArray[np.float64]


def find_gaps(sides: Sides) -> Gaps:
    """Find the pairs whose sides face each other across less than `GAP_WIDTH_M`.

    Parameters
    ----------
    sides : Sides
        Those that no neighbour shares corner by corner, mostly along roads, see
        `kkmgis.geometry.tiling.Tiling.sides`. Storage CRS, on its grid.

    Notes
    -----
    The sides are taken from south to north in strips; of those before only the ones
    that still reach into the strip are kept, so that a map where nothing fits
    together needs no more memory.
    """
    south = np.minimum(sides.start[:, 1], sides.end[:, 1])
    sides = sides.only(np.argsort(south, kind="stable"))
    kept = sides.only(np.empty(0, np.int64))
    found: list[Gaps] = []
    for at in range(0, len(sides.row), STRIP):
        strip = sides.only(np.arange(at, min(at + STRIP, len(sides.row))))
        bound = min(strip.start[:, 1].min(), strip.end[:, 1].min()) - GAP_WIDTH_M
        reach = np.maximum(kept.start[:, 1], kept.end[:, 1]) >= bound
        kept = _joined(kept.only(reach), strip)
        found.append(_gaps_of(kept))
    return _widest(found)


def _joined(one: Sides, other: Sides) -> Sides:
    return Sides(
        np.concatenate([one.row, other.row]),
        np.concatenate([one.start, other.start]),
        np.concatenate([one.end, other.end]),
    )


def _gaps_of(sides: Sides) -> Gaps:
    one, other = _near(sides)
    width, place = _between(sides, one, other)
    gap = width > TOUCH_M
    first, second = sides.row[one[gap]], sides.row[other[gap]]
    return Gaps(first, second, width[gap], place[gap])


def _widest(found: list[Gaps]) -> Gaps:
    """Keep of each pair the place where it is furthest apart."""
    first = np.concatenate([np.empty(0, np.int64), *(gaps.first for gaps in found)])
    second = np.concatenate([first[:0], *(gaps.second for gaps in found)])
    width = np.concatenate([np.empty(0), *(gaps.width_m for gaps in found)])
    place = np.concatenate([np.empty((0, 2)), *(gaps.place for gaps in found)])
    order = np.lexsort((-width, second, first))
    pairs = np.column_stack([first, second])[order]
    _, at = np.unique(pairs, axis=0, return_index=True)
    chosen = order[at]
    return Gaps(first[chosen], second[chosen], width[chosen], place[chosen])


def _near(sides: Sides) -> tuple[Index, Index]:
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


def _direction(sides: Sides, at: Index) -> NDArray[np.float64]:
    vector = sides.end[at] - sides.start[at]
    direction: NDArray[np.float64] = vector / np.hypot(*vector.T)[:, None]
    return direction


def _between(
    sides: Sides, one: Index, other: Index
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
