"""What the database says against a file, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from kkmgis.errors import DatabaseError
from kkmgis.i18n import both


@contextmanager
def plain_refusal(name: str) -> Iterator[None]:
    """Turn what the database raises into a DatabaseError about the file ``name``.

    Neither statement nor values get into it: they may be personal.
    """
    try:
        yield
    except psycopg.Error as error:
        told = error.diag.constraint_name or error.diag.message_primary
        reason = (told or str(error)).strip().splitlines()[0][:160]
        shown = {"name": name, "constraint": reason}
        raise DatabaseError(both("import.refused", **shown)) from error


class Stopped(Exception):
    """A person stopped an import; raised by a progress callable."""


def is_final(error: BaseException) -> bool:
    """Tell whether trying again must fail again.

    A lost connection, a full disk or a stop by a person is no fault of the file:
    what was staged is kept, to go on from there.
    """
    if isinstance(error, DatabaseError) and error.__cause__ is not None:
        return is_final(error.__cause__)
    passing = (psycopg.OperationalError, OSError, MemoryError, Stopped)
    return isinstance(error, Exception) and not isinstance(error, passing)
