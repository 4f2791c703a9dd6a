"""One import at work: its connection, its rows, its SQL."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from importers.kind import Kind
from importers.statement import statement
from kkmgis.rules.registry import severity_of

Row = tuple[Any, ...]
_RULE = re.compile(r":rule\(([a-z_.]+)\)")


@dataclasses.dataclass(slots=True)
class Work:
    """What the checks and the promotion of one file work with.

    The canonical rows are in the table ``incoming`` (a column for each field,
    ``geom``, ``outcome``, ``target_id``, ``flawed``), what is wrong with them in
    the temporary table ``problem``. All statements here are put together from names
    of this code; values of a file are only ever in these tables or bound.

    Attributes
    ----------
    connection : Connection
    kind : Kind
    names : frozenset of str
        Fields that the file or its profile says something about.
    srid : int, EPSG code
        Of the storage.
    batch_id : int
    with_shapes : bool
        The source has shapes, so that the geometry is told by this file.
    traced : bool
        Each incoming row has to tell its outcome and its object of the register.
    outcomes : str
        Table with the outcomes of the rows that were not rejected.
    """

    connection: Connection[Any]
    kind: Kind
    names: frozenset[str]
    srid: int
    batch_id: int
    with_shapes: bool
    traced: bool = False
    outcomes: str = "incoming"

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement; give the number of rows that it touched."""
        return self.connection.execute(statement.encode(), values or None).rowcount

    def fetch(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """Run a query and give all rows."""
        return self.connection.execute(query.encode(), values or None).fetchall()

    def run_file(self, name: str, **names: object) -> None:
        """Run the statements of `importers/sql/NAME.sql`, names filled in.

        ``:rule(CODE)`` becomes code and severity of a check.
        """
        text = statement(name, **names)
        text = _RULE.sub(lambda match: _named(match[1], needed=True), text)
        self.connection.execute(text.encode())

    def told(self, *names: str) -> tuple[str, ...]:
        """Keep the fields that this file says something about."""
        return tuple(name for name in names if name in self.names)

    def problem(
        self,
        code: str,
        where: str,
        *,
        field: str = "",
        value: str = "''",
        details: str = "'{}'::jsonb",
        needed: bool = True,
        source: str = "incoming i",
    ) -> int:
        """Note a problem of all incoming rows of which a condition is true.

        Parameters
        ----------
        code : str
            Of the registry of checks.
        where : str
            SQL condition on ``i``.
        field : str
            Canonical field.
        value, details : str
            SQL expressions on ``i``.
        needed : bool
            The rows cannot do without what is wrong.
        source : str
            FROM clause.

        Returns
        -------
        int
            How many.
        """
        return self.run(
            "INSERT INTO problem (row_no, code, severity, field, value, details)"
            f" SELECT i.row_no, {_named(code, needed=needed)}, '{field}',"
            f" coalesce(({value})::text, ''), {details} FROM {source} WHERE {where}"
        )

    def reject_flawed(self) -> int:
        """Take the rows with an error out of the incoming ones."""
        return self.run(
            "DELETE FROM incoming i USING"
            " (SELECT DISTINCT row_no FROM problem WHERE severity = 'error') p"
            " WHERE p.row_no = i.row_no"
        )

    def resolve(
        self,
        field: str,
        table: str,
        id_column: str,
        *,
        needed: bool = True,
        condition: str = "true",
    ) -> None:
        """Find the ids of objects that are named by code.

        Adds ``id_column`` to the incoming rows; a code that names nothing is a
        problem ``reference.missing``.

        Parameters
        ----------
        field : str
            Field with the code.
        table : str
            Register table, e.g. ``register.parcel``.
        id_column : str
        needed : bool
            A row that names nothing is refused, else only flagged.
        condition : str
            SQL on ``i``: which rows name an object of that table.
        """
        self.run(f"ALTER TABLE incoming ADD COLUMN IF NOT EXISTS {id_column} bigint")
        self.run(
            f"UPDATE incoming i SET {id_column} = t.id FROM {table} t"
            f" WHERE t.code = i.{field} AND {condition}"
        )
        self.problem(
            "reference.missing",
            f"i.{field} IS NOT NULL AND i.{id_column} IS NULL AND {condition}",
            field=field,
            value=f"i.{field}",
            details=f"jsonb_build_object('table', '{table.partition('.')[2]}')",
            needed=needed,
        )
        # A code that names nothing is no reason to forget what was known before.
        self.run(
            f"UPDATE incoming i SET flawed = array_append(flawed, '{id_column}')"
            f" WHERE i.{field} IS NOT NULL AND i.{id_column} IS NULL AND {condition}"
        )

    def refuse_repeated(self, *columns: str) -> None:
        """Refuse a row whose key came in an earlier row of the file.

        Rows that have their outcome already take no part.
        """
        key = ", ".join(columns)
        shown = " || ' ' || ".join(
            f"coalesce(i.{column}::text, '')" for column in columns
        )
        self.problem(
            "row.repeated",
            "i.row_no > i.earliest",
            field=columns[0],
            value=shown,
            details="jsonb_build_object('first', i.earliest)",
            source=(
                f"(SELECT *, min(row_no) OVER (PARTITION BY {key}) AS earliest"
                " FROM incoming WHERE outcome IS NULL) i"
            ),
        )


def _named(code: str, *, needed: bool) -> str:
    """Write code and severity of a check as SQL."""
    return f"'{code}', '{severity_of(code, needed=needed)}'"
