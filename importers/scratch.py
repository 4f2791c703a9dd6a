"""A folder for what an import unpacks, gone when it ends, however it ends."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "kkmgis-import-"
BEING_MADE_S = 3600
_LOCK = "in-use"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder that is removed afterwards, and those whose owner was killed.

    Yields
    ------
    Path
        Locked for as long as this process lives, or one that it forked.
    """
    above = Path(tempfile.gettempdir())
    _sweep(above)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(above: Path) -> None:
    for folder in above.glob(f"{PREFIX}*"):
        try:
            with (folder / _LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            _drop_if_old(folder)
        except OSError:
            # In use, or another user's.
            continue


def _drop_if_old(folder: Path) -> None:
    """Remove an empty folder whose owner was killed while he made it."""
    try:
        if time.time() - folder.stat().st_mtime > BEING_MADE_S:
            folder.rmdir()
    except OSError:
        return
