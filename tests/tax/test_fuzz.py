"""Fifty thousand broken cases: an answer or a refusal each, never a traceback.

Each seed makes `TREES` mutants that are still JSON, answered by the file as a town
would send them, and `TEXTS` whose bytes were broken, each a file of its own. All go
through the command itself: 0 all answered, 1 some refused, 2 unreadable with one
clear line on standard error. What is broken are the right cases of the tables in
`tests.tax.wrong`, the published and some invented ones, so a new kind is broken by itself.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import typer.main

from api.cli.app import build
from kkmgis.i18n import catalogue
from kkmgis.tax.case import KINDS, compute_case
from kkmgis.tax.case_file import MOST_NESTED
from tests.paths import ROOT, SHARED
from tests.tax import oracle
from tests.tax.mutants import Json, text_mutant, tree_mutant
from tests.tax.people import YEARS, contract_case
from tests.tax.wrong import tables

SEEDS = range(25)
TREES, TEXTS = 1700, 300
FILE = 50
REAL = 24
"""Files that go through the command as a program of its own."""
PUBLISHED = [
    entry["case"]
    for name in ("land_cases.json", "sign_cases.json")
    for entry in json.loads((SHARED / "contract" / name).read_text(encoding="utf-8"))
]
RIGHT = [table.right for table in tables().values()]
INVENTED = [contract_case(YEARS[n % len(YEARS)], f"fuzz {n}") for n in range(60)]
CASES = [*RIGHT * 8, *PUBLISHED, *INVENTED]
COMMAND = typer.main.get_command(build())
WORDS = {
    key.removeprefix("tax.case.")
    for key in catalogue("th")
    if key.startswith("tax.case.")
}

Ran = tuple[int, str, str]
"""Exit status, standard output, standard error."""


def run(content: bytes) -> Ran:
    """Run `kkmgis tax -` in this process; what it raises goes on to the test."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), "utf-8") for name in ("out", "err")}
    given = io.TextIOWrapper(io.BytesIO(content), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", given)
        patch.setattr(sys, "stdout", streams["out"])
        patch.setattr(sys, "stderr", streams["err"])
        try:
            COMMAND.main(["tax", "-"], prog_name="kkmgis")
        except SystemExit as left:
            status = left.code
    out, err = (_written(stream) for stream in streams.values())
    assert isinstance(status, int)
    return status, out, err


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def run_for_real(content: bytes) -> Ran:
    """Run `kkmgis tax -` as a program."""
    command = [sys.executable, "-c", "from api.cli.app import main; main()", "tax", "-"]
    done = subprocess.run(
        command, input=content, capture_output=True, cwd=ROOT, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def loads(text: str) -> Json:
    """Read JSON as the standard library does, numbers exact."""
    return json.loads(
        text, parse_int=_number, parse_float=_number, parse_constant=Decimal
    )


def _number(digits: str) -> int | Decimal:
    if re.fullmatch(r"-?\d{1,40}", digits):
        return int(digits)
    try:
        return Decimal(digits)
    except ArithmeticError:
        return Decimal("NaN")


def depth(tree: Json) -> int:
    """Count objects and lists in each other, without recursion."""
    levels, level = 0, [tree]
    while level := [part for part in level if isinstance(part, (dict, list))]:
        levels += 1
        level = [
            part
            for holder in level
            for part in (holder.values() if isinstance(holder, dict) else holder)
        ]
    return levels


def readable(content: bytes) -> list[Json] | None:
    """Tell the cases of a file, None if it is no JSON: the rule of the contract."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    for documents in ([text], [row for row in text.split("\n") if row.strip()]):
        with contextlib.suppress(ValueError, RecursionError):
            found = [loads(document) for document in documents]
            if any(depth(tree) > MOST_NESTED for tree in found):
                return None
            whole = len(found) == 1 and isinstance(found[0], list)
            return found[0] if whole else found if len(found) > 0 else None
    return None


def fault(content: bytes, ran: Ran) -> str | None:
    """Tell what is wrong with how a file was answered."""
    status, out, err = ran
    cases = readable(content)
    if cases is None:
        lines = err.splitlines()
        clear = len(lines) == 1 and lines[0].startswith("kkmgis tax: ")
        return None if (status, out, clear) == (2, "", True) else f"unreadable: {ran}"
    if status not in (0, 1) or err:
        return f"status {status}: {err}"
    answers = _answers(out)
    if len(answers) != len(cases):
        return f"{len(answers)} answers to {len(cases)} cases"
    if status != any("error" in answer for answer in answers):
        return f"status {status}"
    found = (_answer_fault(*pair) for pair in zip(cases, answers, strict=True))
    return next(filter(None, found), None)


def _answers(out: str) -> list[dict[str, Any]]:
    """Take the answers of any shape."""
    try:
        found = json.loads(out)
    except ValueError:
        return [json.loads(row) for row in out.splitlines()]
    return found if isinstance(found, list) else [found]


def _answer_fault(case: Json, answer: dict[str, Any]) -> str | None:
    if "error" not in answer:
        return _figures_fault(case, answer)
    error = answer["error"]
    if set(error) != {"code", "path", "message_th", "message_en"}:
        return f"fields {sorted(error)}"
    if error["code"] not in WORDS or not re.search("[ก-๙]", error["message_th"]):
        return f"words of {error}"
    return None if exists(case, error["path"]) else f"nothing is at {error['path']}"


_PLACE = r"\.([a-z_0-9]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]"


def _unescaped(key: str) -> str:
    return re.sub(r"\\(.)", r"\1", key)


def exists(case: Json, path: str) -> bool:
    """Tell whether a JSON path leads to something in the case."""
    for name, number, key in re.findall(_PLACE, path):
        try:
            case = case[int(number)] if number else case[name or _unescaped(key)]
        except (KeyError, IndexError, TypeError):
            return False
    return path.startswith("$")


def _figures_fault(case: Json, answer: dict[str, Any]) -> str | None:
    """Hold what is still a case against the independent calculation."""
    if not isinstance(answer.get("law"), list) and "lines" not in answer:
        return f"an answer without law: {answer}"
    if "lines" not in answer:
        return None
    given = [Fraction(line["tax"]) for line in answer["lines"]]
    expected = [line["tax"] for line in oracle.land_building(case)]
    return None if given == expected else f"tax {given} not {expected}"


def check(content: bytes, name: str, ran: Ran | None = None) -> None:
    """Fail with the file's name and content."""
    try:
        found = fault(content, ran or run(content))
    except Exception as error:
        error.add_note(f"{name}: {content!r}")
        raise
    assert found is None, f"{name}: {found}\n{content!r}"


def filed(rows: list[str], rng: Random) -> bytes:
    """Put cases into one file, as an array or as lines."""
    if rng.randrange(2):
        return f"[{', '.join(rows)}]".encode()
    return "".join(f"{row}\n" for row in rows).encode()


def test_fifty_thousand_are_broken_and_every_kind_is_among_them() -> None:
    assert len(SEEDS) * (TREES + TEXTS) >= 50_000
    kinds = {case.get("kind", "land_building") for case in RIGHT}
    assert kinds == set(KINDS)
    assert not any("error" in compute_case(case) for case in CASES)


@pytest.mark.parametrize("seed", SEEDS)
def test_broken_trees_are_answered(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - the same in every run
    for number in range(TREES // FILE):
        rows = [tree_mutant(rng, CASES) for _ in range(FILE)]
        content = filed(rows, rng)
        try:
            check(content, f"seed {seed}, file {number}")
        except Exception:
            for row in rows:
                check(row.encode(), f"seed {seed}, file {number}")
            raise


@pytest.mark.parametrize("seed", SEEDS)
def test_broken_texts_are_refused_or_answered(seed: int) -> None:
    rng = Random(1000 + seed)  # noqa: S311 - the same in every run
    for number in range(TEXTS):
        check(text_mutant(rng, CASES), f"seed {seed}, text {number}")


def test_the_program_itself_does_the_same() -> None:
    rng = Random(2000)  # noqa: S311 - the same in every run
    for number in range(REAL):
        content = text_mutant(rng, CASES)
        if number % 2:
            content = filed([tree_mutant(rng, CASES) for _ in range(5)], rng)
        check(content, f"program {number}", run_for_real(content))
