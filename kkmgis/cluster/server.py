"""Starting and stopping the private server."""

from __future__ import annotations

import fcntl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from kkmgis.cluster.configuration import write_configuration
from kkmgis.cluster.initialise import initialise, make_folders, why
from kkmgis.cluster.owner import owner_of
from kkmgis.cluster.place import DATABASE, Place
from kkmgis.cluster.process import clear_leftovers, server_pid, wait_until
from kkmgis.cluster.programs import choose
from kkmgis.errors import DatabaseError
from kkmgis.i18n import both
from kkmgis.settings import Settings

# Going through 4 GB of WAL after a crash takes minutes on a slow disk.
START_TIMEOUT_S = 600
STOP_TIMEOUT_S = 180
MAINTENANCE_DATABASE = "postgres"


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the database server.

    Attributes
    ----------
    ours : bool
        Whether it is the private cluster; False with KKMGIS_DATABASE_URL.
    running : bool
    pid : int or None
        Process number of our postmaster.
    place : Place or None
        Where the private cluster is.
    """

    ours: bool
    running: bool
    pid: int | None
    place: Place | None


def ensure_running(
    settings: Settings, *, overrides: Mapping[str, str] | None = None
) -> str:
    """Make sure that a database can be reached, and tell its URL.

    With ``settings.database_url`` that server is used as it is. Otherwise the
    private cluster is made, mended after a crash and started as needed, and the
    database made in it, empty; `kkmgis.db.upgrade` gives it its tables.

    Parameters
    ----------
    settings : Settings
    overrides : mapping of option to value, optional
        Server options that win over ours when it has to be started.

    Returns
    -------
    str
        libpq URL, good for psql, psycopg, ADBC and `kkmgis.db`.

    Raises
    ------
    DatabaseError
        It cannot be started; the message says why and what to do.
    """
    if settings.database_url is not None:
        return settings.database_url
    place = Place.of(settings)
    if not _answers(place, DATABASE):
        with _alone(place):
            if not _answers(place, MAINTENANCE_DATABASE):
                _start(place, overrides or {})
            _create_database(place)
    return place.url()


def stop(settings: Settings) -> bool:
    """Stop the private server, letting nobody finish but losing nothing.

    Returns
    -------
    bool
        Whether it was running.

    Raises
    ------
    DatabaseError
        It is not ours, or does not stop.
    """
    if settings.database_url is not None:
        raise DatabaseError(both("cluster.not_ours"))
    place = Place.of(settings)
    if not place.data.exists():
        return False
    with _alone(place):
        if server_pid(place) is None:
            return False
        command = [choose(place.data).path("pg_ctl"), "stop", f"--pgdata={place.data}"]
        command += ["--mode=fast", f"--timeout={STOP_TIMEOUT_S}"]
        done = owner_of(place.data).run(command, timeout_s=STOP_TIMEOUT_S + 10)
        if done.returncode != 0:
            raise DatabaseError(both("cluster.stop_failed", detail=why(done.stderr)))
    return True


def status(settings: Settings) -> Status:
    """Tell what is known of the server, changing nothing."""
    if settings.database_url is not None:
        return Status(False, _connects(settings.database_url), None, None)
    place = Place.of(settings)
    return Status(True, _answers(place, DATABASE), server_pid(place), place)


def _answers(place: Place, database: str) -> bool:
    try:
        # Whoever can make a folder in /tmp must not pass for our server.
        trusted = place.socket.stat().st_uid == place.data.stat().st_uid
    except OSError:
        return False
    return trusted and _connects(place.url(database))


def _connects(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Hold the cluster's lock; a second start waits for the first to finish."""
    try:
        place.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        lock = place.lock.open("a")
    except PermissionError as error:
        raise DatabaseError(both("cluster.not_writable", path=place.home)) from error
    except OSError as error:
        raise DatabaseError(
            both("cluster.system", path=place.home, detail=error.strerror)
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(place: Place, overrides: Mapping[str, str]) -> None:
    owner = owner_of(place.data)
    programs = choose(place.data)
    make_folders(place, owner)
    if not place.data.exists():
        initialise(place, programs, owner, overrides)
    if server_pid(place) is not None:
        _wait_for_recovery(place)
        return
    clear_leftovers(place)
    write_configuration(place.data, place, owner, overrides)
    before_collector = place.log / "start.log"
    before_collector.unlink(missing_ok=True)
    command = [programs.path("pg_ctl"), "start", f"--pgdata={place.data}", "--wait"]
    command += [f"--log={before_collector}", f"--timeout={START_TIMEOUT_S}"]
    try:
        done = owner.run(command, timeout_s=START_TIMEOUT_S + 10)
    except subprocess.TimeoutExpired as error:
        raise DatabaseError(both("cluster.slow_start", log=place.log)) from error
    if done.returncode != 0:
        raise DatabaseError(
            both("cluster.start_failed", detail=_reason(place), log=place.log)
        )


def _wait_for_recovery(place: Place) -> None:
    """Wait for a server that somebody else started and that still recovers."""
    if not wait_until(
        lambda: _answers(place, MAINTENANCE_DATABASE), timeout_s=START_TIMEOUT_S
    ):
        raise DatabaseError(both("cluster.slow_start", log=place.log))


def _reason(place: Place) -> str:
    logs = sorted(place.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
    said = [path.read_text(encoding="utf-8", errors="replace") for path in logs]
    recent = [line for content in said for line in content.splitlines()[-20:]]
    line = why("\n".join(reversed(recent)))
    return line[max(0, line.find("FATAL")) :]


def _create_database(place: Place) -> None:
    with psycopg.connect(place.url(MAINTENANCE_DATABASE), autocommit=True) as admin:
        found = admin.execute(
            "SELECT FROM pg_database WHERE datname = %s", (DATABASE,)
        ).fetchone()
        if found is None:
            admin.execute(
                sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
            )
