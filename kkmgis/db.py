"""Connections to the database, and who acts in a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import Connection
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError

from kkmgis.errors import DatabaseError, SettingsError


def sqlalchemy_url(url: str) -> str:
    """Turn a libpq URL into the one SQLAlchemy wants, with psycopg 3.

    >>> sqlalchemy_url("postgresql:///kkmgis?host=/run/kkmgis")
    'postgresql+psycopg:///kkmgis?host=/run/kkmgis'
    """
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def make_engine(url: str) -> Engine:
    """Make an SQLAlchemy engine for a libpq URL."""
    return create_engine(sqlalchemy_url(url), pool_pre_ping=True)


def connect(url: str) -> Connection[tuple[Any, ...]]:
    """Open a psycopg connection.

    Raises
    ------
    DatabaseError
        The server does not answer or refuses us.
    """
    try:
        return psycopg.connect(url, application_name="kkmgis")
    except psycopg.OperationalError as error:
        detail = str(error).strip().splitlines()[0]
        raise DatabaseError(f"the database does not answer: {detail}") from error


@contextmanager
def acting(
    connection: Connection[Any],
    actor: str,
    *,
    reason: str | None = None,
    batch_id: int | None = None,
) -> Iterator[Connection[Any]]:
    """Run one transaction in the name of somebody.

    The history of every row that changes in it carries the actor, the reason and
    the import batch. Inside an open transaction it becomes a savepoint.
    """
    with connection.transaction():
        connection.execute(
            "SELECT set_config('kkmgis.actor', %s, true),"
            " set_config('kkmgis.reason', %s, true),"
            " set_config('kkmgis.batch', %s, true)",
            (actor, reason or "", "" if batch_id is None else str(batch_id)),
        )
        yield connection


def storage_srid(connection: Connection[Any]) -> int:
    """Tell the EPSG code in which this database keeps geometry."""
    row = connection.execute("SELECT srid FROM register.store").fetchone()
    if row is None:
        raise DatabaseError("register.store is empty: run `kkmgis db upgrade`")
    return int(row[0])


def alembic_config(url: str) -> Config:
    """Make Alembic's configuration for a libpq URL, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(files("kkmgis") / "migrations"))
    config.set_main_option("sqlalchemy.url", sqlalchemy_url(url).replace("%", "%%"))
    return config


def upgrade(url: str, *, srid: int | None = None) -> None:
    """Bring the schema up to date; a new database is made for ``srid``.

    Parameters
    ----------
    url : str
        libpq URL of an existing database.
    srid : int, EPSG code, optional
        What the caller expects. A database that was made for another one is
        refused: geometry is never mixed.

    Raises
    ------
    DatabaseError
        A step failed.
    SettingsError
        The database keeps another SRID.
    """
    try:
        command.upgrade(alembic_config(url), "head")
    except DBAPIError as error:
        first = str(error.orig).strip().splitlines()[0]
        raise DatabaseError(f"upgrade of the schema failed: {first}") from error
    with connect(url) as connection:
        kept = storage_srid(connection)
    if srid is not None and kept != srid:
        raise SettingsError(
            f"this database keeps EPSG:{kept}, KKMGIS_SRID says {srid}; "
            "use another database or set the variable to what the database keeps"
        )
