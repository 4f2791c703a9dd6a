"""Which PostgreSQL programs of this machine the private cluster uses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kkmgis.errors import DatabaseError
from kkmgis.i18n import both

OLDEST_MAJOR = 15
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one major version of PostgreSQL.

    Attributes
    ----------
    major : int
        Major version, e.g. 15.
    folder : Path
        Holds ``postgres``, ``initdb``, ``pg_ctl``, ``pg_dump``, ``pg_restore``.
    """

    major: int
    folder: Path

    def path(self, name: str) -> str:
        """Tell the path of a program."""
        return str(self.folder / name)

    @property
    def has_postgis(self) -> bool:
        """Whether PostGIS is installed for this version."""
        share = Path("/usr/share/postgresql") / str(self.major)
        nearby = self.folder.parent / "share"
        return any(
            (place / "extension" / "postgis.control").is_file()
            for place in (share, nearby, nearby / "postgresql")
        )


def installed() -> list[Programs]:
    """List the server programs of this machine, newest version first.

    Debian keeps each major version in its own folder; elsewhere (a container
    image, a build from source) the one on the path counts.
    """
    return sorted(_found(), key=lambda programs: -programs.major)


def _found() -> Iterator[Programs]:
    versions = DEBIAN.iterdir() if DEBIAN.is_dir() else iter(())
    for version in versions:
        if version.name.isdigit() and (version / "bin" / "postgres").is_file():
            yield Programs(int(version.name), version / "bin")
    on_path = shutil.which("postgres")
    if on_path and DEBIAN not in Path(on_path).resolve().parents:
        folder = Path(os.path.realpath(on_path)).parent
        major = _version_of(on_path)
        if major:
            yield Programs(major, folder)


def _version_of(postgres: str) -> int | None:
    import subprocess

    said = subprocess.run(  # noqa: S603 - the program found on the path
        [postgres, "--version"], capture_output=True, text=True, check=False
    ).stdout.split()
    digits = said[2].split(".")[0] if len(said) > 2 else ""
    return int(digits) if digits.isdigit() else None


def choose(data: Path) -> Programs:
    """Choose the programs for a data directory.

    Parameters
    ----------
    data : Path
        Data made by one major version are served by that version only; for a
        new cluster the newest version with PostGIS is taken.

    Raises
    ------
    DatabaseError
        No PostgreSQL that can do it is installed.
    """
    candidates = [p for p in installed() if p.major >= OLDEST_MAJOR and p.has_postgis]
    made_by = _made_by(data)
    if made_by is not None:
        for programs in candidates:
            if programs.major == made_by:
                return programs
        raise DatabaseError(both("cluster.version_missing", major=made_by, data=data))
    if not candidates:
        raise DatabaseError(both("cluster.not_installed", oldest=OLDEST_MAJOR))
    return candidates[0]


def _made_by(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DatabaseError(both("cluster.unreadable", path=data)) from error


def newest() -> Programs:
    """Take the newest programs, for dumping from and restoring to any server.

    Raises
    ------
    DatabaseError
        No PostgreSQL is installed.
    """
    for programs in installed():
        return programs
    raise DatabaseError(both("cluster.not_installed", oldest=OLDEST_MAJOR))
