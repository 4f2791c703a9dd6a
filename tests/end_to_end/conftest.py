"""Fixtures of the browser tests: one town, one server and one browser a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.database import Server
from tests.end_to_end.served import serving
from tests.end_to_end.town import build_town
from tests.end_to_end.watched import Watch, chromium, watched
from tests.paths import ROOT


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests here, so that they can be chosen or left out."""
    for item in items:
        if "end_to_end" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def town_url(database_server: Server) -> Iterator[str]:
    """Give a database that holds the town."""
    with database_server.database() as url:
        build_town(url)
        yield url


@pytest.fixture(scope="package")
def address(town_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the running service."""
    built = ROOT / "api" / "static" / "built" / "map.js"
    assert built.is_file(), "build the map first: make setup"
    with serving(town_url, tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Give Debian's Chromium."""
    with chromium() as found:
        yield found


@pytest.fixture
def watch(browser: Browser, address: str) -> Iterator[Watch]:
    """Give a page on a small office screen; nothing may go wrong on it."""
    with watched(browser, address) as found:
        yield found
        assert found.faults == []
