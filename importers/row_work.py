"""What a kind works out of a whole row while it is staged, beside its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from psycopg import Connection

from importers.rows import Rows
from kkmgis.identity import Vault

if TYPE_CHECKING:
    from importers.convert import Converted

Known = Mapping[bytes, str]
"""What the register told before the first row: keyed hash → code."""

Fill = Callable[["Converted", Rows, Vault, Known], dict[str, Sequence[object]]]


def ask_nothing(connection: Connection[Any]) -> Known:
    """Ask the register nothing."""
    return {}


@dataclasses.dataclass(frozen=True, slots=True)
class RowWork:
    """Columns of the incoming rows that are worked out of several cells.

    Attributes
    ----------
    columns : tuple of (str, str)
        Name and SQL type.
    fill : callable
        From converted values, rows, vault and what is known to these columns; it
        may also fill the values of fields, those of ``fills``.
    ask : callable
        Asks the register once, before any row is read.
    fills : frozenset of str
        Fields that every file tells thereby.
    personal : frozenset of str
        Columns of the file that are sealed wherever they are kept.
    """

    columns: tuple[tuple[str, str], ...]
    fill: Fill
    ask: Callable[[Connection[Any]], Known] = ask_nothing
    fills: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
