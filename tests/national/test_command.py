"""`kkmgis national`: what it prints, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.national.partitions import two_neighbours, write
from tests.paths import ROOT


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from api.cli.app import main; main()", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def answer(*words: str) -> tuple[int, Any]:
    done = run(*words, "--json")
    return done.returncode, json.loads(done.stdout)


def test_make_and_assess_from_the_command_line(tmp_path: Path) -> None:
    directory = str(tmp_path / "made")
    sizes = ("--parcels", "400", "--authorities", "3", "--workers", "1")
    code, made = answer("national", "make", directory, "--year", "2569", *sizes)
    assert (code, made["authorities"], made["parcels"]) == (0, 3, 400)
    again = run("national", "make", directory, "--year", "2569", *sizes)
    assert again.returncode == 2
    assert "โฟลเดอร์ใหม่" in again.stderr
    words = ("national", "assess", directory, "--year", "2569", "--workers", "1")
    code, first = answer(*words)
    # Some made-up parcels have no price, and are set aside.
    assert (code, first["assessed"], first["kept"]) == (1, 3, 0)
    assert first["failed"] == []
    assert first["objects"] + first["set_aside"]["no_price"] == made["objects"]
    assert sum(group["lines"] for group in first["groups"]) == first["lines"]
    code, second = answer(*words)
    assert (code, second["assessed"], second["kept"]) == (1, 0, 3)
    assert second["total_tax"] == first["total_tax"]


def test_failed_authority_is_told_in_thai_and_ends_with_1(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    write(tmp_path / "in", objects, uses, "A")
    objects["price_satang"][0] = None
    write(tmp_path / "in", objects, uses, "B")
    done = run(
        "national", "assess", str(tmp_path / "in"), "--year", "2569", "--workers", "1"
    )
    assert done.returncode == 1
    assert "190,000.00" in done.stdout
    assert "อปท. B ไม่สำเร็จ: objects.parquet: คอลัมน์ price_satang แถว 1" in done.stderr


def test_all_assessed_ends_with_0_and_explains_itself(tmp_path: Path) -> None:
    objects, uses = two_neighbours()
    objects["code"] = ["01A001", "01A001-1", "01A002"]
    write(tmp_path / "in", objects, uses)
    done = run(
        "national",
        "assess",
        str(tmp_path / "in"),
        "--year",
        "2569",
        "--workers",
        "1",
        "--language",
        "en",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "1 assessed, 0 kept" in done.stdout
    told = explain(tmp_path, "01A002", "--authority", "A")
    assert told.returncode == 0, told.stderr
    for said in ("ม.42 วรรคสอง", "60,000,000.00", "63,333.33"):
        assert said in told.stdout
    found = json.loads(explain(tmp_path, "01A001", "--authority", "A", "--json").stdout)
    assert found["total_tax"] == "126666.67"
    assert [line["object"] for line in found["lines"]] == [10]
    for code, authority in (("01A002", "B"), ("01A009", "A")):
        unknown = explain(tmp_path, code, "--authority", authority)
        assert (unknown.returncode, unknown.stdout) == (2, "")
        assert "kkmgis national explain:" in unknown.stderr


def test_what_cannot_be_done_ends_with_2(tmp_path: Path) -> None:
    missing = run("national", "assess", str(tmp_path / "none"), "--year", "2569")
    assert missing.returncode == 2
    assert "authority" in missing.stderr
    write(tmp_path / "in", *two_neighbours())
    early = run("national", "assess", str(tmp_path / "in"), "--year", "2500")
    assert (early.returncode, early.stdout) == (2, "")
    assert "2500" in early.stderr


def explain(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    out = str(tmp_path / "in-tax-2569")
    return run("national", "explain", out, *words)
