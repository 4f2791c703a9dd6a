"""A workbook of six sheets from the page: tried, written, and taken back as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers.jobs.overseer import Overseer
from tests.api.test_import_uploads import BASE, ask, inspected, send
from tests.api.web import Web
from tests.importers.ltax_files import Book, write_book

ID_NUMBER = "1234567890121"
BOOK: Book = {
    "owner": [
        {"เลขบัตรประชาชน": ID_NUMBER, "ประเภทบุคคล": "1", "ชื่อ": "สมมุติ", "นามสกุล": "ใจดี"}
    ],
    "land": [
        {"เลขบัตรเจ้าของที่ดิน": ID_NUMBER, "รหัสแปลงที่ดิน": "77Z001", "ไร่": "1"},
        {"เลขบัตรเจ้าของที่ดิน": ID_NUMBER, "รหัสแปลงที่ดิน": "77Z002", "ไร่": "ประมาณ 2"},
    ],
    "building": [{"รหัสสิ่งปลูกสร้าง": "77Z001-B001", "จำนวนชั้น": "2"}],
}
OWNERS = "SELECT count(*) FROM register.party WHERE surname = 'ใจดี'"


@pytest.fixture(scope="module")
def overseer(web: Web, town_url: str) -> Iterator[Overseer]:
    """Run the jobs of the service."""
    state = web.client.app.state.kkmgis  # type: ignore[attr-defined]
    made = Overseer(state.settings, town_url)
    made.start()
    yield made
    made.stop()


def uploaded(web: Web, folder: Path) -> dict[str, Any]:
    content = write_book(folder / "ltax.xlsx", BOOK).read_bytes()
    (item,) = send(web, "สมุดงาน 2569.xlsx", content).json()["items"]
    return inspected(web, item["id"])


def test_workbook_is_known_tried_written_and_taken_back(
    web: Web, overseer: Overseer, town: Connection[Any], tmp_path: Path
) -> None:
    found = uploaded(web, tmp_path)
    number = found["id"]
    assert [one["kind"] for one in found["inspection"]["proposals"]] == ["ltax"]
    page = f"/imports/uploads/{number}"
    assert 'name="year_be" value="25' in web.page(page).text
    tried = ask(web, f"uploads/{number}/start", json={"kind": "ltax", "year_be": 2569})
    assert tried["state"] == "done", tried["error"]
    parts = tried["result"]["parts"]
    assert [(part["kind"], part["read"]) for part in parts] == [
        ("ltax-owners", 1),
        ("ltax-land", 2),
        ("ltax-buildings", 1),
    ]
    assert {part["batch"] for part in parts} == {None}
    assert town.execute(OWNERS).fetchone() == (0,)
    shown = web.page(page).text
    assert "แปลง 77Z001 ยังไม่มีในแผนที่" in shown
    assert "ประมาณ 2" in shown
    assert "Write the whole workbook" in web.page(page, language="en").text

    written = ask(web, f"uploads/{number}/promote")
    assert written["state"] == "done", written["error"]
    assert town.execute(OWNERS).fetchone() == (1,)
    batches = [part["batch"] for part in written["result"]["parts"]]
    job = f"/imports/jobs/{written['id']}"
    assert f'href="/imports/{batches[0]}"' in web.page(job).text
    assert f'href="{job}"' in web.page(f"/imports/{batches[1]}").text
    assert web.page(page).status_code == 404

    undone = ask(web, f"jobs/{written['id']}/undo")
    assert undone["state"] == "done", undone["error"]
    assert town.execute(OWNERS).fetchone() == (0,)
    statuses = town.execute(
        "SELECT DISTINCT status FROM staging.batch WHERE id = ANY(%s)", (batches,)
    ).fetchall()
    assert statuses == [("undone",)]
    text = web.page(f"/imports/jobs/{undone['id']}").text
    assert re.search(r"เอาออก [1-9]", text)


def test_workbook_is_not_written_before_it_was_tried(
    web: Web, overseer: Overseer, tmp_path: Path
) -> None:
    number = uploaded(web, tmp_path)["id"]
    refused = web.change("POST", f"{BASE}/uploads/{number}/promote")
    assert refused.status_code == 409
    assert "ยังไม่ได้ตรวจสมุดงาน" in refused.json()["detail"]


def test_only_a_workbook_that_was_written_is_taken_back(
    web: Web, overseer: Overseer, tmp_path: Path
) -> None:
    looked = uploaded(web, tmp_path)["job"]
    assert web.change("POST", f"{BASE}/jobs/{looked['id']}/undo").status_code == 404
