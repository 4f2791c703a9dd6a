"""Buildings on the parcels: ground plans, types, floors and ages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from kkmgis.demo.building_kinds import (
    BEHIND,
    OTHER_YEARS,
    SHAPES,
    TYPES,
    WOOD_YEARS,
    YEARS,
)
from kkmgis.demo.footprints import (
    Boxes,
    Flags,
    Frames,
    fit,
    frames_of,
    notched,
    rectangles,
)
from kkmgis.demo.noding import Floats, Ints
from kkmgis.demo.sites import BUILT, Sites
from kkmgis.demo.town import Shapes, Texts, Town

_CAMPUS = ("school", "university", "hospital", "agency")


@dataclass(slots=True)
class Buildings:
    """Buildings in the order of their parcels, shape (m,) each.

    ``floor_area`` is in hundredths of a m², ``parcel`` the parcel's number.
    """

    parcel: Ints
    kind: Texts
    main: Flags
    geom: Shapes
    type_code: Texts
    structure: Texts
    storeys: Ints
    floor_area: Ints
    built_year: Ints

    def numbers(self) -> Ints:
        """Count the buildings of each parcel from 1."""
        starts = np.flatnonzero(np.r_[True, self.parcel[1:] != self.parcel[:-1]])
        sizes = np.diff(np.r_[starts, len(self.parcel)])
        return np.arange(len(self.parcel)) - np.repeat(starts, sizes) + 1

    def take(self, rows: Ints | Flags) -> Buildings:
        """Pick buildings."""
        return Buildings(*(getattr(self, name)[rows] for name in Buildings.__slots__))


@dataclass(slots=True)
class _Mains:
    """Main buildings: parcel, ground plan, and metres to its back wall."""

    parcel: Ints
    geom: Shapes
    behind: Floats


def build(town: Town, sites: Sites, rng: np.random.Generator) -> Buildings:
    """Build as many buildings as planned.

    A parcel on which nothing fits becomes empty: ``sites`` is changed.
    """
    frames = frames_of(town)
    shapely.prepare(town.geom)
    campus = np.isin(sites.kind, _CAMPUS) & (town.area > 6_000)
    mains = _mains(town, sites, frames, campus, rng)
    rows, geom = mains.parcel, mains.geom
    halls, hall_geom = _lattices(town, np.flatnonzero(campus), frames, rng)
    bare = sites.are(BUILT)
    bare[rows] = False
    bare[halls] = False
    sites.kind[bare] = "empty"
    spare = town.plan.regular_buildings - len(rows) - len(halls)
    more, more_geom, more_kind = _behind(town, sites, frames, mains, rng)
    if not 0 <= spare <= len(more):
        raise ValueError(f"{spare} more buildings are wanted, {len(more)} have room")
    chosen = np.sort(rng.choice(len(more), spare, replace=False))
    parcel = np.concatenate([rows, halls, more[chosen]])
    kind = np.concatenate([sites.kind[rows], sites.kind[halls], more_kind[chosen]])
    shapes = np.concatenate([geom, hall_geom, more_geom[chosen]])
    main = np.arange(len(parcel)) < len(rows) + len(halls)
    order = np.lexsort((~main, parcel))
    plain = _Plain(parcel[order], kind[order], main[order], shapes[order])
    return _described(town, plain, rng)


def _mains(
    town: Town,
    sites: Sites,
    frames: Frames,
    campus: Flags,
    rng: np.random.Generator,
) -> _Mains:
    """Fit main buildings."""
    found: list[_Mains] = []
    for name, shape in SHAPES.items():
        rows = np.flatnonzero((sites.kind == name) & ~campus)
        seen = frames.take(rows)
        size = len(rows)
        width = np.minimum(seen.width * rng.uniform(*shape.width, size), shape.most[0])
        depth = np.minimum(seen.depth * rng.uniform(*shape.depth, size), shape.most[1])
        room = np.maximum(seen.depth - depth, 0.0)
        back = np.minimum(rng.uniform(*shape.set_back, size), 0.55 * room)
        inwards = back + depth / 2
        slack = np.maximum(seen.width - width, 0.0) / 2
        sideways = np.where(slack > 0.5, rng.uniform(-0.6, 0.6, size) * slack, 0.0)
        boxes = Boxes(inwards, sideways, width, depth)
        geom, fits = fit(town.geom[rows], seen, boxes)
        bent = np.flatnonzero(
            fits & (rng.random(size) < shape.notch) & (boxes.depth > 6)
        )
        geom[bent] = notched(
            seen.take(bent),
            boxes.take(bent),
            rng.uniform(0.3, 0.55, len(bent)),
            rng.random(len(bent)) < 0.5,
        )
        found.append(_Mains(rows[fits], geom[fits], (inwards + boxes.depth / 2)[fits]))
    return _Mains(
        np.concatenate([part.parcel for part in found]),
        np.concatenate([part.geom for part in found]),
        np.concatenate([part.behind for part in found]),
    )


def _behind(
    town: Town,
    sites: Sites,
    frames: Frames,
    mains: _Mains,
    rng: np.random.Generator,
) -> tuple[Ints, Shapes, Texts]:
    """Fit further buildings behind main ones, clear of them."""
    rows, geom, behind = mains.parcel, mains.geom, mains.behind
    kinds = np.empty(len(rows), dtype=object)
    for name, choices in BEHIND.items():
        of_kind = np.flatnonzero(sites.kind[rows] == name)
        names, weights = zip(*choices, strict=True)
        odds = np.cumsum(weights) / sum(weights)
        kinds[of_kind] = np.array(names, dtype=object)[
            np.searchsorted(odds, rng.random(len(of_kind)))
        ]
    seen = frames.take(rows)
    room = seen.depth - behind
    keep = np.array([kind is not None for kind in kinds]) & (room > 3.4)
    rows, geom, kinds = rows[keep], geom[keep], kinds[keep]
    room, behind = room[keep], behind[keep]
    seen = frames.take(rows)
    small = np.isin(kinds, ["kitchen", "carport", "guard"])
    most = np.where(small, 5.0, np.where(kinds == "hall", 26.0, 9.0))
    depth = np.minimum(0.78 * room, most)
    wide = np.where(small, 6.0, np.where(kinds == "hall", 40.0, 13.0))
    width = np.minimum(seen.width * rng.uniform(0.5, 0.9, len(rows)), wide)
    inwards = behind + np.where(room > 16, 0.35, 0.52) * room
    slack = np.maximum(seen.width - width, 0.0) / 2
    sideways = rng.uniform(-0.8, 0.8, len(rows)) * slack
    boxes = Boxes(inwards, sideways, width, depth)
    found, fits = fit(town.geom[rows], seen, boxes)
    fits &= shapely.distance(found, geom) > 0.3
    return rows[fits], found[fits], kinds[fits]


def _lattices(
    town: Town, rows: Ints, frames: Frames, rng: np.random.Generator
) -> tuple[Ints, Shapes]:
    """Spread halls over large sites, in lines along the road."""
    parcels: list[Ints] = []
    shapes: list[Shapes] = []
    for row in rows:
        one = frames.take(np.array([row]))
        across = int(one.width[0] / 52) + 2
        deep = int(one.depth[0] / 40) + 1
        a, b = np.meshgrid(np.arange(-across, across + 1), np.arange(deep))
        count = a.size
        keep = rng.random(count) < 0.52
        seen = Frames(*(np.repeat(getattr(one, n), count) for n in Frames.__slots__))
        boxes = Boxes(
            24 + 40.0 * b.ravel() + rng.uniform(-4, 4, count),
            52.0 * a.ravel() + rng.uniform(-5, 5, count),
            rng.uniform(18, 42, count),
            rng.uniform(10, 19, count),
        )
        found = rectangles(seen, boxes)
        keep &= shapely.contains_properly(town.geom[row], found)
        parcels.append(np.full(int(keep.sum()), row))
        shapes.append(found[keep])
    if not parcels:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    return np.concatenate(parcels), np.concatenate(shapes)


@dataclass(slots=True)
class _Plain:
    """Buildings without a description: parcel, kind, whether main, ground plan."""

    parcel: Ints
    kind: Texts
    main: Flags
    geom: Shapes


def _described(town: Town, plain: _Plain, rng: np.random.Generator) -> Buildings:
    """Give buildings a type, floors and a year."""
    parcel, kind, geom = plain.parcel, plain.kind, plain.geom
    size = len(parcel)
    type_code = np.empty(size, dtype=object)
    structure = np.empty(size, dtype=object)
    storeys = np.empty(size, dtype=np.int64)
    floors = np.empty(size)
    for name, types in TYPES.items():
        rows = np.flatnonzero(kind == name)
        weights = np.cumsum([t[4] for t in types])
        draw = rng.random(len(rows))
        # A row of shops or town houses was built by one hand: same height.
        in_row = town.row[parcel[rows]]
        if name in ("shophouse", "townhouse"):
            draw = rng.random(int(town.row.max()) + 2)[in_row]
        pick = np.searchsorted(weights / weights[-1], draw)
        type_code[rows] = np.array([t[0] for t in types], dtype=object)[pick]
        structure[rows] = np.array([t[1] for t in types], dtype=object)[pick]
        storeys[rows] = np.array([t[2] for t in types])[pick]
        floors[rows] = np.array([t[3] for t in types])[pick]
    area = shapely.area(geom)
    type_code[(type_code == "502") & (area <= 300)] = "501"
    type_code[(type_code == "515") & (area <= 1_000)] = "514"
    floor_area = np.rint(area * floors * rng.uniform(0.93, 1.0, size) * 100)
    return Buildings(
        parcel,
        kind,
        plain.main,
        geom,
        type_code,
        structure,
        storeys,
        floor_area.astype(np.int64),
        _years(town, plain, structure, rng),
    )


def _years(
    town: Town, plain: _Plain, structure: Texts, rng: np.random.Generator
) -> Ints:
    """Draw years built (BE); a row of shops, and an estate, are of one year."""
    parcel, kind, main = plain.parcel, plain.kind, plain.main
    size = len(parcel)
    span = np.array([YEARS.get(name, OTHER_YEARS) for name in town.fabric[parcel]])
    alone = rng.random(size) ** 0.8
    rows = town.row[parcel]
    together = (rng.random(int(town.row.max()) + 2) ** 0.8)[rows]
    alike = (rows >= 0) & (
        np.isin(kind, ["shophouse", "townhouse"]) | (town.fabric[parcel] == "estate")
    )
    part = np.where(alike, together, alone)
    year = span[:, 0] + np.floor(part * (span[:, 1] - span[:, 0] + 1)).astype(np.int64)
    wooden = structure == "wood"
    year[wooden] = rng.integers(WOOD_YEARS[0], WOOD_YEARS[1] + 1, int(wooden.sum()))
    # What stands behind was built with the main building or after it.
    first = np.full(len(town.code), 2400)
    np.maximum.at(first, parcel[main], year[main])
    later = np.minimum(first[parcel] + rng.integers(0, 12, size), 2568)
    return np.where(main, np.minimum(year, 2568), later)
