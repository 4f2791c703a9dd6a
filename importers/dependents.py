"""What hangs on an import: later changes that would be lost if it were undone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from importers.statement import statement
from kkmgis.errors import ConflictError
from kkmgis.i18n import both

MOST_LISTED = 1000
SHOWN = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Dependent:
    """One object that keeps an import from being undone.

    Attributes
    ----------
    table : str
        Of the register, e.g. ``building``.
    id : int
    code : str
        Code of the object or of what it belongs to, its number where it has none.
    how : str
        ``changed`` or ``deleted`` since, or it ``refers`` to something that the
        import brought.
    changed_by : str or None
    changed_at : datetime or None
    reason : str or None
    batch : int or None
        The later import that did it; None: somebody's own edit.
    """

    table: str
    id: int
    code: str
    how: str
    changed_by: str | None
    changed_at: dt.datetime | None
    reason: str | None
    batch: int | None

    def as_json(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        at = None if self.changed_at is None else self.changed_at.isoformat()
        return dataclasses.asdict(self) | {"changed_at": at}


class DependentsError(ConflictError):
    """An import cannot be undone, because later work depends on it.

    Attributes
    ----------
    batch : int
    dependents : sequence of Dependent
        The first `MOST_LISTED` of them, by table and code.
    """

    def __init__(self, batch: int, dependents: Sequence[Dependent]) -> None:
        first = ", ".join(f"{one.table} {one.code}" for one in dependents[:SHOWN])
        more = " …" if len(dependents) > SHOWN else ""
        shown = {"batch": batch, "objects": first + more}
        super().__init__(both("batch.changed_since", **shown))
        self.batch = batch
        self.dependents = dependents


def find_dependents(
    connection: Connection[Any], number: int, tables: Sequence[str]
) -> list[Dependent]:
    """List what changed since an import, or was built on what it brought.

    Parameters
    ----------
    connection : Connection
    number : int
        Of the batch.
    tables : sequence of str
        Register tables with a history.

    Notes
    -----
    What refers to what is asked of the database, so that no table is forgotten.
    Shares of buildings on parcels and sealed facts go with what they belong to.
    """
    parts = [statement("dependent_changed", table=table) for table in tables]
    references = connection.execute(statement("references").encode()).fetchall()
    parts += [
        statement(
            "dependent_referring",
            child=f"{schema}.{child}",
            table=child,
            column=column,
            parent=parent,
        )
        for schema, child, column, parent in references
        if parent in tables
    ]
    parts.append(statement("dependent_identity"))
    union = " UNION ".join(parts)
    rows = connection.execute(
        f"SELECT * FROM ({union}) d ORDER BY 1, 3, 2, 4 LIMIT %(limit)s".encode(),
        {"batch": number, "limit": MOST_LISTED},
    ).fetchall()
    return [Dependent(*row) for row in rows]
