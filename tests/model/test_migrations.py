"""Models and migrations say the same, and a database keeps its SRID."""

from __future__ import annotations

import pytest
from alembic import command

from kkmgis.db import alembic_config, connect, storage_srid, upgrade
from kkmgis.errors import SettingsError


def test_models_and_migrations_agree(database_url: str) -> None:
    command.check(alembic_config(database_url))


def test_upgrade_twice_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    upgrade(database_url)


def test_database_refuses_to_be_opened_for_another_srid(database_url: str) -> None:
    with connect(database_url) as connection:
        kept = storage_srid(connection)
    with pytest.raises(SettingsError, match=f"keeps EPSG:{kept}"):
        upgrade(database_url, srid=kept + 1)
