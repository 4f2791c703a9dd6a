"""Excel and OpenDocument workbooks, a sheet at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from importers.grid import refuse_large_grid
from importers.limits import refuse_many_columns
from importers.rows import Rows, as_text, unique_names
from importers.source import Layer, Source, choose_layer
from kkmgis.errors import SourceError
from kkmgis.i18n import both

HEADER_WITHIN = 20
"""Rows among which the header is looked for: offices put titles above it."""


def open_workbook(path: Path, layer: str | None) -> Source:
    """Open a sheet of a workbook; without a wish the first one that is visible.

    Parameters
    ----------
    path : Path
    layer : str or None
        Name of the sheet; of the others the rows are then not counted.

    Raises
    ------
    SourceError
        It is no workbook, it is locked, or there is no such sheet.
    """
    refuse_large_grid(path)
    with _plain_errors(path):
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        # A sheet is parsed when it is got: one that is asked for by name, alone.
        parsed = [layer] if layer in names else names
        sheets = {name: book.get_sheet_by_name(name) for name in parsed}
    layers = tuple(Layer(name, None, _height(sheets.get(name))) for name in names)
    chosen = choose_layer(path, layers, layer, first=True)
    sheet = sheets[chosen.name]
    with _plain_errors(path):
        top = list(islice(sheet.iter_rows(), HEADER_WITHIN))
    start = header_row(top)
    if start is None:
        raise SourceError(both("source.empty", name=f"{path.name} · {chosen.name}"))
    refuse_many_columns(path.name, len(top[start]))
    columns = tuple(
        unique_names([(as_text(cell) or "").strip() for cell in top[start]])
    )
    return Source(
        path=path,
        format="xlsx",
        layers=layers,
        layer=chosen.name,
        columns=columns,
        count=None,
        has_shapes=False,
        read=partial(_read, path, sheet, start, columns),
        form={"columns": list(columns)},
    )


def _height(sheet: CalamineSheet | None) -> int | None:
    return None if sheet is None else max(0, sheet.height - 1)


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # A panic of the Rust library is an exception of no class that could be named.
        panicked = type(error).__name__ == "PanicException"
        if not panicked and not isinstance(error, CalamineError | OSError | ValueError):
            raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        shown = {"name": path.name, "reason": reason[:200]}
        raise SourceError(both("source.unreadable", **shown)) from error


def header_row(rows: Sequence[Sequence[object]]) -> int | None:
    """Find the row of column names: the first one with the most texts in it.

    Parameters
    ----------
    rows : sequence of rows
        The top of the sheet.

    Examples
    --------
    >>> header_row([["Register 2569", "", ""], ["code", "area", "road"], ["01A", 2, 3]])
    1
    """
    texts = [
        sum(1 for cell in row if isinstance(cell, str) and cell.strip()) for row in rows
    ]
    return texts.index(max(texts)) if texts and max(texts) > 0 else None


def _read(
    path: Path, sheet: CalamineSheet, start: int, columns: tuple[str, ...], size: int
) -> Iterator[Rows]:
    records = _records(path, sheet, start + 1)
    while stretch := list(islice(records, size)):
        values: dict[str, list[object]] = {
            name: [_cell(row, at) for _, row in stretch]
            for at, name in enumerate(columns)
        }
        yield Rows([number for number, _ in stretch], values)


def _records(
    path: Path, sheet: CalamineSheet, skip: int
) -> Iterator[tuple[int, Sequence[object]]]:
    """Give the rows that are not empty, numbered from 1 below the header."""
    with _plain_errors(path):
        for number, row in enumerate(islice(sheet.iter_rows(), skip, None), start=1):
            if any(cell not in ("", None) for cell in row):
                yield number, row


def _cell(row: Sequence[object], at: int) -> object:
    value = row[at] if at < len(row) else None
    return None if value == "" else value
