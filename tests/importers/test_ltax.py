"""The six-sheet workbook comes in and goes out again without loss."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from python_calamine import CalamineWorkbook

from importers.ltax.workbook import load_workbook
from importers.rejects import read_rejects, write_rejects
from importers.undo import undo_batch
from kkmgis.errors import SourceError
from kkmgis.identity import Vault
from kkmgis.ltax.export import export_ltax
from tests.builders import make_block, make_parcel
from tests.importers.conftest import KEY, Fetch
from tests.importers.files import write_csv, write_xlsx
from tests.importers.ltax_files import LAND, Book, read_book, write_book

YEAR = 2569
SOMCHAI, SOMYING, COMPANY = "1234567890121", "3-4567-89012-34-5", "0405500000011"

CITY: Book = {
    "owner": [
        {
            "ลำดับ": "7", "เลขบัตรประชาชน": SOMCHAI, "ประเภทบุคคล": "1", "คำนำหน้า": "นาย",
            "ชื่อ": "สมมุติ", "นามสกุล": "ใจดี", "สัญชาติ": "ไทย", "เลขที่บ้าน": "9/1",
            "หมู่ที่": "4", "ซอย": "2", "ถนน": "ทดสอบ", "ตำบล": "ในเมือง", "อำเภอ": "เมือง",
            "จังหวัด": "ขอนแก่น", "รหัสไปรษณีย์": "40000", "โทรศัพท์": "00-0000-0001",
            "สถานะบุคคล": "1", "บ้านเลขที่ปัจจุบัน": "10", "หมู่ที่ปัจจุบัน": "5",
            "ซอยปัจจุบัน": "3", "ถนนปัจจุบัน": "ลอง", "ตำบลปัจจุบัน": "ในเมือง",
            "อำเภอปัจจุบัน": "เมือง", "จังหวัดปัจจุบัน": "ขอนแก่น",
            "รหัสไปรษณีย์ปัจจุบัน": "40000", "อีเมล": "a@example.test",
            "ที่อยู่เพื่อส่งจดหมาย": "2",
        },
        {"เลขบัตรประชาชน": SOMYING, "ประเภทบุคคล": "บุคคลธรรมดา", "คำนำหน้า": "นาง",
         "ชื่อ": "ลองดู", "นามสกุล": "มั่นคง", "ที่อยู่เพื่อส่งจดหมาย": "1"},
        {"เลขบัตรประชาชน": COMPANY, "ประเภทบุคคล": "นิติบุคคล", "ชื่อ": "=บริษัท ตัวอย่าง จำกัด"},
        {"ประเภทบุคคล": "7", "ชื่อ": "วัดไม่มีเลข"},
    ],
    "land": [
        {
            "ลำดับ": "1", "เลขบัตรเจ้าของที่ดิน": SOMCHAI, "รหัสแปลงที่ดิน": "01A001",
            "ประเภทเอกสาร": "โฉนด", "เลขที่เอกสาร": "00123", "หน้าสำรวจ": "45",
            "เล่มที่": "7", "ระวาง": "5541", "แผนที่ระวางภูมิประเทศ": "I", "ระวางUTM": "6816",
            "มาตราส่วน": "4000", "เลขที่ดิน": "12", "หมู่ที่": "4", "ไร่": "1", "งาน": "2",
            "ตร.วา": "10.50", "ตำบล": "ในเมือง", "อำเภอ": "เมือง", "จังหวัด": "ขอนแก่น",
            "รวมราคาประเมินที่ดิน (บาท)": "9,157,500", "Path รูปที่ดิน": "photos\\a.jpg\nphotos\\b.jpg",
            "รหัสกลุ่มที่ดิน": "G1", "แผ่นที่ระวางUTM": "15", "หน้าที่": "88", "ถนน": "ทดสอบ",
            "ซอย": "2", "รวมเนื้อที่ทั้งหมด (ตร.ว.)": "610.5", "ราคาต่อตร.วา": "15,000.00",
            "หมายเหตุ": "ตรวจแล้ว", "หมายเหตุเจ้าหน้าที่": "-",
        },
        {"เลขบัตรเจ้าของที่ดิน": "3456789012345", "รหัสแปลงที่ดิน": "01A001", "ลำดับ": "2"},
        {"เลขบัตรเจ้าของที่ดิน": SOMCHAI, "รหัสแปลงที่ดิน": "01A002", "ประเภทเอกสาร": "12"},
        {"เลขบัตรเจ้าของที่ดิน": "9999999999994", "รหัสแปลงที่ดิน": "01A003", "ไร่": "ประมาณ 2"},
        {"รหัสแปลงที่ดิน": "01a004", "งาน": "1"},
        {"เลขบัตรเจ้าของที่ดิน": SOMYING, "รหัสแปลงที่ดิน": "09Z999", "ไร่": "3", "เล่มที่": "2"},
    ],
    "land_use": [
        {"เลขบัตรเจ้าของที่ดิน": SOMCHAI, "รหัสแปลงที่ดิน": "01A001", "ประเภทการใช้ประโยชน์": "2",
         "ไร่": "1", "งาน": "0", "ตร.วา": "10.5", "ผู้ทำประโยชน์": "1", "ใช้โดย": "เจ้าของ",
         "เลขบัตรผู้ทำประโยชน์": SOMCHAI, "การเกษตรที่ทำ": "3", "Path รูปที่ดิน": "c.jpg", "หมายเหตุ": "x"},
        {"เลขบัตรเจ้าของที่ดิน": SOMCHAI, "รหัสแปลงที่ดิน": "01A001", "ประเภทการใช้ประโยชน์": "5",
         "งาน": "2"},
        {"เลขบัตรเจ้าของที่ดิน": SOMCHAI, "รหัสแปลงที่ดิน": "01A002", "ประเภทการใช้ประโยชน์": "3",
         "ไร่": "1", "เลขบัตรผู้ทำประโยชน์": SOMYING},
        {"รหัสแปลงที่ดิน": "01A003", "ประเภทการใช้ประโยชน์": "7", "ไร่": "1"},
        {"รหัสแปลงที่ดิน": "01A003", "ประเภทการใช้ประโยชน์": "9", "ไร่": "1"},
        {"เลขบัตรเจ้าของที่ดิน": SOMYING, "รหัสแปลงที่ดิน": "09Z999", "ประเภทการใช้ประโยชน์": "1",
         "ไร่": "3"},
    ],
    "building": [
        {
            "ลำดับ": "1", "เลขบัตรเจ้าของที่ดิน": SOMCHAI, "เลขบัตรเจ้าของสิ่งปลูกสร้าง": SOMYING,
            "รหัสแปลงที่ดิน": "01A002", "รหัสสิ่งปลูกสร้าง": "01A002-B001", "รหัสอาคาร": "A1",
            "เลขที่บ้าน": "9/2", "หมู่ที่": "4", "ซอย": "1", "ถนน": "ทดสอบ", "ประเภทอาคาร": "101",
            "โครงสร้าง": "ไม้", "จำนวนชั้น": "2", "กว้าง(ม.)": "8", "ยาว(ม.)": "10.0",
            "เนื้อที่ที่ดิน": "20", "ปีที่สร้าง": "2550", "ประเภทการใช้งาน": "อยู่อาศัย",
            "พื้นที่พาณิชย์": "0", "สัดส่วนกรรมสิทธิ์": "100%", "Path รูปภาพ": "d.jpg",
            "หมู่บ้าน/ชุมชน": "ชุมชนตัวอย่าง", "ขนาดพื้นที่ทั้งอาคาร(ตร.ม.)": "160.00",
            "อายุสิ่งปลูกสร้าง (ปี)": "19", "ราคาประเมินต่อตร.ม.": "6,500",
            "ราคาประเมินทุนทรัพย์": "1040000", "หักค่าเสื่อม": "19", "คงเหลือราคาประเมิน": "842400",
            "หมายเหตุ": "บ้าน", "หมายเหตุเจ้าหน้าที่": "ok",
        },
        {"รหัสสิ่งปลูกสร้าง": "09Z999-B001", "รหัสแปลงที่ดิน": "09Z999", "อายุสิ่งปลูกสร้าง (ปี)": "5"},
    ],
    "building_use": [
        {"เลขบัตรเจ้าของสิ่งปลูกสร้าง": SOMYING, "รหัสสิ่งปลูกสร้าง": "01A002-B001",
         "ประเภทการใช้งาน": "1", "เต็มพื้นที่ทุกชั้น": "ใช่", "ชั้นที่": "1-2", "กว้าง(ม.)": "8",
         "ยาว(ม.)": "10", "พื้นที่รวม(ตร.ม.)": "160", "ขนาดพื้นที่คงเหลือ(ตร.ม.)": "0",
         "ลักษณะการใช้": "1", "หมายเหตุ": "-"},
        {"รหัสสิ่งปลูกสร้าง": "01A009-B001", "ประเภทการใช้งาน": "2"},
    ],
    "sign": [
        {
            "รหัสป้าย": "01A001-P001", "เลขบัตรเจ้าของป้าย": f"{COMPANY};{SOMCHAI}",
            "ชื่อสถานประกอบการค้า/กิจการ": "ร้านตัวอย่าง", "วันที่ติดตั้งป้าย": "1/2/2566",
            "บ้านเลขที่": "9", "หมู่": "4", "ตรอก/ซอย": "2", "ถนน": "ทดสอบ", "ชุมชน": "ก",
            "อำเภอ": "เมือง", "ตำบล": "ในเมือง", "ป้ายแสดง": "ชื่อร้าน", "ประเภทป้าย": "6",
            "กว้าง (ซม.)": "0120", "ยาว (ซม.)": "240", "จำนวนด้าน": "1",
            "ข้อความภายในป้าย": "+ร้าน SHOP", "งวดที่ติดตั้งป้าย": "1", "จังหวัด": "ขอนแก่น",
            "รหัสไปรษณีย์": "40000", "โทรศัพท์": "00-0000-0002", "Path รูปภาพ": "e.jpg",
            "รหัสแปลงที่ดิน": "01A001", "เนื้อที่ป้าย (ตร.ซม.)": "28800", "จำนวนหน่วย": "58",
            "อัตราภาษีป้าย": "52", "รวมเงินภาษี (บาท)": "2,995.20", "หมายเหตุ": "x",
            "หมายเหตุเจ้าหน้าที่": "y",
        },
        {"รหัสป้าย": "01A001-P002", "เลขบัตรเจ้าของป้าย": "8888888888888"},
    ],
}  # fmt: skip


@pytest.fixture
def map_there(connection: Connection[Any]) -> None:
    """Have the shapes of four parcels, as from the map."""
    make_block(connection, code="01A")
    for number in range(1, 5):
        make_parcel(connection, code=f"01A00{number}", x=number * 100, area_wa=None,
                    doc_type=None, deed_no=None)  # fmt: skip


def bring_in(connection: Connection[Any], path: Path, **said: Any) -> Any:
    said = {"year_be": YEAR, "actor": "test", "identity_key": KEY, **said}
    return load_workbook(connection, path, **said)


def send_out(connection: Connection[Any], path: Path) -> Path:
    export_ltax(connection, path, year_be=YEAR, vault=Vault(KEY), actor="test")
    return path


def told(rows: Any) -> list[dict[str, str]]:
    return [dict(row) for row in rows]


@pytest.mark.usefixtures("map_there")
def test_every_cell_of_a_workbook_comes_back_as_it_was(
    connection: Connection[Any], tmp_path: Path
) -> None:
    bring_in(connection, write_book(tmp_path / "in.xlsx", CITY))
    back = read_book(send_out(connection, tmp_path / "out.xlsx"))
    for name, rows in CITY.items():
        found = back[name]
        if name in ("owner", "land"):
            # Parcels and owners that the workbook does not know come behind.
            found = found[: len(rows)]
        assert found == told(rows), name


def test_without_a_map_nothing_is_lost_either(
    connection: Connection[Any], tmp_path: Path
) -> None:
    path = write_book(tmp_path / "in.xlsx", CITY)
    reports = bring_in(connection, path)
    assert [r.rejected for r in reports] == [0] * 6
    back = read_book(send_out(connection, tmp_path / "out.xlsx"))
    assert back == {name: told(rows) for name, rows in CITY.items()}


def test_workbook_that_comes_in_again_changes_nothing(
    connection: Connection[Any], tmp_path: Path, map_there: None
) -> None:
    path = write_book(tmp_path / "in.xlsx", CITY)
    bring_in(connection, path)
    again = bring_in(connection, path)
    assert [(r.unchanged, r.rejected) for r in again] == [(r.read, 0) for r in again]


def test_identity_is_found_nowhere_in_clear(
    connection: Connection[Any], tmp_path: Path, fetch: Fetch, map_there: None
) -> None:
    bring_in(connection, write_book(tmp_path / "in.xlsx", CITY))
    tables = fetch(
        "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN"
        " ('register', 'private', 'history', 'staging', 'audit')"
    )
    assert len(tables) > 30
    for (table,) in tables:
        kept = " ".join(str(row) for row in fetch(f"SELECT t::text FROM {table} t"))
        for secret in (SOMCHAI, "3456789012345", COMPANY, "00-0000", "a@example.test",
                       "8888888888888", "10 หมู่ที่ 5"):  # fmt: skip
            assert secret not in kept, table


def test_register_has_what_the_workbook_tells(
    connection: Connection[Any], tmp_path: Path, fetch: Fetch, map_there: None
) -> None:
    bring_in(connection, write_book(tmp_path / "in.xlsx", CITY))
    assert fetch(
        "SELECT doc_type, deed_no, survey_no, utm_map1, utm_map2, utm_map3, utm_map4,"
        " area_wa, moo, road, note FROM register.parcel WHERE code = '01A001'"
    ) == [("chanote", "00123", "45", "5541", "1", "6816", "15", Decimal("610.5"), "4",
           "ทดสอบ", "ตรวจแล้ว")]  # fmt: skip
    assert fetch(
        "SELECT o.name, r.share_num, r.share_den, r.home_from_year_be, r.start_on"
        " FROM register.property_right r JOIN register.parcel p ON p.id = r.parcel_id"
        " JOIN register.party o ON o.id = r.party_id WHERE p.code = '01A001' ORDER BY 1"
    ) == [("ลองดู", 1, 2, None, None), ("สมมุติ", 1, 2, YEAR, None)]
    assert fetch(
        "SELECT u.use, u.amount, u.position, u.vacant_since_be"
        " FROM register.property_use u JOIN register.parcel p ON p.id = u.parcel_id"
        " ORDER BY p.code, u.position"
    ) == [
        ("residential", Decimal("410.5"), 1, None), ("other", Decimal(200), 2, None),
        ("residential", Decimal(400), 1, None), ("vacant", Decimal(400), 2, YEAR - 6),
    ]  # fmt: skip
    assert fetch(
        "SELECT b.structure, b.storeys, b.floor_area_m2, b.built_year_be, p.code,"
        " o.name, r.home_from_year_be FROM register.building b"
        " JOIN register.parcel p ON p.id = b.parcel_id"
        " JOIN register.property_right r ON r.building_id = b.id"
        " JOIN register.party o ON o.id = r.party_id WHERE b.code = '01A002-B001'"
    ) == [("wood", 2, Decimal(160), 2550, "01A002", "ลองดู", YEAR)]
    assert fetch(
        "SELECT s.text_class, s.moving, s.width_cm, s.installed_on::text, o.kind"
        " FROM register.sign s JOIN register.party o ON o.id = s.owner_id"
    ) == [("mixed", True, Decimal(120), "2023-02-01", "company")]
    assert fetch("SELECT key, price_baht_per_wa FROM register.land_price") == [
        ("parcel 01A001", Decimal(15000))
    ]


def test_undo_takes_a_whole_workbook_back(
    connection: Connection[Any], tmp_path: Path, fetch: Fetch, map_there: None
) -> None:
    tables = ("party", "parcel", "property_right", "property_use", "building", "sign",
              "land_price", "ltax_row")  # fmt: skip
    state = [
        f"SELECT to_jsonb(t) - ARRAY['version', 'sys_from', 'changed_by',"
        f" 'change_reason'] FROM register.{table} t ORDER BY id"
        for table in tables
    ]
    bring_in(connection, write_book(tmp_path / "a.xlsx", CITY))
    before = [fetch(query) for query in state]
    other = {
        "land": [{"รหัสแปลงที่ดิน": "01A001", "เลขบัตรเจ้าของที่ดิน": COMPANY}],
        "land_use": [{"รหัสแปลงที่ดิน": "01A001", "ประเภทการใช้ประโยชน์": "1", "งาน": "3"}],
    }
    reports = bring_in(connection, write_book(tmp_path / "b.xlsx", other))
    assert fetch(
        "SELECT o.kind FROM register.property_right r JOIN register.party o"
        " ON o.id = r.party_id JOIN register.parcel p ON p.id = r.parcel_id"
        " WHERE p.code = '01A001' AND r.end_on IS NULL"
    ) == [("company",)]
    assert [fetch(query) for query in state] != before
    for report in reversed(reports):
        undo_batch(connection, report.batch, actor="test")
    assert [fetch(query) for query in state] == before


def test_new_owner_follows_the_former_one_at_the_beginning_of_the_year(
    connection: Connection[Any], tmp_path: Path, fetch: Fetch, map_there: None
) -> None:
    bring_in(connection, write_book(tmp_path / "a.xlsx", CITY))
    sold = {"land": [{"รหัสแปลงที่ดิน": "01A002", "เลขบัตรเจ้าของที่ดิน": COMPANY}],
            "land_use": [{"รหัสแปลงที่ดิน": "01A002", "ประเภทการใช้ประโยชน์": "6"}]}  # fmt: skip
    bring_in(connection, write_book(tmp_path / "b.xlsx", sold), year_be=YEAR + 1)
    assert fetch(
        "SELECT o.kind, r.start_on::text, r.end_on::text FROM register.property_right r"
        " JOIN register.party o ON o.id = r.party_id"
        " JOIN register.parcel p ON p.id = r.parcel_id WHERE p.code = '01A002' ORDER BY 1"
    ) == [("company", "2027-01-01", None), ("person", None, "2027-01-01")]
    assert fetch(
        "SELECT u.use, u.from_year_be, u.to_year_be FROM register.property_use u"
        " JOIN register.parcel p ON p.id = u.parcel_id WHERE p.code = '01A002' ORDER BY 2"
    ) == [("residential", YEAR, YEAR), ("vacant", YEAR + 1, None)]


def test_what_changed_since_goes_out_as_the_register_has_it(
    connection: Connection[Any], tmp_path: Path, map_there: None
) -> None:
    bring_in(connection, write_book(tmp_path / "in.xlsx", CITY))
    connection.execute(
        "UPDATE register.parcel SET area_wa = 700, note = NULL WHERE code = '01A001'"
    )
    back = read_book(send_out(connection, tmp_path / "out.xlsx"))["land"][0]
    assert back["ไร่"] == "1"
    assert back["งาน"] == "3"
    assert back["ตร.วา"] == "0"
    assert "หมายเหตุ" not in back
    assert back["เล่มที่"] == "7"
    assert back["ประเภทเอกสาร"] == "โฉนด"


def test_waiting_rows_enter_the_register_once_the_map_has_their_parcel(
    connection: Connection[Any], tmp_path: Path, fetch: Fetch, map_there: None
) -> None:
    path = write_book(tmp_path / "in.xlsx", CITY)
    first = bring_in(connection, path)
    assert first[1].issues["ltax.parcel_waiting"] == 1
    make_parcel(connection, code="09Z999", x=900, area_wa=None)
    bring_in(connection, path)
    assert fetch(
        "SELECT p.area_wa, o.name, u.use FROM register.parcel p"
        " JOIN register.property_right r ON r.parcel_id = p.id"
        " JOIN register.party o ON o.id = r.party_id"
        " JOIN register.property_use u ON u.parcel_id = p.id WHERE p.code = '09Z999'"
    ) == [(Decimal(1200), "ลองดู", "agriculture")]
    assert fetch("SELECT code FROM register.ltax_row WHERE waiting ORDER BY 1") == [
        ("01A003",), ("01A003",), ("01A009-B001",),
    ]  # fmt: skip


def test_repeated_row_is_rejected_in_the_layout_of_its_sheet(
    connection: Connection[Any], tmp_path: Path, map_there: None
) -> None:
    book = {"land": [CITY["land"][0], CITY["land"][0], {"ไร่": "1"}]}
    reports = bring_in(connection, write_book(tmp_path / "in.xlsx", book))
    report = next(r for r in reports if r.kind == "ltax-land")
    assert report.rejected == 2
    rejects = read_rejects(connection, report.batch, vault=Vault(KEY))
    out = tmp_path / "rejects.xlsx"
    write_rejects(rejects, out)
    header, first, *_ = (
        CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    )
    assert [name for name in header if not str(name).startswith("kkm_")] == list(
        LAND.headers
    )
    assert first[header.index("เลขบัตรเจ้าของที่ดิน")] == SOMCHAI


def test_file_that_is_no_such_workbook_is_refused(
    connection: Connection[Any], tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="is no workbook"):
        bring_in(connection, write_csv(tmp_path / "a.csv", ["a"], ["1"]))
    other = write_xlsx(tmp_path / "b.xlsx", {"Sheet1": [["a"], ["1"]]})
    with pytest.raises(SourceError, match="none of the LTAX sheets"):
        bring_in(connection, other)


def test_dry_run_leaves_nothing(
    connection: Connection[Any], tmp_path: Path, fetch: Fetch, map_there: None
) -> None:
    path = write_book(tmp_path / "in.xlsx", CITY)
    reports = bring_in(connection, path, dry_run=True)
    assert sum(report.loaded for report in reports) == sum(map(len, CITY.values()))
    assert all(report.dry_run for report in reports)
    assert fetch("SELECT FROM register.ltax_row") == []
    assert fetch("SELECT FROM staging.batch") == []
