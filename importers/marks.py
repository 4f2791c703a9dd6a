"""How a rejected row carries where it came from, out of the register and back."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from importers.rows import STRETCH, Rows, as_texts
from kkmgis.geometry.reading import Shapes, read_wkt

if TYPE_CHECKING:
    from importers.source import Source

PREFIX = "kkm_"
"""Columns that begin so are ours; no file is asked for them."""
BATCH, ROW, SHAPE = "kkm_batch", "kkm_row", "kkm_wkt"
DBF_NAMES = (BATCH, ROW, "kkm_reason", "kkm_remedy", SHAPE)
"""Ten letters are all that DBF has; the other formats name them as people do."""
_MARK = re.compile(r"B(\d{1,18})-([0-9a-f]{8})")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_BEGINNING = 8


def mark_of(number: int, sha256: str) -> str:
    """Write which import a row came from.

    The beginning of the file's checksum goes with the number: the same number in
    another register is another import.

    >>> mark_of(12, "3f9ab210ff")
    'B12-3f9ab210'
    """
    return f"B{number}-{sha256[:_BEGINNING]}"


def read_mark(text: str) -> tuple[int, str] | None:
    """Read the number of an import and the beginning of its file's checksum.

    >>> read_mark("B12-3f9ab210"), read_mark("12")
    ((12, '3f9ab210'), None)
    """
    found = _MARK.fullmatch(text.strip())
    return None if found is None else (int(found[1]), found[2])


def guarded(cell: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Numbers need none. A text that has one already gets another, so that taking
    one away always gives back what was there.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("-12.50"), guarded("โฉนด")
    ("'=1+1", "''=1+1", '-12.50', 'โฉนด')
    """
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def unguarded(cell: str) -> str:
    """Take away what `guarded` put there.

    >>> unguarded("'=1+1"), unguarded("'a"), unguarded("=1+1")
    ('=1+1', "'a", '=1+1')
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


@dataclasses.dataclass(frozen=True, slots=True)
class Marks:
    """Where the rows of a file of rejected rows came from, as it says.

    Attributes
    ----------
    numbers : list of int, length n
        Place of each row in this file.
    batches, rows : list of str or None, each of length n
        What stands in the columns of import and row.
    """

    numbers: list[int]
    batches: list[str | None]
    rows: list[str | None]


def without_marks(source: Source) -> Source:
    """Take our own columns out of a file of rejected rows.

    A file without them comes back as it is. What is left is the file as it was
    received: apostrophes that guard a spreadsheet go, and a row without a shape has
    the one that is written out.
    """
    own = {name.casefold(): name for name in source.columns}
    if BATCH not in own or ROW not in own:
        return source
    ours = {key: name for key, name in own.items() if key.startswith(PREFIX)}
    columns = tuple(name for name in source.columns if name not in ours.values())
    shown = partial(_plain_name, source)
    return dataclasses.replace(
        source,
        columns=tuple(map(shown, columns)),
        has_shapes=source.has_shapes or SHAPE in ours,
        read=partial(_read, source, ours),
        marks=partial(_read_marks, source, ours),
    )


def _plain_name(source: Source, name: str) -> str:
    return unguarded(name) if source.format == "csv" else name


def _read(source: Source, ours: dict[str, str], size: int) -> Iterator[Rows]:
    for rows in source.read(size):
        columns = {
            _plain_name(source, name): _plain(source, values)
            for name, values in rows.columns.items()
            if name not in ours.values()
        }
        shapes = rows.shapes
        if SHAPE in ours:
            shapes = _with_written(shapes, as_texts(rows.columns[ours[SHAPE]]))
        ragged = {
            number: [unguarded(cell) for cell in cells]
            for number, cells in rows.ragged.items()
        }
        yield Rows(rows.numbers, columns, shapes, ragged)


def _plain(source: Source, values: Sequence[object]) -> Sequence[object]:
    if source.format != "csv":
        return values
    return [unguarded(one) if isinstance(one, str) else one for one in values]


def _with_written(shapes: Shapes | None, texts: list[str | None]) -> Shapes:
    """Take the shape that is written out where there is no other."""
    written = read_wkt(texts)
    if shapes is None:
        return written
    none = shapely.is_missing(shapes.geometry) & ~shapes.unreadable
    return Shapes(
        np.where(none, written.geometry, shapes.geometry),
        shapes.closed,
        np.where(none, written.unreadable, shapes.unreadable),
    )


def _read_marks(source: Source, ours: dict[str, str]) -> Marks:
    marks = Marks([], [], [])
    for rows in source.read(STRETCH):
        marks.numbers.extend(rows.numbers)
        marks.batches.extend(as_texts(rows.columns[ours[BATCH]]))
        marks.rows.extend(as_texts(rows.columns[ours[ROW]]))
    return marks
