"""Imports: what came in, and what was kept out with its reason."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from psycopg import Connection

from tests.api.web import Web


@pytest.fixture
def batch(town: Connection[Any]) -> int:
    """Make a batch of two rows, of which one was kept out."""
    row = town.execute(
        "INSERT INTO staging.batch (kind, file_name, file_sha256, status, actor,"
        " row_count, loaded, rejected) VALUES ('parcels', '<b>แปลง.shp', 'x', 'promoted',"
        " 'officer', 2, 1, 1) RETURNING id"
    ).fetchone()
    assert row is not None
    number = int(row[0])
    town.execute(
        "INSERT INTO staging.staged_row (batch_id, row_no, outcome, attributes)"
        " VALUES (%s, 7, 'rejected', %s)",
        (number, json.dumps({"PARCEL": "=cmd()", "AREA": "-5"})),
    )
    for code, field in (("no.such.issue", "PARCEL"), ("field.missing", "AREA")):
        town.execute(
            "INSERT INTO staging.staged_issue (batch_id, row_no, code, severity, field, value)"
            " VALUES (%s, 7, %s, 'error', %s, '-5')",
            (number, code, field),
        )
    return number


def test_batch_is_listed_with_its_counts(web: Web, batch: int) -> None:
    newest = web.get("/api/v1/imports").json()["items"][0]
    assert newest["id"] == batch
    assert (newest["read"], newest["loaded"], newest["rejected"]) == (2, 1, 1)
    assert newest["issues"] == {"no.such.issue": 1, "field.missing": 1}
    assert web.get(f"/api/v1/imports/{batch}").json() == newest


def test_page_escapes_the_name_of_the_file(web: Web, batch: int) -> None:
    page = web.page("/imports").text
    assert "&lt;b&gt;แปลง.shp" in page
    assert f"/imports/{batch}/rejects.csv" in page


def test_rejects_come_with_row_reason_and_values(web: Web, batch: int) -> None:
    answer = web.get(f"/imports/{batch}/rejects.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["row"], row["code"], row["field"]) for row in rows] == [
        ("7", "no.such.issue", "PARCEL"),
        ("7", "field.missing", "AREA"),
    ]
    assert rows[0]["message"]
    assert rows[0]["PARCEL"] == "'=cmd()"


def test_reader_may_not_take_the_rejects(web: Web, batch: int) -> None:
    assert f"/imports/{batch}/rejects.csv" not in web.page("/imports", "planner").text
    assert web.get(f"/imports/{batch}/rejects.csv", "planner").status_code == 403


def test_unknown_batch_is_not_found(web: Web) -> None:
    assert web.get("/imports/999999/rejects.csv").status_code == 404
    assert web.get("/api/v1/imports/999999").status_code == 404
