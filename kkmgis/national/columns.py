"""Columns of a Parquet file as arrays of whole numbers, checked by name and row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kkmgis.national.layout import refuse
from kkmgis.tax.facts import Column

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

MISSING = -1
"""Stands for null in columns of which no number is negative."""


class Columns:
    """A table of a partition, column by column.

    Parameters
    ----------
    path : Path
    names : sequence of str
        Columns to read; those that the file lacks are refused when asked for.

    Raises
    ------
    LayoutError
        The file is missing or no Parquet.
    """

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self.file = path.name
        parquet = open_parquet(path)
        present = [name for name in names if name in parquet.schema_arrow.names]
        try:
            self._table = parquet.read(present, use_threads=False).combine_chunks()
        except (pa.ArrowException, OSError) as error:
            refuse("file_unreadable", self.file, reason=_one_line(error))

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._table)

    def whole(self, name: str, *, optional: bool = False) -> Numbers:
        """Take a column of whole numbers of 0 or more; null becomes MISSING.

        Raises
        ------
        LayoutError
            No such column, not of whole numbers, or a negative one.
        """
        column = self._column(name, optional, "whole")
        if column is None:
            return np.full(len(self), MISSING, dtype=np.int64)
        numbers = _as_int64(column)
        if numbers is None:
            refuse("number_too_large", self.file, name)
        return self._not_negative(name, numbers)

    def exact(self, name: str) -> Column:
        """Take a column of whole numbers of 0 or more, of any size, without null.

        Raises
        ------
        LayoutError
            No such column, not of whole numbers, a negative one, or a null.
        """
        column = self._column(name, False, "whole")
        self.refuse_rows(name, _true(pc.is_null(column)), "value_missing")
        numbers = _as_int64(column)
        if numbers is not None:
            return self._not_negative(name, numbers)
        wide = np.array([int(one) for one in column.to_pylist()], dtype=object)
        self.refuse_rows(name, wide < 0, "negative")
        return wide

    def _not_negative(self, name: str, numbers: pa.Array) -> Numbers:
        self.refuse_rows(name, _true(pc.less(numbers, 0)), "negative")
        filled: Numbers = numbers.fill_null(MISSING).to_numpy(zero_copy_only=False)
        return filled

    def truth(self, name: str, required: Flags | None = None) -> Flags:
        """Take a column of truth values; null is false.

        Parameters
        ----------
        name : str
        required : ndarray of bool, optional
            Where a null is refused. Without it the whole column may be missing.

        Raises
        ------
        LayoutError
            No such column, another type, or a null where none may be.
        """
        column = self._column(name, required is None, "truth")
        if column is None:
            return np.zeros(len(self), dtype=np.bool_)
        if required is not None:
            null = column.is_null().to_numpy(zero_copy_only=False)
            self.refuse_rows(name, null & required, "value_missing")
        return _true(column)

    def code(self, name: str, names: Sequence[str]) -> Numbers:
        """Take a column of names as their positions; null becomes MISSING.

        Raises
        ------
        LayoutError
            No such column, another type, or an unknown name.
        """
        rows, values = self.names(name)
        known = {value: place for place, value in enumerate(names)}
        places = [known.get(value, len(names)) for value in values]
        found = np.array([*places, MISSING], dtype=np.int64)[rows]
        unknown = found == len(names)
        if np.any(unknown):
            row = int(np.argmax(unknown))
            value = values[int(rows[row])][:60]
            refuse("value_unknown", self.file, name, row=row + 1, value=value)
        return found

    def names(self, name: str, *, optional: bool = False) -> tuple[Numbers, list[str]]:
        """Take a column of texts as rows of its distinct values; null is -1."""
        column = self._column(name, optional, "text")
        if column is None:
            return np.full(len(self), MISSING, dtype=np.int64), []
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        rows = pc.cast(column.indices, pa.int64()).fill_null(MISSING)
        values = [str(value) for value in column.dictionary.to_pylist()]
        return rows.to_numpy(zero_copy_only=False), values

    def text(self, name: str) -> pa.Array:
        """Take a column of texts that the file need not have."""
        column = self._column(name, True, "text")
        if column is None:
            return pa.nulls(len(self), pa.string())
        return pc.cast(column, pa.string())

    def refuse_rows(self, name: str, wrong: Flags, code: str) -> None:
        """Refuse the first row that is wrong.

        Raises
        ------
        LayoutError
        """
        if np.any(wrong):
            refuse(code, self.file, name, row=int(np.argmax(wrong)) + 1)

    def _column(self, name: str, optional: bool, kind: str) -> Any:  # noqa: ANN401
        if name not in self._table.column_names:
            if optional:
                return None
            refuse("column_missing", self.file, name)
        column = self._table.column(name)
        if not _is_kind(column.type, kind):
            refuse("column_type", self.file, name, found=str(column.type))
        joined = column.combine_chunks()
        if isinstance(joined, pa.ChunkedArray):
            joined = pa.concat_arrays(joined.chunks) if joined.num_chunks else None
        return pa.array([], column.type) if joined is None else joined


def open_parquet(path: Path) -> pq.ParquetFile:
    """Open a Parquet file of a partition.

    Raises
    ------
    LayoutError
        It is missing, or no Parquet.
    """
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError:
        refuse("file_missing", path.name)
    except (pa.ArrowException, OSError) as error:
        refuse("file_unreadable", path.name, reason=_one_line(error))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _is_kind(found: pa.DataType, kind: str) -> bool:
    if kind == "truth":
        return bool(pa.types.is_boolean(found))
    if kind == "whole":
        decimal = pa.types.is_decimal(found) and found.scale == 0
        return bool(pa.types.is_integer(found) or decimal)
    if pa.types.is_dictionary(found):
        found = found.value_type
    return bool(pa.types.is_string(found) or pa.types.is_large_string(found))


def _as_int64(column: pa.Array) -> pa.Array | None:
    """Give whole numbers as int64, or nothing when one does not fit."""
    try:
        return pc.cast(column, pa.int64())
    except pa.ArrowInvalid:
        return None


def _true(flags: pa.Array) -> Flags:
    found: Flags = flags.fill_null(False).to_numpy(zero_copy_only=False)
    return found
