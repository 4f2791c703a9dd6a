"""Write a workbook of texts: the same rows give the same bytes.

Every cell is text, as it stands: no number loses its leading zeros, nothing becomes a
formula. Nothing of the day or the program is in the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

SheetRows = tuple[str, Sequence[str], Iterable[Sequence[str]]]
"""Title, headers, and rows of cells; an empty cell is left out."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_FASTEST = 1
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Signs that XML cannot hold are written as spreadsheets do, and what looks like
# that already is told apart from it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    "</styleSheet>"
)
_TEXT, _BOLD = 1, 2
_CHUNK = 2_000


def write_workbook(path: Path, sheets: Sequence[SheetRows]) -> list[int]:
    """Write sheets of text cells.

    Parameters
    ----------
    path : Path
    sheets : sequence of (title, headers, rows)

    Returns
    -------
    list of int
        Rows of each sheet, without the header.
    """
    counts = []
    with zipfile.ZipFile(path, "w") as book:
        _add(book, "[Content_Types].xml", _content_types(len(sheets)))
        _add(book, "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        _add(book, "xl/workbook.xml", _workbook([title for title, _, _ in sheets]))
        parts = [
            ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)
        ]
        styles = ("styles", "styles.xml")
        _add(book, "xl/_rels/workbook.xml.rels", _relations([*parts, styles]))
        _add(book, "xl/styles.xml", _STYLES)
        for number, (_, headers, rows) in enumerate(sheets, start=1):
            counts.append(_sheet(book, number, headers, rows))
    return counts


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _FIRST_DAY)
    part.compress_type = zipfile.ZIP_DEFLATED
    part._compresslevel = _FASTEST  # type: ignore[attr-defined]
    part.create_system = 3
    return part


def _add(book: zipfile.ZipFile, name: str, content: str) -> None:
    book.writestr(_part(name), content)


def _content_types(sheets: int) -> str:
    kinds = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    kinds += [
        (f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)
    ]
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="{name}" ContentType="{_TYPES}.{kind}+xml"/>'
            for name, kind in kinds
        )
        + "</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, start=1)
        )
        + "</Relationships>"
    )


def _workbook(titles: Sequence[str]) -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"/>'
            for n, title in enumerate(titles, start=1)
        )
        + "</sheets></workbook>"
    )


def _sheet(
    book: zipfile.ZipFile,
    number: int,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> int:
    letters = [_letters(at) for at in range(len(headers))]
    count = 0
    with book.open(_part(f"xl/worksheets/sheet{number}.xml"), "w") as file:
        file.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView'
            ' workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/>'
            '</sheetView></sheetViews><sheetFormatPr defaultColWidth="16"/>'
            f"<sheetData>{_row(1, headers, letters, _BOLD)}".encode()
        )
        pending: list[str] = []
        for count, cells in enumerate(rows, start=1):
            pending.append(_row(count + 1, cells, letters, _TEXT))
            if len(pending) == _CHUNK:
                file.write("".join(pending).encode())
                pending.clear()
        file.write(f"{''.join(pending)}</sheetData></worksheet>".encode())
    return count


def _row(number: int, cells: Sequence[str], letters: Sequence[str], style: int) -> str:
    written = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{_escaped(cell)}</t></is></c>'
        for letter, cell in zip(letters, cells, strict=True)
        if cell
    )
    return f'<row r="{number}">{written}</row>'


def _escaped(cell: str) -> str:
    if _UNWRITABLE.search(cell):
        cell = _UNWRITABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", cell)
    return escape(cell)


def _letters(at: int) -> str:
    """Name a column as spreadsheets do, from 0: A, B, …, Z, AA."""
    first, last = divmod(at, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
