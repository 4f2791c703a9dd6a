"""A stretch of rows of a file, as received."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from importers.column import Column
from kkmgis.geometry.reading import Shapes

STRETCH = 10_000
"""Rows that are in memory at a time."""
TOO_MANY = ""
"""Key of the values that a row has beyond its columns; no column is without a name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Some consecutive rows of one layer.

    Attributes
    ----------
    numbers : sequence of int, length n
        Place in the file, the first row is 1; deleted rows are counted.
    columns : mapping of str to sequence, each of length n
        Values as received: text, number, date, True, False or None.
    shapes : Shapes or None, n rows
        None: the layer has no geometry.
    ragged : mapping of int to list of str
        Number of a row with more values than there are columns → what is too many.
    """

    numbers: Sequence[int]
    columns: Mapping[str, Sequence[object]]
    shapes: Shapes | None = None
    ragged: Mapping[int, list[str]] = dataclasses.field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def texts(self, column: str) -> list[str | None]:
        """Write the values of a column as text; nothing stays None."""
        return as_texts(self.columns[column])

    def text_array(self, column: str) -> pa.Array | None:
        """Give a column that came as text as it is; None if it came otherwise."""
        values = self.columns[column]
        return values.array if isinstance(values, Column) and values.is_text else None

    def received(self, index: int) -> dict[str, object]:
        """Give one row as JSON can hold it; what is too many stands under TOO_MANY."""
        row = {name: as_json(values[index]) for name, values in self.columns.items()}
        more = self.ragged.get(self.numbers[index])
        return row if more is None else row | {TOO_MANY: [as_json(one) for one in more]}


Reader = Callable[[int], Iterator[Rows]]
"""Reads all rows of a layer in stretches of the given length."""


def unique_names(names: list[str]) -> list[str]:
    """Tell columns of the same name apart by a number; name the nameless.

    >>> unique_names(["A", "", "A"])
    ['A', 'column_2', 'A_2']
    """
    taken: dict[str, int] = {}
    unique = []
    for place, name in enumerate(names, start=1):
        base = name.strip() or f"column_{place}"
        taken[base] = taken.get(base, 0) + 1
        unique.append(base if taken[base] == 1 else f"{base}_{taken[base]}")
    return unique


def as_texts(values: Sequence[object]) -> list[str | None]:
    """Write values as text, each different one once."""
    if isinstance(values, Column) and values.is_text:
        return values.texts()
    known: dict[tuple[type, object], str | None] = {}
    texts: list[str | None] = []
    for value in values:
        if value is None or type(value) is str:
            texts.append(value)
            continue
        try:
            key = (type(value), value)
            if key not in known:
                known[key] = as_text(value)
            texts.append(known[key])
        except TypeError:
            texts.append(as_text(value))
    return texts


def as_text(value: object) -> str | None:
    """Write one value as a person would type it.

    >>> as_text(1063405506.0), as_text(12.5), as_text(float("nan"))
    ('1063405506', '12.5', None)
    """
    text: str | None = str(value)
    match value:
        case None:
            text = None
        case bool():
            text = "true" if value else "false"
        case float() if not math.isfinite(value):
            text = None
        case float() if value.is_integer() and abs(value) < 1e15:
            text = str(int(value))
        case dt.datetime() if value.time() == dt.time():
            text = value.date().isoformat()
        case dt.date() | dt.time():
            text = value.isoformat()
        case bytes():
            text = value.hex()
        case dict() | list():
            text = json.dumps(value, ensure_ascii=False, default=str)
    return text


def as_json(value: object) -> object:
    """Keep what JSON knows, write the rest as text; NUL has no place in it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return str(value)
    text = value if isinstance(value, str) else as_text(value)
    return None if text is None else text.replace("\x00", "")
