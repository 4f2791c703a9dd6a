"""CSV and its kin: text tables with commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from importers import form
from importers.encoding import Encoding, tell_encoding
from importers.limits import refuse_many_columns
from importers.rows import Rows, unique_names
from importers.source import Layer, Source
from kkmgis.errors import SourceError
from kkmgis.i18n import both

DELIMITERS = ",;\t|"
# A polygon as text is longer than the 128 KiB that the csv module allows.
LONGEST_FIELD = 16 * 1024 * 1024
LONGEST_LINE = 32 * 1024 * 1024
SAMPLE_LINES = 20
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def open_delimited(path: Path, encoding: str | None, fallback: str | None) -> Source:
    """Open a text table.

    Parameters
    ----------
    path : Path
    encoding, fallback : str or None
        What the person says, and what to take where nothing tells.

    Raises
    ------
    SourceError
        It is no text, its encoding cannot be told, or it has no header.
    """
    content = path.read_bytes()
    found = _marked(content, path) or tell_encoding(
        [content], given=encoding, fallback=fallback, name=path.name
    )
    text = _decoded(content, found.name, path.name)
    text = text.removeprefix("\ufeff")
    del content
    _refuse_one_long_line(text, path.name)
    delimiter = _delimiter(text)
    header = _header(path, text, delimiter)
    columns = tuple(unique_names([name.strip() for name in header]))
    return Source(
        path=path,
        format="csv",
        layers=(Layer(path.stem),),
        layer=path.stem,
        columns=columns,
        count=None,
        has_shapes=False,
        read=partial(_read, path, text, delimiter, columns),
        encoding=found,
        form=form.of_text(text, header, columns, found.name, delimiter),
    )


def _decoded(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        # Only the end can be wrong: that the rest fits was just found.
        raise SourceError(both("source.cut_letter", name=name)) from error


def _refuse_one_long_line(text: str, name: str) -> None:
    """Refuse what a person would not call a table, before anybody splits it."""
    start, line = 0, 1
    while len(text) - start > LONGEST_LINE:
        end = max(
            text.rfind("\n", start, start + LONGEST_LINE),
            text.rfind("\r", start, start + LONGEST_LINE),
        )
        if end < 0:
            shown = {"line": line, "most": LONGEST_LINE // 1024**2}
            raise SourceError(both("source.line_too_long", name=name, **shown))
        line += text.count("\n", start, end + 1)
        start = end + 1


def _marked(content: bytes, path: Path) -> Encoding | None:
    """Read the mark at the beginning, which goes before all other evidence."""
    for mark, codec in _MARKS.items():
        if content.startswith(mark):
            try:
                content.decode(codec)
            except UnicodeDecodeError:
                shown = {"name": path.name, "encoding": codec}
                raise SourceError(
                    both("source.encoding.does_not_fit", **shown)
                ) from None
            return Encoding(codec, "format")
    if b"\x00" in content[:65_536]:
        shown = {"name": path.name, "format": "CSV"}
        raise SourceError(both("source.not_what_it_says", **shown))
    return None


def _delimiter(text: str) -> str:
    """Take the sign that divides the first lines into the most equal columns."""
    csv.field_size_limit(LONGEST_FIELD)
    # Every kind of line end counts here, also one that stands within a line.
    told = io.StringIO(text, newline=None)
    lines = [line for line in islice(told, SAMPLE_LINES) if line.strip()]
    best, score = ",", 0
    for sign in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        except csv.Error:
            continue
        width = widths[0] if widths else 0
        equal = sum(1 for other in widths if other == width)
        if width > 1 and equal * width > score:
            best, score = sign, equal * width
    return best


def _header(path: Path, text: str, delimiter: str) -> list[str]:
    for row in _records(path, text, delimiter):
        if any(cell.strip() for cell in row):
            refuse_many_columns(path.name, len(row))
            return row
    raise SourceError(both("source.empty", name=path.name))


def _records(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as error:
        shown = {"name": path.name, "line": reader.line_num, "reason": str(error)}
        raise SourceError(both("source.csv.broken", **shown)) from error


def _read(
    path: Path, text: str, delimiter: str, columns: tuple[str, ...], size: int
) -> Iterator[Rows]:
    records = (
        row for row in _records(path, text, delimiter) if any(map(str.strip, row))
    )
    next(records, None)
    first = 1
    while stretch := list(islice(records, size)):
        width = len(columns)
        numbers = range(first, first + len(stretch))
        ragged = {
            number: row[width:]
            for number, row in zip(numbers, stretch, strict=True)
            if len(row) > width and any(cell.strip() for cell in row[width:])
        }
        values: dict[str, list[object]] = {
            name: [(row[at] or None) if at < len(row) else None for row in stretch]
            for at, name in enumerate(columns)
        }
        first += len(stretch)
        yield Rows(numbers, values, ragged=ragged)
