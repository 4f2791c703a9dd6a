"""What runs and what a crash left behind, told from /proc.

The process number in a lock file proves nothing after a crash or in a new
container: numbers are used again. A process is this cluster's server when it
is a postgres that works in the data directory; every part of PostgreSQL does.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from kkmgis.cluster.place import Place

PROC = Path("/proc")


def server_pid(place: Place) -> int | None:
    """Tell the process number of the running postmaster, None if there is none."""
    pid = _written_pid(place.data / "postmaster.pid")
    return pid if pid is not None and pid in processes(place.data) else None


def processes(data: Path) -> list[int]:
    """List the PostgreSQL processes that work in a data directory."""
    if not data.is_dir():
        return []
    wanted = data.resolve()
    return [
        int(entry.name)
        for entry in PROC.iterdir()
        if entry.name.isdigit() and _works_in(entry, wanted)
    ]


def _works_in(entry: Path, data: Path) -> bool:
    try:
        return (
            Path(os.readlink(entry / "cwd")) == data
            and (entry / "comm").read_text(encoding="ascii", errors="replace").strip()
            in ("postgres", "postmaster")
            and _state(entry) != "Z"
        )
    except OSError:
        return False  # Gone meanwhile, or somebody else's.


def _state(entry: Path) -> str:
    after_name = (entry / "stat").read_text(encoding="ascii", errors="replace")
    return after_name.rpartition(")")[2].split()[0]


def _written_pid(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def clear_leftovers(place: Place, *, patience_s: float = 1.0) -> None:
    """Remove what a killed server left, so that a new one can start.

    Call it only under the cluster's lock and with no running postmaster.
    Sessions that outlived their postmaster still hold its memory and would
    write beside the new server: they get a moment to notice, then are ended.
    """
    for number in (0, signal.SIGQUIT, signal.SIGKILL):
        for pid in processes(place.data) if number else ():
            _send(pid, number)
        if wait_until(lambda: not processes(place.data), timeout_s=patience_s):
            break
    for stale in (
        place.data / "postmaster.pid",
        place.socket_file,
        place.socket_file.with_name(place.socket_file.name + ".lock"),
    ):
        stale.unlink(missing_ok=True)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def wait_until(happened: Callable[[], bool], *, timeout_s: float) -> bool:
    """Wait for something; tell whether it came about in time."""
    end = time.monotonic() + timeout_s
    while not happened():
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)
    return True
