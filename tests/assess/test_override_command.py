"""`kkmgis law override`: entered, listed, in force, taken back; refused in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kkmgis.tax.rulebook import rule_book
from tests.paths import ROOT

PROGRAM = """
import sys, typer
from api.cli import law
app = typer.Typer()
law.register(app)
app.callback()(lambda: None)
app()
"""
ORDINANCE = ("--instrument", "เทศบัญญัติตัวอย่าง พ.ศ. 2568", "--dated", "1 ก.ย. 2568")
HIGHER = json.dumps([{"up_to": "50000000", "rate": "0.8"}, {"rate": "0.9"}])


def law(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "law", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"KKMGIS_DATABASE_URL": url},
        check=False,
    )


def test_a_local_rule_is_entered_listed_and_taken_back(fresh_database_url: str) -> None:
    url, key = fresh_database_url, "land_building.rate.vacant"
    years = ("--years", "2569-2570")
    done = law(url, "override", "add", key, HIGHER, *years, *ORDINANCE)
    assert done.returncode == 0, done.stderr
    [row] = json.loads(law(url, "override", "list", "--json").stdout)["rules"]
    assert (row["key"], row["from"], row["to"]) == (key, 2569, 2570)
    assert row["dated"] == "2025-09-01"
    assert row["by"].startswith("cli:")
    answer = json.loads(law(url, "show", "2569", "--json", "--in-force").stdout)
    found = answer["parameters"][key]
    assert answer["version"] != rule_book(2569).version
    assert found["changed_by"] == "authority"
    assert found["law"]["value"][0]["rate"] == "0.3"
    shown = law(url, "show", "2569", "--in-force").stdout
    assert f"! {key}" in shown
    number = str(row["id"])
    done = law(url, "override", "remove", number, "--reason", "ยกเลิกเทศบัญญัติ")
    assert done.returncode == 0, done.stderr
    assert json.loads(law(url, "override", "list", "--json").stdout)["rules"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "sign.rate.thai", "[]", "--years", "2569", *ORDINANCE), "s.7"),
        (("add", "convention.C5", "x", "--years", "2569", *ORDINANCE), "JSON"),
        (("add", "convention.C5", "[" * 99_999, "--years", "2569", *ORDINANCE), "JSON"),
        (("add", "convention.C5", "NaN", "--years", "2569", *ORDINANCE), "5.00"),
        (("add", "convention.C5", '"1"', "--years", "next", *ORDINANCE), "next"),
        (
            ("add", "convention.C5", '"1"', "--years", "2569", *ORDINANCE[:3], "soon"),
            "soon",
        ),
        (("remove", "99", "--reason", "x"), "99"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(
    database_url: str, words: tuple[str, ...], told: str
) -> None:
    done = law(database_url, "override", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
