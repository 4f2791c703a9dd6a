"""Points of signs, and shapes of assets that may be of any type."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPoint, Point

from kkmgis.geometry.points import prepare_any, prepare_points
from kkmgis.geometry.reading import Geometries, Shapes


def stay(geometries: Geometries) -> Geometries:
    return geometries


def test_point_is_rounded_to_the_millimetre() -> None:
    prepared = prepare_points(Shapes.of([Point(1.00049, 2.0006)]), stay)
    assert shapely.get_coordinates(prepared.geometry).tolist() == [[1.0, 2.001]]
    assert prepared.findings == []


@pytest.mark.parametrize(
    "shape",
    [shapely.box(0, 0, 9, 9), LineString([(0, 0), (9, 9)]), MultiPoint([(1, 1)])],
)
def test_other_shape_gives_a_point_on_it_flagged(shape: shapely.Geometry) -> None:
    prepared = prepare_points(Shapes.of([shape]), stay)
    assert shapely.distance(prepared.geometry[0], shape) < 0.001
    (found,) = prepared.findings
    assert (found.code, found.severity) == ("geometry.made_point", "warning")


def test_point_without_numbers_is_refused() -> None:
    nan = shapely.points([[np.nan, 1.0]], handle_nan="allow")[0]
    prepared = prepare_points(Shapes.of([nan, Point(), None]), stay)
    assert [found.code for found in prepared.findings] == [
        "geometry.missing",
        "geometry.empty",
        "geometry.not_finite",
    ] or {found.severity for found in prepared.findings} == {"error"}
    assert list(prepared.geometry) == [None, None, None]


def test_any_shape_keeps_its_type_and_areas_become_multipolygons() -> None:
    shapes = [Point(1, 1), shapely.box(0, 0, 9, 9), LineString([(0, 0), (9, 9)]), None]
    prepared = prepare_any(Shapes.of(shapes), stay)
    kinds = [shape and shape.geom_type for shape in prepared.geometry]
    assert kinds == ["Point", "MultiPolygon", "LineString", None]
    assert [found.code for found in prepared.findings] == ["geometry.missing"]
