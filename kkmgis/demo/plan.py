"""What the town is made of: sizes, main lines, and kinds of neighbourhood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from kkmgis.demo.plane import RAIL, WATER, Line

Size = Literal["small", "city"]

# Radii of the municipality's limit for the full city, metres (about 46 km²).
_CITY_RADII = (3500.0, 4060.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the demo is.

    ``scale`` is the linear size against the full city; numbers of parcels,
    buildings, signs, leases and units are met exactly, planted ones among them.
    ``planted`` gaps of each kind are planted, ``holes`` parcels left out. A drone saw
    the middle of the town, up to a part ``flown`` of its radii.
    """

    size: Size
    parcels: int
    buildings: int
    signs: int
    leases: int
    units: int
    scale: float
    planted: int
    holes: int
    flown: float

    @property
    def expired(self) -> int:
        """Contracts that ran out."""
        return max(self.planted // 2, 6)

    @property
    def lots(self) -> int:
        """Parcels to cut, those to be left out among them."""
        return self.parcels + self.holes

    @property
    def regular_buildings(self) -> int:
        """Buildings that stand on parcels."""
        return self.buildings - self.planted

    @property
    def regular_signs(self) -> int:
        """Signs other than planted ones: on mere homes, and on no parcel."""
        return self.signs - 2 * self.planted

    @property
    def radii(self) -> tuple[float, float]:
        """East-west and north-south radius of the limit, m."""
        return _CITY_RADII[0] * self.scale, _CITY_RADII[1] * self.scale

    @property
    def block_sizes(self) -> tuple[int, int]:
        """Most lots of a block of the tax map, and most blocks of a zone."""
        return (560, 14) if self.parcels > 20_000 else (230, 7)

    @property
    def reach(self) -> float:
        """Length by which main lines are placed, m."""
        return sum(self.radii) / 2


PLANS: dict[str, Plan] = {
    "small": Plan("small", 3_000, 3_700, 560, 60, 140, 0.2245, 6, 6, 2.0),
    "city": Plan("city", 65_000, 80_000, 12_000, 900, 3_200, 1.0, 80, 60, 0.4),
}


@dataclass(frozen=True, slots=True)
class Artery:
    """A line right through the town: main road, railway or stream.

    ``x``, ``y`` in reaches, ``bearing`` in degrees from north, ``within`` a box
    (west, south, east, north) in reaches outside of which it does not run.
    """

    name: str
    x: float
    y: float
    bearing: float
    width: float
    within: tuple[float, float, float, float] = (-9.0, -9.0, 9.0, 9.0)
    label: int = 0

    def line(self, reach: float) -> Line:
        """Place the axis, in metres."""
        turn = math.radians(self.bearing)
        return Line(self.x * reach, self.y * reach, math.cos(turn), -math.sin(turn))

    def crosses(self, x: float, y: float, reach: float) -> bool:
        """Tell whether it runs through the piece of ground around a point."""
        west, south, east, north = (side * reach for side in self.within)
        return west < x < east and south < y < north


ARTERIES = (
    Artery("ทางรถไฟ", 0.11, 0.0, 4.0, 38.0, label=RAIL),
    Artery("ถนนมิตรไมตรี", -0.24, 0.0, 3.0, 42.0),
    Artery("ถนนศรีพัฒนา", 0.0, 0.04, 88.0, 26.0),
    Artery("ถนนเลี่ยงเมืองตะวันตก", -0.70, 0.0, 7.0, 36.0),
    Artery("ถนนรอบเมืองเหนือ", 0.0, 0.61, 93.0, 30.0),
    Artery("ถนนรอบเมืองใต้", 0.0, -0.60, 86.0, 30.0),
    Artery("ถนนรอบเมืองตะวันออก", 0.64, 0.0, -5.0, 30.0),
    Artery("ห้วยพระเนาว์", 0.86, 0.0, 9.0, 20.0, (0.64, -9, 9, 9), WATER),
    Artery("ถนนเทพารักษ์", 0.0, 0.29, 91.0, 20.0, (-0.70, -0.6, 0.64, 0.61)),
    Artery("ถนนประชาสามัคคี", 0.0, -0.27, 87.0, 20.0, (-0.70, -0.6, 0.64, 0.61)),
    Artery("ถนนหน้าศาลากลาง", -0.06, 0.0, 3.0, 18.0, (-0.24, -0.6, 0.12, 0.61)),
    Artery("ถนนหลังเมืองใหม่", 0.37, 0.0, 1.0, 18.0, (0.10, -0.6, 0.64, 0.61)),
    Artery("ถนนเหล่านาดี", -0.46, 0.0, 10.0, 18.0, (-0.70, -0.6, -0.24, 0.61)),
    Artery("ถนนบ้านเป็ดเก่า", -0.85, 0.30, 62.0, 16.0, (-9, 0.04, -0.70, 0.61)),
    Artery("ถนนโนนทันใหม่", 0.80, -0.80, 128.0, 16.0, (0.10, -9, 9, -0.60)),
    Artery("ถนนศิลาเจริญ", 0.40, 0.80, 28.0, 18.0, (0.10, 0.61, 9, 9)),
)

# Piece of ground around these points (in reaches) becomes a lake with a park.
LAKES = (("บึงสีฐานทอง", 0.24, -0.44, 0.86), ("บึงทุ่งทอง", -0.58, 0.46, 0.74))


@dataclass(frozen=True, slots=True)
class Fabric:
    """A kind of neighbourhood.

    ``depth`` of a row of lots, ``length`` of a street block, ``street`` and
    ``lane`` widths, all in metres; ``turn`` in radians is how crooked it is,
    ``dead_end`` the part of its lanes that stop, ``row`` how a row is cut.
    """

    name: str
    depth: tuple[float, float]
    length: tuple[float, float]
    street: float
    lane: float
    turn: float
    dead_end: float
    row: str


FABRICS = {
    fabric.name: fabric
    for fabric in (
        Fabric("centre", (34, 48), (110, 190), 12, 8, 0.03, 0.20, "shops"),
        Fabric("old_town", (26, 38), (80, 180), 8, 5, 0.07, 0.50, "mixed"),
        Fabric("terraces", (16, 19), (90, 190), 9, 8, 0.01, 0.10, "terraces"),
        Fabric("estate", (20, 25), (90, 210), 9, 7, 0.015, 0.15, "estate"),
        Fabric("suburb", (32, 50), (110, 240), 8, 6, 0.09, 0.40, "suburb"),
        Fabric("strip", (60, 110), (200, 420), 12, 8, 0.04, 0.0, "strip"),
        Fabric("industry", (70, 120), (220, 420), 12, 9, 0.04, 0.10, "strip"),
        Fabric("fields", (90, 170), (330, 620), 6, 4, 0.12, 0.0, "fields"),
        Fabric("campus", (90, 160), (260, 480), 10, 8, 0.05, 0.0, "campus"),
    )
}

# How likely each neighbourhood is, by distance from the centre (0 to 1).
MIXTURE: tuple[tuple[float, dict[str, float]], ...] = (
    (0.00, {"centre": 1.0}),
    (0.14, {"centre": 0.75, "old_town": 0.25}),
    (
        0.30,
        {
            "centre": 0.10,
            "old_town": 0.66,
            "terraces": 0.03,
            "estate": 0.06,
            "suburb": 0.05,
            "campus": 0.10,
        },
    ),
    (
        0.52,
        {
            "old_town": 0.28,
            "terraces": 0.06,
            "estate": 0.30,
            "suburb": 0.22,
            "campus": 0.09,
            "industry": 0.05,
        },
    ),
    (
        0.75,
        {
            "old_town": 0.05,
            "terraces": 0.04,
            "estate": 0.28,
            "suburb": 0.31,
            "fields": 0.21,
            "industry": 0.06,
            "campus": 0.05,
        },
    ),
    (
        1.00,
        {"estate": 0.10, "suburb": 0.20, "fields": 0.64, "industry": 0.06},
    ),
)


def mixture(distance: float) -> tuple[list[str], list[float]]:
    """Interpolate the likelihood of neighbourhoods at a distance (0 to 1)."""
    low, shares = MIXTURE[0]
    for high, others in MIXTURE[1:]:
        if distance <= high:
            part = (distance - low) / (high - low)
            names = sorted({*shares, *others})
            return names, [
                (1 - part) * shares.get(n, 0.0) + part * others.get(n, 0.0)
                for n in names
            ]
        low, shares = high, others
    return list(shares), list(shares.values())
