"""Export → import into an empty register → export gives the same file, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from importers.load import load_file
from kkmgis.ltax.layout import SHEETS
from tests.builders import (
    make_block,
    make_building,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_sign,
    make_use,
)
from tests.importers.conftest import KEY
from tests.importers.files import write_csv
from tests.importers.ltax_files import Book, read_book, write_book
from tests.importers.test_ltax import bring_in, send_out, told

CODES = [f"01A00{number}" for number in range(1, 6)]


@contextmanager
def taken_back(connection: Connection[Any]) -> Iterator[None]:
    """Do something in an empty register, and take it back."""
    with connection.transaction(force_rollback=True):
        yield


def draw_map(connection: Connection[Any]) -> None:
    """Have the shapes, and nothing else that the workbook tells."""
    make_block(connection, code="01A")
    for number, code in enumerate(CODES):
        make_parcel(connection, code=code, x=number * 100, area_wa=None, doc_type=None,
                    deed_no=None)  # fmt: skip


def fill_register(connection: Connection[Any], folder: Path) -> None:
    """Make a register by everything but a workbook of LTAX."""
    block = make_block(connection, code="01A")
    header = [
        "code",
        "kind",
        "title",
        "name",
        "surname",
        "id_number",
        "phone",
        "address",
    ]
    path = write_csv(
        folder / "parties.csv", header,
        ["PT2", "person", "นาย", "สมมุติ", "ใจดี", "1234567890121", "00-0000-0001", "1 ต.ในเมือง"],
        ["PT1", "person", "นาง", "ลองดู", "", "3-4567-89012-34-5", "", ""],
        ["PT3", "temple", "", "วัดตัวอย่าง", "", "", "00-0000-0002", ""],
    )  # fmt: skip
    load_file(connection, "parties", path, actor="test", identity_key=KEY)
    found = connection.execute("SELECT code, id FROM register.party").fetchall()
    party = {str(code): int(number) for code, number in found}
    parcel = [
        make_parcel(connection, code=code, x=n * 100, area_wa=str(100 + n * 455.25),
                    doc_type=("chanote", "treasury", None, "nsl", "sk1")[n],
                    deed_no=f"00{n}", block_id=block, note="=1+1" if n == 0 else None)
        for n, code in enumerate(CODES)
    ]  # fmt: skip
    make_right(connection, party["PT1"], ("parcel", parcel[0]), home_from_year_be=2560)
    for code in ("PT2", "PT3"):
        make_right(connection, party[code], ("parcel", parcel[1]), share=(1, 2))
    make_right(connection, party["PT3"], ("parcel", parcel[2]))
    house = make_building(connection, code="01A002-B001", parcel_id=parcel[1])
    make_building(connection, code="99Z001-B001", parcel_id=None)
    make_right(connection, party["PT1"], ("building", house), home_from_year_be=2565)
    make_use(connection, ("parcel", parcel[0]), use="residential", amount="100")
    make_use(connection, ("parcel", parcel[1]), use="residential", amount="1.25")
    make_use(connection, ("parcel", parcel[1]), use="vacant", vacant_since_be=2564,
             position=2, amount="2")  # fmt: skip
    make_use(connection, ("parcel", parcel[2]), use="exempt", exempt_under="8(4)")
    make_use(connection, ("building", house), use="other", amount="30")
    make_sign(connection, code="01A001-P001", parcel_id=parcel[0], owner_id=party["PT3"],
              text_class="mixed", content="ร้าน SHOP")  # fmt: skip
    make_sign(connection, code="01A001-P002", text_class="thai", moving=True)
    make_land_price(connection, block_code="01A", price="1500")
    make_party(connection, name="ไม่มีอะไรเลย")


@pytest.mark.parametrize("with_map", [True, False], ids=["map", "no_map"])
def test_second_export_is_the_first_one_byte_by_byte(
    connection: Connection[Any], tmp_path: Path, with_map: bool
) -> None:
    with taken_back(connection):
        fill_register(connection, tmp_path)
        first = send_out(connection, tmp_path / "first.xlsx").read_bytes()
    assert connection.execute("SELECT FROM register.party").fetchall() == []
    if with_map:
        draw_map(connection)
    reports = bring_in(connection, tmp_path / "first.xlsx")
    assert [report.rejected for report in reports] == [0] * 6, reports
    second = send_out(connection, tmp_path / "second.xlsx")
    assert read_book(second) == read_book(tmp_path / "first.xlsx")
    assert second.read_bytes() == first
    book = read_book(second)
    assert [len(book[sheet.name]) for sheet in SHEETS] == [4, 6, 4, 2, 1, 2]
    assert book["land"][0]["หมายเหตุ"] == "=1+1"


PEOPLE = [
    "1234567890121",
    "1-2345-67890-12-1",
    "3456789012345",
    "A1234567",
    "9",
    "#K1",
    "",
]
anything = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\n"),
    max_size=8,
).filter(lambda t: t == t.strip())
usual = {
    "ประเภทบุคคล": ["1", "2", "8", "บุคคลธรรมดา", "วัด", ""],
    "ประเภทเอกสาร": ["1", "13", "โฉนด", "น.ส.3ก", "ใบจอง"],
    "ไร่": ["0", "1", "007", "1.5", "๓", "สาม"],
    "งาน": ["0", "3", "9", "-"],
    "ตร.วา": ["0", "99.99", "10.50", "1,000"],
    "มาตราส่วน": ["4000", "04000"],
    "แผนที่ระวางภูมิประเทศ": ["I", "4", "๔", "V"],
    "ประเภทการใช้ประโยชน์": [*"123456789", "อยู่อาศัย", "ยกเว้น 8(2)", "ยกเว้น ตามมติ", "?"],
    "ประเภทการใช้งาน": [*"12345", "พาณิชย์", "x"],
    "พื้นที่รวม(ตร.ม.)": ["0", "30.00", "๓๐", "ครึ่ง"],
    "ปีที่สร้าง": ["2550", "2007", "พ.ศ. 2550", "นานแล้ว"],
    "อายุสิ่งปลูกสร้าง (ปี)": ["5", "05", "99999"],
    "โครงสร้าง": ["1", "ตึก", "ดิน"],
    "จำนวนชั้น": ["1", "01", "0", "สอง"],
    "สัดส่วนกรรมสิทธิ์": ["1/2", "0.25", "100", "ทั้งหมด"],
    "ราคาต่อตร.วา": ["0", "1,500.00", "แพง"],
    "ประเภทป้าย": ["1ก", "5", "3ข", "ป้ายใหญ่"],
    "วันที่ติดตั้งป้าย": ["01/02/2566", "1/2/2023", "44958", "31/2/2566"],
    "กว้าง (ซม.)": ["0120", "120.5", "0"],
    "จำนวนด้าน": ["1", "02", "0"],
    "ที่อยู่เพื่อส่งจดหมาย": ["1", "2", "ที่อยู่ปัจจุบัน"],
}
PLACES = [*CODES[:3], "01a001 ", "๐๑A๐๐๒", "77X777"]
KEYS = {
    "owner": (), "land": ("รหัสแปลงที่ดิน",), "land_use": ("รหัสแปลงที่ดิน",),
    "building": ("รหัสสิ่งปลูกสร้าง",), "building_use": ("รหัสสิ่งปลูกสร้าง",),
    "sign": ("รหัสป้าย",),
}  # fmt: skip


@st.composite
def rows_of(draw: st.DrawFn, name: str) -> list[dict[str, str]]:
    """Make rows of a sheet, odd ones too, none of them twice."""
    sheet = next(sheet for sheet in SHEETS if sheet.name == name)
    rows: list[dict[str, str]] = []
    taken: set[Any] = set()
    for number in range(draw(st.integers(0, 4))):
        row = {}
        for column in sheet.columns:
            if column.header in KEYS[name]:
                code = draw(st.sampled_from(PLACES)).strip()
                row[column.header] = {
                    "building": f"{code}-B00{number % 2}",
                    "building_use": f"{code}-B00{number % 2}",
                    "sign": f"{code}-P00{number}",
                }.get(name, code)
            elif column.party:
                row[column.header] = draw(st.sampled_from(PEOPLE))
            elif draw(st.booleans()):
                row[column.header] = draw(
                    st.sampled_from(usual[column.header])
                    if column.header in usual else anything
                )  # fmt: skip
        if name == "owner":
            row["ชื่อ"] = f"ก{number}"
        key = _key(name, row, number)
        if key not in taken:
            taken.add(key)
            rows.append({header: cell for header, cell in row.items() if cell})
    return rows


def _key(name: str, row: dict[str, str], number: int) -> object:
    plain = {"01a001": "01A001", "๐๑A๐๐๒": "01A002"}
    code = next((row[header] for header in KEYS[name]), "")
    for written, meant in plain.items():
        code = code.replace(written, meant)
    people = [row[h].replace("-", "") for h in row if h.startswith("เลขบัตร")]
    if name in ("land_use", "building_use"):
        return number
    if name == "owner":
        return people[0] or number
    return (code, people[-1]) if name in ("land", "building") else code


books = st.fixed_dictionaries(
    {sheet.name: rows_of(sheet.name) for sheet in SHEETS}
).filter(lambda book: any(book.values()))


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(book=books, with_map=st.booleans())
def test_any_workbook_comes_back_cell_by_cell_and_then_byte_by_byte(
    connection: Connection[Any], tmp_path: Path, book: Book, with_map: bool
) -> None:
    with taken_back(connection):
        if with_map:
            draw_map(connection)
        reports = bring_in(connection, write_book(tmp_path / "in.xlsx", book))
        assert sum(report.rejected for report in reports) == 0
        first = read_book(send_out(connection, tmp_path / "first.xlsx"))
        for name, rows in book.items():
            assert first[name][: len(rows)] == told(rows), name
    with taken_back(connection):
        if with_map:
            draw_map(connection)
        bring_in(connection, tmp_path / "first.xlsx")
        send_out(connection, tmp_path / "second.xlsx")
    there = [(tmp_path / f"{name}.xlsx").read_bytes() for name in ("first", "second")]
    assert there[0] == there[1]
