"""One way to read every list: filters, a stable order, a cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

from kkmgis.registry.page import Page, decode_cursor, encode_cursor

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of one kind of thing.

    Attributes
    ----------
    columns, source : str
        What stands between SELECT and FROM, and between FROM and WHERE.
    key : str
        Expression of the unique code that orders the list; selected as ``key``.
    filters : mapping of str to str
        Condition of each filter, with its value as a parameter of the same name.
    """

    columns: LiteralString
    source: LiteralString
    key: LiteralString
    filters: Mapping[str, LiteralString]

    def where(self, given: Mapping[str, Any]) -> LiteralString:
        """Join the conditions of the filters that have a value."""
        conditions = [
            condition
            for name, condition in self.filters.items()
            if given.get(name) is not None
        ]
        return " AND ".join(conditions) if conditions else "true"


def read_page(
    connection: Connection[Any],
    listing: Listing,
    values: Mapping[str, Any],
    shape: Callable[[Row], Row],
    *,
    cursor: str | None,
    limit: int,
) -> Page:
    """Read one page of a list.

    Parameters
    ----------
    values : mapping
        Values of filters (None: not filtered) and of other parameters.
    shape : callable
        Makes the item of a row.
    cursor : str, optional
        ``next`` of the page before.
    limit : int, 1 to 500
        Rows of a page.

    Raises
    ------
    CursorError
        The cursor is not one of ours.
    """
    after: LiteralString = ""
    bound = dict(values) | {"limit": limit + 1}
    if cursor is not None:
        (bound["after"],) = decode_cursor(cursor, str)
        after = f" AND {listing.key} > %(after)s"
    sql = (
        f"SELECT {listing.key} AS key, {listing.columns} FROM {listing.source}"
        f" WHERE {listing.where(values)}{after} ORDER BY {listing.key} LIMIT %(limit)s"
    )
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(sql, bound).fetchall()
    more = encode_cursor(rows[limit - 1]["key"]) if len(rows) > limit else None
    return Page([shape(row) for row in rows[:limit]], more)
