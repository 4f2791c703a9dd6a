"""A register to import into, and an import in two words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from psycopg import Connection

from importers.load import load_file
from importers.report import Report

KEY = bytes(range(32))


class Load(Protocol):
    """Imports a file into the register of the test."""

    def __call__(self, kind: str, path: Path, **said: Any) -> Report:
        """Import one file."""


@pytest.fixture
def load(connection: Connection[Any]) -> Load:
    """Import into the test's own transaction; every report adds up."""

    def run(kind: str, path: Path, **said: Any) -> Report:
        report = load_file(
            connection, kind, path, actor="test", identity_key=KEY, **said
        )
        parts = report.loaded + report.unchanged + report.updated + report.rejected
        assert report.read == parts
        return report

    return run


Fetch = Callable[[str], list[tuple[Any, ...]]]
"""Asks the register of the test."""


@pytest.fixture
def fetch(connection: Connection[Any]) -> Fetch:
    """Ask the register of the test."""

    def run(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query.encode()).fetchall()

    return run
