"""`kkmgis roll diff` and `kkmgis roll verify`: what they print, and how they end."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kkmgis.assess.run import assess_year
from kkmgis.db import connect
from tests.builders import YEAR, make_home, make_land_price, make_sign, make_use
from tests.database import Server
from tests.paths import ROOT

LAST = str(YEAR - 1)
NOW = str(YEAR)
PROGRAM = "from api.cli.app import main; main()"


@pytest.fixture(scope="module")
def town(database_server: Server) -> Iterator[str]:
    """Give a home with a shop whose price rises by a tenth."""
    with database_server.database() as url:
        with connect(url) as connection:
            land, _, owner = make_home(connection, price=900_000)
            make_use(connection, ("parcel", land), "other", position=2)
            make_sign(connection, owner_id=owner, parcel_id=land)
            row = connection.execute(
                "SELECT code FROM register.parcel WHERE id = %s", (land,)
            ).fetchone()
            assert row is not None
            make_land_price(connection, 990_000, parcel_code=row[0], from_year_be=YEAR)
            for year in (YEAR - 1, YEAR):
                assess_year(connection, year, actor="test")
        yield url


def run(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "roll", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"KKMGIS_DATABASE_URL": url},
        check=False,
    )


def answer(url: str, *words: str) -> Any:
    done = run(url, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_diff_prints_causes_that_add_up(town: str) -> None:
    done = run(town, "diff", LAST, NOW)
    assert done.returncode == 0, done.stderr
    # 45 and then 49.5 million baht in other use at 0.3 %. The other half is a home: of
    # its 50 million, 0.5 are left for the house of 777,400 baht (845,000 less 8 %), so
    # 277,400 at 0.03 % are 83.22; a year older it is 768,950: 80.69.
    for words in (
        "135,000.00",
        "148,580.69",
        "+13,583.22",
        "-2.53",
        "ราคาประเมิน",
        "รวมสาเหตุ",
    ):
        assert words in done.stdout
    english = run(town, "diff", LAST, NOW, "--language", "en")
    assert "Sum of the causes" in english.stdout


def test_diff_answers_json(town: str) -> None:
    told = answer(town, "diff", LAST, NOW)
    assert (told["tax"], told["change"]) == ("land_building", "13580.69")
    causes = {one["cause"]: one["change"] for one in told["causes"]}
    assert causes["price"] == "13583.22"
    assert causes["building"] == "-2.53"
    assert told["top"][0]["main_cause"] == "price"


def test_diff_of_signs(town: str) -> None:
    told = answer(town, "diff", LAST, NOW, "--tax", "sign")
    assert (told["tax"], told["change"]) == ("sign", "0.00")


def test_diff_takes_runs_by_number(town: str) -> None:
    told = answer(town, "diff", LAST, NOW)
    names = [f"run:{told[side]['run']}" for side in ("to", "from")]
    back = answer(town, "diff", *names)
    assert back["change"] == "-13580.69"


def test_diff_writes_every_changed_object_to_a_file(town: str, tmp_path: Path) -> None:
    for suffix in ("csv", "xlsx", "parquet"):
        out = tmp_path / f"why.{suffix}"
        done = run(town, "diff", LAST, NOW, "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert out.stat().st_size > 0
        assert str(out) in done.stderr
    with (tmp_path / "why.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert sum(Decimal(row["price"]) for row in rows) == Decimal("13583.22")


def test_verify_finds_every_satang_the_same(town: str) -> None:
    done = run(town, "verify", NOW)
    assert done.returncode == 0, done.stderr
    assert "ตรงกันทุกสตางค์" in done.stdout
    told = answer(town, "verify", NOW)
    assert told["same"] is True
    assert [one["tax"] for one in told["runs"]] == ["land_building", "sign"]
    assert [one["differing"] for one in told["runs"]] == [0, 0]
    number = told["runs"][1]["run"]
    assert [one["run"] for one in answer(town, "verify", f"run:{number}")["runs"]] == [
        number
    ]


def test_verify_ends_with_1_when_a_satang_differs(
    database_server: Server,
) -> None:
    with database_server.database() as url:
        with connect(url) as connection:
            make_home(connection)
            assess_year(connection, YEAR, tax="land_building", actor="test")
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE tax.line SET tax_satang = tax_satang + 1")
        done = run(url, "verify", NOW)
        assert done.returncode == 1
        assert "tax_satang" in done.stdout
        told = json.loads(run(url, "verify", NOW, "--json").stdout)
    assert told["same"] is False
    assert told["runs"][0]["examples"][0]["result"] == "tax_satang"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("diff", "2499", NOW), "2499", id="year_without_a_run"),
        pytest.param(("diff", "run:99", NOW), "99", id="no_such_run"),
        pytest.param(("diff", "last", NOW), "run:", id="no_name_of_a_run"),
        pytest.param(("verify", "run:99"), "99", id="verify_no_such_run"),
        pytest.param(("diff", LAST, NOW, "--out", "why.pdf"), ".xlsx", id="suffix"),
        pytest.param(
            ("diff", LAST, NOW, "--out", "/nowhere/why.csv"), "why.csv", id="folder"
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    town: str, words: tuple[str, ...], said: str
) -> None:
    done = run(town, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
