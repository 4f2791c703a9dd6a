"""The virtual environment `.venv` and the Python packages in it."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

from setup import stamp
from setup.command import run, run_step
from setup.paths import ENVIRONMENT, LOCKS, PROGRAMS, PYTHON, ROOT
from setup.words import Problem

RUN_LOCK = LOCKS / "requirements.lock"
DEV_LOCK = LOCKS / "requirements-dev.lock"
NODE_LOCK = LOCKS / "requirements-node.lock"
PIP = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
TELL_MAKER = "import sys; print(sys.version_info[:2], sys.base_prefix)"
# Packages 700 MB, pip's unpacking of them, PostgreSQL, the editor's packages.
NEEDED_FREE_MIB = 3000


def ensure_environment() -> None:
    """Make `.venv` unless there is one of this Python for this place.

    Raises
    ------
    Problem
        No room, or the environment could not be made.
    """
    made_by = f"{sys.version_info[:2]} {sys.base_prefix}"
    made_from = stamp.digest([], made_by, str(ENVIRONMENT))
    if stamp.is_done("environment", made_from) and PYTHON.exists():
        return
    if not _is_sound(made_by):
        _check_room()
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        command = [sys.executable, "-m", "venv", str(ENVIRONMENT)]
        run_step("environment", command, version=platform.python_version())
    stamp.mark_done("environment", made_from)


def _is_sound(made_by: str) -> bool:
    """Tell whether a `.venv` that we did not finish can be used as it is.

    Somebody may have made it by hand, or moved the checkout: then its programs
    still name the old place.
    """
    code, output = run([str(PYTHON), "-c", TELL_MAKER])
    if code != 0 or output.strip() != made_by or not (PROGRAMS / "pip").is_file():
        return False
    with (PROGRAMS / "pip").open(encoding="utf-8") as script:
        return script.readline().startswith(f"#!{PROGRAMS}/")


def _check_room() -> None:
    free = shutil.disk_usage(ROOT).free // (1024 * 1024)
    if free < NEEDED_FREE_MIB:
        raise Problem("disk_full", path=ROOT, free=free, needed=NEEDED_FREE_MIB)


def ensure_packages(lock: Path) -> None:
    """Install the exact versions of a lock file.

    Raises
    ------
    Problem
        pip failed.
    """
    made_from = stamp.digest([lock])
    if stamp.is_done(lock.name, made_from):
        return
    stamp.forget(lock.name)
    run_step("python", [*PIP, "--requirement", str(lock)], lock=lock.name)
    stamp.mark_done(lock.name, made_from)


def ensure_kkmgis() -> None:
    """Install this checkout itself, editable, so that `.venv/bin/kkmgis` exists.

    Raises
    ------
    Problem
        pip failed.
    """
    made_from = stamp.digest([ROOT / "setup.cfg", ROOT / "pyproject.toml"])
    if stamp.is_done("kkmgis", made_from) and (PROGRAMS / "kkmgis").exists():
        return
    stamp.forget("kkmgis")
    # setuptools is in the lock: no other version is fetched to build with.
    options = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    run_step("kkmgis", [*PIP, *options])
    stamp.mark_done("kkmgis", made_from)


def answers(program: str) -> str | None:
    """Tell the version a program prints, None if it does not run."""
    code, output = run([program, "--version"])
    return output.strip() if code == 0 else None
