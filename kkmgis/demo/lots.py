"""Cutting street blocks into rows and rows into lots."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from kkmgis.demo import plane
from kkmgis.demo.plan import FABRICS
from kkmgis.demo.plane import INSIDE, Line, Ring
from kkmgis.demo.streets import Ground, Road, Streets, Strip

_LEAST_AREA = 36.0


@dataclass(slots=True)
class Lot:
    """A parcel in the making: what stands on it by plan, and its street block."""

    ring: Ring
    form: str
    fabric: str
    block: int
    row: int


@dataclass(slots=True)
class Segment:
    """Part of a row: one lot, or several of one form side by side.

    ``depth`` (m, 0: none) is where it is cut once more along the front; ``lines``
    cut what lies in front. ``back`` is the form of the lot behind.
    """

    form: str
    depth: float = 0.0
    back: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lots it makes."""
        return 1 + len(self.lines) + bool(self.depth)


@dataclass(slots=True)
class Row:
    """Segments side by side and the lines between them."""

    ring: Ring
    front: Line
    fabric: str
    block: int
    lines: list[Line] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def lots(self, number: int) -> list[Lot]:
        """Cut the row; a cut that would leave a scrap is left out."""
        found: list[Lot] = []
        rest = self.ring
        for i, segment in enumerate(self.segments):
            piece: Ring = rest
            back: Ring = []
            if i < len(self.lines):
                rest, piece = plane.cut(rest, self.lines[i], INSIDE)
            if segment.depth:
                line = self.front.moved(segment.depth)
                back, piece = _cut_fairly(piece, line)
                if not piece:
                    back, piece = [], back
            for line in segment.lines:
                piece, part = _cut_fairly(piece, line)
                if not piece:
                    piece, part = part, []
                if part:
                    found.append(
                        Lot(part, segment.form, self.fabric, self.block, number)
                    )
            found.append(Lot(piece, segment.form, self.fabric, self.block, number))
            if back:
                found.append(Lot(back, segment.back, self.fabric, self.block, number))
        return found


def _cut_fairly(ring: Ring, line: Line) -> tuple[Ring, Ring]:
    """Cut a ring in two; where one part would be a scrap, keep it whole."""
    ahead, behind = plane.cut(ring, line, INSIDE)
    if ahead and behind and min(plane.area(ahead), plane.area(behind)) > _LEAST_AREA:
        return ahead, behind
    return ring, []


# How a row is cut: chance of a run of shops by rank of its road, and the widths
# (lowest, middle, highest) of single lots, metres.
_RUNS = {
    "shops": (0.80, 0.70, 0.42, 0.12),
    "mixed": (0.40, 0.26, 0.08, 0.02),
    "suburb": (0.14, 0.10, 0.02, 0.0),
    "strip": (0.12, 0.08, 0.02, 0.0),
    "estate": (0.20, 0.12, 0.0, 0.0),
    "terraces": (0.0, 0.0, 0.0, 0.0),
}
_WIDTHS = {
    "shops": (9.0, 14.0, 34.0),
    "mixed": (9.0, 14.0, 30.0),
    "suburb": (13.0, 19.0, 46.0),
    "strip": (20.0, 38.0, 95.0),
    "estate": (10.0, 12.0, 14.0),
    "terraces": (5.0, 5.6, 6.0),
}


class _Cutter:
    """Draws lots; keeps the rows so that their number can be met exactly."""

    def __init__(self, streets: Streets, rng: np.random.Generator) -> None:
        self.roads: list[Road] = streets.roads
        self.strips: list[Strip] = streets.strips
        self.rng = rng
        self.rows: list[Row] = []
        self.singles: list[Lot] = []
        self.block = 0

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * float(self.rng.random())

    def single(self, ring: Ring, form: str, fabric: str) -> None:
        self.singles.append(Lot(ring, form, fabric, self.block, -1))

    def block_of(self, ground: Ground) -> None:
        """Cut one street block; a corner between roads stays with the road."""
        fabric = ground.use
        if plane.area(ground.ring) < 150 or plane.frame(ground.ring).short < 8:
            self.strips.append(Strip("road", ground.ring, -1))
        elif fabric == "shore":
            self.single(ground.ring, "park", fabric)
        elif fabric == "fields":
            self.fields(ground.ring, self.between(2600, 9500))
        elif fabric == "campus":
            self.campus(ground.ring)
        else:
            self.rows_of(ground.ring, fabric)

    def fields(self, ring: Ring, size: float) -> None:
        """Cut fields in two and in two again, by crooked bunds."""
        box = plane.frame(ring)
        size *= self.between(0.75, 1.3)
        line = box.across(self.between(0.36, 0.64), self.between(-0.16, 0.16))
        parts = plane.cut(ring, line, INSIDE)
        small = min(plane.area(part) if part else 0.0 for part in parts) < 500
        if plane.area(ring) < 1.5 * size or box.short < 24 or small:
            self.single(ring, "field", "fields")
            return
        for part in parts:
            self.fields(part, size)

    def campus(self, ring: Ring) -> None:
        """Leave a street block whole, or cut it into two large sites."""
        box = plane.frame(ring)
        line = box.across(self.between(0.35, 0.65), self.between(-0.04, 0.04))
        parts = plane.cut(ring, line, INSIDE)
        if box.long > 1.35 * box.short and all(parts) and self.rng.random() < 0.75:
            for part in parts:
                self.single(part, "site", "campus")
            return
        self.single(ring, "site", "campus")

    def rows_of(self, ring: Ring, fabric: str) -> None:
        """Cut a street block along its spine, and both halves into lots."""
        box = plane.frame(ring)
        depth = sum(FABRICS[fabric].depth) / 2
        turn = FABRICS[fabric].turn
        halves: list[Ring] = [ring]
        if box.short > 1.5 * depth and fabric != "strip":
            jitter = 0.07 if turn > 0.02 else 0.01
            line = box.along(
                0.5 + self.between(-jitter, jitter), self.between(-turn, turn) / 2
            )
            halves = [half for half in plane.cut(ring, line, INSIDE) if half]
        for half in halves:
            self.row(half, fabric)

    def row(self, ring: Ring, fabric: str) -> None:
        """Cut one row into segments across its front."""
        index, length = plane.front(ring)
        if index < 0:
            index, length = plane.longest(ring)
        x0, y0, label = ring[index]
        x1, y1, _ = ring[(index + 1) % len(ring)]
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        rank = self.roads[label].rank if label >= 0 else 3
        depth = plane.area(ring) / length
        row = Row(ring, Line(x0, y0, -uy, ux), fabric, self.block)
        rest = ring
        turn = FABRICS[fabric].turn * 0.6
        start = at = 0.0
        plots = self.plots(FABRICS[fabric].row, rank, length, depth)
        for width, count, form in plots:
            at += width * count
            crook = 0.0 if count > 1 else self.between(-turn, turn)
            c, s = math.cos(crook), math.sin(crook)
            line = Line(x0 + at * ux, y0 + at * uy, ux * c - uy * s, ux * s + uy * c)
            ahead, piece = plane.cut(rest, line, INSIDE)
            # A corner too small for a lot stays with its neighbour.
            if length - at < max(3.6, 0.45 * width) or not ahead or not piece:
                break
            if min(plane.area(ahead), plane.area(piece)) < max(
                _LEAST_AREA, 0.4 * width * min(depth, 20.0)
            ):
                continue
            row.lines.append(line)
            row.segments.append(self.segment(row, form, (start, at), count, depth))
            rest, start = ahead, at
        count = max(1, round((length - start) / width)) if form == "terrace" else 1
        last = form if count > 1 or form != "shop" else "house"
        row.segments.append(self.segment(row, last, (start, length), count, depth))
        self.rows.append(row)

    def segment(
        self, row: Row, form: str, span: tuple[float, float], count: int, depth: float
    ) -> Segment:
        """Plan a part of a row's front, from and to metres along it."""
        start, end = span
        segment = Segment(form)
        x, y, nx, ny = row.front
        ux, uy = ny, -nx
        width = (end - start) / count
        for i in range(1, count):
            at = start + i * width
            segment.lines.append(Line(x + at * ux, y + at * uy, ux, uy))
        if form == "shop" and depth > 27:
            segment.depth, segment.back = self.between(17, 23), "court"
        elif form == "house" and width > 11 and depth > 27 and self.rng.random() < 0.3:
            segment.depth, segment.back = depth * self.between(0.44, 0.58), "back"
        return segment

    def plots(
        self, style: str, rank: int, length: float, depth: float
    ) -> list[tuple[float, int, str]]:
        """Draw (width, how many alike, form) along a front of a length."""
        low, middle, high = _WIDTHS[style]
        chance = _RUNS[style][rank]
        form = {"terraces": "terrace", "strip": "plot"}.get(style, "house")
        even = self.between(low, high) if style in ("terraces", "estate") else 0.0
        found: list[tuple[float, int, str]] = []
        total = 0.0
        while total < length:
            count, kind = 1, form
            if self.rng.random() < chance:
                width, kind = self.between(4.0, 4.6), "shop"
                count = 3 + int(self.rng.random() * 11)
                count = max(1, min(count, int((length - total) / width)))
            elif form == "terrace":
                width, count = even, 6 + int(self.rng.random() * 8)
                count = max(1, min(count, int((length - total) / width)))
            elif even:
                width = even * (2.0 if self.rng.random() < 0.03 else 1.0)
            else:
                width = middle * math.exp(0.36 * float(self.rng.standard_normal()))
                width = min(high, max(low, width))
            found.append((width, count, kind))
            total += width * count
        return found


def cut_lots(streets: Streets, rng: np.random.Generator) -> tuple[list[Row], list[Lot]]:
    """Cut all street blocks: (rows of lots, lots that stand alone).

    Corners too small for a lot are added to the strips of road.
    """
    cutter = _Cutter(streets, rng)
    for number, block in enumerate(streets.root.leaves()):
        block.number = cutter.block = number
        cutter.block_of(block)
    return cutter.rows, cutter.singles


def _joints(rows: list[Row]) -> list[tuple[int, int]]:
    """List the places where two lots of a row could be one: (row, segment)."""
    return [
        (r, i)
        for r, row in enumerate(rows)
        for i, segment in enumerate(row.segments)
        if (segment.lines and segment.form == "shop")
        or (
            i + 1 < len(row.segments)
            and segment.form == row.segments[i + 1].form
            and segment.count == row.segments[i + 1].count == 1
        )
    ]


def _join(row: Row, segment: int) -> None:
    lines = row.segments[segment].lines
    if lines:
        del lines[len(lines) // 2]
    else:
        del row.lines[segment]
        del row.segments[segment]


def meet_number(
    rows: list[Row], singles: list[Lot], number: int, rng: np.random.Generator
) -> list[Lot]:
    """Cut the rows into lots, throwing neighbours together until a number is met.

    Returns
    -------
    list of Lot in the order of the street blocks; fewer than asked for when there
    is not enough ground.
    """
    cuts = [row.lots(r) for r, row in enumerate(rows)]
    spare = len(singles) + sum(map(len, cuts)) - number
    while spare > 0:
        places = _joints(rows)
        if not places:
            raise ValueError(f"no two lots are left to join, {spare} are too many")
        chosen = rng.choice(len(places), min(spare, len(places)), replace=False)
        for r, i in sorted((places[k] for k in chosen), reverse=True):
            _join(rows[r], i)
        for r in {places[k][0] for k in chosen}:
            cuts[r] = rows[r].lots(r)
        spare = len(singles) + sum(map(len, cuts)) - number
    lots = [lot for row in cuts for lot in row] + singles
    lots.sort(key=lambda lot: lot.block)
    return lots
