"""All geometries of JTS' validity tests: each comes in valid, or has its reason."""

from __future__ import annotations

import csv

import pytest
import shapely

from kkmgis.geometry.polygons import prepare_polygons
from kkmgis.geometry.reading import Geometries, Shapes, read_wkt
from kkmgis.geometry.work import Prepared
from tests.paths import SHARED

CASES = SHARED / "data" / "malformed" / "jts" / "jts_cases_wkt.csv"


def stay(geometries: Geometries) -> Geometries:
    return geometries


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if "wkt" in name.lower())
    return read_wkt([row[column] for row in rows])


@pytest.fixture(scope="module")
def prepared(shapes: Shapes) -> Prepared:
    return prepare_polygons(shapes, stay)


def test_all_cases_are_there(shapes: Shapes) -> None:
    assert len(shapes) == 917


def test_what_comes_in_is_valid_to_a_polygon(prepared: Prepared) -> None:
    kept = [shape for shape in prepared.geometry if shape is not None]
    assert kept
    assert all(shapely.is_valid(shape) and shape.area > 0 for shape in kept)
    assert {shape.geom_type for shape in kept} == {"MultiPolygon"}


def test_what_stays_out_has_exactly_one_reason(prepared: Prepared) -> None:
    reasons: dict[int, int] = {}
    for found in prepared.findings:
        if found.severity == "error":
            reasons[found.row] = reasons.get(found.row, 0) + 1
    out = {row for row, shape in enumerate(prepared.geometry) if shape is None}
    assert set(reasons) == out
    assert set(reasons.values()) == {1}


def test_no_invalid_polygon_changes_without_a_finding(
    shapes: Shapes, prepared: Prepared
) -> None:
    polygonal = {"Polygon", "MultiPolygon"}
    invalid = {
        row
        for row, shape in enumerate(shapes.geometry)
        if shape is not None and shape.geom_type in polygonal and not shape.is_valid
    }
    assert invalid <= {found.row for found in prepared.findings}
