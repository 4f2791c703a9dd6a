"""Record files: lines of a header, details and a trailer with control totals.

What the trailer says must hold, or the file is refused as a whole: money that was cut
off on the way, or came twice, must not be booked as if nothing were wrong.
"""

from __future__ import annotations

import csv
import dataclasses
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import islice
from pathlib import Path

from importers.encoding import tell_encoding
from importers.layout import MOST_LETTERS, Control, Layout, Place, Record
from importers.rows import Rows
from importers.source import Layer, Source
from kkmgis.errors import SourceError
from kkmgis.i18n import both

END_OF_FILE = "\x1a"
"""Control-Z, with which old programs end a text."""

Values = dict[str, str]
Line = str | list[str]
"""A line of a file with fixed places, or the cells of a delimited one."""

_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,4})?", re.ASCII)


def has_records(path: Path, layout: Layout) -> bool:
    """Tell whether the first line of a file is a record of a layout.

    The rejected rows of such a file come as an ordinary table, and are read as one.
    """
    with path.open("rb") as file:
        head = file.read(4 * MOST_LETTERS).removeprefix(b"\xef\xbb\xbf")
    lines = head.decode("latin-1").splitlines()
    first = next((line for line in lines if line.strip()), "")
    records = (layout.header, layout.detail, layout.trailer)
    types = {record.type for record in records if record is not None}
    return _value(_cut(first, layout), layout.kind_at) in types


def open_records(
    path: Path, layout: Layout, encoding: str | None, fallback: str | None
) -> Source:
    """Open a record file, and hold its trailers against its details.

    Parameters
    ----------
    path : Path
    layout : Layout
        Places count letters, so that Thai in UTF-8 does not shift them.
    encoding, fallback : str or None
        What the person says, and what to take where nothing tells.

    Raises
    ------
    SourceError
        It has lines of no known kind, lacks header or trailer, or its control
        totals do not hold; with the line.
    """
    content = path.read_bytes()
    found = tell_encoding([content], given=encoding, fallback=fallback, name=path.name)
    text = content.decode(found.name).removeprefix("\ufeff")
    count = sum(1 for _ in _details(path, layout, text))
    return Source(
        path=path,
        format="records",
        layers=(Layer(path.stem, None, count),),
        layer=path.stem,
        columns=layout.columns,
        count=count,
        has_shapes=False,
        read=partial(_read, path, layout, text),
        encoding=found,
    )


def _read(path: Path, layout: Layout, text: str, size: int) -> Iterator[Rows]:
    details = _details(path, layout, text)
    first = 1
    while stretch := list(islice(details, size)):
        numbers = range(first, first + len(stretch))
        first += len(stretch)
        yield Rows(
            numbers,
            {
                name: [row.get(name) or None for row in stretch]
                for name in layout.columns
            },
        )


@dataclasses.dataclass(slots=True)
class _Block:
    """The details since the last header or trailer, counted and added up."""

    control: Control | None
    count: int = 0
    sum: Decimal = Decimal(0)
    lines: int = 0

    def add(self, values: Values) -> None:
        """Count a detail.

        Raises
        ------
        InvalidOperation
            The value that is added up is no number.
        """
        self.lines += 1
        control = self.control
        if control is None or any(
            values.get(name) != value for name, value in control.where.items()
        ):
            return
        self.count += 1
        if control.of is not None:
            self.sum += _number(values[control.of])

    def holds(self, trailer: Values) -> bool:
        """Tell whether a trailer says the same.

        Raises
        ------
        InvalidOperation
            What it says is no number.
        """
        control = self.control
        if control is None:
            return True
        count = control.count is None or _number(trailer[control.count]) == self.count
        return count and (
            control.sum is None or _number(trailer[control.sum]) == self.sum
        )


def _details(path: Path, layout: Layout, text: str) -> Iterator[Values]:
    """Give the values of each detail line, those of its header with them."""
    head: Values = {}
    headed = closed = False
    block = _Block(layout.control)
    line_no = 0
    for line_no, text_line in _lines(path, text):
        line = _cut(text_line, layout)
        record = _record_of(layout, line)
        if record is None:
            shown = {"name": path.name, "line": line_no, "start": text_line[:3]}
            raise SourceError(both("records.unknown", **shown))
        values = _values(line, record)
        try:
            if record is layout.header:
                if block.lines and layout.trailer is not None:
                    raise _broken(path, line_no, "records.no_trailer")
                head, headed, closed = values, True, False
                block = _Block(layout.control)
            elif record is layout.trailer:
                if not block.holds(values):
                    raise _not_held(path, line_no, block, values)
                block, closed = _Block(layout.control), True
            else:
                if layout.header is not None and (not headed or closed):
                    raise _broken(path, line_no, "records.no_header")
                block.add(values)
                closed = False
                yield values | head
        except InvalidOperation as error:
            raise _broken(path, line_no, "records.number") from error
    if layout.trailer is not None and not closed:
        raise _broken(path, line_no, "records.no_trailer")


def _lines(path: Path, text: str) -> Iterator[tuple[int, str]]:
    # Only ends of lines that banks write: others may stand inside a text.
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip("\r").rstrip(END_OF_FILE)
        if len(line) > MOST_LETTERS:
            raise _broken(path, number, "records.long")
        if line.strip():
            yield number, line


def _cut(line: str, layout: Layout) -> Line:
    """Cut a delimited line into its cells; one with fixed places stays whole."""
    if layout.delimiter is None:
        return line
    return next(csv.reader([line], delimiter=layout.delimiter), [])


def _record_of(layout: Layout, line: Line) -> Record | None:
    kind = _value(line, layout.kind_at)
    records = (layout.detail, layout.header, layout.trailer)
    return next((r for r in records if r is not None and r.type == kind), None)


def _values(line: Line, record: Record) -> Values:
    return {
        name: _formed(_value(line, place), place)
        for name, place in record.fields.items()
    }


def _value(line: Line, place: Place) -> str:
    first = place.at - 1
    if isinstance(line, str):
        return line[first : first + place.length].strip()
    return line[first].strip() if first < len(line) else ""


def _number(text: str) -> Decimal:
    """Read a number of a control total.

    Raises
    ------
    InvalidOperation
        It is none.
    """
    plain = text.replace(",", "")
    if _NUMBER.fullmatch(plain) is None:
        raise InvalidOperation
    return Decimal(plain)


def _formed(text: str, place: Place) -> str:
    """Write out what the layout leaves to the reader; else leave it as it is."""
    if place.decimals and text.isascii() and text.isdigit():
        padded = text.zfill(place.decimals + 1)
        return f"{padded[: -place.decimals]}.{padded[-place.decimals :]}"
    if place.pattern is None or not text.isdigit():
        return text
    match place.pattern, len(text):
        case "ddmmyyyy", 8:
            return f"{text[:2]}/{text[2:4]}/{text[4:]}"
        case "yyyymmdd", 8:
            return f"{text[6:]}/{text[4:6]}/{text[:4]}"
        case "hhmmss", 6:
            return f"{text[:2]}:{text[2:4]}:{text[4:]}"
        case _:
            return text


def _broken(path: Path, line_no: int, key: str) -> SourceError:
    return SourceError(both(key, name=path.name, line=line_no))


def _not_held(
    path: Path, line_no: int, block: _Block, trailer: Mapping[str, str]
) -> SourceError:
    control = block.control
    said = [] if control is None else [control.count, control.sum]
    told = ", ".join(f"{name} {trailer[name]}" for name in said if name is not None)
    return SourceError(
        both(
            "records.control",
            name=path.name,
            line=line_no,
            told=told,
            count=block.count,
            sum=f"{block.sum:f}",
        )
    )
