"""A lake in a piece of ground, with its shore cut into plots around it."""

from __future__ import annotations

import math

import numpy as np

from kkmgis.demo import plane
from kkmgis.demo.plane import INSIDE, WATER, Ring

_RAYS = 72


def lay_lake(
    ring: Ring, part: float, rng: np.random.Generator
) -> tuple[Ring, list[Ring]]:
    """Lay a lake around the middle of a convex ring.

    Parameters
    ----------
    ring : list of corners
    part : float, 0 to 1
        How far the water reaches from the middle towards the ring.
    rng : Generator

    Returns
    -------
    (lake, shores)
        The water and the plots between it and the ring, which share its corners.
    """
    cx, cy = plane.centre(ring)
    phase = rng.random(3) * math.tau
    outer: Ring = []
    inner: Ring = []
    for k in range(_RAYS):
        angle = math.tau * k / _RAYS
        x, y, label = _hit(ring, cx, cy, angle)
        wave = 0.06 * math.sin(2 * angle + phase[0]) + 0.05 * math.sin(
            3 * angle + phase[1]
        )
        wave += 0.03 * math.sin(5 * angle + phase[2])
        radius = math.hypot(x - cx, y - cy) * (part + wave * part)
        # Corners of the ring are far away: the shore stays round.
        radius = min(radius, 1.08 * part * _inner_radius(ring, cx, cy) * (1 + wave))
        outer.append((x, y, label))
        inner.append(
            (cx + radius * math.cos(angle), cy + radius * math.sin(angle), WATER)
        )
    every = 9
    shores = [
        _shore(ring, (cx, cy), inner, outer, (k, k + every))
        for k in range(0, _RAYS, every)
    ]
    return inner, shores


def _inner_radius(ring: Ring, cx: float, cy: float) -> float:
    least = math.inf
    x0, y0, _ = ring[-1]
    for x1, y1, _ in ring:
        length = math.hypot(x1 - x0, y1 - y0)
        least = min(least, abs((cx - x0) * (y1 - y0) - (cy - y0) * (x1 - x0)) / length)
        x0, y0 = x1, y1
    return least


def _hit(ring: Ring, cx: float, cy: float, angle: float) -> tuple[float, float, int]:
    dx, dy = math.cos(angle), math.sin(angle)
    x0, y0, label = ring[-1]
    for x1, y1, after in ring:
        ex, ey = x1 - x0, y1 - y0
        cross = dx * ey - dy * ex
        if abs(cross) > 1e-12:
            t = ((x0 - cx) * ey - (y0 - cy) * ex) / cross
            s = ((x0 - cx) * dy - (y0 - cy) * dx) / cross
            if t > 0 and 0 <= s < 1:
                return cx + t * dx, cy + t * dy, label
        x0, y0, label = x1, y1, after
    raise ValueError("a ray from inside a convex ring must hit it")


def _shore(
    ring: Ring,
    middle: tuple[float, float],
    inner: Ring,
    outer: Ring,
    rays: tuple[int, int],
) -> Ring:
    """Make the plot between the water and the ring, from one ray to another."""
    cx, cy = middle
    first, last = rays
    end = last % _RAYS
    start_angle = math.tau * first / _RAYS
    end_angle = math.tau * last / _RAYS
    shore: Ring = [outer[first]]
    turns = []
    for x, y, label in ring:
        angle = math.atan2(y - cy, x - cx) % math.tau
        if start_angle + 1e-9 < angle < end_angle - 1e-9:
            turns.append((angle, (x, y, label)))
    shore += [corner for _, corner in sorted(turns)]
    x, y, _ = outer[end]
    shore.append((x, y, INSIDE))
    for k in range(last, first, -1):
        shore.append((inner[k % _RAYS][0], inner[k % _RAYS][1], WATER))
    shore.append((inner[first][0], inner[first][1], INSIDE))
    return shore
