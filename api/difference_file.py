"""A difference between rolls as a file: one row an object, exact amounts."""

from __future__ import annotations

from pathlib import Path

from api import export
from kkmgis.assess.difference import RollDifference
from kkmgis.assess.difference_answer import (
    Rows,
    columns_of_file,
    file_rows,
    money_columns,
)
from kkmgis.i18n import Language, text

_CORRECTED = "corrected_"


def difference_file(
    found: RollDifference,
    rows: Rows,
    shape: export.FileFormat,
    language: Language,
) -> Path:
    """Write a temporary file, which the caller removes.

    Parameters
    ----------
    found : RollDifference
    rows : ndarray of int64
        Rows of ``found``, in the order wanted.
    shape : {"csv", "xlsx", "parquet"}
    language : {"th", "en"}
        Of the headings of a workbook.
    """
    columns, lines = columns_of_file(found.tax), file_rows(found, rows)
    if shape == "csv":
        return export.write_csv_file(columns, lines)
    if shape == "parquet":
        money = money_columns(found.tax)
        return export.write_parquet(columns, money, frozenset(), lines)
    headings = [_heading(name, found, language) for name in columns]
    title = text("difference.page.title", language)
    return export.write_xlsx(columns, headings, lines, title)


def _heading(column: str, found: RollDifference, language: Language) -> str:
    if column in found.causes:
        return text(f"difference.cause.{column}", language)
    if column.startswith(_CORRECTED):
        name = column.removeprefix(_CORRECTED)
        cause = text(f"difference.cause.{name}", language)
        return text("difference.column.corrected", language, name=cause)
    return text(f"difference.column.{column}", language)
