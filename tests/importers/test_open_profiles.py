"""Profiles of open lists and maps, on files written as they are delivered."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from psycopg import Connection

from importers.source import open_source
from kkmgis.errors import SourceError
from kkmgis.sheets import Sheet, sheets_over
from tests.builders import make_authority, make_condominium, make_parcel
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, write_csv, write_geojson, write_gpkg
from tests.rows import ORIGIN

LAND = ["UTMMAP1", "UTMMAP2", "UTMMAP3", "UTMMAP4", "UTMSCALE", "LAND_NO", "EVAPRICE"]
HOME = sheets_over(shapely.Point(ORIGIN), 32648)[0]
AWAY = Sheet("4746", "3", "9878")
CONDO = ["_id", "CONDO_ID", "CONDO_NAME", "BUILD_NAME", "CHANGWAT_CODE", "CHANGWAT_NAME",
         "OFLEVEL", "USE_CATG", "VAL_AMT_P_MET"]  # fmt: skip


def land(sheet: Sheet, land_no: str, price: str = "12500") -> list[str]:
    return [*sheet, "00", "4000", land_no, price]


def in_degrees(*shapes: Any) -> list[Any]:
    return list(gpd.GeoSeries(list(shapes), crs=32648).to_crs(4326))


def test_treasury_list_prices_the_parcels_that_have_its_key(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    names = ("utm_map1", "utm_map2", "utm_map3", "utm_map4", "utm_scale", "land_no")
    key: dict[str, Any] = dict(zip(names, [*HOME, "00", "4000", "7"], strict=True))
    make_parcel(connection, code="01A001", **key)
    path = write_csv(tmp_path / "t.csv", LAND, land(HOME, "7"), encoding="utf-8-sig")
    assert load("prices-land", path, mapping="treasury-land").clean
    assert fetch(
        "SELECT p.code, l.from_year_be, l.to_year_be, l.price_baht_per_wa"
        " FROM register.parcel p JOIN register.land_price l USING (utm_map1, utm_map2,"
        " utm_map3, utm_map4, utm_scale, land_no)"
    ) == [("01A001", 2566, 2569, Decimal("12500.00"))]


def test_zeros_that_a_spreadsheet_lost_are_put_back(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    cut = ["5541", "1", "816", "0", "4000", "7", "12500"]
    load(
        "prices-land", write_csv(tmp_path / "t.csv", LAND, cut), mapping="treasury-land"
    )
    assert fetch("SELECT key FROM register.land_price") == [
        ("deed 5541 1 0816 00 4000 7",)
    ]


def test_rest_of_the_province_is_counted_and_left_out(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_authority(connection)
    far = [land(AWAY, str(number)) for number in (1, 2, 3, 3)]
    path = write_csv(tmp_path / "t.csv", LAND, land(HOME, "7"), *far)
    report = load("prices-land", path, mapping="treasury-land")
    assert (report.loaded, report.unchanged, report.rejected) == (1, 4, 0)
    assert report.issues == {"file.out_of_area": 1}
    assert load("prices-land", path, mapping="treasury-land").unchanged == 5
    assert fetch("SELECT land_no FROM register.land_price") == [("7",)]


def test_national_condominium_list_in_cp874_keeps_the_towns_own(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_condominium(connection, make_parcel(connection), code="400123")
    rows = [
        [1, "400123", "อาคารชุดสมมุติ", "NULL", "40", "ขอนแก่น", "2", "พักอาศัย", "41500"],
        [2, "400123", "อาคารชุดสมมุติ", "NULL", "40", "ขอนแก่น", "3", "พักอาศัย", "NULL"],
        [3, "500001", "อาคารชุดอื่น", "NULL", "50", "เชียงใหม่", "2", "พักอาศัย", "38000"],
    ]
    path = write_csv(tmp_path / "c.csv", CONDO, *rows, encoding="cp874")
    report = load("prices-condo", path, mapping="treasury-condo")
    assert (report.loaded, report.unchanged, report.rejected) == (1, 1, 1)
    assert report.encoding == "cp874"
    assert report.issues == {"file.out_of_area": 1, "value.required": 1}
    assert fetch(
        "SELECT condominium_code, floor_no, price_baht_per_m2::int"
        " FROM register.condo_price"
    ) == [("400123", "2", 41_500)]


@pytest.fixture
def land_office(tmp_path: Path) -> Path:
    """Write a database of layers as the Treasury Department keeps them."""
    row = dict(zip(LAND[:6], [*HOME, "00", "4000", "7"], strict=True)) | {
        "PARCEL_TYPE": 1, "CHANOD_NO": "1001", "SURVEY_NO": "88", "LAND_AREA": 400.0,
        "CHANGWAT_CODE": "40", "BRANCH_CODE": "01", "PARCEL_RN": 15,
        "TUMBON_NAME": "ในเมือง",
    }  # fmt: skip
    path = write_gpkg(tmp_path / "dol.gpkg", [row], [box()])
    frame = gpd.read_file(path)
    path.unlink()
    for layer in ("PARCEL_48_40", "PARCEL_48_NS3K_40", "ROAD_48_40"):
        frame.to_file(path, layer=layer, driver="GPKG")
    return path


def test_land_offices_parcels_come_in_as_parcels_and_as_deeds(
    load: Load, fetch: Fetch, land_office: Path
) -> None:
    report = load("parcels", land_office, mapping="dol")
    assert (report.layer, report.loaded) == ("PARCEL_48_40", 1)
    assert report.issues == {"code.generated": 1}
    assert load("deeds", land_office, mapping="dol").clean
    assert fetch(
        "SELECT d.deed_no, d.survey_no, d.area_wa::int, d.changwat_code, d.tambon,"
        " p.deed_no, ST_Equals(p.geom, d.geom)"
        " FROM register.deed d JOIN register.parcel p USING (utm_map3, land_no)"
    ) == [("1001", "88", 400, "40", "ในเมือง", "1001", True)]


def test_pattern_that_several_layers_fit_asks_which(land_office: Path) -> None:
    with (
        pytest.raises(SourceError, match="PARCEL_48_NS3K_40"),
        open_source(land_office, layer="PARCEL_*"),
    ):
        pass


def test_overpass_buildings_are_footprints(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    names = [
        "@id",
        "building",
        "building:levels",
        "addr:housenumber",
        "name",
        "name:th",
    ]
    cells: list[list[str | None]] = [
        ["way/1", "yes", "2.5", "12/3", "Shop", "ร้านสมมุติ"],
        ["way/2", "school", None, None, None, None],
    ]
    rows = [dict(zip(names, row, strict=True)) for row in cells]
    path = write_geojson(tmp_path / "b.geojson", rows, in_degrees(box(), box(100)))
    report = load("footprints", path, mapping="osm-buildings")
    assert (report.loaded, report.rejected) == (2, 0)
    assert fetch(
        "SELECT source, code, storeys, building_kind, house_no, name,"
        " ST_Area(geom)::int FROM register.footprint ORDER BY code"
    ) == [
        ("osm", "way/1", 3, None, "12/3", "ร้านสมมุติ", 1600),
        ("osm", "way/2", None, "school", None, None, 1600),
    ]


def test_geofabriks_shapefile_is_read_by_its_cut_names(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    frame = gpd.GeoDataFrame(
        {"osm_id": ["77"], "code": [1500], "fclass": ["building"], "name": ["วัดสมมุติ"],
         "type": ["temple"]},
        geometry=in_degrees(box()), crs=4326,
    )  # fmt: skip
    path = tmp_path / "gis_osm_buildings_a_free_1.shp"
    frame.to_file(path, encoding="utf-8")
    assert load("footprints", path, mapping="osm-buildings").rejected == 0
    assert fetch("SELECT code, building_kind, name FROM register.footprint") == [
        ("77", "temple", "วัดสมมุติ")
    ]


def test_google_table_with_wkt_is_read(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    [shape] = in_degrees(box())
    cells = [shape.centroid.y, shape.centroid.x, 1600.2, 0.8731, f'"{shape.wkt}"',
             "7P37CR2X+2X"]  # fmt: skip
    header = ["latitude", "longitude", "area_in_meters", "confidence", "geometry",
              "full_plus_code"]  # fmt: skip
    path = write_csv(tmp_path / "o.csv", header, cells)
    report = load("footprints", path, mapping="open-buildings")
    assert (report.loaded, report.crs) == (1, "EPSG:4326")
    assert fetch("SELECT source, code, confidence FROM register.footprint") == [
        ("google", "7P37CR2X+2X", Decimal("0.8731"))
    ]


def test_microsofts_buildings_have_no_numbers(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [{"height": 6.25, "confidence": -1.0}, {"height": -1.0, "confidence": -1.0}]
    path = write_geojson(tmp_path / "m.geojson", rows, in_degrees(box(), box(100)))
    report = load("footprints", path, mapping="microsoft-buildings")
    assert (report.loaded, report.rejected) == (2, 0)
    assert load("footprints", path, mapping="microsoft-buildings").unchanged == 2
    assert fetch(
        "SELECT source, left(code, 1), height_m::text, confidence"
        " FROM register.footprint ORDER BY height_m"
    ) == [("microsoft", "X", "6.25", None), ("microsoft", "X", None, None)]
