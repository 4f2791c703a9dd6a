"""Polygons come in valid and on the grid, or not at all and with the reason."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, from_wkt

from kkmgis.geometry.polygons import prepare_polygons
from kkmgis.geometry.reading import Geometries, Shapes, read_wkb, read_wkt
from kkmgis.geometry.work import Prepared

EAST, NORTH = 267_000.0, 1_818_000.0


def stay(geometries: Geometries) -> Geometries:
    return geometries


def prepare(*geometries: shapely.Geometry | None) -> Prepared:
    return prepare_polygons(Shapes.of(list(geometries)), stay)


def codes(prepared: Prepared, severity: str | None = None) -> list[str]:
    return [f.code for f in prepared.findings if severity in (None, f.severity)]


def square(size: float = 40, x: float = 0, y: float = 0) -> Polygon:
    return shapely.box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size)


def test_sound_square_comes_in_as_a_multipolygon_without_a_word() -> None:
    prepared = prepare(square())
    assert prepared.findings == []
    assert prepared.geometry[0].geom_type == "MultiPolygon"
    assert prepared.geometry[0].equals(square())


@pytest.mark.parametrize(
    ("wkt", "code"),
    [
        pytest.param("POLYGON EMPTY", "geometry.empty", id="empty"),
        pytest.param("POINT (1 1)", "geometry.wrong_type", id="point"),
        pytest.param("LINESTRING (0 0, 9 9)", "geometry.wrong_type", id="line"),
        pytest.param(
            "GEOMETRYCOLLECTION (POINT (1 1))", "geometry.wrong_type", id="collection"
        ),
        pytest.param("POLYGON ((0 0, 9 0, 0 0))", "geometry.not_repairable", id="flat"),
        pytest.param(
            "POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))",
            "geometry.not_repairable",
            id="bow_tie_of_two_equal_lobes",
        ),
    ],
)
def test_what_cannot_be_a_parcel_is_refused(wkt: str, code: str) -> None:
    prepared = prepare(from_wkt(wkt))
    assert prepared.geometry[0] is None
    assert codes(prepared, "error") == [code]


def test_missing_shape_is_said_to_be_missing() -> None:
    assert codes(prepare(None), "error") == ["geometry.missing"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_coordinate_that_is_no_number_is_refused(value: float) -> None:
    wkb = bytearray(shapely.to_wkb(square(), byte_order=1))
    second_point = 1 + 4 + 4 + 4 + 16
    wkb[second_point : second_point + 8] = struct.pack("<d", value)
    prepared = prepare_polygons(read_wkb([bytes(wkb)]), stay)
    assert codes(prepared, "error") == ["geometry.not_finite"]


def test_small_crossing_is_repaired_with_method_place_and_areas() -> None:
    """A corner drawn over its end by a few centimetres."""
    ring = [(0, 0), (40, 0), (40, 40), (0, 40), (0, -0.05), (0.05, 0.05)]
    polygon = Polygon([(EAST + x, NORTH + y) for x, y in ring])
    assert not polygon.is_valid
    prepared = prepare(polygon)
    (found,) = (f for f in prepared.findings if f.severity == "warning")
    assert found.code == "geometry.self_crossing_repaired"
    assert found.values["method"] == "make_valid_structure"
    assert abs(float(str(found.values["change_m2"]))) < 0.1
    assert found.place is not None
    assert shapely.distance(Point(found.place), polygon) < 0.1
    assert prepared.geometry[0].is_valid


def test_hole_outside_its_shell_is_repaired_and_named() -> None:
    hole = square(3, 60).exterior.coords
    polygon = Polygon(square().exterior.coords, [hole])
    prepared = prepare(polygon)
    assert codes(prepared, "warning") == ["geometry.hole_outside_repaired"]
    assert "outside" in str(prepared.findings[0].values["reason"])


def test_parts_that_lie_in_each_other_become_one_shape() -> None:
    prepared = prepare(MultiPolygon([square(40), square(5, 10, 10)]))
    assert prepared.geometry[0] is None or prepared.geometry[0].is_valid
    assert codes(prepared)[0] in {
        "geometry.parts_nested_repaired",
        "geometry.not_repairable",
    }


def test_areas_are_kept_of_a_collection_and_the_rest_is_said() -> None:
    collection = shapely.GeometryCollection([square(), Point(EAST, NORTH)])
    prepared = prepare(collection)
    assert codes(prepared) == ["geometry.polygons_extracted"]
    assert prepared.geometry[0].equals(square())


def test_open_ring_is_closed_and_said() -> None:
    wkb = bytearray(shapely.to_wkb(square(), byte_order=1))
    # Four points instead of five: the last one, which closes the ring, is cut off.
    wkb[9:13] = (4).to_bytes(4, "little")
    prepared = prepare_polygons(read_wkb([bytes(wkb[:-16])]), stay)
    assert codes(prepared) == ["geometry.ring_closed"]
    assert prepared.geometry[0].equals(square())


def test_bytes_that_are_no_shape_do_not_keep_the_others_out() -> None:
    prepared = prepare_polygons(read_wkb([b"\x01\x03junk", square().wkb, None]), stay)
    assert codes(prepared) == ["geometry.missing", "geometry.unreadable"]
    assert prepared.geometry[1].equals(square())


def test_curves_are_unreadable_and_do_not_keep_the_others_out() -> None:
    curve = bytes.fromhex("010a00000000000000")
    prepared = prepare_polygons(read_wkb([curve, square().wkb]), stay)
    assert codes(prepared) == ["geometry.unreadable"]
    assert prepared.geometry[1].equals(square())


def test_repeated_points_are_left_out_and_counted() -> None:
    ring = list(square().exterior.coords)
    prepared = prepare(Polygon([ring[0], ring[0], ring[1], *ring[1:]]))
    (found,) = prepared.findings
    assert (found.code, found.severity) == ("geometry.repeated_points", "info")
    assert found.values["count"] == 2
    assert shapely.get_num_coordinates(prepared.geometry[0]) == 5


def test_tiny_shape_comes_in_flagged() -> None:
    assert codes(prepare(square(0.5)), "warning") == ["geometry.tiny"]


def test_heights_are_left_out() -> None:
    prepared = prepare(shapely.force_3d(square(), 12.0))
    assert not shapely.has_z(prepared.geometry[0])


def test_transformation_without_a_value_is_refused() -> None:
    def lose(geometries: Geometries) -> Geometries:
        lost: Geometries = shapely.transform(geometries, lambda xy: xy * np.inf)
        return lost

    prepared = prepare_polygons(Shapes.of([square()]), lose)
    assert codes(prepared, "error") == ["geometry.outside_crs"]


def test_spike_that_the_grid_closes_leaves_a_valid_shape() -> None:
    ring = [(0, 0), (40, 0), (40, 20), (60, 20.0002), (40, 20.0004), (40, 40), (0, 40)]
    polygon = Polygon([(EAST + x, NORTH + y) for x, y in ring])
    assert polygon.is_valid
    prepared = prepare(polygon)
    assert prepared.geometry[0].is_valid
    assert codes(prepared) == ["geometry.snapped"]


_OFFSET = st.floats(-8, 8, allow_nan=False, width=32)


@given(st.lists(_OFFSET, min_size=18, max_size=18))
def test_neighbours_share_their_corners_after_the_grid(moves: list[float]) -> None:
    """What was drawn as one boundary stays one boundary."""
    corners = {
        (i, j): (
            EAST + 40 * i + moves[2 * (3 * i + j)] + 1 / 3,
            NORTH + 40 * j + moves[2 * (3 * i + j) + 1] + 1 / 7,
        )
        for i in range(3)
        for j in range(3)
    }
    parcels = [
        Polygon(
            [corners[i, j], corners[i + 1, j], corners[i + 1, j + 1], corners[i, j + 1]]
        )
        for i in range(2)
        for j in range(2)
    ]
    prepared = prepare(*parcels)
    kept = [shape for shape in prepared.geometry if shape is not None]
    assert all(shape.is_valid for shape in kept)
    points = {tuple(p) for shape in kept for p in shapely.get_coordinates(shape)}
    assert len(points) <= 9
    assert shapely.area(shapely.union_all(kept)) == pytest.approx(
        sum(shape.area for shape in kept), abs=0.01
    )


@example([(1.0, 1.0), (0.0, 1.0), (5.960464477539063e-08, 0.0), (0.0, 0.0)])
@example([(1.0, 0.0), (0.0, 0.0), (0.0004, 0.0004)])
@given(st.lists(st.tuples(_OFFSET, _OFFSET), min_size=3, max_size=9))
def test_any_ring_gives_a_valid_shape_on_the_grid_or_a_reason(
    ring: list[tuple[float, float]],
) -> None:
    prepared = prepare(Polygon([(EAST + x, NORTH + y) for x, y in ring]))
    shape = prepared.geometry[0]
    if shape is None:
        assert len(codes(prepared, "error")) == 1
        return
    assert codes(prepared, "error") == []
    assert shape.is_valid
    assert shape.area > 0
    xy = shapely.get_coordinates(shape)
    assert np.array_equal(xy, np.round(xy, 3))


def test_shells_turn_left_as_standards_ask() -> None:
    backwards = Polygon(list(square().exterior.coords)[::-1])
    shell = prepare(backwards).geometry[0].geoms[0].exterior
    assert shapely.is_ccw(shell)


def test_text_that_is_no_shape_is_unreadable() -> None:
    shapes = read_wkt(["POLYGON ((0 0, 9", None, ""])
    assert shapes.unreadable.tolist() == [True, False, False]


@pytest.mark.parametrize(
    "wkt",
    [
        "MULTIPOLYGON (((0 0, 40 0, 40 40, 0 40, 0 0)), EMPTY)",
        "POLYGON ((0 0, 40 0, 40 40, 0 40, 0 0), EMPTY)",
        "MULTIPOLYGON (((0 0, 40 0, 40 40, 0 40, 0 0), EMPTY), EMPTY)",
    ],
)
def test_rings_without_a_point_are_left_out(wkt: str) -> None:
    """They would make GEOS warn wherever the shape is used."""
    shape = prepare(from_wkt(wkt)).geometry[0]
    assert shape.normalize().wkt == ("MULTIPOLYGON (((0 0, 0 40, 40 40, 40 0, 0 0)))")
