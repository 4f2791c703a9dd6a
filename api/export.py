"""Tables as files: CSV, XLSX, Parquet, with exact amounts."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

Format = Literal["json", "csv", "xlsx", "parquet"]
FileFormat = Literal["csv", "xlsx", "parquet"]

MEDIA_TYPES: dict[FileFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}

Rows = Iterable[Sequence[Any]]

# A cell that begins like this is a formula to a spreadsheet that opens a CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Write CSV in UTF-8 with a mark, so that Excel reads Thai right."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows, 1):
        writer.writerow([_harmless(value) for value in row])
        if number % 1000 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_csv_file(columns: Sequence[str], rows: Rows) -> Path:
    """Write CSV into a temporary file, which the caller removes."""
    with _temporary(".csv") as path, path.open("wb") as file:
        file.writelines(write_csv(columns, rows))
    return path


def write_xlsx(
    columns: Sequence[str], headings: Sequence[str], rows: Rows, title: str
) -> Path:
    """Write a workbook into a temporary file, which the caller removes.

    Parameters
    ----------
    headings : sequence of str
        Row 1, in the reader's language.
    title : str
        Name of the sheet, at most 31 characters.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with _temporary(".xlsx") as path, xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        for n, heading in enumerate(headings):
            sheet.write_string(0, n, heading, bold)
        sheet.set_column(0, len(columns) - 1, 16)
        for line, row in enumerate(rows, 1):
            for n, value in enumerate(row):
                if isinstance(value, Decimal):
                    # Excel keeps 15 digits: enough for satang below ten trillion.
                    sheet.write_number(line, n, value, money)
                elif value is not None:
                    sheet.write(line, n, value)
    return path


def write_parquet(
    columns: Sequence[str], money: frozenset[str], whole: frozenset[str], rows: Rows
) -> Path:
    """Write a Parquet file into a temporary file, which the caller removes.

    Parameters
    ----------
    money, whole : frozenset of str
        Columns of baht (decimal128, two places) and of whole numbers; the others
        are text.
    """
    kinds = [
        pa.decimal128(20, 2)
        if name in money
        else pa.int64()
        if name in whole
        else pa.string()
        for name in columns
    ]
    schema = pa.schema(list(zip(columns, kinds, strict=True)))
    with _temporary(".parquet") as path, pq.ParquetWriter(path, schema) as writer:
        for chunk in _chunks(rows, 20_000):
            by_column = zip(*chunk, strict=True)
            arrays = [
                pa.array(values, kind)
                for values, kind in zip(by_column, kinds, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return path


def _chunks(rows: Rows, size: int) -> Iterator[list[Sequence[Any]]]:
    chunk: list[Sequence[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _harmless(value: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return f"{value:.2f}" if isinstance(value, Decimal) else value


@contextmanager
def _temporary(suffix: str) -> Iterator[Path]:
    """Make a file that stays when the block ends well, and goes when it fails."""
    with tempfile.NamedTemporaryFile(
        prefix="kkmgis-", suffix=suffix, delete=False
    ) as file:
        path = Path(file.name)
    try:
        yield path
    except BaseException:
        path.unlink()
        raise
