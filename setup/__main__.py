"""Entry point: `python3 -m setup [setup|run|test|bench|lock] [PORT]`."""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup.browser_code import ensure_built
from setup.environment import (
    DEV_LOCK,
    RUN_LOCK,
    ensure_environment,
    ensure_kkmgis,
    ensure_packages,
)
from setup.lock import write_locks
from setup.packages import ensure
from setup.paths import LOG
from setup.port import check_port
from setup.system import (
    BARE_LOADER,
    BROWSER,
    DATABASE,
    DRIVER,
    ENVIRONMENTS,
    check_browser,
)
from setup.words import Problem, say


def main(arguments: list[str]) -> int:
    """Do what was asked; a problem is one line and exit status 2."""
    wanted = arguments[0] if arguments else "setup"
    try:
        if wanted == "run":
            check_port(arguments[1])
        with _alone():
            if wanted == "lock":
                write_locks()
            else:
                set_up(
                    for_development=wanted in ("test", "bench"),
                    for_benchmarks=wanted == "bench",
                )
    except Problem as problem:
        print(f"kkmgis: {problem}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"kkmgis: {_about(error)}", file=sys.stderr)
        return 2
    if wanted == "setup":
        print(say("done"))
    return 0


def set_up(*, for_development: bool, for_benchmarks: bool = False) -> None:
    """Install what is missing, in the order in which one thing needs another."""
    needs = [ENVIRONMENTS, DATABASE]
    needs += [BROWSER, DRIVER] if for_development else []
    needs += [BARE_LOADER] if for_benchmarks else []
    ensure(needs)
    if for_development:
        check_browser()
    ensure_environment()
    ensure_packages(RUN_LOCK)
    ensure_kkmgis()
    ensure_built(for_development=for_development)
    if for_development:
        ensure_packages(DEV_LOCK)


@contextmanager
def _alone() -> Iterator[None]:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.with_suffix(".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(say("waiting"), flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        LOG.write_text("", encoding="utf-8")
        yield


def _about(error: OSError) -> Problem:
    """Turn an error of the file system into a line that tells what to do."""
    path = Path(error.filename or ".")
    if isinstance(error, PermissionError):
        return Problem("not_writable", path=path, owner=_owner(path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem("disk_filled", what=LOG.parents[1], what_en=LOG.parents[1])
    what = str(path)
    return Problem("failed", what=what, what_en=what, detail=error.strerror, log=LOG)


def _owner(path: Path) -> str:
    existing = next(p for p in (path, *path.absolute().parents) if p.exists())
    uid = existing.stat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


if __name__ == "__main__":
    os.umask(0o022)
    raise SystemExit(main(sys.argv[1:]))
