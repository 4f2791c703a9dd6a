"""What the database says against a file, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from kkmgis.errors import DatabaseError
from kkmgis.i18n import both

_WENT_AWAY = (None, "57P01", "57P02", "57P03")
"""SQLSTATE of a lost connection, and of a server that is stopped or recovers."""


@contextmanager
def plain_refusal(name: str) -> Iterator[None]:
    """Turn what the database raises into a DatabaseError about the file ``name``.

    Neither statement nor values get into it: they may be personal.
    """
    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise DatabaseError(both("limits.disk_full", name=name)) from error
    except psycopg.OperationalError as error:
        if error.sqlstate not in _WENT_AWAY:
            raise DatabaseError(_refused(name, error)) from error
        raise DatabaseError(both("import.interrupted", name=name)) from error
    except psycopg.Error as error:
        raise DatabaseError(_refused(name, error)) from error


def _refused(name: str, error: psycopg.Error) -> str:
    told = error.diag.constraint_name or error.diag.message_primary
    reason = (told or str(error)).strip().splitlines()[0][:160]
    return both("import.refused", name=name, constraint=reason)


class Stopped(Exception):
    """A person stopped an import; raised by a progress callable."""


def is_final(error: BaseException) -> bool:
    """Tell whether trying again must fail again.

    A lost connection, a full disk or a stop by a person is no fault of the file:
    what was staged is kept, to go on from there. Want of memory is one: how much an
    import may take is fixed, and the same rows would want it again.
    """
    if isinstance(error, DatabaseError) and error.__cause__ is not None:
        return is_final(error.__cause__)
    passing = (psycopg.OperationalError, OSError, Stopped)
    return isinstance(error, Exception) and not isinstance(error, passing)
