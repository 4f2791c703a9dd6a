"""Assessments as files: the same lines, exact to the satang."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from psycopg import Connection

from tests.api.town import SECRET_NAMES, YEAR
from tests.api.web import Web

Amounts = list[tuple[str, int, Decimal]]


@pytest.fixture(scope="module")
def stored(town_url: str) -> Amounts:
    """Give what the database holds: tax, line and amount."""
    from kkmgis.db import connect

    with connect(town_url) as connection:
        rows = connection.execute(
            "SELECT tax, number, tax_satang FROM tax.current_line"
            " WHERE tax_year_be = %s ORDER BY tax, number",
            (YEAR,),
        ).fetchall()
    assert len(rows) > 3
    return [(tax, number, Decimal(satang) / 100) for tax, number, satang in rows]


def test_csv_holds_every_line_exactly(web: Web, stored: Amounts) -> None:
    answer = web.get(f"/api/v1/assessments?year={YEAR}&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [
        (r["tax"], int(r["line"]), Decimal(r["tax_amount"])) for r in rows
    ] == stored
    assert answer.headers["content-disposition"].endswith(f'"assessments-{YEAR}.csv"')


def test_parquet_holds_every_line_exactly(web: Web, stored: Amounts) -> None:
    answer = web.get(f"/api/v1/assessments?year={YEAR}&format=parquet")
    table = pq.read_table(io.BytesIO(answer.content))
    assert str(table.schema.field("tax_amount").type) == "decimal128(20, 2)"
    rows = table.to_pylist()
    assert [(r["tax"], r["line"], r["tax_amount"]) for r in rows] == stored


def test_workbook_holds_every_line(web: Web, stored: Amounts) -> None:
    answer = web.get(f"/api/v1/assessments?year={YEAR}&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    heading, *rows = sheet.iter_rows(values_only=True)
    assert heading[0] == "ภาษี"
    found: list[tuple[Any, Any, Decimal]] = [
        (row[0], row[4], Decimal(str(row[16])).quantize(Decimal("0.01")))
        for row in rows
    ]
    assert found == stored


def test_json_pages_add_up_to_the_run(web: Web) -> None:
    total = Decimal(0)
    cursor = ""
    while True:
        page = web.get(f"/api/v1/assessments?year={YEAR}&limit=1{cursor}").json()
        total += sum(Decimal(item["total"]) for item in page["items"])
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    run = next(run for run in page["runs"] if run["tax"] == "land_building")
    assert Decimal(run["total"]) == total > 0


@pytest.mark.parametrize("format", ["xlsx", "parquet"])
def test_file_masks_names_for_a_planner(web: Web, format: str) -> None:
    answer = web.get(f"/api/v1/assessments?year={YEAR}&format={format}", "planner")
    if format == "parquet":
        shown = str(pq.read_table(io.BytesIO(answer.content)).to_pylist())
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        shown = str(list(sheet.iter_rows(values_only=True)))
    assert "ส••••• ร•••••" in shown
    assert [name for name in SECRET_NAMES if name in shown] == []


def test_export_leaves_an_audit_event(web: Web, town: Connection[Any]) -> None:
    web.get(f"/api/v1/assessments?year={YEAR}&format=parquet", "finance")
    event = town.execute(
        "SELECT actor, subject_code, after FROM audit.event"
        " WHERE action = 'assessment.exported' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert event == ("finance", str(YEAR), {"format": "parquet", "names": True})


def test_year_without_a_run_is_empty_not_an_error(web: Web) -> None:
    page = web.get(f"/api/v1/assessments?year={YEAR + 1}").json()
    assert (page["runs"], page["items"], page["next"]) == ([], [], None)
    lines = web.get(f"/api/v1/assessments?year={YEAR + 1}&format=csv").text.splitlines()
    assert len(lines) == 1


def test_tax_is_computed_as_the_contract_says(web: Web) -> None:
    case = {
        "tax_year": YEAR,
        "taxpayer": {"kind": "natural"},
        "assets": [
            {
                "id": "L1",
                "kind": "land",
                "value": 10_000_000.10,
                "uses": [{"use": "other", "share": "1"}],
            }
        ],
    }
    one = web.change("POST", "/api/v1/tax:compute", json=case).json()
    assert one["total_tax"] == "30000.00"
    many = web.change(
        "POST", "/api/v1/tax:compute", json=[case, {"tax_year": YEAR}]
    ).json()
    assert many[0] == one
    assert many[1]["error"]["code"]
