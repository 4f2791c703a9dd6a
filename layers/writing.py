"""A layer as a file, in the format of its suffix."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import xlsxwriter

from kkmgis.errors import SettingsError
from kkmgis.i18n import both
from kkmgis.whole_file import whole_file

WITH_SHAPES = (".gpkg", ".geojson", ".parquet")
TABLES = (".csv", ".xlsx")
# A cell that begins like this is a formula to a spreadsheet that opens a CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_frame(frame: gpd.GeoDataFrame, path: Path, layer: str) -> int:
    """Write a layer.

    Parameters
    ----------
    frame : GeoDataFrame
        As `layers.frames.City.frame` gives it.
    path : Path
        GeoPackage, GeoJSON (in degrees) and GeoParquet have the shapes; CSV and
        XLSX are tables without. Exact amounts stay decimals in Parquet and are
        written as text, digit by digit, in the others.
    layer : str
        Name of the layer or sheet.

    Returns
    -------
    int
        Rows.

    Raises
    ------
    SettingsError
        The suffix names no format.
    OSError
        The place cannot be written; a file that was there is as it was.
    """
    refuse_other_suffix(path)
    with whole_file(path) as written:
        _write(frame, written, layer)
    return len(frame)


def refuse_other_suffix(path: Path) -> None:
    """Refuse a file whose suffix names no format.

    Raises
    ------
    SettingsError
        With the suffixes that do.
    """
    suffix = path.suffix.lower()
    if suffix not in (*WITH_SHAPES, *TABLES):
        known = " ".join((*WITH_SHAPES, *TABLES))
        raise SettingsError(both("layers.error.suffix", suffix=suffix, known=known))


def _write(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    suffix = path.suffix.lower()
    whole = frame.reset_index()
    if suffix == ".parquet":
        whole.to_parquet(path)
    elif suffix in WITH_SHAPES:
        plain = gpd.GeoDataFrame(_texts(whole), geometry="geometry", crs=frame.crs)
        if suffix == ".gpkg":
            plain.to_file(path, driver="GPKG", layer=layer, engine="pyogrio")
        else:
            plain.to_crs(4326).to_file(path, driver="GeoJSON", engine="pyogrio")
    elif suffix == ".csv":
        table = _texts(whole.drop(columns="geometry")).map(_harmless)
        table.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        _write_xlsx(_texts(whole.drop(columns="geometry")), path, layer)


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Write as text what only Parquet has a type for: decimals, lists, dates."""
    kept = table.copy()
    for name in kept.columns:
        column = kept[name]
        if name == "geometry" or pd.api.types.is_bool_dtype(column):
            continue
        if not (
            pd.api.types.is_integer_dtype(column) or pd.api.types.is_float_dtype(column)
        ):
            kept[name] = [_text(value) for value in column]
    return kept


def _text(value: object) -> str | None:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
        return None
    return str(value)


def _harmless(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def _write_xlsx(table: pd.DataFrame, path: Path, layer: str) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(layer[:31])
        sheet.write_row(0, 0, list(table.columns))
        for at, row in enumerate(table.itertuples(index=False), start=1):
            cells = [None if pd.isna(value) else value for value in row]
            sheet.write_row(at, 0, cells)
