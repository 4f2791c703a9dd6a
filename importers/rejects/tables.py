"""Rejected rows as a text table or a workbook."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import xlsxwriter

from importers.form import Form
from importers.marks import SHAPE, guarded
from importers.rejects.reading import Rejected, Rejects, wkt_of
from importers.rows import TOO_MANY, as_text
from kkmgis.i18n import text

_SPREADSHEET: Form = {
    # With the mark in front Excel shows Thai as Thai.
    "codec": "utf-8-sig",
    "delimiter": ",",
    "quote_all": False,
    "newline": "\r\n",
}
LONGEST_CELL = 32_767
"""Letters that a cell of a workbook holds; a longer one would be left out."""
LONGEST_SHEET_NAME = 31


def table(rejects: Rejects) -> tuple[list[str], list[list[Any]]]:
    """Put rejected rows into a table: our columns first, then those of the file.

    What a row has beyond its columns stands at its end, as it was received.

    Returns
    -------
    tuple of list of str, and list of rows
        Header, of the names that the file has; and the cells.
    """
    shaped = any(one.geometry is not None for one in rejects.rows)
    added = [*rejects.added(rejects.rows[0]), *([SHAPE] if shaped else [])]
    header: list[str] = rejects.form.get("header") or rejects.columns
    if len(header) != len(rejects.columns):
        header = rejects.columns
    rows = [
        [
            *rejects.added(one).values(),
            *([_wkt(one)] if shaped else []),
            *(one.attributes.get(name) for name in rejects.columns),
            *one.attributes.get(TOO_MANY, []),
        ]
        for one in rejects.rows
    ]
    return [*added, *header], rows


def _wkt(one: Rejected) -> str | None:
    return None if one.geometry is None else wkt_of(one.geometry)


def write_text(rejects: Rejects, path: Path) -> None:
    """Write a text table with the delimiter, quotes and encoding of the file.

    Where its encoding has no letters for the reasons, it is UTF-8 with a mark.
    """
    form = rejects.form if rejects.format == "csv" and rejects.form else _SPREADSHEET
    header, rows = table(rejects)
    content = io.StringIO(newline="")
    writer = csv.writer(
        content,
        delimiter=form["delimiter"],
        lineterminator=form["newline"],
        quoting=csv.QUOTE_ALL if form["quote_all"] else csv.QUOTE_MINIMAL,
    )
    writer.writerow(map(guarded, header))
    writer.writerows([guarded(as_text(cell) or "") for cell in row] for row in rows)
    try:
        encoded = content.getvalue().encode(form["codec"])
    except UnicodeEncodeError:
        encoded = content.getvalue().encode("utf-8-sig")
    path.write_bytes(encoded)


def write_workbook(rejects: Rejects, path: Path) -> None:
    """Write a workbook with a sheet of the same name; no text becomes a formula."""
    header, rows = table(rejects)
    name = re.sub(r"[\[\]:*?/\\]", "_", rejects.batch.layer or "").strip("'")
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(name[:LONGEST_SHEET_NAME] or None)
        sheet.write_row(0, 0, header)
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, [_cell(value, rejects) for value in row])


def _cell(value: object, rejects: Rejects) -> object:
    if isinstance(value, bool | int | float):
        return value
    written = as_text(value)
    if written is not None and len(written) > LONGEST_CELL:
        return text("rejects.too_long", rejects.language)
    return written
