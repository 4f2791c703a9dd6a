"""Alembic environment: one connection, short locks, constraints compared too."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine, text

from kkmgis.model import SCHEMAS, Base


def include_name(
    name: str | None, kind: str, _parents: MutableMapping[Any, Any]
) -> bool:
    """Look at our schemas only; history tables are copies kept by a trigger."""
    if kind == "schema":
        return name in SCHEMAS and name != "history"
    # Indexes that serve the search alone live in the migrations.
    return not (kind == "index" and str(name).endswith(("_trgm", "_search")))


def run() -> None:
    """Bring the database of ``sqlalchemy.url`` to the wanted step."""
    url = context.config.get_main_option("sqlalchemy.url")
    assert url is not None  # noqa: S101 - set by kkmgis.db, never by a user
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.execute(text("SELECT pg_advisory_lock(4804001)"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_schemas=True,
            include_name=include_name,
            include_object=alembic_helpers.include_object,
            version_table_schema="public",
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
