"""`kkmgis law`: checks the law data and shows a year of it, without a database."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from kkmgis.tax.rulebook import rule_book
from tests.paths import ROOT

FOLDER = Path(str(files("kkmgis.tax"))) / "parameters"
PROGRAM = """
import sys, typer
from api.cli import law
app = typer.Typer()
law.register(app)
app.callback()(lambda: None)
try:
    app()
finally:
    heavy = {"pandas", "sqlalchemy", "geopandas", "fastapi", "psycopg"} & set(sys.modules)
    assert not heavy, heavy
"""


def law(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, "law", *words]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_sound_law_data_is_status_0() -> None:
    done = law("check", "--language", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "tax years 2563-2570" in done.stdout


def test_every_fault_is_a_line_and_status_2(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    for name, old, new in (
        ("land_depreciation.yaml", "[1, 2", "[2, 1"),
        ("sign_rules.yaml", "[100, 75", "[75"),
    ):
        path = tmp_path / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    done = law("check", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert "land_depreciation.yaml: land_building.depreciation.masonry: " in first
    assert "sign_rules.yaml: sign.rule.quarter_share: " in second


def test_a_file_that_cannot_be_read_is_one_line_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("subject: [", "utf-8")
    done = law("check", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kkmgis law check: a.yaml: -: not readable")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_without_law_is_status_2(tmp_path: Path) -> None:
    assert law("check", str(tmp_path)).returncode == 2


def test_a_year_is_shown_with_marks_for_what_was_not_read() -> None:
    done = law("show", "2570", "--language", "en")
    assert done.returncode == 0
    assert "* land_building.rate.other [2570-2570] Rate, other use" in done.stdout
    assert "  land_building.exemption.farm [2563-2570]" in done.stdout


def test_json_has_the_whole_rule_book_and_the_days_of_the_year() -> None:
    done = law("show", "2569", "--json")
    answer = json.loads(done.stdout)
    rules = rule_book(2569)
    assert answer["version"] == rules.version
    assert set(answer["parameters"]) == set(rules.entries)
    assert answer["unverified"] == list(rules.unverified)
    assert answer["days"]["land_building"]["payment"] == ["2026-06-30"]
    assert answer["days"]["sign"]["filing"] == ["2026-03-31"]
    vacant = answer["parameters"]["land_building.rate.vacant"]
    assert vacant["value"][0] == {"up_to": "50000000", "rate": "0.3"}
    assert vacant["source"]["section"] == "s.37 p5"


def test_a_year_without_law_is_one_line_and_status_2() -> None:
    done = law("show", "2580")
    assert (done.returncode, done.stdout) == (2, "")
    assert "2580" in done.stderr
    assert len(done.stderr.splitlines()) == 1
