"""Buildings, condominiums, signs, assets and leases come in with their place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from tests.builders import make_asset, make_building, make_parcel, make_party
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, write_csv, write_gpkg, write_xlsx


@pytest.fixture
def parcel(connection: Connection[Any]) -> int:
    """Give a parcel to stand on, 40 by 40 m."""
    return make_parcel(connection, code="01A001", x=0, y=0, width=40, height=40)


def test_building_is_loaded_with_its_facts(
    load: Load, fetch: Fetch, tmp_path: Path, parcel: int
) -> None:
    header = [
        "รหัสอาคาร", "รหัสแปลง", "ประเภทสิ่งปลูกสร้าง", "ลักษณะสิ่งปลูกสร้าง",
        "จำนวนชั้น", "พื้นที่ใช้สอย", "ปีที่สร้าง",
    ]  # fmt: skip
    row = ["01A001-B001", "01A001", "101", "ครึ่งตึกครึ่งไม้", 2, "1,180.5", 2540]
    path = write_xlsx(tmp_path / "b.xlsx", {"อาคาร": [header, row]})
    assert load("buildings", path).clean
    assert fetch(
        "SELECT code, parcel_id, type_code, structure, storeys, floor_area_m2,"
        " built_year_be FROM register.building"
    ) == [("01A001-B001", parcel, "101", "half", 2, Decimal("1180.50"), 2540)]
    assert fetch("SELECT parcel_id, share FROM register.building_parcel") == [
        (parcel, Decimal("1.000000"))
    ]


def test_building_over_a_boundary_is_shared_by_measure(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_parcel(connection, code="01A001", x=0, y=0, width=40, height=40)
    make_parcel(connection, code="01A002", x=40, y=0, width=40, height=40)
    path = write_gpkg(
        tmp_path / "b.gpkg",
        [{"code": "01A001-B001", "parcel_code": "01A001"}],
        [box(25, 10, 20, 10)],
    )
    load("buildings", path)
    assert fetch("SELECT share FROM register.building_parcel ORDER BY share") == [
        (Decimal("0.250000"),),
        (Decimal("0.750000"),),
    ]


def test_hair_over_the_boundary_is_drawing_and_not_standing(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_parcel(connection, code="01A001", x=0, y=0, width=40, height=40)
    make_parcel(connection, code="01A002", x=40, y=0, width=40, height=40)
    rows = [{"code": "01A001-B001"}]
    load("buildings", write_gpkg(tmp_path / "b.gpkg", rows, [box(20.05, 10, 20, 10)]))
    assert fetch("SELECT count(*) FROM register.building_parcel") == [(1,)]


@pytest.mark.usefixtures("parcel")
def test_building_of_an_unknown_parcel_comes_in_flagged(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "b.csv", ["code", "parcel_code"], ["09Z009-B001", "09Z009"]
    )
    report = load("buildings", path)
    assert (report.loaded, report.issues) == (1, {"reference.missing": 1})
    assert fetch("SELECT parcel_id FROM register.building") == [(None,)]


def test_unknown_parcel_does_not_wipe_out_a_known_one(
    load: Load, fetch: Fetch, tmp_path: Path, parcel: int
) -> None:
    header = ["code", "parcel_code"]
    load("buildings", write_csv(tmp_path / "a.csv", header, ["01A001-B001", "01A001"]))
    path = write_csv(tmp_path / "b.csv", header, ["01A001-B001", "01A0001"])
    assert load("buildings", path).unchanged == 1
    assert fetch("SELECT parcel_id FROM register.building") == [(parcel,)]


def test_building_without_a_shape_comes_in_flagged(load: Load, tmp_path: Path) -> None:
    rows = [{"code": "01A001-B001"}, {"code": "01A001-B002"}]
    report = load("buildings", write_gpkg(tmp_path / "b.gpkg", rows, [box(), None]))
    assert (report.loaded, report.issues) == (2, {"geometry.missing": 1})


def test_impossible_shape_is_left_out_and_the_building_kept(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [{"code": "01A001-B001"}]
    report = load("buildings", write_gpkg(tmp_path / "b.gpkg", rows, [box().centroid]))
    assert (report.loaded, report.issues) == (1, {"geometry.wrong_type": 1})
    assert fetch("SELECT geom FROM register.building") == [(None,)]


def test_condominium_is_written_once_with_its_units(
    load: Load, fetch: Fetch, tmp_path: Path, parcel: int
) -> None:
    header = ["รหัสอาคารชุด", "ชื่ออาคารชุด", "รหัสแปลง", "เลขที่ห้องชุด", "ชั้น", "พื้นที่"]
    rows = [["1/2560", "ริมบึง", "01A001", f"99/{n}", 1, 32.5] for n in (1, 2, 3)]
    path = write_xlsx(tmp_path / "c.xlsx", {"ห้องชุด": [header, *rows]})
    assert load("condos", path).loaded == 3
    assert fetch("SELECT code, name, parcel_id FROM register.condominium") == [
        ("1/2560", "ริมบึง", parcel)
    ]
    assert fetch("SELECT unit_no, floor_no, area_m2 FROM register.unit ORDER BY 1") == [
        (f"99/{n}", "1", Decimal("32.50")) for n in (1, 2, 3)
    ]
    assert load("condos", path).unchanged == 3


def test_renamed_condominium_counts_as_updated(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    header = ["condominium_code", "condominium_name", "unit_no"]
    load("condos", write_csv(tmp_path / "a.csv", header, ["C1", "เก่า", "1"]))
    report = load("condos", write_csv(tmp_path / "b.csv", header, ["C1", "ใหม่", "1"]))
    assert report.updated == 1
    assert fetch("SELECT name FROM register.condominium") == [("ใหม่",)]


def test_sign_is_loaded_with_place_owner_and_size(
    load: Load, fetch: Fetch, tmp_path: Path, parcel: int, connection: Connection[Any]
) -> None:
    owner = make_party(connection, code="C7")
    header = [
        "รหัสป้าย", "รหัสแปลง", "รหัสเจ้าของ", "ลักษณะอักษร", "กว้าง", "สูง",
        "วันที่ติดตั้ง", "easting", "northing",
    ]  # fmt: skip
    row = [
        "01A001-P001",
        "01A001",
        "C7",
        "2ข",
        240,
        120.5,
        "10/05/2569",
        265010,
        1817010,
    ]
    path = write_csv(tmp_path / "s.csv", header, row, encoding="cp874")
    assert load("signs", path, crs="EPSG:32648").clean
    assert fetch(
        "SELECT kind, parcel_id, owner_id, text_class, moving, width_cm, height_cm, sides,"
        " installed_on, ST_X(geom), ST_Y(geom) FROM register.sign"
    ) == [
        ("permanent", parcel, owner, "mixed", False, Decimal("240.00"), Decimal("120.50"),
         1, dt.date(2026, 5, 10), 265010.0, 1817010.0)
    ]  # fmt: skip
    assert load("signs", path, crs="EPSG:32648").unchanged == 1


def test_sign_that_was_removed_before_it_stood_is_rejected(
    load: Load, tmp_path: Path
) -> None:
    header = ["code", "installed_on", "removed_on"]
    path = write_csv(
        tmp_path / "s.csv", header, ["01A001-P001", "2/1/2569", "1/1/2569"]
    )
    report = load("signs", path)
    assert (report.rejected, report.issues) == (1, {"dates.order": 1})


def test_table_of_signs_without_places_needs_no_crs(load: Load, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", ["code", "sides"], ["01A001-P001", 2])
    assert load("signs", path).loaded == 1


def test_asset_and_lease_hang_together(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    tenant = make_party(connection, code="C9")
    header = ["รหัสทรัพย์สิน", "ประเภท", "เจ้าของ", "ชื่อ"]
    assets = write_csv(
        tmp_path / "a.csv", header, ["ส-001", "แผงค้า", "ราชพัสดุ", "แผง 1"]
    )
    assert load("assets", assets).clean
    header = [
        "เลขที่สัญญา", "รหัสทรัพย์สิน", "รหัสผู้เช่า", "วันเริ่มสัญญา", "วันสิ้นสุดสัญญา",
        "ค่าเช่า", "งวด", "เงินประกัน",
    ]  # fmt: skip
    row = [
        "12/2566",
        "ส-001",
        "C9",
        "1/1/2566",
        "31/12/2568",
        "1500.25",
        "รายเดือน",
        4500,
    ]
    leases = write_xlsx(tmp_path / "l.xlsx", {"สัญญา": [header, row]})
    assert load("leases", leases).clean
    assert fetch(
        "SELECT a.owner, a.kind, l.tenant_id, l.start_on, l.end_on, l.rent_satang,"
        " l.rent_period, l.deposit_satang FROM register.lease l"
        " JOIN register.asset a ON a.id = l.asset_id"
    ) == [
        ("treasury", "stall", tenant, dt.date(2023, 1, 1), dt.date(2025, 12, 31),
         150025, "month", 450000)
    ]  # fmt: skip
    assert load("leases", leases).unchanged == 1


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        pytest.param(["9/2569", "X", "1/1/2569", 5], "reference.missing", id="asset"),
        pytest.param(["9/2569", "A1", "", 5], "value.required", id="no_start"),
        pytest.param(["9/2569", "A1", "1/1/2569", -5], "value.out_of_range", id="rent"),
    ],
)
def test_lease_that_cannot_be_is_rejected(
    load: Load,
    tmp_path: Path,
    connection: Connection[Any],
    row: list[object],
    issue: str,
) -> None:
    make_asset(connection, code="A1")
    header = ["contract_no", "asset_code", "start_on", "rent_baht"]
    report = load("leases", write_csv(tmp_path / "l.csv", header, row))
    assert (report.rejected, report.issues) == (1, {issue: 1})


def test_building_is_measured_again_when_its_parcel_changes(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_building(connection, code="01A001-B001", parcel_id=None)
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "01A001"}], [box(0, 0, 200, 200)])
    load("parcels", path)
    path = write_gpkg(tmp_path / "b.gpkg", [{"code": "01A001"}], [box(5000, 0)])
    load("parcels", path)
    assert fetch("SELECT count(*) FROM register.building_parcel") == [(0,)]
