"""Sizes, building types and ages of what stands on parcels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of a kind's main building.

    ``set_back`` metres from the road; ``width`` and ``depth`` as parts of the
    parcel's (lowest, highest); ``most`` metres each way; ``notch`` chance of an L.
    """

    set_back: tuple[float, float]
    width: tuple[float, float]
    depth: tuple[float, float]
    most: tuple[float, float]
    notch: float = 0.0


SHAPES: dict[str, Shape] = {
    "shophouse": Shape((0.3, 1.2), (0.985, 0.985), (0.55, 0.78), (6.0, 16.0)),
    "townhouse": Shape((3.0, 4.2), (0.985, 0.985), (0.48, 0.60), (7.0, 11.0)),
    "house": Shape((3.0, 7.5), (0.52, 0.78), (0.32, 0.50), (14.0, 15.0), 0.42),
    "rooms": Shape((2.0, 4.0), (0.70, 0.86), (0.35, 0.50), (42.0, 12.0)),
    "apartment": Shape((4.0, 8.0), (0.60, 0.80), (0.45, 0.62), (46.0, 20.0), 0.30),
    "office": Shape((4.0, 9.0), (0.60, 0.80), (0.40, 0.55), (32.0, 24.0), 0.20),
    "restaurant": Shape((4.0, 10.0), (0.45, 0.70), (0.30, 0.45), (24.0, 20.0), 0.25),
    "garage": Shape((5.0, 8.0), (0.60, 0.80), (0.35, 0.50), (26.0, 18.0)),
    "warehouse": Shape((6.0, 12.0), (0.55, 0.76), (0.50, 0.70), (60.0, 70.0)),
    "retail": Shape((6.0, 14.0), (0.60, 0.82), (0.42, 0.62), (80.0, 70.0), 0.15),
    "hotel": Shape((6.0, 14.0), (0.50, 0.70), (0.35, 0.50), (48.0, 22.0), 0.45),
    "showroom": Shape((8.0, 16.0), (0.60, 0.80), (0.35, 0.50), (46.0, 32.0)),
    "petrol": Shape((8.0, 12.0), (0.35, 0.50), (0.18, 0.28), (32.0, 14.0)),
    "factory": Shape((10.0, 22.0), (0.45, 0.65), (0.38, 0.55), (80.0, 90.0), 0.20),
    "farmhouse": Shape((6.0, 20.0), (0.16, 0.26), (0.10, 0.18), (13.0, 13.0), 0.20),
    "temple": Shape((14.0, 24.0), (0.24, 0.36), (0.26, 0.38), (20.0, 36.0)),
    "market": Shape((6.0, 10.0), (0.66, 0.82), (0.55, 0.72), (80.0, 60.0)),
    "condo": Shape((7.0, 12.0), (0.55, 0.75), (0.35, 0.50), (56.0, 24.0), 0.35),
    "agency": Shape((7.0, 12.0), (0.50, 0.70), (0.35, 0.50), (44.0, 22.0), 0.35),
}

# kind: (type code, structure, storeys, floors that count, weight)
Type = tuple[str, str, int, float, float]
TYPES: dict[str, tuple[Type, ...]] = {
    "shophouse": (
        ("402", "masonry", 2, 2.0, 0.36), ("403", "masonry", 2, 2.5, 0.12),
        ("404", "masonry", 3, 3.0, 0.25), ("405", "masonry", 3, 3.5, 0.09),
        ("406", "masonry", 4, 4.0, 0.10), ("407", "masonry", 4, 4.5, 0.02),
        ("401", "masonry", 1, 1.0, 0.02), ("302", "wood", 2, 2.0, 0.02),
        ("303", "half", 2, 2.0, 0.02),
    ),
    "townhouse": (
        ("201", "masonry", 1, 1.0, 0.18), ("202", "masonry", 2, 2.0, 0.70),
        ("203", "masonry", 3, 3.0, 0.12),
    ),
    "house": (
        ("103", "masonry", 1, 1.0, 0.40), ("105", "masonry", 2, 2.0, 0.36),
        ("106", "half", 2, 2.0, 0.13), ("102", "wood", 1, 1.0, 0.03),
        ("104", "wood", 2, 2.0, 0.03), ("101", "wood", 1, 1.0, 0.02),
        ("107", "masonry", 3, 3.0, 0.02), ("110", "wood", 1, 1.0, 0.01),
    ),
    "farmhouse": (
        ("103", "masonry", 1, 1.0, 0.5), ("106", "half", 2, 2.0, 0.3),
        ("102", "wood", 1, 1.0, 0.2),
    ),
    "rooms": (("520/1", "masonry", 2, 2.0, 0.6), ("520/1", "masonry", 1, 1.0, 0.4)),
    "apartment": (
        ("520/1", "masonry", 3, 3.0, 0.3), ("520/1", "masonry", 4, 4.0, 0.4),
        ("520/1", "masonry", 5, 5.0, 0.3),
    ),
    "office": (
        ("509/1", "masonry", 2, 2.0, 0.45), ("509/1", "masonry", 4, 4.0, 0.3),
        ("516", "masonry", 3, 3.0, 0.25),
    ),
    "restaurant": (("510", "masonry", 1, 1.0, 0.8), ("510", "half", 1, 1.0, 0.2)),
    "garage": (("518", "masonry", 1, 1.0, 1.0),),
    "warehouse": (("502", "masonry", 1, 1.0, 1.0),),
    "retail": (("511/2", "masonry", 1, 1.0, 0.7), ("511/2", "masonry", 2, 2.0, 0.3)),
    "hotel": (("506/1", "masonry", 4, 4.0, 0.6), ("506/2", "masonry", 7, 7.0, 0.4)),
    "showroom": (("522", "masonry", 1, 1.0, 0.7), ("522", "masonry", 2, 1.5, 0.3)),
    "petrol": (("512", "masonry", 1, 1.0, 1.0),),
    "factory": (("513", "masonry", 1, 1.0, 1.0),),
    "temple": (("111", "half", 2, 1.6, 1.0),),
    "market": (("515", "masonry", 1, 1.0, 1.0),),
    "condo": (("520/2", "masonry", 8, 8.0, 0.6), ("520/2", "masonry", 7, 7.0, 0.4)),
    "agency": (("509/1", "masonry", 2, 2.0, 0.6), ("509/1", "masonry", 3, 3.0, 0.4)),
    "school": (("505", "masonry", 2, 2.0, 0.4), ("505", "masonry", 3, 3.0, 0.6)),
    "university": (("505", "masonry", 4, 4.0, 0.7), ("509/1", "masonry", 5, 5.0, 0.3)),
    "hospital": (("508", "masonry", 5, 5.0, 0.6), ("508", "masonry", 3, 3.0, 0.4)),
    "kitchen": (("503", "masonry", 1, 1.0, 0.8), ("503", "half", 1, 1.0, 0.2)),
    "carport": (("504", "masonry", 1, 1.0, 1.0),),
    "hall": (("502", "masonry", 1, 1.0, 1.0),),
    "guard": (("521", "masonry", 1, 1.0, 1.0),),
}  # fmt: skip

# What may stand behind the main building.
BEHIND: dict[str, tuple[tuple[str, float], ...]] = {
    "house": (("kitchen", 0.34), ("carport", 0.26), ("rooms", 0.16), ("house", 0.24)),
    "farmhouse": (("kitchen", 0.5), ("carport", 0.2), ("house", 0.3)),
    "shophouse": (("kitchen", 1.0),),
    "townhouse": (("kitchen", 1.0),),
    "rooms": (("rooms", 0.7), ("house", 0.3)),
    "apartment": (("carport", 0.6), ("guard", 0.4)),
    "warehouse": (("hall", 0.6), ("guard", 0.4)),
    "factory": (("hall", 0.7), ("guard", 0.3)),
    "retail": (("hall", 0.6), ("guard", 0.4)),
    "temple": (("kitchen", 0.4), ("hall", 0.6)),
    "agency": (("carport", 1.0),),
}

# First and last year built (BE), by neighbourhood.
YEARS: dict[str, tuple[int, int]] = {
    "centre": (2508, 2561),
    "old_town": (2512, 2566),
    "terraces": (2534, 2566),
    "estate": (2536, 2568),
    "suburb": (2526, 2568),
}
OTHER_YEARS = (2528, 2568)
WOOD_YEARS = (2500, 2534)
