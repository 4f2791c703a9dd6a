"""`kkmgis assess` and `kkmgis explain`: what they print, and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from kkmgis.db import connect
from tests.assess.reading import code_of
from tests.builders import make_home, make_parcel, make_sign, make_use
from tests.database import Server
from tests.paths import ROOT

PROGRAM = """
import sys, typer
from api.cli import assess
app = typer.Typer()
assess.register(app)
app()
"""


@pytest.fixture(scope="module")
def town(database_server: Server) -> Iterator[tuple[str, str]]:
    """Give the URL of a small town, and the code of a parcel in mixed use."""
    with database_server.database() as url:
        with connect(url) as connection:
            land, _, owner = make_home(connection, price=900_000)
            make_use(connection, ("parcel", land), "other", position=2)
            make_sign(connection, owner_id=owner, parcel_id=land)
            code = code_of(connection, "parcel", land)
        yield url, code


def run(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"KKMGIS_DATABASE_URL": url},
        check=False,
    )


def answer(url: str, *words: str) -> tuple[int, Any]:
    done = run(url, *words, "--json")
    return done.returncode, json.loads(done.stdout)


def test_assess_prints_groups_in_thai_and_ends_with_0(town: tuple[str, str]) -> None:
    done = run(town[0], "assess", "2569")
    assert done.returncode == 0, done.stderr
    for words in ("ภาษีที่ดินและสิ่งปลูกสร้าง", "ที่อยู่อาศัยหลัก", "ใช้ประโยชน์อื่น", "ภาษีป้าย"):
        assert words in done.stdout
    assert "135,000.00" in done.stdout  # 0.3 % of 45 M baht in other use


def test_assess_answers_json_that_adds_up(town: tuple[str, str]) -> None:
    status, found = answer(town[0], "assess", "2569")
    assert (status, found["year"]) == (0, 2569)
    land, sign = found["runs"]
    assert (land["tax"], sign["tax"]) == ("land_building", "sign")
    assert land["total_tax"] == "135000.00"
    assert sum(group["lines"] for group in land["groups"]) == land["lines"] == 3
    assert sign["total_tax"] == "200.00"


def test_assess_takes_one_tax(town: tuple[str, str]) -> None:
    _, found = answer(town[0], "assess", "2568", "--tax", "sign")
    assert [one["tax"] for one in found["runs"]] == ["sign"]


def test_assess_ends_with_1_when_objects_are_set_aside(
    fresh_database_url: str,
) -> None:
    with connect(fresh_database_url) as connection:
        make_parcel(connection)
    status, found = answer(fresh_database_url, "assess", "2569")
    assert status == 1
    assert found["runs"][0]["set_aside"] == {"no_owner": 1}
    done = run(fresh_database_url, "assess", "2569")
    assert "ประเมินไม่ได้ 1 รายการ" in done.stdout


def test_explain_prints_sheet_and_steps(town: tuple[str, str]) -> None:
    url, code = town
    run(url, "assess", "2569")
    done = run(url, "explain", code, "--year", "2569")
    assert done.returncode == 0, done.stderr
    for words in ("ภ.ด.ส.7", "(22)", "(19)", "ม.41", "50,000,000.00", code):
        assert words in done.stdout
    english = run(url, "explain", code, "--year", "2569", "--language", "en")
    assert "Phor Dor Sor 7" in english.stdout


def test_explain_answers_json(town: tuple[str, str]) -> None:
    url, code = town
    run(url, "assess", "2569")
    status, found = answer(url, "explain", code, "--year", "2569")
    assert (status, found["code"], found["state"]) == (0, code, "assessed")
    assert found["total_tax"] == "135200.00"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("assess", "2600"), "2600", id="year_without_law"),
        pytest.param(("assess", "1"), "2563", id="no_tax_year"),
        pytest.param(
            ("explain", "99Z999", "--year", "2569"), "99Z999", id="unknown_parcel"
        ),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_one_line(
    town: tuple[str, str], words: tuple[str, ...], said: str
) -> None:
    done = run(town[0], *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_explain_before_any_run_says_what_to_do(town: tuple[str, str]) -> None:
    done = run(town[0], "explain", town[1], "--year", "2565")
    assert (done.returncode, done.stdout) == (2, "")
    assert "kkmgis assess 2565" in done.stderr


def test_database_without_tables_ends_with_2_and_one_line(
    empty_database_url: str,
) -> None:
    for words in (("assess", "2569"), ("explain", "01A001", "--year", "2569")):
        done = run(empty_database_url, *words)
        assert done.returncode == 2
        assert "kkmgis db upgrade" in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
