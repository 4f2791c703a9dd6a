"""The ground of the demo town: parcels, blocks, roads and water, in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import ascii_uppercase

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.demo import plane
from kkmgis.demo.bend import CENTRE_E, CENTRE_N, Field
from kkmgis.demo.lots import Lot, cut_lots, meet_number
from kkmgis.demo.names import name_roads
from kkmgis.demo.noding import Floats, Ints, share_corners
from kkmgis.demo.plan import Plan
from kkmgis.demo.streets import Ground, Streets, lay_streets

Shapes = NDArray[np.object_]
Texts = NDArray[np.object_]


@dataclass(slots=True)
class Strips:
    """Public ground: kind (road, water, open), name and shape."""

    kind: Texts
    name: Texts
    geom: Shapes


@dataclass(slots=True)
class Town:
    """Everything that lies on the ground; arrays of parcels have shape (n,).

    Attributes
    ----------
    limit : Polygon of the municipality, EPSG:32648
    block_code, block_geom : the blocks of the tax map
    strips : roads, water and rail
    code : parcel codes, e.g. 01A001, in the order of the map
    geom : parcels; neighbours share corners exactly
    area : m², of the map
    form, fabric : what the lot was cut for, and in what neighbourhood
    row : number of the row of lots, -1 for a lot that stands alone
    front : shape (n, 4), m: the two ends of the side on the road
    road, lane, rank : name of road and lane in front, and rank of the road
    distance : 0 in the centre, about 1 at the limit
    """

    plan: Plan
    limit: shapely.Polygon
    block_code: Texts
    block_geom: Shapes
    strips: Strips
    code: Texts
    geom: Shapes
    area: Floats
    form: Texts
    fabric: Texts
    row: Ints
    front: Floats
    road: Texts
    lane: Texts
    rank: Ints
    distance: Floats


def lay_town(plan: Plan, rng: np.random.Generator) -> Town:
    """Lay out the town: the same plan and generator give the same town."""
    streets, lots = _enough_ground(plan, rng)
    blocks, letters = _blocks(streets.root, lots, *plan.block_sizes)
    codes = _codes(lots, blocks, letters)
    lots = [lots[i] for i in np.argsort(codes, kind="stable")]
    codes.sort()
    rings = [lot.ring for lot in lots]
    rings += [strip.ring for strip in streets.strips]
    rings += [block.ring for block in blocks]
    rings.append(streets.limit)
    mesh = share_corners(rings)
    field = Field(plan.radii, rng)
    mesh.points = field(mesh.points)
    shapes = mesh.polygons()
    ends = np.cumsum([len(lots), len(streets.strips), len(blocks)])
    parcels, strips, block_geom = np.split(shapes[:-1], ends[:2])
    names = name_roads(
        [road.rank for road in streets.roads],
        [road.parent for road in streets.roads],
        [road.name for road in streets.roads],
    )
    labels = _roads_in_front(lots)
    middle = shapely.get_coordinates(shapely.centroid(parcels))
    reach = np.hypot(
        (middle[:, 0] - CENTRE_E) / plan.radii[0],
        (middle[:, 1] - CENTRE_N) / plan.radii[1],
    )
    return Town(
        plan=plan,
        limit=shapes[-1],
        block_code=_texts(letters),
        block_geom=block_geom,
        strips=Strips(
            kind=_texts([strip.kind for strip in streets.strips]),
            name=_texts([_strip_name(s.kind, s.road, names) for s in streets.strips]),
            geom=strips,
        ),
        code=codes,
        geom=parcels,
        area=shapely.area(parcels),
        form=_texts([lot.form for lot in lots]),
        fabric=_texts([lot.fabric for lot in lots]),
        row=np.array([lot.row for lot in lots]),
        front=_fronts(lots, field),
        road=_texts([names[i][0] if i >= 0 else "" for i in labels]),
        lane=_texts([names[i][1] if i >= 0 else "" for i in labels]),
        rank=np.array([streets.roads[i].rank if i >= 0 else 3 for i in labels]),
        distance=reach,
    )


def _roads_in_front(lots: list[Lot]) -> list[int]:
    """Find the road before each lot; a lot behind has its row's road."""
    labels = []
    rows: dict[int, int] = {}
    for lot in lots:
        i, _ = plane.front(lot.ring)
        label = lot.ring[i][2] if i >= 0 else -1
        if lot.row >= 0 and label >= 0:
            rows.setdefault(lot.row, label)
        labels.append(label)
    return [
        rows.get(lot.row, -1) if label < 0 else label
        for lot, label in zip(lots, labels, strict=True)
    ]


def _enough_ground(plan: Plan, rng: np.random.Generator) -> tuple[Streets, list[Lot]]:
    """Lay streets and lots; on more ground when the lots are too few."""
    scale = plan.scale
    for _ in range(8):
        streets = lay_streets(replace(plan, scale=scale), rng)
        lots = meet_number(*cut_lots(streets, rng), plan.lots, rng)
        if len(lots) == plan.lots:
            return streets, lots
        scale *= (plan.lots / len(lots)) ** 0.5 * 1.01
    raise ValueError(f"{plan.lots} lots do not fit")


def _texts(values: list[str]) -> Texts:
    return np.array(values, dtype=object)


def _strip_name(kind: str, road: int, names: list[tuple[str, str]]) -> str:
    if kind == "open":
        return "ทางรถไฟ"
    if road < 0:
        return "" if kind == "road" else "ห้วยพระเนาว์"
    return names[road][1] or names[road][0]


def _blocks(
    root: Ground, lots: list[Lot], most_lots: int, most_blocks: int
) -> tuple[list[Ground], list[str]]:
    """Group street blocks into blocks of the tax map, and name them by zone."""
    leaves = root.leaves()
    counts = np.bincount([lot.block for lot in lots], minlength=len(leaves))

    def count(ground: Ground) -> int:
        if ground.parts:
            ground.lots = sum(count(part) for part in ground.parts)
        else:
            ground.lots = int(counts[ground.number])
        return ground.lots

    def gather(ground: Ground) -> list[Ground]:
        if ground.lots <= most_lots:
            return [ground] if ground.lots else []
        return [block for part in ground.parts for block in gather(part)]

    def zones(ground: Ground) -> list[list[Ground]]:
        blocks = gather(ground)
        if len(blocks) <= most_blocks:
            return [blocks] if blocks else []
        return [zone for part in ground.parts for zone in zones(part)]

    count(root)
    found = sorted(zones(root), key=_distance)
    codes = [
        f"{number:02d}{ascii_uppercase[i]}"
        for number, zone in enumerate(found, 1)
        for i in range(len(zone))
    ]
    return [block for zone in found for block in zone], codes


def _distance(zone: list[Ground]) -> float:
    middles = np.array([plane.centre(block.ring) for block in zone])
    return float(np.hypot(*middles.mean(axis=0)))


def _codes(lots: list[Lot], blocks: list[Ground], letters: list[str]) -> Texts:
    """Count the lots of each block along the map: 01A001, 01A002, and so on."""
    block_of = {
        leaf.number: code
        for block, code in zip(blocks, letters, strict=True)
        for leaf in block.leaves()
    }
    counts: dict[str, int] = {}
    codes = []
    for lot in lots:
        block = block_of[lot.block]
        counts[block] = counts.get(block, 0) + 1
        codes.append(f"{block}{counts[block]:03d}")
    return _texts(codes)


def _fronts(lots: list[Lot], field: Field) -> Floats:
    """Find the ends of each lot's side on the road, or of its longest side."""
    ends = np.empty((len(lots), 4))
    for k, lot in enumerate(lots):
        i, length = plane.front(lot.ring)
        if i < 0 or length < 2.0:
            i, _ = plane.longest(lot.ring)
        after = lot.ring[(i + 1) % len(lot.ring)]
        ends[k] = (*lot.ring[i][:2], *after[:2])
    return np.column_stack([field(ends[:, :2]), field(ends[:, 2:])])
