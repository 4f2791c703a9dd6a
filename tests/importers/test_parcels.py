"""Parcels: no land is lost, no code is used twice, nothing changes twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from psycopg import Connection

from tests.builders import make_block, make_building, make_parcel
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, dbf, write_csv, write_gpkg, write_shapefile


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Give two parcels with deeds."""
    rows = [
        {"code": "01A001", "deed_no": "12345", "area_wa": 400},
        {"code": "01A002", "deed_no": "12346", "area_wa": 390.5},
    ]
    return write_gpkg(tmp_path / "two.gpkg", rows, [box(), box(40)])


def test_parcels_are_loaded_with_what_the_file_says(
    load: Load, fetch: Fetch, two: Path
) -> None:
    report = load("parcels", two)
    assert (report.loaded, report.rejected, report.clean) == (2, 0, True)
    assert fetch(
        "SELECT code, deed_no, area_wa, code_is_standard, status, ST_Area(geom)"
        " FROM register.parcel ORDER BY code"
    ) == [
        ("01A001", "12345", Decimal("400.0000"), True, "current", 1600.0),
        ("01A002", "12346", Decimal("390.5000"), True, "current", 1600.0),
    ]


def test_same_file_again_changes_nothing(load: Load, fetch: Fetch, two: Path) -> None:
    load("parcels", two)
    report = load("parcels", two)
    assert (report.unchanged, report.loaded, report.updated) == (2, 0, 0)
    assert fetch("SELECT DISTINCT version FROM register.parcel") == [(1,)]
    assert fetch("SELECT count(*) FROM history.parcel") == [(0,)]


def test_changed_row_is_updated_and_the_past_kept(
    load: Load, fetch: Fetch, two: Path, tmp_path: Path
) -> None:
    load("parcels", two)
    rows = [{"code": "01A001", "deed_no": "99999", "area_wa": 400}]
    report = load("parcels", write_gpkg(tmp_path / "b.gpkg", rows, [box()]))
    assert (report.updated, report.unchanged) == (1, 0)
    assert fetch("SELECT deed_no, ended_how FROM history.parcel") == [
        ("12345", "update")
    ]
    assert fetch(
        "SELECT deed_no, version, changed_by, batch_id = (SELECT max(id) FROM staging.batch)"
        " FROM register.parcel WHERE code = '01A001'"
    ) == [("99999", 2, "test", True)]


def test_column_that_a_file_does_not_have_is_left_alone(
    load: Load, fetch: Fetch, two: Path, tmp_path: Path
) -> None:
    """A map without areas must not wipe out the areas of the deeds."""
    load("parcels", two)
    path = write_gpkg(tmp_path / "b.gpkg", [{"code": "01A001"}], [box(0, 0, 41)])
    assert load("parcels", path).updated == 1
    assert fetch(
        "SELECT area_wa, deed_no, ST_Area(geom) FROM register.parcel WHERE code = '01A001'"
    ) == [(Decimal("400.0000"), "12345", 1640.0)]


def test_wrong_value_never_overwrites_a_right_one(
    load: Load, fetch: Fetch, two: Path, tmp_path: Path
) -> None:
    load("parcels", two)
    rows = [{"code": "01A001", "deed_no": "12345", "area_wa": "ครึ่งไร่"}]
    path = write_gpkg(tmp_path / "b.gpkg", rows, [box()])
    report = load("parcels", path)
    assert (report.unchanged, report.issues["value.not_a_number"]) == (1, 1)
    assert not report.clean
    assert fetch("SELECT area_wa FROM register.parcel WHERE code = '01A001'") == [
        (Decimal("400.0000"),)
    ]


def test_table_without_shapes_adds_to_known_parcels_only(
    load: Load, fetch: Fetch, two: Path, tmp_path: Path
) -> None:
    load("parcels", two)
    path = write_csv(
        tmp_path / "a.csv",
        ["รหัสแปลง", "ถนน"],
        ["01A001", "มิตรภาพ"],
        ["01A009", "ศรีจันทร์"],
    )
    report = load("parcels", path)
    assert (report.updated, report.rejected) == (1, 1)
    assert report.issues == {"geometry.missing": 1}
    assert fetch(
        "SELECT road, ST_Area(geom) FROM register.parcel WHERE code = '01A001'"
    ) == [("มิตรภาพ", 1600.0)]


def test_parcel_without_a_code_gets_one_that_stays(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": None}], [box()])
    report = load("parcels", path)
    assert (report.loaded, report.issues) == (1, {"code.generated": 1})
    assert fetch("SELECT code, code_is_standard FROM register.parcel") == [
        ("X2650200Y18170200", False)
    ]
    assert load("parcels", path).unchanged == 1


def test_one_code_for_two_shapes_keeps_all_land_and_says_so(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [{"code": "01A001"}] * 3
    shapes = [box(0), box(100, 0, 80, 80), box(300, 0, 20, 20)]
    path = write_gpkg(tmp_path / "a.gpkg", rows, shapes)
    report = load("parcels", path)
    assert (report.loaded, report.issues) == (3, {"code.duplicate_in_file": 2})
    assert fetch("SELECT code, ST_Area(geom) FROM register.parcel ORDER BY code") == [
        ("01A001", 6400.0),
        ("01A001~2", 1600.0),
        ("01A001~3", 400.0),
    ]
    assert load("parcels", path).unchanged == 3


def test_order_of_a_file_does_not_decide_which_shape_keeps_the_code(
    load: Load, tmp_path: Path
) -> None:
    rows = [{"code": "01A001"}] * 2
    one, other = box(0), box(100, 0, 80, 80)
    load("parcels", write_gpkg(tmp_path / "a.gpkg", rows, [one, other]))
    report = load("parcels", write_gpkg(tmp_path / "b.gpkg", rows, [other, one]))
    assert report.unchanged == 2


def test_same_shape_twice_is_one_parcel(load: Load, tmp_path: Path) -> None:
    rows = [{"code": "01A001"}] * 2
    report = load("parcels", write_gpkg(tmp_path / "a.gpkg", rows, [box(), box()]))
    assert (report.loaded, report.rejected) == (1, 1)
    assert report.issues["row.repeated"] == 1


def test_retired_code_is_not_used_again(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_parcel(connection, code="01A001", status="retired")
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "01A001"}], [box()])
    report = load("parcels", path)
    assert (report.rejected, report.issues) == (1, {"code.retired": 1})


@pytest.mark.parametrize(
    ("code", "kept", "issue"),
    [
        ("99ฺA999", "99A999", "code.cleaned"),
        ("01a001", "01A001", "code.cleaned"),
        ("โรงเรียนเทศบาล", "โรงเรียนเทศบาล", "code.odd"),
    ],
)
def test_odd_codes_are_accepted_and_flagged(
    load: Load, tmp_path: Path, code: str, kept: str, issue: str
) -> None:
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": code}], [box()])
    report = load("parcels", path)
    assert (report.loaded, report.issues) == (1, {issue: 1})
    path = write_gpkg(tmp_path / "b.gpkg", [{"code": kept}], [box()])
    assert load("parcels", path).unchanged == 1


def test_block_comes_from_the_code_or_else_from_the_place(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_block(connection, code="01A", x=0, y=0, width=100, height=100)
    make_block(connection, code="01B", x=100, y=0, width=100, height=100)
    rows = [{"code": "01B001"}, {"code": "แปลงวัด"}, {"code": "02Z001"}]
    shapes = [box(10, 10), box(110, 10), box(900, 900)]
    load("parcels", write_gpkg(tmp_path / "a.gpkg", rows, shapes))
    assert fetch(
        "SELECT p.code, b.code FROM register.parcel p"
        " LEFT JOIN register.block b ON b.id = p.block_id ORDER BY p.code"
    ) == [("01B001", "01B"), ("02Z001", None), ("แปลงวัด", "01B")]


def test_blocks_that_come_later_find_their_parcels(
    load: Load, fetch: Fetch, two: Path, tmp_path: Path
) -> None:
    load("parcels", two)
    path = write_gpkg(tmp_path / "b.gpkg", [{"code": "01A"}], [box(0, 0, 100, 100)])
    report = load("blocks", path)
    assert report.loaded == 1
    assert fetch("SELECT count(*) FROM register.parcel WHERE block_id IS NOT NULL") == [
        (2,)
    ]
    assert fetch("SELECT zone_code FROM register.block") == [("01",)]


def test_overlap_is_flagged_and_not_refused(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [{"code": "01A001"}, {"code": "01A002"}]
    report = load("parcels", write_gpkg(tmp_path / "a.gpkg", rows, [box(), box(30)]))
    assert (report.loaded, report.issues) == (2, {"geometry.overlap": 1})
    assert fetch("SELECT details ->> 'area_m2' FROM staging.staged_issue") == [
        ("400.0",)
    ]


def test_stated_value_is_kept_beside_the_parcel(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [{"code": "01A001", "ราคาประเมิน": "1,250,000.50"}]
    path = write_gpkg(tmp_path / "a.gpkg", rows, [box()])
    load("parcels", path)
    assert fetch("SELECT value_baht, from_year_be FROM register.stated_value") == [
        (Decimal("1250000.50"), 2563)
    ]
    assert load("parcels", path).unchanged == 1


def test_thai_shapefile_in_indian_1975_lands_in_place(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    corner = (267635.31, 1817846.83)
    shape = shapely.box(*corner, corner[0] + 40, corner[1] + 40)
    table = dbf({"PARCEL_COD": 15, "ถนน": 20}, [[b"01A001", "ศรีจันทร์".encode("cp874")]])
    path = write_shapefile(tmp_path / "p.shp", table, [shape], srid=24048)
    report = load("parcels", path)
    assert (report.crs, report.encoding) == ("EPSG:24048", "cp874")
    assert report.issues == {"file.crs_pinned": 1}
    ((road, x, y),) = fetch(
        "SELECT road, ST_XMin(geom), ST_YMin(geom) FROM register.parcel"
    )
    assert road == "ศรีจันทร์"
    assert (x, y) == pytest.approx((267220.30, 1818160.93), abs=0.01)


def test_new_parcels_find_the_buildings_that_stand_on_them(
    load: Load, fetch: Fetch, two: Path, connection: Connection[Any]
) -> None:
    make_building(connection, code="01A001-B001", geom=_ewkt(box(30, 10, 20, 20)))
    load("parcels", two)
    assert fetch(
        "SELECT p.code, s.share FROM register.building_parcel s"
        " JOIN register.parcel p ON p.id = s.parcel_id ORDER BY p.code"
    ) == [("01A001", Decimal("0.500000")), ("01A002", Decimal("0.500000"))]


def _ewkt(shape: shapely.Polygon) -> str:
    return f"SRID=32648;{shapely.MultiPolygon([shape]).wkt}"


def test_dry_run_keeps_the_record_and_writes_nothing(
    load: Load, fetch: Fetch, two: Path
) -> None:
    report = load("parcels", two, dry_run=True)
    assert (report.dry_run, report.loaded) == (True, 2)
    assert fetch("SELECT count(*) FROM register.parcel") == [(0,)]
    assert fetch("SELECT status, loaded FROM staging.batch") == [("dry_run", 2)]
    assert load("parcels", two).loaded == 2


def test_values_that_look_like_sql_stay_values(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    nasty = "'); DROP TABLE register.parcel; --\"\\,"
    rows = [{"code": "01A001", "note": nasty, "road": "NULL", "soi": "\\N"}]
    load("parcels", write_gpkg(tmp_path / "a.gpkg", rows, [box()]))
    assert fetch("SELECT note, road, soi FROM register.parcel") == [
        (nasty, "NULL", "\\N")
    ]
