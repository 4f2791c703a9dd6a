"""Workbooks of six sheets, as an office has them, and as they come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from kkmgis.ltax.layout import SHEETS
from tests.importers.files import write_xlsx

OWNERS, LAND, LAND_USES, BUILDINGS, BUILDING_USES, SIGNS = SHEETS

Book = Mapping[str, Sequence[Mapping[str, str]]]
"""Name of a sheet → its rows, header to cell; what is not told is empty."""


def write_book(path: Path, book: Book) -> Path:
    """Write all six sheets."""
    content = {}
    for sheet in SHEETS:
        rows = book.get(sheet.name, ())
        for row in rows:
            assert set(row) <= set(sheet.headers), set(row) - set(sheet.headers)
        cells = [[row.get(header, "") for header in sheet.headers] for row in rows]
        content[sheet.title] = [list(sheet.headers), *cells]
    return write_xlsx(path, content)


def read_book(path: Path) -> dict[str, list[dict[str, str]]]:
    """Read all six sheets; empty cells are left out."""
    found = CalamineWorkbook.from_path(str(path))
    book: dict[str, list[dict[str, str]]] = {}
    for sheet in SHEETS:
        header, *rows = found.get_sheet_by_name(sheet.title).to_python()
        assert tuple(header) == sheet.headers
        book[sheet.name] = [
            {h: str(c) for h, c in zip(sheet.headers, row, strict=True) if c != ""}
            for row in rows
        ]
    return book
