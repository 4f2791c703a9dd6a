"""The land office's list: keys written in one way, other municipalities left out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely
from psycopg import Connection

from importers.undo import Undone, undo_batch
from kkmgis.sheets import Sheet, sheets_over
from tests.builders import make_authority, make_parcel
from tests.importers.conftest import Fetch, Load
from tests.importers.files import box, write_csv, write_gpkg, write_xlsx
from tests.rows import ORIGIN

HEADER = ["UTMMAP1", "UTMMAP2", "UTMMAP3", "UTMMAP4", "UTMSCALE", "LAND_NO", "CHANOD_NO",
          "SURVEY_NO", "LAND_AREA", "BRANCH_CODE"]  # fmt: skip
HOME = sheets_over(shapely.Point(ORIGIN), 32648)[0]
AWAY = Sheet("4746", "3", "9878")
"""A sheet of Chiang Mai."""


def row(land_no: str, sheet: Sheet = HOME, deed: str = "1001") -> list[str]:
    return [*sheet, "00", "4000", land_no, deed, "77", "0-1-12.5", "01"]


def deeds(path: Path, *rows: list[str]) -> Path:
    return write_csv(path, HEADER, *rows, encoding="utf-8-sig")


def test_deed_is_read_with_its_key(load: Load, fetch: Fetch, tmp_path: Path) -> None:
    assert load("deeds", deeds(tmp_path / "d.csv", row("12"))).clean
    assert fetch(
        "SELECT key, doc_type, deed_no, survey_no, area_wa, branch_code"
        " FROM register.deed"
    ) == [
        (
            "|".join([*HOME, "00", "4000", "12"]),
            "chanote", "1001", "77", Decimal("112.5000"), "01",
        )
    ]  # fmt: skip


def test_key_is_the_same_however_it_was_written(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    """A workbook keeps numbers, so that the zeros before them are gone."""
    load("deeds", deeds(tmp_path / "d.csv", row("12", Sheet("5541", "1", "0816"))))
    cells = [5541, "I", 816, 0, "1:4000", 12, "1001", "77", "0-1-12.5", "01"]
    book = write_xlsx(tmp_path / "d.xlsx", {"deeds": [HEADER, cells]})
    assert load("deeds", book).unchanged == 1
    assert fetch("SELECT utm_map3, utm_map4 FROM register.deed") == [("0816", "00")]


def test_parcel_joins_its_deed(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    header = ["code", *HEADER[:6]]
    path = write_gpkg(
        tmp_path / "p.gpkg",
        [dict(zip(header, ["01A001", *HOME, "0", "4000", "0012"], strict=True))],
        [box()],
    )
    load("parcels", path)
    load("deeds", deeds(tmp_path / "d.csv", row("12")))
    assert fetch(
        "SELECT p.code FROM register.parcel p JOIN register.deed d USING (utm_map1,"
        " utm_map2, utm_map3, utm_map4, utm_scale, land_no)"
    ) == [("01A001",)]


def test_deeds_of_other_sheets_are_counted_and_left_out(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_authority(connection)
    path = deeds(tmp_path / "d.csv", row("1"), row("2", AWAY), row("2", AWAY))
    report = load("deeds", path)
    assert (report.loaded, report.unchanged, report.rejected) == (1, 2, 0)
    assert report.issues == {"file.out_of_area": 1}
    assert fetch("SELECT details FROM staging.staged_issue") == [({"count": 2},)]
    assert fetch("SELECT land_no FROM register.deed") == [("1",)]


def test_deed_of_a_known_parcel_stays_wherever_its_sheet_lies(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_authority(connection)
    names = ("utm_map1", "utm_map2", "utm_map3", "utm_map4", "utm_scale", "land_no")
    key: dict[str, Any] = dict(zip(names, [*AWAY, "00", "4000", "2"], strict=True))
    make_parcel(connection, **key)
    report = load("deeds", deeds(tmp_path / "d.csv", row("2", AWAY), row("3", AWAY)))
    assert (report.loaded, report.unchanged) == (1, 1)
    assert fetch("SELECT land_no FROM register.deed") == [("2",)]


def test_polygons_outside_the_boundary_are_left_out(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    make_authority(connection, x=0, y=0, width=1000, height=1000)
    rows = [dict(zip(HEADER, row(str(n)), strict=True)) for n in (1, 2)]
    path = write_gpkg(tmp_path / "d.gpkg", rows, [box(10), box(5000)])
    report = load("deeds", path)
    assert (report.loaded, report.unchanged) == (1, 1)
    assert fetch("SELECT ST_Area(geom) FROM register.deed") == [(1600.0,)]


def test_document_without_sheet_goes_by_its_number_and_office(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    header = ["PARCEL_TYPE", "CHANOD_NO", "BRANCH_CODE"]
    rows = (["น.ส.3ก", "55", "01"], ["น.ส.3ก", "55", "02"], ["น.ส.3ก", "55", "02"])
    report = load("deeds", write_csv(tmp_path / "d.csv", header, *rows))
    assert (report.loaded, report.rejected) == (2, 1)
    assert report.issues == {"row.repeated": 1}


def test_row_that_names_no_document_is_refused(load: Load, tmp_path: Path) -> None:
    bare = [*HOME, "00", "4000", "", "", "77", "", "01"]
    report = load("deeds", deeds(tmp_path / "d.csv", bare))
    assert (report.rejected, report.issues) == (1, {"deed.no_key": 1})


def test_undo_takes_the_list_out(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    report = load("deeds", deeds(tmp_path / "d.csv", row("1"), row("2")))
    assert undo_batch(connection, report.batch, actor="test") == Undone(2, 0)
    assert fetch("SELECT count(*) FROM register.deed") == [(0,)]
