"""Backups of the database into one file, and back.

Works on any server the URL names. Keys are not in it: a backup that is lost
gives nobody an identity number.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import conninfo, errors, sql

from kkmgis import db
from kkmgis.cluster.initialise import why
from kkmgis.cluster.programs import newest
from kkmgis.errors import DatabaseError, KkmgisError
from kkmgis.i18n import both

ATTEMPTS_TO_SWAP = 10
Connection = psycopg.Connection[tuple[object, ...]]


def back_up(url: str, file: Path) -> int:
    """Write the whole database into a new file, and read it through once.

    Parameters
    ----------
    url : str
    file : Path
        Must not exist: an older backup is never written over.

    Returns
    -------
    int, bytes
        Size of the file.

    Raises
    ------
    DatabaseError
        The file exists, or the dump could not be made or be read again.
    """
    if file.exists():
        raise DatabaseError(both("backup.exists", path=file))
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        # Names and debts of people: for the eyes of whoever makes it.
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError as error:
        raise DatabaseError(both("backup.failed", detail=error)) from error
    try:
        _run(
            "pg_dump",
            ["--format=custom", "--no-owner", f"--file={unfinished}"],
            url=url,
            failure="backup.failed",
        )
        _read_through(unfinished, failure="backup.failed")
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return file.stat().st_size


def restore(url: str, file: Path, *, srid: int) -> str | None:
    """Put a backup in the place of the database, whole or not at all.

    It is restored into a new database beside, brought to the present schema,
    and only then swapped in, in one transaction. The database before it is
    kept under another name; the one kept by the restore before is dropped.

    Parameters
    ----------
    url : str
        Database to replace.
    file : Path
        Written by `back_up`.
    srid : int, EPSG code
        What the installation keeps geometry in; a backup in another is refused.

    Returns
    -------
    str or None
        Name under which the database before is kept; None if it had no tables.

    Raises
    ------
    DatabaseError
        The file is no backup, or a step failed; the database is as before.
    SettingsError
        The backup keeps another SRID.
    """
    if not file.is_file():
        raise DatabaseError(both("restore.no_file", path=file))
    _read_through(file, failure="restore.not_a_backup")
    name = _database_name(url)
    new = f"{name}_restoring"
    with _administrator(url) as admin:
        _drop(admin, new)
        _execute(admin, "CREATE DATABASE {} TEMPLATE template0", new)
        try:
            _fill(_with_database(url, new), file, srid)
        except KkmgisError:
            _drop(admin, new)
            raise
        return _swap(admin, name, new, keep=_has_tables(url))


def _fill(url: str, file: Path, srid: int) -> None:
    _run(
        "pg_restore",
        ["--no-owner", "--exit-on-error", "--jobs=2", str(file)],
        url=url,
        failure="restore.failed",
    )
    if not _has_tables(url):
        raise DatabaseError(
            both("restore.not_a_backup", path=file, detail="register.store")
        )
    db.upgrade(url, srid=srid)


def _swap(admin: Connection, name: str, new: str, *, keep: bool) -> str | None:
    kept = f"{name}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    older = admin.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
        (f"{name}_before_",),
    ).fetchall()
    for _ in range(ATTEMPTS_TO_SWAP):
        # A server that runs meanwhile reconnects to what it finds afterwards.
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            (name,),
        )
        try:
            with admin.transaction():
                _execute(admin, "ALTER DATABASE {} RENAME TO {}", name, kept)
                _execute(admin, "ALTER DATABASE {} RENAME TO {}", new, name)
            break
        except errors.ObjectInUse:
            continue
    else:
        _drop(admin, new)
        raise DatabaseError(both("restore.in_use"))
    for (database,) in older:
        _drop(admin, str(database))
    if not keep:
        _drop(admin, kept)
        return None
    return kept


def _run(
    program: str, arguments: Sequence[str], *, url: str | None, failure: str
) -> None:
    """Run a program of PostgreSQL; a password goes by its environment only."""
    command = [newest().path(program), *arguments]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if url is not None:
        parts = {k: str(v) for k, v in conninfo.conninfo_to_dict(url).items()}
        if "password" in parts:
            environment["PGPASSWORD"] = parts.pop("password")
        command.append(f"--dbname={conninfo.make_conninfo('', **parts)}")
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=environment,
    )
    if done.returncode != 0:
        raise DatabaseError(both(failure, path=arguments[-1], detail=why(done.stderr)))


def _read_through(file: Path, *, failure: str) -> None:
    """Read every byte of an archive: a list of contents alone is at its start."""
    _run("pg_restore", ["--file=/dev/null", str(file)], url=None, failure=failure)


def _database_name(url: str) -> str:
    parts = conninfo.conninfo_to_dict(url)
    return str(parts.get("dbname") or parts.get("user") or "kkmgis")


def _with_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{quote(name)}").geturl()


def _administrator(url: str) -> Connection:
    try:
        return psycopg.connect(_with_database(url, "postgres"), autocommit=True)
    except psycopg.OperationalError as error:
        detail = why(str(error))
        raise DatabaseError(both("restore.failed", detail=detail)) from error


def _has_tables(url: str) -> bool:
    with db.connect(url) as connection:
        row = connection.execute("SELECT to_regclass('register.store')").fetchone()
    return row is not None and row[0] is not None


def _drop(admin: Connection, name: str) -> None:
    _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _execute(admin: Connection, statement: str, *names: str) -> None:
    try:
        admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    except errors.ObjectInUse:
        raise
    except psycopg.Error as error:
        detail = why(str(error))
        raise DatabaseError(both("restore.failed", detail=detail)) from error
