"""A file that does not say where it is, is placed only where one place fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from psycopg import Connection

from importers.placing import Extent, place_source, usable_extent
from importers.source import Bounds, Source, open_source
from kkmgis.crs import parse_crs, transform_xy
from kkmgis.errors import SourceError
from tests.builders import make_authority
from tests.importers.conftest import Load
from tests.importers.files import box, write_geojson, write_gpkg, write_shapefile
from tests.paths import SHARED

CITY: Bounds = (260_000, 1_810_000, 270_000, 1_820_000)


@pytest.fixture
def silent(tmp_path: Path) -> Source:
    """Give a file that says nothing about its coordinate system."""
    path = write_shapefile(tmp_path / "a.shp", None, [box()], prj=False)
    with open_source(path) as source:
        return source


def place(
    source: Source, bounds: Bounds, boundary: Bounds | None = None, **said: str
) -> tuple[str, str]:
    placing = place_source(
        source,
        given=said.get("given"),
        profile=said.get("profile"),
        storage_srid=32648,
        boundary=None if boundary is None else shapely.box(*boundary),
        extent=Extent.of(bounds),
    )
    return placing.name, placing.how


def test_what_the_person_says_goes_first(silent: Source) -> None:
    assert place(silent, CITY, given="24048") == ("EPSG:24048", "given")


def test_profile_helps_a_silent_file(silent: Source) -> None:
    assert place(silent, CITY, profile="EPSG:24048") == ("EPSG:24048", "profile")


def test_degrees_of_thailand_are_clear(silent: Source) -> None:
    assert place(silent, (102.7, 16.3, 102.9, 16.5)) == ("EPSG:4326", "degrees")


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param((0, 0, 100, 50), id="a_plan_in_metres_of_its_own"),
        pytest.param((-71.2, 42.3, -71.0, 42.4), id="degrees_of_another_continent"),
        pytest.param(CITY, id="metres_and_no_boundary_to_compare"),
    ],
)
def test_what_is_not_clear_is_refused(silent: Source, bounds: Bounds) -> None:
    with pytest.raises(SourceError, match="--crs"):
        place(silent, bounds)


def test_metres_that_fit_the_boundary_in_two_datums_are_refused(silent: Source) -> None:
    """WGS 84 and Indian 1975 are half a kilometre apart; a small file fits both."""
    with pytest.raises(
        SourceError, match=r"EPSG:32648 \(6\d %\), EPSG:24048 \(3\d %\)"
    ):
        place(silent, (264_000, 1_814_000, 265_000, 1_815_000), boundary=CITY)


def test_metres_that_fit_the_boundary_in_one_datum_are_placed(silent: Source) -> None:
    """A whole city fills its boundary, and half a kilometre off it would not."""
    assert place(silent, CITY, boundary=CITY) == ("EPSG:32648", "boundary")
    x, y = transform_xy(
        np.array([CITY[0], CITY[2]]),
        np.array([CITY[1], CITY[3]]),
        parse_crs(32648),
        parse_crs(24048),
    )
    old = (float(x[0]), float(y[0]), float(x[1]), float(y[1]))
    assert place(silent, old, boundary=CITY) == ("EPSG:24048", "boundary")


def test_assumption_is_said_and_counted(load: Load) -> None:
    """Provinces of Thailand in degrees, without .prj and .cpg."""
    folder = SHARED / "data" / "boundaries_th" / "apisit_no_prj"
    report = load("blocks", folder / "thailand.shp", mapping=str(_provinces(folder)))
    assert (report.crs, report.crs_from) == ("EPSG:4326", "degrees")
    assert report.issues["file.crs_assumed_degrees"] == 1


def _provinces(folder: Path) -> Path:
    path = Path(__file__).parent / "provinces.yaml"
    assert folder.is_dir()
    return path


def test_geojson_that_holds_metres_is_refused(load: Load, tmp_path: Path) -> None:
    """GeoJSON is in degrees by its standard; metres in it need a word."""
    path = write_geojson(tmp_path / "a.geojson", [{"code": "01A001"}], [box()])
    with pytest.raises(SourceError, match="no degrees"):
        load("parcels", path)
    assert load("parcels", path, crs="EPSG:32648").loaded == 1


def test_shape_on_another_continent_is_rejected(load: Load, tmp_path: Path) -> None:
    shapes = [box(), shapely.box(-5_000_000, 0, -4_999_900, 100)]
    rows = [{"code": "01A001"}, {"code": "01A002"}]
    report = load("parcels", write_gpkg(tmp_path / "a.gpkg", rows, shapes))
    assert (report.loaded, report.issues["geometry.outside_crs"]) == (1, 1)


def test_land_outside_the_authority_comes_in_flagged(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_authority(connection, x=0, y=0, width=100, height=100)
    shapes = [box(), box(80, 0), box(500, 0)]
    rows = [{"code": f"01A00{n}"} for n in (1, 2, 3)]
    report = load("parcels", write_gpkg(tmp_path / "a.gpkg", rows, shapes))
    assert report.loaded == 3
    assert report.issues["geometry.outside_boundary"] == 2


def test_usable_extent_holds_the_zone_and_not_the_world() -> None:
    extent = usable_extent(32648)
    assert extent is not None
    assert extent[0] < 260_000 < extent[2] < 2_000_000
