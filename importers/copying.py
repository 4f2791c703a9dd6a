"""Columns of Python values into a table by COPY, and a table back out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from psycopg import Connection
from pyarrow import csv

from importers.column import Column

_NO_HEADER = csv.WriteOptions(include_header=False)


def copy_columns(
    connection: Connection[Any],
    table: str,
    columns: Mapping[str, Sequence[object] | pa.Array],
) -> None:
    """Append columns to a table.

    Parameters
    ----------
    connection : Connection
    table : str
        Name of this code's own.
    columns : mapping of str to sequence or Arrow array, each of length n
        Text, whole numbers or None. Text is quoted and None is not, so that an
        empty text and nothing stay different.
    """
    arrays = {name: _array(values) for name, values in columns.items()}
    content = io.BytesIO()
    csv.write_csv(pa.table(arrays), content, _NO_HEADER)
    names = ", ".join(columns)
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.write(content.getbuffer())


def _array(values: Sequence[object] | pa.Array) -> pa.Array:
    if isinstance(values, Column):
        return values.array
    if isinstance(values, pa.Array):
        return values
    whole = isinstance(values, range) or all(type(value) is int for value in values)
    return pa.array(values, pa.int64() if whole else pa.string())


def wkb_texts(geometries: NDArray[np.object_]) -> pa.Array:
    """Write geometries as hexadecimal WKB for COPY.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, shape (n,)
        A column that has a CRS gives it to geometry that names none.

    Returns
    -------
    pyarrow.Array of large_string, length n
    """
    binary = pa.array(shapely.to_wkb(geometries).tolist(), pa.large_binary())
    # All at once: twice as many letters as there are bytes.
    places = np.frombuffer(binary.buffers()[1], np.int64, len(binary) + 1)
    content = b"" if binary.buffers()[2] is None else memoryview(binary.buffers()[2])
    letters = bytes(content[: places[-1]]).hex().encode()
    return pa.LargeStringArray.from_buffers(
        len(binary),
        pa.py_buffer(places * 2),
        pa.py_buffer(letters),
        binary.buffers()[0],
        binary.null_count,
    )


def read_query(connection: Connection[Any], query: str) -> bytes:
    """Copy the rows of a query into memory."""
    statement = f"COPY ({query}) TO STDOUT".encode()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)


def write_copy(
    connection: Connection[Any], table: str, names: str, content: bytes
) -> None:
    """Put rows that were copied out into a table."""
    statement = f"COPY {table} ({names}) FROM STDIN".encode()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(content)
