"""How a command runs: on the database, in a name, ending with one plain line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from psycopg import Connection

InWords = Callable[[Exception], str | None]
"""Says an error of the command's own subject; None: it is none of them."""


_NO_SCHEMA = ("3F000", "42P01")
"""SQLSTATE of a schema or table that is not there."""


@contextmanager
def plain_errors(command: str, in_words: InWords | None = None) -> Iterator[None]:
    """End with one line and exit status 2 when it cannot be done.

    Parameters
    ----------
    command : str
        As it was typed after ``kkmgis``.
    in_words : callable, optional
        Asked first.
    """
    try:
        yield
        return
    except _expected() as error:
        own = in_words(error) if in_words is not None else None
        print(f"kkmgis {command}: {own or _line(error)}", file=sys.stderr)
    raise typer.Exit(2)


def _expected() -> tuple[type[Exception], ...]:
    """List what may end a command; asked only when something did.

    A command that never reached for a database starts without its driver.
    """
    from kkmgis.errors import KkmgisError

    if "psycopg" not in sys.modules:
        return (KkmgisError, OSError)
    import psycopg

    return (KkmgisError, OSError, psycopg.Error)


def _line(error: Exception) -> str:
    from kkmgis.i18n import both
    from kkmgis.tax.parameters import LawMissingError

    if isinstance(error, LawMissingError):
        years = {"first": error.first, "last": error.last}
        return both("assess.no_law", year=error.tax_year, **years)
    if getattr(error, "sqlstate", None) in _NO_SCHEMA:
        return both("assess.no_schema")
    if isinstance(error, OSError) and error.filename is not None:
        shown = {"name": error.filename, "reason": error.strerror}
        return both("tax.file.not_readable", **shown)
    return " ".join(str(error).split())


@contextmanager
def connected() -> Iterator[Connection[Any]]:
    """Open the register's database, starting the private one if need be."""
    from kkmgis import db
    from kkmgis.cluster import ensure_running
    from kkmgis.settings import Settings

    with db.connect(ensure_running(Settings.from_env())) as connection:
        yield connection


def actor() -> str:
    """Name who acts, for the audit: the account of the operating system."""
    import getpass

    return f"cli:{getpass.getuser()}"
