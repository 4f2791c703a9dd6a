"""Cutting the ground by roads: from the limit down to street blocks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from kkmgis.demo import plane
from kkmgis.demo.lake import lay_lake
from kkmgis.demo.plan import ARTERIES, FABRICS, LAKES, Fabric, Plan, mixture
from kkmgis.demo.plane import INSIDE, LIMIT, RAIL, WATER, Ring


@dataclass(slots=True)
class Strip:
    """A piece of road, railway, stream, lake or park."""

    kind: str
    ring: Ring
    road: int


@dataclass(slots=True)
class Road:
    """A road: its rank (0 main, 1 avenue, 2 street, 3 lane), width and name.

    ``parent`` is the road from which it turns off, -1 where none.
    """

    rank: int
    width: float
    name: str
    parent: int = -1


@dataclass(slots=True)
class Ground:
    """A piece of ground and what it is cut into; the leaves are street blocks.

    ``number`` counts the leaves from end to end, ``lots`` what was cut from it.
    """

    ring: Ring
    use: str = ""
    parts: list[Ground] = field(default_factory=list)
    number: int = -1
    lots: int = 0

    def leaves(self) -> list[Ground]:
        """List the street blocks, from end to end."""
        if not self.parts:
            return [self]
        return [leaf for part in self.parts for leaf in part.leaves()]


@dataclass(slots=True)
class Streets:
    """The town cut by roads, before lots."""

    limit: Ring
    root: Ground
    roads: list[Road]
    strips: list[Strip]


class _Surveyor:
    """Cuts ground by roads; keeps the roads it has made."""

    def __init__(self, plan: Plan, rng: np.random.Generator) -> None:
        self.plan = plan
        self.rng = rng
        self.roads: list[Road] = []
        self.strips: list[Strip] = []
        self._phase = rng.random(4) * math.tau

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * float(self.rng.random())

    def turn(self, size: float) -> float:
        return self.between(-size, size)

    def distance(self, ring: Ring) -> float:
        """Distance from the centre (0 to about 1), blurred so that zones mingle."""
        x, y = plane.centre(ring)
        rx, ry = self.plan.radii
        wave = self.plan.reach / math.tau
        blur = 0.07 * math.sin(2.3 * x / wave + self._phase[0])
        blur += 0.07 * math.sin(1.9 * y / wave + 1.1 * x / wave + self._phase[1])
        return min(1.0, max(0.0, math.hypot(x / rx, y / ry) + blur))

    def road(
        self, ground: Ground, line: plane.Line, road: Road, kind: str = "road"
    ) -> list[Ground]:
        """Lay a road through ground; its parts, or nothing when it only grazes."""
        label = len(self.roads)
        if kind != "road":
            label = RAIL if kind == "open" else WATER
        ahead, strip, behind = plane.cut_strip(ground.ring, line, road.width, label)
        if not ahead or not behind or not strip:
            return []
        if kind == "road":
            index, _ = plane.front(ground.ring)
            road.parent = ground.ring[index][2] if index >= 0 else -1
            self.roads.append(road)
        self.strips.append(Strip(kind, strip, label))
        ground.parts = [Ground(ahead), Ground(behind)]
        return ground.parts

    def limit(self) -> Ring:
        """Draw the municipality's limit: convex, sides of unlike length."""
        rx, ry = self.plan.radii
        corners = 17
        angles = np.arange(corners) + self.rng.uniform(-0.28, 0.28, corners)
        ring: Ring = []
        for angle in angles * (math.tau / corners):
            c, s = math.cos(angle), math.sin(angle)
            # A rounded square between circle and rectangle.
            r = (abs(c) ** 2.5 + abs(s) ** 2.5) ** (-1 / 2.5)
            ring.append((rx * r * c, ry * r * s, LIMIT))
        return ring

    def arteries(self, root: Ground) -> list[Ground]:
        """Lay the main lines; the pieces between them."""
        reach = self.plan.reach
        narrow = 0.55 + 0.45 * self.plan.scale
        pieces = [root]
        for artery in ARTERIES:
            after: list[Ground] = []
            kind = {RAIL: "open", WATER: "water"}.get(artery.label, "road")
            rank = 0 if artery.width >= 24 else 1
            for piece in pieces:
                x, y = plane.centre(piece.ring)
                parts: list[Ground] = []
                if artery.crosses(x, y, reach):
                    road = Road(rank, artery.width * narrow, artery.name)
                    parts = self.road(piece, artery.line(reach), road, kind)
                after += parts or [piece]
            pieces = after
        return pieces

    def lakes(self, pieces: list[Ground]) -> list[Ground]:
        """Turn the pieces around the lakes' places into lakes with parks."""
        for name, x, y, part in LAKES:
            at = (x * self.plan.reach, y * self.plan.reach)
            piece = min(pieces, key=lambda p: math.dist(plane.centre(p.ring), at))
            pieces.remove(piece)
            lake, shores = lay_lake(piece.ring, part, self.rng)
            self.strips.append(Strip("water", lake, len(self.roads)))
            self.roads.append(Road(3, 0.0, name))
            piece.use = "lake"
            piece.parts = [Ground(shore, "shore") for shore in shores]
        return pieces

    def quarter(self, ground: Ground) -> None:
        """Cut a piece between main roads down to neighbourhoods."""
        box = plane.frame(ground.ring)
        far = self.distance(ground.ring)
        limit = 330 + 480 * far
        if box.long > limit:
            wide = 16.0 if box.long > 1.7 * limit else 12.0
            road = Road(1 if wide > 12 else 2, wide, "")
            line = box.across(self.between(0.40, 0.60), self.turn(0.07))
            parts = self.road(ground, line, road)
            if parts:
                for part in parts:
                    self.quarter(part)
                return
        self.settle(ground, far)

    def settle(self, ground: Ground, far: float) -> None:
        """Choose what a neighbourhood is and cut it down to street blocks."""
        names, shares = mixture(far)
        odds = np.cumsum(shares)
        name = names[int(np.searchsorted(odds, self.rng.random() * odds[-1]))]
        if 0.16 < far < 0.95 and name not in ("campus", "centre"):
            ground = self.ribbon(ground)
        self.divide(ground, FABRICS[name])

    def ribbon(self, ground: Ground) -> Ground:
        """Take the plots along a main road off a neighbourhood; the rest."""
        index, length = self._main_side(ground.ring)
        box = plane.frame(ground.ring)
        if index < 0 or length < 120 or box.short < 190 or self.rng.random() > 0.72:
            return ground
        x0, y0, _ = ground.ring[index]
        x1, y1, _ = ground.ring[(index + 1) % len(ground.ring)]
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        depth = self.between(45, 75)
        line = plane.Line(x0 + nx * depth, y0 + ny * depth, nx, ny)
        rest, strip = plane.cut(ground.ring, line, INSIDE)
        if not rest or not strip:
            return ground
        ground.parts = [Ground(strip, "strip"), Ground(rest)]
        return ground.parts[1]

    def _main_side(self, ring: Ring) -> tuple[int, float]:
        best, longest = -1, 0.0
        for i, (x0, y0, label) in enumerate(ring):
            if label < 0 or self.roads[label].rank > 1:
                continue
            x1, y1, _ = ring[(i + 1) % len(ring)]
            length = math.hypot(x1 - x0, y1 - y0)
            if length > longest:
                best, longest = i, length
        return best, longest

    def divide(self, ground: Ground, fabric: Fabric) -> None:
        """Cut a neighbourhood into street blocks two lots deep."""
        box = plane.frame(ground.ring)
        depth = self.between(*fabric.depth)
        length = self.between(*fabric.length)
        if fabric.row == "fields" or box.short < 1.0:
            if box.long > 620 and self._split(ground, fabric, box, across=True):
                return
            ground.use = fabric.name
            return
        rows = box.short / (2 * depth + fabric.lane)
        if box.long > 1.5 * length and (rows < 1.5 or self.rng.random() < 0.6):
            done = self._split(ground, fabric, box, across=True)
        elif rows >= 1.45:
            done = self._comb(ground, fabric, box, round(rows))
        else:
            done = box.long > 1.5 * length and self._split(
                ground, fabric, box, across=True
            )
        if not done:
            ground.use = fabric.name

    def _split(
        self, ground: Ground, fabric: Fabric, box: plane.Frame, *, across: bool
    ) -> bool:
        part, turn = self.between(0.40, 0.60), self.turn(fabric.turn)
        line = box.across(part, turn) if across else box.along(part, turn)
        road = Road(2 if box.long > 260 else 3, fabric.street, "")
        parts = self.road(ground, line, road)
        for piece in parts:
            self.divide(piece, fabric)
        return bool(parts)

    def _comb(
        self, ground: Ground, fabric: Fabric, box: plane.Frame, rows: int
    ) -> bool:
        """Lay one lane lengthwise, at a row's edge; it may stop before the end."""
        rows = max(2, rows)
        part = (rows // 2) / rows + self.turn(0.06 if fabric.turn > 0.02 else 0.015)
        if rows == 2 and box.long > 70 and self.rng.random() < fabric.dead_end:
            ground = self._cap(ground, fabric, box)
            box = plane.frame(ground.ring)
            if box.long * box.short < 1.0:
                return False
        line = box.along(part, self.turn(fabric.turn / 2))
        parts = self.road(ground, line, Road(3, fabric.lane, ""))
        for piece in parts:
            self.divide(piece, fabric)
        return bool(parts)

    def _cap(self, ground: Ground, fabric: Fabric, box: plane.Frame) -> Ground:
        """Close one end of a block by a row of lots, so that its lane stops."""
        depth = self.between(*fabric.depth) / box.long
        part = depth if self.rng.random() < 0.5 else 1 - depth
        ahead, behind = plane.cut(
            ground.ring, box.across(part, self.turn(fabric.turn / 2)), INSIDE
        )
        if not ahead or not behind:
            return ground
        end, rest = (ahead, behind) if part > 0.5 else (behind, ahead)
        ground.parts = [Ground(end, fabric.name), Ground(rest)]
        return ground.parts[1]


def lay_streets(plan: Plan, rng: np.random.Generator) -> Streets:
    """Cut the municipality by roads down to street blocks.

    The ground, the strips of road and water and the lakes fill the limit without
    gap or overlap: every cut makes parts that together are the whole.
    """
    surveyor = _Surveyor(plan, rng)
    limit = surveyor.limit()
    root = Ground(limit)
    for piece in surveyor.lakes(surveyor.arteries(root)):
        surveyor.quarter(piece)
    return Streets(limit, root, surveyor.roads, surveyor.strips)
