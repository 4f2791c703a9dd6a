"""`kkmgis reform`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from kkmgis.assess.run import assess_year
from kkmgis.db import connect
from tests.builders import YEAR, make_home
from tests.database import Server
from tests.paths import ROOT

PROGRAM = """
import sys, typer
from api.cli import reform
app = typer.Typer()
reform.register(app)
app()
"""
SPEC: dict[str, Any] = {
    "title": "ยกเว้นบ้านหลัก 1 ล้าน",
    "parameters": {"land_building.exemption.home": 1000000},
}


@pytest.fixture(scope="module")
def town(database_server: Server) -> Iterator[str]:
    """Give the URL of a town of one home: 3 million of land, a house on it."""
    with database_server.database() as url:
        with connect(url) as connection:
            make_home(connection, code="01A001", area_wa=100)
            assess_year(connection, YEAR, actor="test")
        yield url


def run(
    url: str, *words: str, spec: object = SPEC, year: int = YEAR
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(year), "-", *words],
        input=json.dumps(spec),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"KKMGIS_DATABASE_URL": url},
        check=False,
    )


def test_answer_as_json_is_one_object_and_nothing_else(town: str) -> None:
    done = run(town, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["totals"]["after"] == "830.69"
    assert (answer["id"], answer["title"]) == (None, SPEC["title"])


def test_tables_are_printed_in_thai(town: str) -> None:
    done = run(town)
    assert done.returncode == 0, done.stderr
    for words in ("ที่อยู่อาศัยหลัก", "830.69", "บัญชีภาษีไม่ถูกแก้ไข"):
        assert words in done.stdout


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "gpkg", "geojson"])
def test_parcels_are_written_by_the_suffix(
    town: str, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"parcels.{suffix}"
    done = run(town, "--out", str(out))
    assert done.returncode == 0, done.stderr
    if suffix == "csv":
        rows = out.read_text(encoding="utf-8-sig").splitlines()
        assert rows[1] == "01A001,,0.00,830.69,830.69"
    elif suffix == "parquet":
        assert str(pq.read_table(out).column("after")[0].as_py()) == "830.69"
    elif suffix in ("gpkg", "geojson"):
        [row] = gpd.read_file(out).to_dict("records")
        assert (row["code"], row["difference"]) == ("01A001", 830.69)
        assert row["geometry"].area > 0
    else:
        assert out.stat().st_size > 1000


def test_it_is_kept_only_when_asked(town: str) -> None:
    kept = json.loads(run(town, "--json", "--keep").stdout)["id"]
    with connect(town) as connection:
        rows = connection.execute("SELECT id, title FROM tax.reform").fetchall()
    assert rows == [(kept, SPEC["title"])]


@pytest.mark.parametrize("name", ["parcels.csv", "parcels.gpkg", "parcels.geojson"])
def test_it_is_not_kept_when_its_file_cannot_be_written(
    town: str, tmp_path: Path, name: str
) -> None:
    with connect(town) as connection:
        before = connection.execute("SELECT count(*) FROM tax.reform").fetchone()
    out = str(tmp_path / "no such folder" / name)
    done = run(town, "--keep", "--out", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    with connect(town) as connection:
        after = connection.execute("SELECT count(*) FROM tax.reform").fetchone()
    assert after == before


@pytest.mark.parametrize(
    ("words", "spec", "year", "said"),
    [
        ([], {}, YEAR, "$: ขาดช่อง title"),
        ([], SPEC | {"prices_of": 2564}, YEAR, "$.prices_of"),
        ([], SPEC, 2567, "2567"),
        (["--out", "x.doc"], SPEC, YEAR, ".gpkg"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    town: str, words: list[str], spec: object, year: int, said: str
) -> None:
    done = run(town, *words, spec=spec, year=year)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
