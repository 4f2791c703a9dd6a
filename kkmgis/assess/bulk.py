"""Rows in bulk: queries to Arrow tables, Arrow tables to tables, both by COPY.

COPY runs inside the caller's transaction, unlike a second driver's connection,
and CSV keeps whole numbers whole: nothing on the way is ever a float.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
from psycopg import Connection, sql

WHOLE = pa.int64()
TEXT = pa.string()


def read_table(
    connection: Connection[Any],
    query: LiteralString,
    columns: Mapping[str, pa.DataType],
    values: Mapping[str, object] | None = None,
) -> pa.Table:
    """Read a query's rows.

    Parameters
    ----------
    connection : Connection
    query : str
        Gives exactly ``columns``, in this order. Truth values come as 0 and 1.
    columns : mapping of str to DataType
        WHOLE or TEXT; NULL stays null.
    values : mapping, optional
        Bound to the query's ``%(name)s``.

    Returns
    -------
    Table
    """
    received = io.BytesIO()
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(query))
    with connection.cursor().copy(statement, values) as copy:
        for piece in copy:
            received.write(piece)
    if not received.tell():
        return pa.table({n: pa.array([], type=t) for n, t in columns.items()})
    received.seek(0)
    return pa_csv.read_csv(
        received,
        read_options=pa_csv.ReadOptions(column_names=list(columns)),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict(columns),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    ).combine_chunks()


def write_tables(
    connection: Connection[Any],
    name: tuple[str, str],
    columns: Sequence[str],
    tables: Iterable[pa.Table],
) -> None:
    """Append rows to a table by one COPY.

    Parameters
    ----------
    connection : Connection
    name : (str, str)
        Schema and table.
    columns : sequence of str
        Columns of the table that are filled.
    tables : iterable of Table
        With exactly these columns, in any order; null becomes NULL. Each table is
        asked for while the server works on the one before it.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(*name),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    options = pa_csv.WriteOptions(include_header=False)
    with connection.cursor().copy(statement) as copy:
        for table in tables:
            prepared = io.BytesIO()
            pa_csv.write_csv(table.select(columns), prepared, options)
            copy.write(prepared.getbuffer())


def whole(table: pa.Table, name: str, missing: int = -1) -> npt.NDArray[np.int64]:
    """Take a column of whole numbers, with a number in place of null."""
    column: npt.NDArray[np.int64] = (
        table.column(name).fill_null(missing).to_numpy().astype(np.int64, copy=False)
    )
    return column


def truth(table: pa.Table, name: str) -> npt.NDArray[np.bool_]:
    """Take a column of 0 and 1 as truth values; null is false."""
    values: npt.NDArray[np.bool_] = whole(table, name, 0) != 0
    return values


def texts(table: pa.Table, name: str) -> pa.Array:
    """Take a column of texts."""
    return table.column(name).combine_chunks()


def concat(tables: Sequence[pa.Table]) -> pa.Table:
    """Put tables of the same columns one below the other."""
    return pa.concat_tables(tables).combine_chunks()
