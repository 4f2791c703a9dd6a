"""Fixtures of all tests: a real PostGIS, a database for each worker.

``connection`` for a test that leaves nothing behind, ``fresh_database_url`` for
one that commits.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from kkmgis import db
from tests.database import Server, running_server, server_home


def pytest_configure() -> None:
    """Keep the tests away from the developer's own settings and data."""
    for name in [name for name in os.environ if name.startswith("KKMGIS_")]:
        del os.environ[name]
    os.environ["KKMGIS_HOME"] = str(server_home())


@pytest.fixture(scope="session")
def database_server() -> Iterator[Server]:
    """Run the PostgreSQL server of the tests."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def database_url(database_server: Server) -> Iterator[str]:
    """Give this worker's database, migrated and empty; nothing may stay in it."""
    with database_server.database() as url:
        yield url


@pytest.fixture
def connection(
    database_url: str,
) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Give a connection in a transaction that is rolled back after the test.

    A commit inside is refused, `connection.transaction()` becomes a savepoint.
    """
    with (
        db.connect(database_url) as opened,
        opened.transaction(force_rollback=True),
    ):
        yield opened


@pytest.fixture
def fresh_database_url(database_server: Server) -> Iterator[str]:
    """Give a database of the test's own, migrated and empty, dropped afterwards."""
    with database_server.database() as url:
        yield url


@pytest.fixture
def empty_database_url(database_server: Server) -> Iterator[str]:
    """Give a database of the test's own with no tables at all."""
    with database_server.database(migrated=False) as url:
        yield url
