"""Spikes, slivers, gaps and twins: found where they are, mended without harm."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from kkmgis.geometry.gaps import GAP_WIDTH_M, Gaps, find_gaps, find_twins
from kkmgis.geometry.narrow import find_spikes
from kkmgis.geometry.polygons import prepare_polygons
from kkmgis.geometry.reading import Geometries, Shapes
from kkmgis.geometry.repair import MAX_CHANGE_M2, MAX_CHANGE_SHARE, chosen_repairs
from kkmgis.geometry.tiling import Tiling
from kkmgis.geometry.work import Prepared

EAST, NORTH = 267_000.0, 1_818_000.0
ALL = chosen_repairs({"remove_spikes": True, "drop_sliver_parts": True})
Point = tuple[float, float]


def stay(geometries: Geometries) -> Geometries:
    return geometries


def mend(*shapes: shapely.Geometry) -> Prepared:
    return prepare_polygons(Shapes.of(list(shapes)), stay, ALL)


def codes(prepared: Prepared) -> list[str]:
    return [found.code for found in prepared.findings]


def drawn(*ring: Point) -> Polygon:
    return Polygon([(EAST + x, NORTH + y) for x, y in ring])


def land(x: float, y: float, width: float = 40, height: float = 40) -> Polygon:
    return drawn((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def spiked(length: float, width: float) -> Polygon:
    """Draw a square with a spike to the east, or cut into it for a length < 0."""
    tip = (40 + length, 20 + width / 2)
    return drawn((0, 0), (40, 0), (40, 20), tip, (40, 20 + width), (40, 40), (0, 40))


@pytest.mark.parametrize(
    ("length", "width", "spikes"),
    [(20, 0.05, 1), (-20, 0.05, 1), (20, 0.3, 0), (0.5, 0.08, 0), (5, 0.08, 1)],
)
def test_spike_is_narrow_and_sharp(length: float, width: float, spikes: int) -> None:
    assert len(find_spikes(np.array([spiked(length, width)], object)).row) == spikes


@given(st.floats(2, 60), st.floats(0.004, 0.09))
def test_spike_goes_with_no_more_area_than_is_said_and_once(
    length: float, width: float
) -> None:
    prepared = mend(spiked(length, width))
    (found,) = prepared.findings
    assert found.code == "geometry.spike_removed"
    before, after = prepare_polygons(Shapes.of([spiked(length, width)]), stay), prepared
    change = shapely.area(after.geometry[0]) - shapely.area(before.geometry[0])
    assert float(str(found.values["change_m2"])) == pytest.approx(change, abs=0.001)
    assert abs(change) <= max(MAX_CHANGE_M2, MAX_CHANGE_SHARE * 1600)
    assert shapely.is_valid(after.geometry[0])
    again = mend(after.geometry[0])
    assert again.findings == []
    assert again.geometry[0].equals(after.geometry[0])


def test_shape_before_and_after_is_kept_to_be_drawn() -> None:
    (found,) = mend(spiked(20, 0.05)).findings
    before = shapely.from_wkt(str(found.values["before"]))
    after = shapely.from_wkt(str(found.values["after"]))
    assert before.area - after.area == pytest.approx(0.5, abs=0.01)


@given(st.floats(2, 30), st.floats(0.01, 0.09))
def test_neighbours_of_one_spike_lose_it_together(length: float, width: float) -> None:
    """What points out of one parcel is cut into the other, corner by corner."""
    tip = (40 + length, 20 + width / 2)
    west = spiked(length, width)
    east = drawn((40, 0), (80, 0), (80, 40), (40, 40), (40, 20 + width), tip, (40, 20))
    one, other = mend(west, east).geometry
    assert shapely.area(shapely.intersection(one, other)) == 0
    assert shapely.area(shapely.union(one, other)) == pytest.approx(3200, abs=0.001)


def test_tip_that_a_third_parcel_needs_stays() -> None:
    tip = (60.0, 20.0)
    west = drawn((0, 0), (40, 0), (40, 19.98), tip, (40, 20.02), (40, 40), (0, 40))
    south = drawn((40, 0), (80, 0), (80, 20), tip, (40, 19.98))
    north = drawn((40, 20.02), tip, (80, 20), (80, 40), (40, 40))
    prepared = mend(west, south, north)
    assert codes(prepared) == ["geometry.spike"]
    assert prepared.geometry[0].equals(west)


def test_sliver_parts_go_and_the_largest_stays() -> None:
    prepared = mend(MultiPolygon([land(0, 0), land(50, 0, 10, 0.2)]))
    assert codes(prepared) == ["geometry.sliver_dropped"]
    assert prepared.geometry[0].equals(land(0, 0))


def test_sliver_that_is_all_there_is_stays_flagged() -> None:
    prepared = mend(land(0, 0, 40, 0.2))
    assert codes(prepared) == ["geometry.sliver"]
    assert prepared.geometry[0].area == pytest.approx(8)


_COORDINATE = st.integers(0, 60).map(lambda number: number / 4)
_RING = st.lists(st.tuples(_COORDINATE, _COORDINATE), min_size=3, max_size=9)


@given(st.lists(_RING, min_size=1, max_size=4))
def test_any_rings_stay_valid_through_all_repairs_and_repairs_happen_once(
    rings: list[list[Point]],
) -> None:
    first = mend(*[drawn(*ring) for ring in rings])
    kept = [shape for shape in first.geometry if shape is not None]
    assert all(shapely.is_valid(shape) and shape.area > 0 for shape in kept)
    again = mend(*kept)
    assert [one for one in codes(again) if one.endswith(("removed", "dropped"))] == []
    assert all(
        one.equals_exact(other) for one, other in zip(again.geometry, kept, strict=True)
    )


def gaps_between(polygons: Geometries) -> Gaps:
    tiling = Tiling()
    tiling.add(polygons, np.arange(len(polygons)))
    return find_gaps(tiling.sides())


@given(st.floats(0.004, 1.0), st.floats(0, 30))
def test_gap_is_found_below_half_a_metre(width: float, shift: float) -> None:
    width, shift = round(width, 3), round(shift, 3)
    gaps = gaps_between(np.array([land(0, 0), land(40 + width, shift)], object))
    expected = [width] if width <= GAP_WIDTH_M else []
    assert gaps.width_m.tolist() == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.floats(-8, 8), min_size=18, max_size=18))
def test_map_that_fits_together_has_no_gap(moves: list[float]) -> None:
    corner = {
        (i, j): (
            40 * i + round(moves[2 * (3 * i + j)], 3),
            40 * j + round(moves[2 * (3 * i + j) + 1], 3),
        )
        for i, j in itertools.product(range(3), range(3))
    }
    parcels = [
        drawn(corner[i, j], corner[i + 1, j], corner[i + 1, j + 1], corner[i, j + 1])
        for i, j in itertools.product(range(2), range(2))
    ]
    assert len(gaps_between(np.array(parcels, object)).first) == 0


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(land(46, 0), id="across_a_road"),
        pytest.param(land(40, 20), id="corner_on_the_side"),
        pytest.param(land(40, 40), id="corner_to_corner"),
        pytest.param(land(39.8, 0), id="overlap"),
    ],
)
def test_what_touches_overlaps_or_lies_apart_is_no_gap(other: Polygon) -> None:
    assert len(gaps_between(np.array([land(0, 0), other], object)).first) == 0


def test_twins_are_found_whatever_corner_they_begin_with() -> None:
    one = land(0, 0)
    turned = Polygon([*one.exterior.coords[2:-1], *one.exterior.coords[:2]])
    first, second = find_twins(np.array([land(90, 0), one, land(0, 1), turned], object))
    assert (first.tolist(), second.tolist()) == ([1], [3])
