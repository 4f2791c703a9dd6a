"""A column of a file as Arrow has it: taken apart only where somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

import pyarrow as pa
import pyarrow.compute as pc


class Column(Sequence[object]):
    """Values of one column, a sequence of Python values as received.

    Parameters
    ----------
    array : pyarrow.Array
        Valid UTF-8 where it is text.
    """

    __slots__ = ("array",)

    def __init__(self, array: pa.Array) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, index: int) -> object: ...
    @overload
    def __getitem__(self, index: slice) -> Column: ...
    def __getitem__(self, index: int | slice) -> object:
        if isinstance(index, slice):
            return Column(self.array[index])
        return self.array[index].as_py()

    def __iter__(self) -> Iterator[object]:
        return iter(self.array.to_pylist())

    def __eq__(self, other: object) -> bool:
        """Compare with any sequence, value by value."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def take(self, rows: Sequence[int]) -> Column:
        """Keep some rows in some order; nothing where there is no such row."""
        first, count = (rows[0], len(rows)) if rows else (0, 0)
        if count and rows[-1] - first + 1 == count and rows[-1] < len(self):
            return Column(self.array.slice(first, count))
        there = [row if row < len(self) else None for row in rows]
        return Column(self.array.take(pa.array(there, pa.int64())))

    def texts(self) -> list[str | None]:
        """List the values of a column of text."""
        listed: list[str | None] = self.array.to_pylist()
        return listed

    @property
    def is_text(self) -> bool:
        """Whether the values came as text."""
        return bool(
            pa.types.is_string(self.array.type)
            or pa.types.is_large_string(self.array.type)
        )


def trimmed(array: pa.Array, blanks: str, *, left: bool = False) -> pa.Array:
    """Take filling off texts; what is empty then is nothing.

    Parameters
    ----------
    array : pyarrow.Array of string
    blanks : str
        Letters that fill.
    left : bool
        In front as well.
    """
    trim = pc.utf8_trim if left else pc.utf8_rtrim
    bare = trim(array, characters=blanks)
    return pc.if_else(pc.equal(bare, ""), None, bare)


def by_value(array: pa.Array, read: Callable[[Any], str | None]) -> pa.Array:
    """Read each different value of an array once.

    Parameters
    ----------
    array : pyarrow.Array
    read : callable
        From a Python value to text or None.

    Returns
    -------
    pyarrow.Array of string
    """
    encoded = array.dictionary_encode()
    texts = [read(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)
