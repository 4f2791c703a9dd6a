"""Imports: what came in, and what was kept out with its reason."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from psycopg import Connection

from importers.batch import SEALED
from tests.api.web import Web


@pytest.fixture
def batch(town: Connection[Any]) -> int:
    """Make a batch of two rows, of which one was kept out."""
    row = town.execute(
        "INSERT INTO staging.batch (kind, file_name, file_sha256, status, actor,"
        " row_count, loaded, rejected, details) VALUES ('parcels', '<b>แปลง.shp', 'x', 'promoted',"
        " 'officer', 2, 1, 1, '{\"format\": \"csv\"}') RETURNING id"
    ).fetchone()
    assert row is not None
    number = int(row[0])
    town.execute(
        "INSERT INTO staging.staged_row (batch_id, row_no, outcome, attributes)"
        " VALUES (%s, 7, 'rejected', %s)",
        (
            number,
            json.dumps({"PARCEL": "01A001", "AREA": "-5", "OWNER": f"{SEALED}00ff"}),
        ),
    )
    for code, field, severity in (
        ("of.another.version", "PARCEL", "warning"),
        ("value.not_a_number", "AREA", "error"),
    ):
        town.execute(
            "INSERT INTO staging.staged_issue (batch_id, row_no, code, severity, field, value)"
            " VALUES (%s, 7, %s, %s, %s, '-5')",
            (number, code, severity, field),
        )
    return number


def test_batch_is_listed_with_its_counts(web: Web, batch: int) -> None:
    newest = web.get("/api/v1/imports").json()["items"][0]
    assert newest["id"] == batch
    assert (newest["read"], newest["loaded"], newest["rejected"]) == (2, 1, 1)
    assert newest["issues"] == {"of.another.version": 1, "value.not_a_number": 1}
    assert web.get(f"/api/v1/imports/{batch}").json() == newest


def test_page_escapes_the_name_of_the_file(web: Web, batch: int) -> None:
    page = web.page("/imports").text
    assert "&lt;b&gt;แปลง.shp" in page
    assert f'href="/imports/{batch}"' in page
    assert f"/imports/{batch}/issues.csv" in web.page(f"/imports/{batch}").text


def test_issues_come_with_row_and_reason(web: Web, batch: int) -> None:
    answer = web.get(f"/imports/{batch}/issues.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["row"], row["code"], row["field"], row["value"]) for row in rows] == [
        ("7", "of.another.version", "PARCEL", "'-5"),
        ("7", "value.not_a_number", "AREA", "'-5"),
    ]
    assert [row["message"] for row in rows] == [
        "of.another.version",
        "AREA: -5 ไม่ใช่ตัวเลข",
    ]


def test_rejects_come_as_they_were_received(web: Web, batch: int) -> None:
    answer = web.get(f"/imports/{batch}/rejects")
    assert answer.headers["content-disposition"].endswith(f'"rejects_{batch}.csv"')
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["PARCEL"], row["AREA"]) == ("01A001", "-5")
    assert row["OWNER"] == ""


def test_download_leaves_an_audit_event(
    web: Web, town: Connection[Any], batch: int
) -> None:
    web.get(f"/imports/{batch}/rejects")
    event = town.execute(
        "SELECT actor, action, subject_code FROM audit.event ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert event == ("officer", "import.rejects_exported", str(batch))


def test_reader_may_not_take_the_rejects(web: Web, batch: int) -> None:
    assert f"/imports/{batch}/rejects" in web.page(f"/imports/{batch}").text
    planned = web.page(f"/imports/{batch}", "planner").text
    assert f"/imports/{batch}/rejects" not in planned
    assert web.get(f"/imports/{batch}/rejects", "planner").status_code == 403


def test_unknown_batch_is_not_found(web: Web) -> None:
    assert web.get("/imports/999999/rejects").status_code == 404
    assert web.get("/api/v1/imports/999999").status_code == 404
