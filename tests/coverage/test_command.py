"""`kkmgis gaps`: what it prints, writes and answers; and the lists behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kkmgis import db
from kkmgis.coverage import KIND_NAMES
from tests.builders import YEAR
from tests.coverage.town import NO_EVIDENCE, assess, make_town
from tests.database import Server
from tests.paths import ROOT

PROGRAM = """
import typer
from api.cli import gaps
app = typer.Typer()
app.callback()(lambda: None)
gaps.register(app)
app()
"""


@pytest.fixture(scope="module")
def url(database_server: Server) -> Iterator[str]:
    """Give the town with a lease that ran out, a deed too small, and bare ground."""
    with database_server.database() as made:
        with db.connect(made) as connection:
            town = make_town(connection)
            assess(connection)
            for statement in (
                "UPDATE register.lease SET end_on = '2025-12-31'",
                "UPDATE register.parcel SET area_wa = 130 WHERE id = %(let)s",
                "UPDATE register.parcel SET status = 'retired' WHERE id = %(garden)s",
            ):
                connection.execute(statement, town.ids())
        yield made


def gaps(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "gaps", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"KKMGIS_DATABASE_URL": url},
        check=False,
    )


def answer(url: str, *words: str) -> dict[str, Any]:
    done = gaps(url, "--year", str(YEAR), "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_json_is_one_object_that_adds_up(url: str) -> None:
    found = answer(url)
    assert found["year"] == YEAR
    assert tuple(found["kinds"]) == KIND_NAMES
    assert found["total"] == len(found["gaps"]) == 3
    assert sum(kind["count"] for kind in found["kinds"].values()) == 3
    for total in (
        sum(Decimal(kind["baht"]) for kind in found["kinds"].values()),
        sum(Decimal(gap["baht"]) for gap in found["gaps"]),
    ):
        assert Decimal(found["total_baht"]) == total
    assert found["search"]["skipped"] == NO_EVIDENCE


def test_gaps_are_ranked_by_money(url: str) -> None:
    found = answer(url)["gaps"]
    assert [gap["kind"] for gap in found] == [
        "lease_expired",
        "uncovered_area",
        "area_mismatch",
    ]
    assert found[0]["baht"] == "60000.00"
    assert {"key", "severity", "evidence_text", "estimate", "x", "y"} <= set(found[0])


def test_one_kind_can_be_asked_for(url: str) -> None:
    found = answer(url, "--kind", "area_mismatch")
    assert found["kinds"] == {
        "area_mismatch": {"count": 1, "baht": found["total_baht"]}
    }


def test_without_searching_the_remembered_gaps_are_listed(url: str) -> None:
    before = answer(url)
    found = answer(url, "--no-find")
    assert "search" not in found
    assert [gap["id"] for gap in found["gaps"]] == [gap["id"] for gap in before["gaps"]]


def test_table_is_thai_and_gaps_are_no_failure(url: str) -> None:
    done = gaps(url, "--year", str(YEAR))
    assert done.returncode == 0, done.stderr
    assert "รายการตกหล่น ปีภาษี 2569" in done.stdout
    assert "สัญญาเช่าหมดอายุ" in done.stdout
    assert "60,000.00" in done.stdout


def test_english_can_be_asked_for(url: str) -> None:
    done = gaps(url, "--year", str(YEAR), "--language", "en")
    assert "Lease has expired" in done.stdout


def test_geojson_has_a_feature_for_each_gap(url: str, tmp_path: Path) -> None:
    out = tmp_path / "gaps.geojson"
    done = gaps(url, "--year", str(YEAR), "--format", "geojson", "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert len(found["features"]) == 3
    for feature in found["features"]:
        longitude, latitude = (
            feature["geometry"]["coordinates"][0][0][:2]
            if (feature["geometry"]["type"] == "Polygon")
            else feature["geometry"]["coordinates"][0][0][0][:2]
        )
        assert 102 < longitude < 104
        assert 15 < latitude < 17


def test_workbook_holds_sums_and_gaps(url: str, tmp_path: Path) -> None:
    out = tmp_path / "gaps.xlsx"
    done = gaps(url, "--year", str(YEAR), "--out", str(out))
    assert done.returncode == 0, done.stderr
    sums, rows = openpyxl.load_workbook(out)
    assert sums.max_row == len(KIND_NAMES) + 2
    assert [rows.cell(n, 1).value for n in (2, 3, 4)] == sorted(
        (rows.cell(n, 1).value for n in (2, 3, 4)), reverse=True
    )
    assert rows.cell(2, 2).value == "สัญญาเช่าหมดอายุ"
    assert sums.cell(sums.max_row, 3).value == pytest.approx(
        sum(rows.cell(n, 1).value for n in (2, 3, 4))
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "nothing"], "nothing"),
        (["--format", "xlsx"], "--out"),
        (["--out", "gaps.pdf"], ".pdf"),
        (["--year", "2400"], "2400"),
        (["--json", "--out", "/nowhere/gaps.json"], "/nowhere/gaps.json"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    url: str, words: list[str], said: str
) -> None:
    done = gaps(url, *words)
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("kkmgis gaps: ")
    assert said in line


def test_database_that_does_not_answer_is_one_line() -> None:
    done = gaps("postgresql://nobody@localhost:1/none", "--year", str(YEAR))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
