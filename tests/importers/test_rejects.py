"""Rejected rows come back in the format they came in, with reasons; mended they load."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from psycopg import Connection
from python_calamine import CalamineWorkbook

from importers.batches import examples_of, get_batch, issues_of, list_batches
from importers.rejects import read_rejects, write_rejects
from kkmgis.errors import SourceError
from kkmgis.identity import Vault
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.files import box, write_csv, write_gpkg, write_xlsx
from tests.importers.rejected_files import EIGHT


def test_shape_comes_back_as_it_was_received(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    """A figure of eight; the register would have to guess what is inside."""
    ring = [(265000, 1817000), (265040, 1817040), (265040, 1817000), (265000, 1817040)]
    eight = type(box())(ring)
    rows = [{"code": "01A001", "deed_no": "77"}, {"code": "01A002", "deed_no": "78"}]
    path = write_gpkg(tmp_path / "a.gpkg", rows, [eight, box(100)])
    report = load("parcels", path)
    assert (report.loaded, report.issues) == (1, {"geometry.not_repairable": 1})
    target = tmp_path / "rejects.gpkg"
    write_rejects(read_rejects(connection, report.batch), target)
    frame = gpd.read_file(target)
    assert frame.crs.to_epsg() == 32648
    assert frame.geometry[0].equals_exact(eight)
    assert (frame["code"][0], frame["deed_no"][0]) == ("01A001", "77")
    assert frame["kkm_row"][0] == "1"
    assert "ซ่อมเองไม่ได้" in frame["kkm_เหตุที่ไม่รับ"][0]


def test_mended_rejects_load(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = write_csv(tmp_path / "p.csv", ["code", "name"], ["C1", ""], ["C2", "สมศรี"])
    report = load("parties", path)
    target = tmp_path / "rejects.csv"
    write_rejects(read_rejects(connection, report.batch), target)
    with target.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["code"], row["kkm_row"]) == ("C1", "1")
    mended = target.read_text(encoding="utf-8").replace("C1,", "C1,สมชาย")
    target.write_text(mended, encoding="utf-8")
    assert load("parties", target).loaded == 1


def test_personal_values_come_back_only_with_the_key(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = write_xlsx(
        tmp_path / "p.xlsx", {"a": [["code", "name", "phone"], ["", "สมชาย", "043-1"]]}
    )
    report = load("parties", path)
    with_key = read_rejects(connection, report.batch, vault=Vault(KEY))
    without = read_rejects(connection, report.batch)
    assert with_key.rows[0].attributes["phone"] == "043-1"
    assert without.rows[0].attributes["phone"] is None


def test_workbook_of_rejects_holds_text_as_text(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    """A cell that looks like a formula must not become one."""
    rows = [["code", "name"], ["", "=1+1"]]
    report = load("parties", write_xlsx(tmp_path / "p.xlsx", {"a": rows}))
    target = tmp_path / "rejects.xlsx"
    write_rejects(read_rejects(connection, report.batch), target)
    sheet = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0)
    assert sheet.name == "a"
    assert sheet.to_python()[1][5] == "=1+1"


def test_each_row_has_all_its_reasons_in_both_languages(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = write_csv(tmp_path / "p.csv", ["code", "name", "kind"], ["", "", "alien"])
    report = load("parties", path)
    (thai,) = read_rejects(connection, report.batch).rows
    (english,) = read_rejects(connection, report.batch, language="en").rows
    assert thai.reasons.count(";") == english.reasons.count(";") == 2
    assert "alien is not known" in english.reasons
    assert "ไม่รู้จัก alien" in thai.reasons


def test_batch_without_rejects_says_so(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = write_csv(tmp_path / "p.csv", ["code", "name"], ["C1", "สมชาย"])
    with pytest.raises(SourceError, match="no rejected rows"):
        read_rejects(connection, load("parties", path).batch)


def test_unknown_format_is_refused(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    path = write_csv(tmp_path / "p.csv", ["code", "name"], ["C1", ""])
    found = read_rejects(connection, load("parties", path).batch)
    with pytest.raises(SourceError, match=r"\.pdf"):
        write_rejects(found, tmp_path / "a.pdf")


@pytest.mark.parametrize(
    "suffix", [".csv", ".xlsx", ".dbf", ".gpkg", ".geojson", ".zip"]
)
def test_rows_can_be_written_in_another_format(
    load: Load, tmp_path: Path, connection: Connection[Any], suffix: str
) -> None:
    """They come back as what they are, shape and all."""
    rows = [{"code": "01A001", "deed_no": "0077"}]
    path = write_gpkg(tmp_path / "a.gpkg", rows, [EIGHT])
    first = load("parcels", path)
    assert first.rejected == 1
    target = tmp_path / f"other{suffix}"
    write_rejects(read_rejects(connection, first.batch), target)
    again = load("parcels", target)
    assert (again.read, again.rejected) == (1, 1)
    (one,) = read_rejects(connection, again.batch).rows
    assert shapely.equals_exact(one.geometry, EIGHT, normalize=True)
    assert (
        one.attributes["deed_no" if "deed_no" in one.attributes else "DEED_NO"]
        == "0077"
    )


def test_batches_are_listed_newest_first_with_examples(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    first = load("parties", write_csv(tmp_path / "a.csv", ["code", "name"], ["C1", ""]))
    second = load(
        "parties", write_csv(tmp_path / "b.csv", ["code", "name"], ["C1", "ก"])
    )
    listed = list_batches(connection, limit=2)
    assert [batch.id for batch in listed] == [second.batch, first.batch]
    assert get_batch(connection, first.batch).details["issues"] == {"value.required": 1}
    ((count, example),) = examples_of(connection, first.batch)
    assert (count, example.row_no, example.issue.code) == (1, 1, "value.required")
    assert "Name" in example.issue.message("en")
    assert [one.row_no for one in issues_of(connection, first.batch)] == [1]
