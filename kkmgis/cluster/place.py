"""Where a private cluster keeps its things."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kkmgis.settings import Settings

ROLE = "kkmgis"
DATABASE = "kkmgis"
# Only names the socket file: the server never listens on the network.
PORT = 5480
# sun_path holds 108 bytes with the closing zero; "/.s.PGSQL.5480.lock" follows.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5480.lock")
# libpq and unix_socket_directories give a comma, colon or quote a meaning.
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Paths of a private cluster.

    Attributes
    ----------
    home : Path
        Holds all the others but, where its name is too long, the socket.
    data : Path
        PostgreSQL's data directory; exists once it is complete.
    unfinished : Path
        A data directory that is being made.
    log : Path
        Folder of the server's logs.
    lock : Path
        File locked by whoever makes, starts or stops the server.
    socket : Path
        Folder of the unix socket.
    """

    home: Path
    data: Path
    unfinished: Path
    log: Path
    lock: Path
    socket: Path

    @classmethod
    def of(cls, settings: Settings) -> Place:
        """Tell the places below the home of an installation."""
        home = settings.home
        return cls(
            home=home,
            data=home / "pg",
            unfinished=home / "pg.unfinished",
            log=home / "log",
            lock=home / "pg.lock",
            socket=_socket_folder(home),
        )

    def url(self, database: str = DATABASE) -> str:
        """Tell the libpq URL of a database, for psql, psycopg and ADBC alike."""
        folder = quote(str(self.socket), safe="/")
        return f"postgresql://{ROLE}@/{quote(database)}?host={folder}&port={PORT}"

    @property
    def socket_file(self) -> Path:
        """The socket itself."""
        return self.socket / f".s.PGSQL.{PORT}"


def _socket_folder(home: Path) -> Path:
    """Choose a folder whose name is short and plain enough for a unix socket.

    It must come out the same in every shell, so that neither XDG_RUNTIME_DIR
    nor TMPDIR, which differ between a login and a cron job, may decide it.
    """
    inside = home / "run"
    name = os.fsencode(inside)
    if len(name) <= LONGEST_SOCKET_FOLDER and PLAIN.fullmatch(str(inside)):
        return inside
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path("/tmp") / f"kkmgis-{short}"  # noqa: S108 - its owner is checked
