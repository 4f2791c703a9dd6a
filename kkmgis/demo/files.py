"""Writing the demo's files: the same bytes for the same town."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio.raw
import shapely
import xlsxwriter

from kkmgis.demo.columns import Columns
from kkmgis.demo.datum import to_indian_1975
from kkmgis.demo.town import Shapes

DATUM = "EPSG:24048"
THAI = "cp874"
# Files say when they were written; the demo's always say the same.
WRITTEN = dt.datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001


def write_shapefile(path: Path, table: Columns, shapes: Shapes) -> Path:
    """Write a Shapefile as tax-map offices do: Indian 1975, DBF text in cp874.

    Parameters
    ----------
    path : Path
        Ends in ``.shp``.
    table : columns
        Names of at most ten letters, all text.
    shapes : ndarray of Polygon, EPSG:32648
    """
    order = shapely.orient_polygons(to_indian_1975(shapes), exterior_cw=True)
    pyogrio.raw.write(
        str(path),
        geometry=shapely.to_wkb(order, output_dimension=2),
        field_data=[values.astype(object) for values in table.values()],
        fields=list(table),
        geometry_type="Polygon",
        crs=DATUM,
        encoding=THAI.upper(),
        driver="ESRI Shapefile",
        layer_options={
            "RESIZE": "YES",
            "DBF_DATE_LAST_UPDATE": WRITTEN.date().isoformat(),
        },
    )
    return path


def write_csv(path: Path, table: Columns, encoding: str) -> Path:
    """Write a CSV file with the line ends of Windows."""
    text = io.StringIO()
    pd.DataFrame(table).to_csv(text, index=False, lineterminator="\r\n")
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_workbook(path: Path, sheet: str, table: Columns) -> Path:
    """Write an XLSX workbook of one sheet, the header in bold."""
    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_numbers": False}
    )
    book.set_properties({"created": WRITTEN, "author": "kkmgis demo"})
    page = book.add_worksheet(sheet)
    page.freeze_panes(1, 0)
    page.set_column(0, len(table) - 1, 16)
    page.write_row(0, 0, list(table), book.add_format({"bold": True}))
    rows = zip(*(values.tolist() for values in table.values()), strict=True)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value != "":
                page.write_string(number, column, value)
    book.close()
    return path


def renamed(table: Columns, names: dict[str, str]) -> Columns:
    """Give columns other names, in the order of the names."""
    return {new: table[old] for old, new in names.items()}


def replaced(values: np.ndarray, words: dict[str, str]) -> np.ndarray:
    """Write words of the register as an office writes them."""
    return np.array([words.get(value, value) for value in values], dtype=object)
