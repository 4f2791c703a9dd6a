"""Convex rings whose sides know what lies behind them, and cutting them.

A ring is a list of corners in counter-clockwise order. Each corner carries the
label of the side that starts there: the number of the road (0 and above) on its
other side, or one of the constants below. All lengths are metres in the flat
plane in which the town is laid out before it is bent into place.
"""

from __future__ import annotations

import math
from typing import NamedTuple

INSIDE = -1
LIMIT = -2
WATER = -3
RAIL = -4

Corner = tuple[float, float, int]
Ring = list[Corner]


class Line(NamedTuple):
    """A point of a line and the line's unit normal; ahead is where it points."""

    x: float
    y: float
    nx: float
    ny: float

    def moved(self, by: float) -> Line:
        """Shift the line along its normal."""
        return Line(self.x + by * self.nx, self.y + by * self.ny, self.nx, self.ny)


class Frame(NamedTuple):
    """Tightest rectangle around a ring: its direction and extents along it."""

    ux: float
    uy: float
    low_u: float
    high_u: float
    low_v: float
    high_v: float

    @property
    def long(self) -> float:
        """Extent along the direction."""
        return self.high_u - self.low_u

    @property
    def short(self) -> float:
        """Extent across the direction."""
        return self.high_v - self.low_v

    def across(self, part: float, turn: float = 0.0) -> Line:
        """Line across the long axis at a part (0 to 1) of it, turned a little."""
        at = self.low_u + part * self.long
        middle = (self.low_v + self.high_v) / 2
        x, y = at * self.ux - middle * self.uy, at * self.uy + middle * self.ux
        return Line(x, y, *_turned(self.ux, self.uy, turn))

    def along(self, part: float, turn: float = 0.0) -> Line:
        """Line along the long axis at a part (0 to 1) of the short one."""
        at = self.low_v + part * self.short
        middle = (self.low_u + self.high_u) / 2
        x, y = middle * self.ux - at * self.uy, middle * self.uy + at * self.ux
        return Line(x, y, *_turned(-self.uy, self.ux, turn))


def _turned(x: float, y: float, angle: float) -> tuple[float, float]:
    c, s = math.cos(angle), math.sin(angle)
    return x * c - y * s, x * s + y * c


def cut(ring: Ring, line: Line, label: int) -> tuple[Ring, Ring]:
    """Cut a convex ring by a line.

    Parameters
    ----------
    ring : list of corners, metres
    line : Line
    label : int
        What the two parts see of each other across the cut.

    Returns
    -------
    (ahead, behind)
        Parts on the side of the normal and on the other; empty where there is
        nothing.
    """
    px, py, nx, ny = line
    ahead: Ring = []
    behind: Ring = []
    x0, y0, side = ring[-1]
    s0 = (x0 - px) * nx + (y0 - py) * ny
    for corner in ring:
        x1, y1, _ = corner
        s1 = (x1 - px) * nx + (y1 - py) * ny
        if (s0 >= 0.0) != (s1 >= 0.0):
            t = s0 / (s0 - s1)
            x, y = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
            ahead.append((x, y, label if s0 >= 0.0 else side))
            behind.append((x, y, side if s0 >= 0.0 else label))
        (ahead if s1 >= 0.0 else behind).append(corner)
        x0, y0, side = corner
        s0 = s1
    return (ahead if len(ahead) > 2 else []), (behind if len(behind) > 2 else [])


def cut_strip(
    ring: Ring, line: Line, width: float, label: int
) -> tuple[Ring, Ring, Ring]:
    """Cut a strip of a width along a line out of a ring: (ahead, strip, behind)."""
    ahead, rest = cut(ring, line.moved(width / 2), label)
    if not rest:
        return ahead, [], []
    strip, behind = cut(rest, line.moved(-width / 2), label)
    return ahead, strip, behind


def area(ring: Ring) -> float:
    """Area of a ring in m²."""
    total = 0.0
    x0, y0, _ = ring[-1]
    for x1, y1, _ in ring:
        total += x0 * y1 - x1 * y0
        x0, y0 = x1, y1
    return total / 2


def centre(ring: Ring) -> tuple[float, float]:
    """Mean of the corners: inside, as the ring is convex."""
    n = len(ring)
    return sum(c[0] for c in ring) / n, sum(c[1] for c in ring) / n


def frame(ring: Ring) -> Frame:
    """Find the rectangle of least area around a convex ring."""
    best: Frame | None = None
    x0, y0, _ = ring[-1]
    for x1, y1, _ in ring:
        dx, dy = x1 - x0, y1 - y0
        length = math.hypot(dx, dy)
        x0, y0 = x1, y1
        if length < 1e-6:
            continue
        ux, uy = dx / length, dy / length
        along = [x * ux + y * uy for x, y, _ in ring]
        over = [y * ux - x * uy for x, y, _ in ring]
        low_u, high_u, low_v, high_v = min(along), max(along), min(over), max(over)
        found = Frame(ux, uy, low_u, high_u, low_v, high_v)
        if best is None or found.long * found.short < best.long * best.short:
            best = found
    if best is None:
        raise ValueError("a ring without length has no frame")
    if best.long >= best.short:
        return best
    return Frame(-best.uy, best.ux, best.low_v, best.high_v, -best.high_u, -best.low_u)


def front(ring: Ring) -> tuple[int, float]:
    """Find the longest side on a road: (index of its corner, length); -1 if none."""
    best, longest = -1, 0.0
    for i, (x0, y0, label) in enumerate(ring):
        if label < 0:
            continue
        x1, y1, _ = ring[(i + 1) % len(ring)]
        length = math.hypot(x1 - x0, y1 - y0)
        if length > longest:
            best, longest = i, length
    return best, longest


def longest(ring: Ring) -> tuple[int, float]:
    """Find the longest side: (index of its corner, length)."""
    best, most = 0, 0.0
    for i, (x0, y0, _) in enumerate(ring):
        x1, y1, _ = ring[(i + 1) % len(ring)]
        length = math.hypot(x1 - x0, y1 - y0)
        if length > most:
            best, most = i, length
    return best, most
