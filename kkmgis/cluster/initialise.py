"""Making the data directory of a private cluster."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from kkmgis.cluster.configuration import write_configuration
from kkmgis.cluster.owner import Owner
from kkmgis.cluster.place import ROLE, Place
from kkmgis.cluster.programs import Programs
from kkmgis.errors import DatabaseError
from kkmgis.i18n import both

# initdb writes about 40 MB; the demo city, its WAL and history need the rest.
NEEDED_FREE_MIB = 1500


def make_folders(place: Place, owner: Owner) -> None:
    """Make the folders around the data, each with its owner and rights.

    Raises
    ------
    DatabaseError
        The home cannot be written, or somebody else took the socket's folder.
    """
    try:
        place.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        for folder in (place.log, place.socket):
            _make_folder(folder, owner)
    except PermissionError as error:
        raise DatabaseError(both("cluster.not_writable", path=place.home)) from error
    except OSError as error:
        raise DatabaseError(
            both("cluster.system", path=place.home, detail=error.strerror)
        ) from error


def _make_folder(folder: Path, owner: Owner) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    # It is still root's if we were interrupted right here.
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid in (owner.uid, os.geteuid())
    if not is_ours or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise DatabaseError(both("cluster.folder_taken", path=folder))
    owner.give(folder)


def initialise(
    place: Place, programs: Programs, owner: Owner, overrides: Mapping[str, str]
) -> None:
    """Make the data directory, complete or not at all.

    It is made beside and renamed when it is whole and configured, so that an
    interruption leaves nothing that looks like a cluster.

    Raises
    ------
    DatabaseError
        No room, or initdb failed.
    """
    room_mib = shutil.disk_usage(place.home).free // (1024 * 1024)
    if room_mib < NEEDED_FREE_MIB:
        raise DatabaseError(
            both(
                "cluster.disk_full",
                path=place.home,
                free=room_mib,
                needed=NEEDED_FREE_MIB,
            )
        )
    shutil.rmtree(place.unfinished, ignore_errors=True)
    place.unfinished.mkdir(mode=0o700)
    owner.give(place.unfinished)
    done = owner.run(
        [
            programs.path("initdb"),
            f"--pgdata={place.unfinished}",
            f"--username={ROLE}",
            "--auth=peer",
            "--encoding=UTF8",
            # Sorting by code point is the same on every machine; Thai order is
            # asked for by name (COLLATE "th-x-icu") where people read it.
            "--locale=C.UTF-8",
            "--data-checksums",
        ],
        timeout_s=300,
    )
    if done.returncode != 0:
        shutil.rmtree(place.unfinished, ignore_errors=True)
        raise DatabaseError(both("cluster.initdb_failed", detail=why(done.stderr)))
    write_configuration(place.unfinished, place, owner, overrides)
    place.unfinished.rename(place.data)


def why(output: str) -> str:
    r"""Pick the line that tells the reason out of a program's output.

    >>> why("creating directory ... ok\ninitdb: error: could not write: No space")
    'initdb: error: could not write: No space'
    """
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for word in ("FATAL", "PANIC", "error:", "ERROR"):
        for line in lines:
            if word in line:
                return line
    return lines[-1] if lines else "?"
