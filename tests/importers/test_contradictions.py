"""What a file says of its place is held against the boundary of the authority."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from psycopg import Connection
from pyproj import CRS

from importers.candidates import parse_system, weigh
from importers.ground import read_boundary
from importers.inspection import Inspection, Surroundings, inspect_file
from kkmgis.crs import to_storage
from kkmgis.errors import SourceError
from tests.builders import make_authority
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, dbf, write_geojson, write_shapefile

STORAGE = CRS.from_epsg(32648)
SIDE_M = 8_000
STEP_M = 1_000


@pytest.fixture
def city(connection: Connection[Any]) -> shapely.Geometry:
    """Make an authority of 8 km by 8 km and give its boundary."""
    make_authority(connection, x=0, y=0, width=SIDE_M, height=SIDE_M)
    boundary = read_boundary(connection)
    assert boundary is not None
    return boundary


def everywhere() -> list[Any]:
    """Draw parcels from edge to edge of the authority."""
    last = SIDE_M - 40
    places = [*range(0, last, STEP_M), last]
    return [box(x, y) for x in places for y in places]


def moved(shapes: Sequence[Any], code: int) -> list[Any]:
    """Write shapes of the register in the coordinates of another system."""
    return [*to_storage(np.array(shapes, object), STORAGE, code)]


def swapped(shapes: Sequence[Any]) -> list[Any]:
    return [*shapely.transform(np.array(shapes, object), lambda xy: xy[:, ::-1])]


def write(path: Path, shapes: Sequence[Any], *, says: int | None = None) -> Path:
    """Write a shapefile whose .prj says what it is told to say."""
    rows = [
        [f"{n // 99:02}A{n % 99:03}".encode()] for n in range(100, 100 + len(shapes))
    ]
    table = dbf({"PARCEL_COD": 10}, rows)
    return write_shapefile(
        path, table, shapes, srid=says or 32648, prj=says is not None
    )


def look(path: Path, boundary: shapely.Geometry) -> Inspection:
    return inspect_file(path, surroundings=Surroundings(boundary))


def candidates(found: Inspection) -> list[tuple[str, float]]:
    listed: Any = found.placed["candidates"]
    return [(one["crs"], one["confidence"]) for one in listed]


def test_indian_1975_without_a_word_is_recognised_by_the_boundary(
    city: shapely.Geometry, load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.shp", moved(everywhere(), 24048))
    found = look(path, city)
    assert candidates(found)[0][0] == "EPSG:24048"
    assert candidates(found)[0][1] >= 0.9
    report = load("parcels", path)
    assert (report.crs, report.crs_from) == ("EPSG:24048", "boundary")
    assert report.loaded == len(everywhere())
    assert report.issues["file.crs_assumed_boundary"] == 1
    assert "geometry.outside_boundary" not in report.issues
    (distance,) = fetch(
        "SELECT min(ST_Distance(geom, ST_SetSRID(ST_Point(265000, 1817000), 32648)))"
        " FROM register.parcel"
    )
    assert distance[0] < 0.01


@pytest.mark.parametrize("code", [32648, 24048, 4326, 4240, 32647, 24047, 3857])
def test_each_system_is_the_likeliest_of_its_own_files(
    city: shapely.Geometry, tmp_path: Path, code: int
) -> None:
    """A file from edge to edge fits in one way only."""
    found = look(write(tmp_path / "a.shp", moved(everywhere(), code)), city)
    name, confidence = candidates(found)[0]
    assert name == f"EPSG:{code}"
    assert confidence >= 0.9
    assert found.placed["judged_by"] == "boundary"


@pytest.mark.parametrize("code", [32648, 4326])
def test_swapped_axes_are_noticed(
    city: shapely.Geometry, tmp_path: Path, code: int
) -> None:
    shapes = swapped(moved(everywhere(), code))
    found = look(write(tmp_path / "a.shp", shapes), city)
    assert candidates(found)[0][0] == f"EPSG:{code}/yx"
    assert found.placed["crs"] is None
    assert [issue["code"] for issue in found.issues] == ["inspect.crs_unclear"]


def test_swapped_axes_are_put_right_when_the_person_says_so(
    city: shapely.Geometry, load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    degrees = swapped(moved([box()], 4326))
    path = write_geojson(tmp_path / "a.geojson", [{"code": "01A001"}], degrees)
    with pytest.raises(SourceError, match=r"EPSG:4326/yx \(\d\d %\)"):
        load("parcels", path)
    report = load("parcels", path, crs="EPSG:4326/yx")
    assert (report.loaded, report.crs) == (1, "EPSG:4326/yx")
    (row,) = fetch(
        "SELECT ST_XMin(geom), ST_YMin(geom), ST_Area(geom) FROM register.parcel"
    )
    assert row == pytest.approx((265_000, 1_817_000, 1600), abs=0.01)


def test_prj_of_the_wrong_zone_is_refused_with_what_fits(
    city: shapely.Geometry, load: Load, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.shp", [box(4000, 4000)], says=32647)
    with pytest.raises(SourceError, match=r"EPSG:32647.*EPSG:32648 \(\d\d %\)"):
        load("parcels", path)
    assert load("parcels", path, crs="EPSG:32648").loaded == 1


def test_person_may_insist_on_what_the_file_says(
    city: shapely.Geometry, load: Load, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.shp", [box(4000, 4000)], says=32647)
    report = load("parcels", path, crs="EPSG:32647")
    assert report.issues["file.crs_contradicted"] == 1


def test_prj_that_names_the_wrong_datum_is_said(
    city: shapely.Geometry, load: Load, tmp_path: Path
) -> None:
    """Half a kilometre off, so that most of it is inside all the same."""
    path = write(tmp_path / "a.shp", moved(everywhere(), 24048), says=32648)
    report = load("parcels", path)
    assert report.crs == "EPSG:32648"
    assert report.issues["file.crs_contradicted"] == 1


def test_file_that_fits_as_it_says_is_not_doubted(
    city: shapely.Geometry, load: Load, tmp_path: Path
) -> None:
    report = load("parcels", write(tmp_path / "a.shp", everywhere(), says=32648))
    assert not {code for code in report.issues if code.startswith("file.")}


def test_file_of_the_neighbours_is_not_doubted(
    city: shapely.Geometry, load: Load, tmp_path: Path
) -> None:
    """It lies outside in every system: that is no reason to refuse it."""
    path = write(tmp_path / "a.shp", [box(30_000, 0)], says=32648)
    report = load("parcels", path)
    assert report.loaded == 1
    assert "file.crs_contradicted" not in report.issues


@pytest.mark.parametrize("with_boundary", [True, False])
def test_degrees_in_a_file_that_says_metres_are_refused(
    load: Load, tmp_path: Path, connection: Connection[Any], *, with_boundary: bool
) -> None:
    if with_boundary:
        make_authority(connection, x=0, y=0, width=SIDE_M, height=SIDE_M)
    path = write(tmp_path / "a.shp", moved([box(100, 100)], 4326), says=32648)
    with pytest.raises(SourceError, match=r"are degrees.*EPSG:4326 \(\d\d %\)"):
        load("parcels", path)


def test_metres_in_a_file_that_says_degrees_are_refused_with_what_fits(
    city: shapely.Geometry, load: Load, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.shp", everywhere(), says=4326)
    with pytest.raises(SourceError, match=r"no degrees.*EPSG:32648 \(\d\d %\)"):
        load("parcels", path)


def test_candidates_add_up_to_no_more_than_certainty(city: shapely.Geometry) -> None:
    from importers.candidates import expected_area

    points = shapely.get_coordinates(everywhere())
    found = weigh(points, expected_area(32648, city), 32648)
    assert 0.9 < sum(one.confidence for one in found) <= 1.0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("24048", "EPSG:24048"),
        ("EPSG:4326/yx", "EPSG:4326/yx"),
        (" epsg:32648/YX ", "EPSG:32648/yx"),
    ],
)
def test_order_of_axes_is_part_of_the_name(text: str, name: str) -> None:
    assert parse_system(text).name == name
