"""How large a grid a workbook asks for, told before anybody makes the grid.

A reader of workbooks makes room for every cell between the outermost ones. Two
cells in opposite corners of a sheet are a file of a kilobyte and 17 thousand
million cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from importers.archive import BROKEN, Allowance
from kkmgis.errors import SourceError
from kkmgis.i18n import both

MOST_CELLS = 12_000_000
_CHUNK = 1024 * 1024
# What one tag may be long, so that it is found although two chunks share it.
_TAG = 4096
# Cells with something in them; offices format whole rows and columns of nothing.
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Za-z]{1,20})(\d{1,20})["']"""
    rb"""[^<>]*(?<!/)>\s*<(?!/)"""
)
_ODS = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)\b([^<>]*?)(/?)>"
)
_ACROSS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,20})""")
_DOWN = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,20})""")


def refuse_large_grid(path: Path) -> None:
    """Refuse a workbook whose sheets would not fit into memory.

    Parameters
    ----------
    path : Path
        Zipped XML (.xlsx, .xlsm, .ods); of an older .xls nothing is told.

    Raises
    ------
    SourceError
        It has too many cells, or is no archive that can be read.
    """
    if not zipfile.is_zipfile(path):
        return
    cells = 0
    allowance = Allowance(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if not member.filename.lower().endswith(".xml"):
                    continue
                with archive.open(member) as file:
                    chunks = _chunks(file, allowance)
                    if member.filename == "content.xml":
                        rows, columns = _outermost_of_ods(chunks)
                    else:
                        rows, columns = _outermost(chunks)
                cells += rows * columns
                if cells > MOST_CELLS:
                    raise SourceError(
                        both(
                            "source.workbook.grid",
                            name=path.name,
                            sheet=Path(member.filename).stem[:40],
                            rows=rows,
                            columns=columns,
                            most=MOST_CELLS,
                        )
                    )
    except BROKEN as error:
        shown = {"name": path.name, "reason": str(error)[:120]}
        raise SourceError(both("source.zip.broken", **shown)) from error


def _chunks(file: IO[bytes], allowance: Allowance) -> Iterator[bytes]:
    """Give the content in parts, none of which ends within a cell's first tags."""
    kept = b""
    while chunk := file.read(_CHUNK):
        allowance.take(len(chunk))
        whole = kept + chunk
        # The last two tags are seen again, with what follows them.
        last = whole.rfind(b"<", max(0, len(whole) - _TAG))
        cut = whole.rfind(b"<", max(0, last - _TAG), max(0, last))
        if cut > 0:
            yield whole[:cut]
            kept = whole[cut:]
        else:
            yield whole
            kept = b""
    if kept:
        yield kept


def _outermost(chunks: Iterator[bytes]) -> tuple[int, int]:
    """Measure the rectangle around all cells of a sheet: rows, columns."""
    rows: set[int] = set()
    columns: set[bytes] = set()
    for chunk in chunks:
        found = _CELL.findall(chunk)
        if found:
            names, numbers = zip(*found, strict=True)
            columns.update(names)
            places = set(map(int, set(numbers)))
            rows.update((min(places), max(places)))
    if not rows:
        return 0, 0
    across = [_column(name) for name in columns]
    return max(rows) - min(rows) + 1, max(across) - min(across) + 1


def _column(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number


def _outermost_of_ods(chunks: Iterator[bytes]) -> tuple[int, int]:
    """Measure the largest table: rows, columns; what is repeated counts."""
    most = (0, 0)
    row = column = last_row = widest = times = 0
    for chunk in chunks:
        for tag, attributes, closed in _ODS.findall(chunk):
            if tag == b"table":
                row = column = last_row = widest = 0
            elif tag == b"table-row":
                row, column = row + times, 0
                times = _times(_DOWN, attributes)
            else:
                column += _times(_ACROSS, attributes)
                if not closed:
                    last_row, widest = row + times, max(widest, column)
            if last_row * widest > most[0] * most[1]:
                most = last_row, widest
    return most


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
