"""A newcomer loads a file from the page, looks at what is wrong, and takes it back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Locator, expect
from psycopg import Connection

from kkmgis.db import acting, connect
from tests.end_to_end.import_files import GOOD, office_shapefile
from tests.end_to_end.watched import Watch
from tests.importers.ltax_files import write_book

MORE_THAN_NONE = re.compile(r"^[1-9]")
RESULT = re.compile(r"/imports/\d+$")
NAME = "แปลงที่ดิน_2569.zip"
LOADED = "SELECT count(*) FROM register.parcel WHERE code LIKE '01B2%'"


@pytest.fixture(scope="module")
def content() -> bytes:
    """Give the file of the story."""
    return office_shapefile()


@pytest.fixture
def town(town_url: str) -> Any:
    """Give a look behind the pages."""
    with connect(town_url) as connection:
        connection.autocommit = True
        yield connection


def count(town: Connection[Any]) -> int:
    row = town.execute(LOADED).fetchone()
    assert row is not None
    return int(row[0])


def send(watch: Watch, content: bytes) -> None:
    """Choose the file and wait until it was looked into."""
    watch.open("/imports")
    chooser = watch.page.locator("form.drop input[type=file]").first
    chooser.set_input_files(
        {"name": NAME, "mimeType": "application/zip", "buffer": content}
    )
    expect(watch.page.locator("form[data-file-form]")).to_be_visible(timeout=60_000)


def field(watch: Watch, name: str) -> Locator:
    return watch.page.locator(f'select[name="column.{name}"]')


def choose(watch: Watch, name: str, column: str) -> None:
    field(watch, name).select_option(label=column)


def look_at(watch: Watch, code: str) -> None:
    """Open a rule, press its first issue, and wait for it on the map."""
    page = watch.page
    group = page.locator(f'details.issue-group[data-group="{code}"]')
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    button = group.locator("button.issue").first
    button.click()
    expect(button).to_have_attribute("aria-current", "true")
    expect(page.locator("#import-map")).to_have_attribute("data-drawn", MORE_THAN_NONE)
    expect(page.locator("#import-map-status")).to_have_text(
        button.get_attribute("data-said") or ""
    )


def check(watch: Watch) -> None:
    """Let the file be checked and wait for the result."""
    watch.page.get_by_role("button", name="ตรวจไฟล์").click()
    watch.page.wait_for_url(RESULT, timeout=60_000)


def test_newcomer_loads_looks_and_undoes(
    watch: Watch, content: bytes, town: Connection[Any], tmp_path: Path
) -> None:
    page = watch.page
    watch.sign_in("officer")
    send(watch, content)
    expect(page.locator("#import-map-status")).to_have_text("ข้อมูลอยู่ในเขต")
    expect(page.locator("select[name=kind]")).to_have_value("parcels")
    expect(field(watch, "deed_no")).to_have_value("")
    choose(watch, "deed_no", "PAPER_NO")
    choose(watch, "soi", "LANE")
    line = page.locator("tr", has=field(watch, "soi"))
    expect(line.locator("[data-sample]")).to_contain_text("ซอยสมมุติ 4")
    check(watch)
    assert count(town) == 0
    codes = page.locator("details.issue-group").evaluate_all(
        "(all) => all.map((one) => one.dataset.group)"
    )
    drawn = [code for code in codes if code.startswith("geometry.")][:3]
    assert len(drawn) == 3
    for code in drawn:
        look_at(watch, code)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="ดาวน์โหลดแถวที่ไม่รับ").click()
    rejects = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(rejects)
    assert "01B290" in str(gpd.read_file(rejects).to_dict())
    page.get_by_role("button", name="บันทึกลงทะเบียน").click()
    page.wait_for_url(RESULT, timeout=60_000)
    expect(page.locator("h1 .chip")).to_have_text("ลงทะเบียนแล้ว")
    assert count(town) >= GOOD
    page.locator(".undo summary").click()
    page.get_by_role("button", name="ยืนยันการถอน").click()
    expect(page.locator("h1 .chip")).to_have_text("ถอนแล้ว", timeout=60_000)
    assert count(town) == 0


def test_undo_is_refused_with_what_builds_on_it(
    watch: Watch, content: bytes, town: Connection[Any]
) -> None:
    page = watch.page
    watch.sign_in("officer")
    send(watch, content)
    check(watch)
    page.get_by_role("button", name="บันทึกลงทะเบียน").click()
    expect(page.locator("h1 .chip")).to_have_text("ลงทะเบียนแล้ว", timeout=60_000)
    with acting(town, "somebody", reason="แก้บ้านเลขที่"):
        town.execute("UPDATE register.parcel SET house_no = '9' WHERE code = '01B203'")
    page.locator(".undo summary").click()
    page.get_by_role("button", name="ยืนยันการถอน").click()
    refused = page.locator(".notice.error")
    expect(refused).to_be_visible(timeout=60_000)
    link = refused.get_by_role("link", name="แปลงที่ดิน 01B203")
    expect(link).to_have_attribute("href", "/parcels/01B203")


def test_file_is_dropped_onto_the_page_and_thrown_away(
    watch: Watch, content: bytes
) -> None:
    page = watch.page
    watch.sign_in("officer")
    watch.open("/imports")
    dropped = page.evaluate_handle(
        """(bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "lots.zip"));
          return transfer;
        }""",
        list(content),
    )
    page.dispatch_event("form.drop", "drop", {"dataTransfer": dropped})
    expect(page.locator("form[data-file-form]")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="ทิ้งไฟล์").click()
    page.wait_for_url("**/imports")
    expect(page.get_by_text("lots.zip")).to_have_count(0)


def test_choice_of_a_system_moves_the_shapes(watch: Watch, content: bytes) -> None:
    page = watch.page
    watch.sign_in("officer")
    send(watch, content)
    status = page.locator("#import-map-status")
    expect(status).to_have_text("ข้อมูลอยู่ในเขต")
    page.select_option("select[name=crs]", "EPSG:24047")
    expect(status).to_contain_text("อยู่นอกเขต")


@pytest.mark.parametrize("path", ["/imports", "upload", "batch"])
def test_pages_fit_a_phone(
    watch: Watch, content: bytes, town: Connection[Any], path: str
) -> None:
    page = watch.page
    watch.sign_in("officer")
    page.set_viewport_size({"width": 390, "height": 780})
    watch.open("/imports")
    if path != "/imports":
        send(watch, content)
    if path == "batch":
        check(watch)
    wider = "() => document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(wider) <= 0


def test_workbook_is_tried_written_and_taken_back(
    watch: Watch, town: Connection[Any], tmp_path: Path
) -> None:
    page = watch.page
    watch.sign_in("officer")
    owner = {"เลขบัตรประชาชน": "1234567890121", "ประเภทบุคคล": "1", "ชื่อ": "สมมุติ"}
    land = {"เลขบัตรเจ้าของที่ดิน": "1234567890121", "รหัสแปลงที่ดิน": "77Z001"}
    path = write_book(tmp_path / "ltax.xlsx", {"owner": [owner], "land": [land]})
    watch.open("/imports")
    page.locator("form.drop input[type=file]").first.set_input_files(path)
    expect(page.locator("select[name=kind]")).to_have_value("ltax", timeout=60_000)
    page.get_by_role("button", name="ตรวจไฟล์").click()
    write = page.get_by_role("button", name="บันทึกทั้งสมุดงานลงทะเบียน")
    expect(write).to_be_visible(timeout=60_000)
    expect(page.locator("table.parts")).to_contain_text("ยังไม่มีในแผนที่")
    write.click()
    expect(page.locator(".undo summary")).to_be_visible(timeout=60_000)
    page.locator(".undo summary").click()
    page.get_by_role("button", name="ยืนยันการถอน").click()
    expect(page.locator('p.notice[role="status"]')).to_contain_text(
        "เอาออก", timeout=60_000
    )
    wider = "() => document.documentElement.scrollWidth - window.innerWidth"
    page.set_viewport_size({"width": 390, "height": 780})
    assert page.evaluate(wider) <= 0
