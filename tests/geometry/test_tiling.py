"""Doubled ground is found wherever two polygons overlap, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from kkmgis.geometry.overlap import find_overlaps
from kkmgis.geometry.polygons import prepare_polygons
from kkmgis.geometry.reading import Geometries, Shapes
from kkmgis.geometry.tiling import Tiling

EAST, NORTH = 240_000.0, 1_800_000.0


def ready(shapes: list[shapely.Geometry]) -> Geometries:
    """Bring shapes into the form of the register."""
    return prepare_polygons(Shapes.of(shapes), lambda geometry: geometry).geometry


def doubled(*parts: Geometries) -> Geometries:
    tiling = Tiling()
    for part in parts:
        tiling.add(part, np.arange(len(part)))
    faces = tiling.doubled()
    assert faces is not None
    return faces


def lots(wide: int, high: int, *, shift: float = 0.0) -> list[shapely.Geometry]:
    return [
        shapely.box(EAST + shift + x * 10, NORTH + y * 20, EAST + shift + x * 10 + 10,
                    NORTH + y * 20 + 20)
        for y in range(high)
        for x in range(wide)
    ]  # fmt: skip


def test_lots_side_by_side_take_no_ground_twice() -> None:
    assert len(doubled(ready(lots(8, 5)))) == 0


def test_parts_may_be_neighbours_of_each_other() -> None:
    shapes = ready(lots(8, 5))
    assert len(doubled(shapes[::2], shapes[1::2])) == 0


def test_a_map_over_itself_is_doubled_where_no_edge_is_left() -> None:
    """Inside both layers every edge has its neighbour: only the outlines tell."""
    faces = doubled(ready(lots(8, 5) + lots(8, 5, shift=23.0)))
    assert shapely.area(shapely.union_all(faces)) == pytest.approx(57 * 100)


def test_the_same_lot_twice_is_doubled() -> None:
    shapes = ready(lots(8, 5))
    faces = doubled(shapes, shapes[12:13])
    assert [float(shapely.area(face)) for face in faces] == [200.0]


def test_doubled_ground_is_the_same_in_a_map_that_is_looked_at_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blocks = [
        translate(lot, 150.0 * x, 120.0 * y)
        for x in range(3)
        for y in range(3)
        for lot in [*lots(4, 3), shapely.box(EAST + 5, NORTH + 5, EAST + 12, NORTH + 9)]
    ]
    whole = shapely.union_all(doubled(ready(blocks)))
    monkeypatch.setattr("kkmgis.geometry.tiling.PART", 1)
    parts = shapely.union_all(doubled(ready(blocks)))
    assert shapely.area(whole) == pytest.approx(9 * 28)
    assert shapely.equals(whole, parts)


def test_a_lot_in_the_hole_of_another_is_not() -> None:
    around = shapely.box(EAST, NORTH, EAST + 50, NORTH + 50)
    inner = shapely.box(EAST + 20, NORTH + 20, EAST + 30, NORTH + 30)
    assert len(doubled(ready([around - inner, inner]))) == 0
    assert len(doubled(ready([around, inner]))) == 1


corners = st.tuples(st.integers(0, 40), st.integers(0, 40))
sizes = st.tuples(st.integers(1, 25), st.integers(1, 25))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(corners, sizes, st.booleans()), min_size=2, max_size=12))
def test_every_overlapping_pair_lies_on_doubled_ground(
    drawn: list[tuple[tuple[int, int], tuple[int, int], bool]],
) -> None:
    shapes: list[shapely.Geometry] = []
    for (x, y), (wide, high), slanted in drawn:
        left, low = EAST + x, NORTH + y
        ring = [(left, low), (left + wide, low), (left + wide, low + high)]
        ring += [] if slanted else [(left, low + high)]
        shapes.append(shapely.Polygon(ring))
    polygons = ready(shapes)
    faces = doubled(polygons)
    pairs = find_overlaps(polygons)
    for one, other in zip(pairs.first, pairs.second, strict=True):
        common = shapely.intersection(polygons[one], polygons[other])
        assert shapely.intersects(faces, common).any()
    if len(faces):
        total = shapely.area(polygons).sum() - shapely.area(shapely.union_all(polygons))
        assert total > 0
    assert len(pairs.first) == 0 or len(faces) > 0
    assert np.all(shapely.area(faces) > 0)


@pytest.mark.parametrize(
    ("east", "north"),
    [(327_000.0, 4_692_000.0), (500_000.0, 9_300_000.0), (-900_000.0, -1_200_000.0),
     (11_450_000.0, 1_860_000.0), (-7_900_000.0, 5_200_000.0)],
)  # fmt: skip
def test_doubled_ground_is_told_where_it_is_anywhere_on_earth(
    east: float, north: float
) -> None:
    """Coordinates of more than 2,147 km do not fit the half of a number."""
    first, second = shapely.box(0, 0, 40, 40), shapely.box(30, 0, 70, 40)
    shapes = [translate(one, east, north) for one in (first, second)]
    tiling = Tiling()
    tiling.add(np.array(shapes, np.object_), np.arange(2))
    faces = tiling.doubled()
    assert faces is not None
    (face,) = faces
    assert face.equals(shapely.box(east + 30, north, east + 40, north + 40))
    assert np.abs(tiling.sides().start - (east, north)).max() <= 70
