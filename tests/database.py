"""The database server of the tests: private, fast, shared by all who test here.

One server for a checkout, started by the first session and stopped by the last
one (a killed session counts as gone, because its lock is). A database that is
migrated once serves as template; every worker and every test that commits gets
a copy of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from kkmgis import db
from kkmgis.cluster import ensure_running, stop
from kkmgis.cluster.place import Place
from kkmgis.settings import Settings, open_to_all
from tests.paths import ROOT

# What a crash would lose is made again in seconds.
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "autovacuum": "off",
    "max_wal_size": "1GB",
}
BOOT = Path("/proc/sys/kernel/random/boot_id")


def server_home() -> Path:
    """Tell where the server of the tests lives; it may run as another user."""
    if os.geteuid() != 0 or open_to_all(ROOT):
        return ROOT / ".kkmgis-test"
    return Path("/var/tmp") / f"kkmgis-test-{_digest(str(ROOT).encode())}"  # noqa: S108


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Server:
    """The running server of the tests.

    Attributes
    ----------
    place : Place
    template : str
        Name of a migrated, otherwise empty database.
    numbers : iterator of int
        Makes the names of this session's databases differ.
    """

    place: Place
    template: str
    numbers: Iterator[int]

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """Make a database for as long as the block lasts, and tell its URL."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        template = self.template if migrated else "template0"
        with _administrator(self.place) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        try:
            yield self.place.url(name)
        finally:
            with _administrator(self.place) as admin:
                _drop(admin, name)


@contextmanager
def running_server() -> Iterator[Server]:
    """Start the server unless it runs; the last one out stops it."""
    home = server_home()
    home.mkdir(parents=True, exist_ok=True)
    settings = replace(Settings.from_env({}), home=home)
    with (home / "sessions.lock").open("a") as sessions:
        _forget_after_a_crash_of_the_machine(home, settings)
        fcntl.flock(sessions, fcntl.LOCK_SH)
        try:
            ensure_running(settings, overrides=UNSAFE_BUT_FAST)
            yield _prepared(settings)
        finally:
            with suppress(BlockingIOError):
                fcntl.flock(sessions, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _drop_templates_but_newest(Place.of(settings))
                stop(settings)


def _prepared(settings: Settings) -> Server:
    place = Place.of(settings)
    with (settings.home / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _drop_abandoned(place)
        return Server(place, _template(place, settings.srid), count(1))


def _forget_after_a_crash_of_the_machine(home: Path, settings: Settings) -> None:
    """Without fsync a cluster does not survive the machine, only its processes."""
    with (home / "boot.lock").open("a+") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        record.seek(0)
        boot = BOOT.read_text(encoding="ascii")
        if record.read() != boot:
            shutil.rmtree(Place.of(settings).data, ignore_errors=True)
            record.truncate(0)
            record.write(boot)


def _administrator(place: Place) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(place.url("postgres"), autocommit=True)


def _drop(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    admin.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _drop_abandoned(place: Place) -> None:
    """Drop the databases of sessions that were killed."""
    with _administrator(place) as admin:
        names = admin.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'"
        ).fetchall()
        for (name,) in names:
            if not Path(f"/proc/{str(name).split('_')[1]}").exists():
                _drop(admin, str(name))


def _drop_templates_but_newest(place: Place) -> None:
    with _administrator(place) as admin:
        names = admin.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^template_'"
            " ORDER BY oid DESC OFFSET 1"
        ).fetchall()
        for (name,) in names:
            _drop(admin, str(name))


def _template(place: Place, srid: int) -> str:
    """Make the migrated template of this state of the code, if it is not there."""
    code = sorted((ROOT / "kkmgis" / "migrations").rglob("*.[ps][yq]*"))
    content = b"".join(path.read_bytes() for path in (*code, ROOT / "kkmgis" / "db.py"))
    name = f"template_{_digest(content)}"
    with _administrator(place) as admin:
        found = admin.execute(
            "SELECT FROM pg_database WHERE datname = %s", (name,)
        ).fetchone()
        if found is not None:
            return name
        unfinished = f"{name}_unfinished"
        _drop(admin, unfinished)
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(
                sql.Identifier(unfinished)
            )
        )
        db.upgrade(place.url(unfinished), srid=srid)
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(name)
            )
        )
    return name
