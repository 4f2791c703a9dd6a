"""Ground for planted gaps: parcels to leave out, and parcels to push too far."""

from __future__ import annotations

import numpy as np
import shapely

from kkmgis.demo.footprints import Flags
from kkmgis.demo.houses import Buildings
from kkmgis.demo.noding import Floats, Ints
from kkmgis.demo.signs import Signs
from kkmgis.demo.town import Town


def choose_holes(
    town: Town, among: Flags, number: int, rng: np.random.Generator
) -> Ints:
    """Choose parcels to leave out: roundish ones, no two of which touch."""
    round_enough = shapely.length(town.geom) ** 2 < 34 * town.area
    rows = rng.permutation(np.flatnonzero(among & round_enough & (town.area > 150)))
    tree = shapely.STRtree(town.geom[rows])
    chosen: list[int] = []
    blocked: set[int] = set()
    for i in range(len(rows)):
        if len(chosen) == number:
            break
        if i not in blocked:
            chosen.append(int(rows[i]))
            near = tree.query(town.geom[rows[i]], predicate="dwithin", distance=30.0)
            blocked.update(near.tolist())
    if len(chosen) < number:
        raise ValueError(f"{number} parcels are to be left out, {len(chosen)} can be")
    return np.sort(np.array(chosen))


def push_into_neighbours(
    town: Town,
    buildings: Buildings,
    signs: Signs,
    free: Flags,
    *,
    number: int,
    rng: np.random.Generator,
) -> list[tuple[int, int, shapely.Polygon]]:
    """Draw the side of a parcel too far into its neighbour.

    The pushed side starts and ends in the corners that both share, so that the
    common ground lies in these two parcels only. ``town.geom`` is changed.

    Returns
    -------
    list of (parcel, neighbour, common ground)
    """
    tree = shapely.STRtree(town.geom)
    walls = shapely.STRtree(buildings.geom)
    posts = shapely.STRtree(np.asarray(shapely.points(signs.x, signs.y), dtype=object))
    found: list[tuple[int, int, shapely.Polygon]] = []
    used: set[int] = set()
    size = np.flatnonzero(free & (town.area > 90) & (town.area < 6_000))
    for row in rng.permutation(size).tolist():
        if len(found) == number:
            break
        push = _push(town, tree, row)
        if push is None:
            continue
        other, ring, common = push
        if not free[other] or {row, other} & used:
            continue
        touched = walls.query(common, predicate="dwithin", distance=0.3)
        if len(touched) or len(posts.query(common, predicate="intersects")):
            continue
        found.append((row, other, common))
        used.update((row, other))
        town.geom[row] = shapely.polygons(ring)
    if len(found) < number:
        raise ValueError(f"{number} overlaps are to be drawn, {len(found)} can be")
    town.area[[row for row, _, _ in found]] = shapely.area(
        town.geom[[row for row, _, _ in found]]
    )
    return sorted(found, key=lambda pair: pair[0])


def _push(
    town: Town, tree: shapely.STRtree, row: int
) -> tuple[int, Floats, shapely.Polygon] | None:
    """Push the longest side: (neighbour, new ring, common ground)."""
    ring = shapely.get_coordinates(town.geom[row])
    if not shapely.is_ccw(shapely.linearrings(ring)):
        ring = ring[::-1]
    steps = np.diff(ring, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    i = int(lengths.argmax())
    if lengths[i] < 7.0:
        return None
    along = steps[i] / lengths[i]
    out = np.array([along[1], -along[0]])
    middle = (ring[i] + ring[i + 1]) / 2 + 0.2 * out
    hits = tree.query(shapely.points(middle), predicate="within")
    if len(hits) != 1 or int(hits[0]) == row:
        return None
    other = int(hits[0])
    corners = shapely.get_coordinates(town.geom[other])
    if not all((corners == end).all(axis=1).any() for end in (ring[i], ring[i + 1])):
        return None
    smaller = min(town.area[row], town.area[other])
    deep = float(np.clip(0.07 * smaller / (0.8 * lengths[i]), 0.9, 4.0))
    inner = np.round(
        [
            ring[i] + 0.12 * lengths[i] * along + deep * out,
            ring[i + 1] - 0.12 * lengths[i] * along + deep * out,
        ],
        3,
    )
    common = shapely.polygons([ring[i], inner[0], inner[1], ring[i + 1], ring[i]])
    if not shapely.covers(town.geom[other], common):
        return None
    pushed = np.concatenate([ring[: i + 1], inner, ring[i + 1 :]])
    return other, pushed, common
