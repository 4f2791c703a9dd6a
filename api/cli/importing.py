"""The register as the commands of imports open it: up to date, and by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection


@contextmanager
def connected() -> Iterator[Connection[Any]]:
    """Open the register, its schema up to date; each statement commits by itself."""
    import psycopg

    from kkmgis import db
    from kkmgis.cluster import ensure_running
    from kkmgis.errors import DatabaseError
    from kkmgis.settings import Settings

    settings = Settings.from_env()
    url = ensure_running(settings)
    db.upgrade(url, srid=settings.srid)
    try:
        with db.connect(url) as connection:
            connection.autocommit = True
            yield connection
    except psycopg.Error as error:
        # Without its detail: that may show a row.
        told = error.diag.message_primary or str(error)
        raise DatabaseError(" ".join(told.split())[:300]) from error
