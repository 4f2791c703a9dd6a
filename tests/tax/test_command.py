"""`kkmgis tax`: shapes, exit states, and what it does not load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kkmgis.tax.case_file import MOST_NESTED
from tests.paths import ROOT

GOOD = {
    "kind": "late_payment",
    "law": "sign",
    "tax": "100",
    "due": "2026-06-30",
    "paid": "2026-07-30",
}
BAD = {"kind": "sign"}
PROGRAM = """
import sys, typer
from api.cli import tax
app = typer.Typer()
app.callback()(lambda: None)
tax.register(app)
try:
    app()
finally:
    heavy = {"pandas", "sqlalchemy", "geopandas", "fastapi", "psycopg"} & set(sys.modules)
    assert not heavy, heavy
"""


def run(
    content: str | bytes, argument: str = "-"
) -> subprocess.CompletedProcess[bytes]:
    data = content.encode() if isinstance(content, str) else content
    command = [sys.executable, "-c", PROGRAM, "tax", argument]
    return subprocess.run(
        command, input=data, capture_output=True, cwd=ROOT, check=False
    )


def test_an_object_is_answered_with_an_object() -> None:
    done = run(json.dumps(GOOD, indent=1))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["surcharge"] == "2.00"


def test_an_array_is_answered_with_an_array() -> None:
    done = run(json.dumps([GOOD, BAD, GOOD], indent=1))
    answers = json.loads(done.stdout)
    assert done.returncode == 1
    assert ["error" in answer for answer in answers] == [False, True, False]


def test_json_lines_are_answered_with_lines() -> None:
    done = run(f"{json.dumps(GOOD)}\n\n{json.dumps(BAD)}\r\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert ["error" in answer for answer in answers] == [False, True]


def test_a_case_on_one_line_is_answered_on_one_line() -> None:
    """It may be an object or JSON Lines of one case; such an answer is both."""
    assert len(run(json.dumps(GOOD)).stdout.splitlines()) == 1
    assert len(run(json.dumps(GOOD, indent=1)).stdout.splitlines()) > 1


def test_an_empty_array_is_answered_with_one() -> None:
    done = run("[]")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text("\ufeff" + json.dumps(GOOD), encoding="utf-8")
    assert run("", str(path)).returncode == 0


def test_messages_are_thai_in_utf8() -> None:
    done = run(json.dumps({**BAD, "ชื่อ": 1}))
    assert "ไม่รู้จักช่อง ชื่อ" in done.stdout.decode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut_off"),
        pytest.param("not json", id="words"),
        pytest.param(f"{json.dumps(GOOD)}\n{{", id="a_line_cut_off"),
        pytest.param(b"\xff\xfe\x00", id="no_utf8"),
        pytest.param("[" * 200_000, id="nested_without_end"),
        pytest.param("[" * 5000 + "]" * 5000, id="nested_deep"),
        pytest.param(b"\x00", id="zero_byte"),
    ],
)
def test_unreadable_json_is_one_clear_line_and_status_2(content: str | bytes) -> None:
    done = run(content)
    lines = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(lines) == 1
    assert lines[0].startswith("kkmgis tax: ")
    assert " · " in lines[0]


def test_the_depth_that_is_read_is_the_same_in_every_python() -> None:
    """Each version gives up somewhere else; a limit of our own comes first."""
    for depth, status in ((MOST_NESTED, 1), (MOST_NESTED + 1, 2)):
        assert run("[" * depth + "]" * depth).returncode == status
        assert run('{"a":' * depth + "1" + "}" * depth).returncode == status


@pytest.mark.parametrize("argument", ["/no/such/file.json", "."])
def test_a_file_that_cannot_be_read_is_status_2(argument: str) -> None:
    done = run("", argument)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "1e-400",
        "1" * 6000,
        "1e99999999999999999999",
    ],
)
def test_absurd_numbers_are_errors_of_their_case(number: str) -> None:
    good = json.dumps(GOOD)
    done = run(f"[{good.replace(json.dumps(GOOD['tax']), number)}, {good}]")
    answers = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, b"")
    assert answers[0]["error"]["path"] == "$.tax"
    assert "error" not in answers[1]
