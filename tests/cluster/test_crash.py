"""A short run of the drill that `make drill ONLY=database_crash` runs long."""

from __future__ import annotations

from kkmgis.settings import Settings
from tests.drill.database_crash import drill


def test_killed_database_keeps_every_confirmed_row(settings: Settings) -> None:
    said: list[str] = []
    assert drill(settings, 3, said.append) > 0
    assert len(said) == 3
