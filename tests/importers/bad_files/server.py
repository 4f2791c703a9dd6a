"""Runs `kkmgis` again and again, each time in a process of its own.

Everything is imported once and then forked: a command starts in milliseconds.
Read jobs from standard input, one JSON object a line, and answer each with one:

    {"words": [...], "folder": "..."} → {"status": 2, "output": "...", ...}
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from api.cli import app
from kkmgis.i18n import LANGUAGES, catalogue

LONGEST_S = 240
TOLD = 8_000
PRELOADED = (
    "alembic.command", "geoalchemy2.alembic_helpers", "geopandas", "importers.archive",
    "importers.delimited", "importers.inspection", "importers.load",
    "importers.ltax.workbook", "importers.reconcile.reading", "importers.shapefile",
    "importers.vector", "importers.workbook", "kkmgis.db", "pyogrio", "rich.progress",
    "typer._adapters",
)  # fmt: skip


def main() -> None:
    """Serve until the input ends."""
    _warm_up()
    nothing = _run([], Path())
    for line in sys.stdin:
        job = json.loads(line)
        answer = _run(job["words"], Path(job["folder"]))
        answer["memory_mib"] -= nothing["memory_mib"]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Pay once what every command would do first, the same whatever its file is."""
    for name in PRELOADED:
        importlib.import_module(name)
    app.build()
    for language in LANGUAGES:
        catalogue(language)
    # Collecting them would copy the pages of all modules into every child.
    gc.collect()
    gc.freeze()


def _run(words: list[str], folder: Path) -> dict[str, Any]:
    """Run one command; measure what it and its children took."""
    names = [folder / "output", folder / "errors"] if words else [os.devnull] * 2
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _be_the_command(words, [str(name) for name in names])
    used, status = _wait(child, began + LONGEST_S)
    answer: dict[str, Any] = {
        "status": status,
        "seconds": time.monotonic() - began,
        "cpu_s": used.ru_utime + used.ru_stime,
        "memory_mib": used.ru_maxrss / 1024,
    }
    if words:
        for path in names:
            with Path(path).open("rb") as file:
                answer[Path(path).name] = file.read(TOLD).decode("utf-8", "replace")
            Path(path).unlink()
    return answer


def _be_the_command(words: list[str], names: list[str]) -> None:
    status = 70
    try:
        os.setsid()
        for number, name in enumerate(names, start=1):
            opened = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(opened, number)
            os.close(opened)
        if words:
            sys.argv = ["kkmgis", *words]
            app.main()
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _wait(child: int, end: float) -> tuple[resource.struct_rusage, int | None]:
    """Wait for a command; None for the status of one that takes too long."""
    in_time = True
    while True:
        found, status, used = os.wait4(child, os.WNOHANG)
        if found == child:
            return used, os.waitstatus_to_exitcode(status) if in_time else None
        if in_time and time.monotonic() > end:
            in_time = False
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.002)


if __name__ == "__main__":
    main()
