"""Parcels of a reform as files: tables, or maps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from errno import EIO
from pathlib import Path
from typing import Any

from psycopg import Connection

from api import export
from kkmgis.assess.kept_reforms import ParcelChange
from kkmgis.assess.reform import ReformRun
from kkmgis.db import storage_srid
from kkmgis.errors import SettingsError
from kkmgis.i18n import Language, both, text

COLUMNS = ("code", "block", "before", "after", "difference")
MONEY = frozenset(COLUMNS[2:])
TABLES: tuple[export.FileFormat, ...] = ("csv", "xlsx", "parquet")
MAPS = {"gpkg": "GPKG", "geojson": "GeoJSON"}

_SHAPES = """
SELECT id, ST_AsBinary(geom) FROM register.parcel
WHERE id = ANY(%s) AND geom IS NOT NULL
"""
_DEGREES = 4326


def change_rows(changes: Iterator[ParcelChange]) -> Iterator[list[Any]]:
    """Give the rows of a table, money as decimals in baht."""
    for one in changes:
        amounts = (one.before, one.after, one.after - one.before)
        yield [one.code, one.block, *(Decimal(part).scaleb(-2) for part in amounts)]


def write_table(
    rows: Iterator[list[Any]], format: export.FileFormat, language: Language
) -> Path:
    """Write a table into a temporary file, which the caller removes."""
    if format == "csv":
        return export.write_csv_file(COLUMNS, rows)
    if format == "xlsx":
        headings = [text(f"reform.column.{name}", language) for name in COLUMNS]
        title = text("reform.title", language)
        return export.write_xlsx(COLUMNS, headings, rows, title)
    return export.write_parquet(COLUMNS, MONEY, frozenset(), rows)


def format_of(path: Path) -> str:
    """Tell the form of a file by its suffix.

    Raises
    ------
    SettingsError
        It is none that can be written.
    """
    found = path.suffix.lower().removeprefix(".")
    known = (*TABLES, *MAPS)
    if found not in known:
        shown = ", ".join(f".{name}" for name in known)
        raise SettingsError(both("reform.cli.format", format=path, known=shown))
    return found


def write_reform(
    connection: Connection[Any], made: ReformRun, out: Path, language: Language
) -> None:
    """Write all parcels of a reform, as a table or as a map by the suffix.

    A map of GeoPackage is in the storage CRS, GeoJSON in degrees (RFC 7946).

    Raises
    ------
    SettingsError
        The suffix names no form.
    OSError
        The file cannot be written.
    """
    format = format_of(out)
    for table in TABLES:
        if format == table:
            written = write_table(change_rows(_changes(made)), table, language)
            # The temporary file is for its owner alone; this one need not be.
            shutil.copyfile(written, out)
            written.unlink()
            return
    _write_map(connection, made, out, MAPS[format])


def _changes(made: ReformRun) -> Iterator[ParcelChange]:
    for row in sorted(range(len(made.code)), key=made.code.to_pylist().__getitem__):
        block = made.block[row].as_py()
        before, after = int(made.before[row]), int(made.after[row])
        yield ParcelChange(made.code[row].as_py(), block, before, after)


def _write_map(
    connection: Connection[Any], made: ReformRun, out: Path, driver: str
) -> None:
    import geopandas as gpd
    import shapely
    from pyogrio.errors import DataSourceError

    found = connection.execute(_SHAPES, (made.parcel_id.tolist(),)).fetchall()
    shapes = {row[0]: bytes(row[1]) for row in found}
    geometry = shapely.from_wkb([shapes.get(key) for key in made.parcel_id.tolist()])
    # A map program knows no decimals; the exact amounts are those of the tables.
    columns = (made.before, made.after, made.after - made.before)
    before, after, difference = ((one / 100).astype(float) for one in columns)
    frame = gpd.GeoDataFrame(
        {
            "code": made.code.to_pylist(),
            "block": made.block.to_pylist(),
            "before": before,
            "after": after,
            "difference": difference,
        },
        geometry=geometry,
        crs=storage_srid(connection),
    )
    if driver == "GeoJSON":
        frame = frame.to_crs(_DEGREES)
    try:
        frame.to_file(out, driver=driver)
    except DataSourceError as error:
        raise OSError(EIO, str(error), str(out)) from error
