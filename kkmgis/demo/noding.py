"""Making neighbours share their corners exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.demo.plane import Ring

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SAME_CORNER = 0.02
_ON_SIDE = 0.003
_LONG_SIDE = 36.0


@dataclass(slots=True)
class Mesh:
    """Rings that share corners.

    Attributes
    ----------
    points : ndarray of float64, shape (p, 2), m
    corners : ndarray of int64, shape (c,)
        Numbers of points, ring after ring, each ring open.
    starts : ndarray of int64, shape (r + 1,)
        Where each ring starts in ``corners``.
    """

    points: Floats
    corners: Ints
    starts: Ints

    def polygons(self) -> NDArray[np.object_]:
        """Make one polygon a ring, shape (r,)."""
        sizes = np.diff(self.starts)
        ring = np.repeat(np.arange(len(sizes)), sizes)
        rings = shapely.linearrings(self.points[self.corners], indices=ring)
        return np.asarray(shapely.polygons(rings), dtype=object)


def share_corners(rings: list[Ring]) -> Mesh:
    """Give every ring the corners of its neighbours that lie on its sides.

    After it, two rings that touch along a line have the same corners on it, so
    they keep touching exactly when the points are moved.

    Parameters
    ----------
    rings : list of rings, metres
    """
    sizes = np.array([len(ring) for ring in rings], dtype=np.int64)
    flat = np.array([c[:2] for ring in rings for c in ring], dtype=np.float64)
    points, corners = _numbered(flat)
    ring = np.repeat(np.arange(len(rings)), sizes)
    corners, ring = _without_repeats(corners, ring)
    side, point = _points_on_sides(points, corners, corners[_following(ring)])
    corners, ring = _inserted(corners, ring, side, point)
    # Only now that every side knows its points can points be taken for one.
    corners, ring = _without_repeats(_nearest_alike(points)[corners], ring)
    numbers, corners = np.unique(corners, return_inverse=True)
    points = points[numbers]
    more, side, point = _points_between(points, corners, corners[_following(ring)])
    corners, ring = _inserted(corners, ring, side, point)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    return Mesh(np.concatenate([points, more]), corners, starts)


def _numbered(flat: Floats) -> tuple[Floats, Ints]:
    """Put points on the 1 mm grid and number them."""
    keys = np.rint(flat * 1000).astype(np.int64)
    _, index, corners = np.unique(
        keys[:, 0] * (1 << 32) + keys[:, 1], return_index=True, return_inverse=True
    )
    return keys[index] / 1000.0, corners


def _nearest_alike(points: Floats) -> Ints:
    """For each point the first of the points that are the same corner with it."""
    geoms = np.asarray(shapely.points(points), dtype=object)
    a, b = shapely.STRtree(geoms).query(
        geoms, predicate="dwithin", distance=_SAME_CORNER
    )
    target = np.arange(len(points))
    np.minimum.at(target, a, b)
    while not np.array_equal(target, target[target]):
        target = target[target]
    return target


def _without_repeats(corners: Ints, ring: Ints) -> tuple[Ints, Ints]:
    keep = corners != corners[_following(ring)]
    return corners[keep], ring[keep]


def _following(ring: Ints) -> Ints:
    """Position of the next corner of the same ring, for each corner."""
    following = np.arange(1, len(ring) + 1)
    starts = np.flatnonzero(np.r_[True, ring[1:] != ring[:-1]])
    ends = np.r_[starts[1:], len(ring)] - 1
    following[ends] = starts
    return following


def _points_on_sides(points: Floats, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Find points inside sides: (side, point), in order along each side."""
    low, high, inverse = _sides(first, last)
    lines = shapely.linestrings(np.stack([points[low], points[high]], axis=1))
    line, point = shapely.STRtree(
        np.asarray(shapely.points(points), dtype=object)
    ).query(lines, predicate="dwithin", distance=_ON_SIDE)
    along = points[high[line]] - points[low[line]]
    part = ((points[point] - points[low[line]]) * along).sum(axis=1)
    inner = (point != low[line]) & (point != high[line])
    # Not a corner that lies near the end of a side, but beyond it.
    inner &= (part > 0) & (part < (along**2).sum(axis=1))
    line, point, part = line[inner], point[inner], part[inner]
    order = np.lexsort((part, line))
    line, point = line[order], point[order]
    count = np.bincount(line, minlength=len(low))
    return _spread(first, last, inverse, count, point)


def _points_between(
    points: Floats, first: Ints, last: Ints
) -> tuple[Floats, Ints, Ints]:
    """Make points along long sides, so that they can be bent: (new, side, point)."""
    low, high, inverse = _sides(first, last)
    along = points[high] - points[low]
    count = np.ceil(np.hypot(along[:, 0], along[:, 1]) / _LONG_SIDE).astype(np.int64)
    count = np.maximum(count - 1, 0)
    line = np.repeat(np.arange(len(low)), count)
    step = 1 + np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    more = points[low[line]] + along[line] * (step / (count[line] + 1))[:, None]
    numbers = len(points) + np.arange(len(more))
    return more, *_spread(first, last, inverse, count, numbers)


def _sides(first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Take sides that two rings share for one: (low end, high end, number)."""
    low, high = np.minimum(first, last), np.maximum(first, last)
    _, index, inverse = np.unique(
        low * (1 << 32) + high, return_index=True, return_inverse=True
    )
    return low[index], high[index], inverse


def _spread(
    first: Ints, last: Ints, inverse: Ints, count: Ints, point: Ints
) -> tuple[Ints, Ints]:
    """Give points of shared sides to each ring's side in its direction.

    ``point`` holds ``count`` points for each shared side, from its low end on.
    """
    begin = np.cumsum(count) - count
    counts = count[inverse]
    side = np.repeat(np.arange(len(first)), counts)
    step = np.arange(len(side)) - np.repeat(np.cumsum(counts) - counts, counts)
    backwards = (first > last)[side]
    step = np.where(backwards, counts[side] - 1 - step, step)
    return side, point[begin[inverse][side] + step]


def _inserted(corners: Ints, ring: Ints, side: Ints, point: Ints) -> tuple[Ints, Ints]:
    """Put the found points behind the corners at which their sides start."""
    at = np.r_[np.arange(len(corners)), side]
    late = np.r_[np.zeros(len(corners), dtype=np.int64), np.arange(1, len(side) + 1)]
    order = np.lexsort((late, at))
    return np.r_[corners, point][order], np.r_[ring, ring[side]][order]
