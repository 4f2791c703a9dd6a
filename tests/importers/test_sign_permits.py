"""Permits of temporary signs, by point, by parcel or by the name of a place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.undo import Undone, undo_batch
from tests.builders import make_authority, make_parcel, make_party, make_sign
from tests.importers.conftest import Fetch, Load
from tests.importers.files import write_csv

HEADER = ["เลขที่ใบอนุญาต", "ผู้ขออนุญาต", "วัตถุประสงค์", "ชนิดป้าย", "สถานที่", "กว้าง (ซม.)",
          "สูง (ซม.)", "จำนวน", "ตั้งแต่วันที่", "ถึงวันที่", "ค่าธรรมเนียม", "สถานะ"]  # fmt: skip
ROW = ["12/2569", "ร้านสมมุติ", "การค้า", "ไวนิล", "ถนนกลางเมือง", "120", "๒๔๐", "4",
       "01/03/2569", "30/04/2569", "800.00", "อนุญาต"]  # fmt: skip


def permits(path: Path, *rows: list[str], header: list[str] = HEADER) -> Path:
    return write_csv(path, header, *rows, encoding="cp874")


def changed(**cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(HEADER, ROW, strict=True)]


def test_permit_is_read_from_a_thai_table(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    assert load("sign-permits", permits(tmp_path / "p.csv", ROW)).clean
    assert fetch(
        "SELECT permit_no, applicant_name, purpose, sign_kind, place, width_cm,"
        " height_cm, sides, quantity, start_on, end_on, fee_satang, status"
        " FROM register.sign_permit"
    ) == [
        (
            "12/2569", "ร้านสมมุติ", "commercial", "banner", "ถนนกลางเมือง",
            Decimal("120.00"), Decimal("240.00"), 1, 4, dt.date(2026, 3, 1),
            dt.date(2026, 4, 30), 80_000, "approved",
        )
    ]  # fmt: skip


def test_same_file_again_changes_nothing(load: Load, tmp_path: Path) -> None:
    path = permits(tmp_path / "p.csv", ROW)
    load("sign-permits", path)
    assert load("sign-permits", path).unchanged == 1


def test_removal_is_an_update_and_its_undo_forgets_it(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    load("sign-permits", permits(tmp_path / "a.csv", ROW))
    later = permits(
        tmp_path / "b.csv", [*ROW, "05/05/2569"], header=[*HEADER, "วันที่รื้อถอน"]
    )
    report = load("sign-permits", later)
    assert report.updated == 1
    state = "SELECT removed_on FROM register.sign_permit"
    assert fetch(state) == [(dt.date(2026, 5, 5),)]
    assert undo_batch(connection, report.batch, actor="test") == Undone(0, 1)
    assert fetch(state) == [(None,)]


def test_permit_is_tied_to_applicant_parcel_and_taxed_sign(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    parcel = make_parcel(connection, code="01A001")
    party = make_party(connection, code="P9")
    sign = make_sign(connection, code="01A001-P001")
    path = permits(
        tmp_path / "p.csv",
        [*ROW, "01A001", "P9", "01A001-P001"],
        header=[*HEADER, "รหัสแปลง", "รหัสผู้ขออนุญาต", "รหัสป้าย"],
    )
    assert load("sign-permits", path).clean
    assert fetch(
        "SELECT parcel_id, applicant_id, sign_id FROM register.sign_permit"
    ) == [(parcel, party, sign)]


def test_place_by_coordinates_is_a_point(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_authority(connection)
    path = permits(
        tmp_path / "p.csv", [*ROW, "265010.5", "1817020"], header=[*HEADER, "x", "y"]
    )
    assert load("sign-permits", path, crs="EPSG:32648").clean
    assert fetch("SELECT ST_AsText(geom) FROM register.sign_permit") == [
        ("POINT(265010.5 1817020)",)
    ]


def test_unknown_parcel_is_flagged_and_the_permit_kept(
    load: Load, tmp_path: Path
) -> None:
    path = permits(tmp_path / "p.csv", [*ROW, "09Z999"], header=[*HEADER, "รหัสแปลง"])
    report = load("sign-permits", path)
    assert (report.loaded, report.issues) == (1, {"reference.missing": 1})


def test_permit_without_any_place_is_flagged(load: Load, tmp_path: Path) -> None:
    report = load("sign-permits", permits(tmp_path / "p.csv", changed(สถานที่="-")))
    assert (report.loaded, report.issues) == (1, {"permit.no_place": 1})


def test_permit_that_ends_before_it_begins_is_refused(
    load: Load, tmp_path: Path
) -> None:
    bad = changed(ถึงวันที่="28/02/2569")
    report = load("sign-permits", permits(tmp_path / "p.csv", bad))
    assert (report.rejected, report.issues) == (1, {"dates.order": 1})


def test_number_that_comes_twice_is_refused_once(load: Load, tmp_path: Path) -> None:
    report = load("sign-permits", permits(tmp_path / "p.csv", ROW, ROW))
    assert (report.loaded, report.rejected) == (1, 1)
