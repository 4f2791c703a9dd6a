"""One running service on the street of `tests.api.town`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from starlette.testclient import TestClient

from api.app import create_app
from kkmgis.db import connect
from kkmgis.settings import Settings
from tests.api.town import build_town
from tests.api.web import Web
from tests.database import Server


@pytest.fixture(scope="session")
def town_url(database_server: Server) -> Iterator[str]:
    """Give the database of the street; what a test adds stays for the others."""
    with database_server.database() as url:
        build_town(url)
        yield url


@pytest.fixture(scope="session")
def web(town_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Give the running service."""
    home: Path = tmp_path_factory.mktemp("home")
    settings = Settings.from_env(
        {"KKMGIS_DATABASE_URL": town_url, "KKMGIS_HOME": str(home)}
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield Web(client)


@pytest.fixture
def town(town_url: str) -> Iterator[Connection[Any]]:
    """Give a connection that commits, to change the town or look behind the pages."""
    with connect(town_url) as connection:
        connection.autocommit = True
        yield connection
