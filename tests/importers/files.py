"""Small files as municipalities have them, written by the tests themselves."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
import xlsxwriter

from tests.rows import ORIGIN

Row = Mapping[str, object]


def box(x: float = 0, y: float = 0, width: float = 40, height: float = 40) -> Any:
    """Draw a rectangle, metres from `ORIGIN`."""
    left, low = ORIGIN[0] + x, ORIGIN[1] + y
    return shapely.box(left, low, left + width, low + height)


def write_gpkg(
    path: Path, rows: Sequence[Row], shapes: Sequence[Any], *, srid: int = 32648
) -> Path:
    """Write rows with shapes as a GeoPackage."""
    frame = gpd.GeoDataFrame(list(rows), geometry=list(shapes), crs=srid)
    frame.to_file(path, driver="GPKG", engine="pyogrio")
    return path


def write_geojson(path: Path, rows: Sequence[Row], shapes: Sequence[Any]) -> Path:
    """Write rows with shapes as GeoJSON, coordinates untouched, no CRS named."""
    features = [
        {
            "type": "Feature",
            "properties": dict(row),
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def write_csv(
    path: Path, header: Sequence[str], *rows: Sequence[object], encoding: str = "utf-8"
) -> Path:
    """Write a CSV file in some encoding."""
    lines = [",".join(map(str, row)) for row in (header, *rows)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook; each sheet as rows of cells."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def dbf(
    columns: Mapping[str, int],
    rows: Sequence[Sequence[bytes]],
    *,
    driver: int = 0,
    deleted: Sequence[int] = (),
    kinds: str = "",
) -> bytes:
    """Write a DBF table byte by byte; names in cp874.

    Parameters
    ----------
    columns : mapping of str to int
        Name → width in bytes.
    rows : sequence of rows of bytes
    driver : int
        Language driver id.
    deleted : sequence of int
        Rows that are marked as deleted.
    kinds : str
        Type letter of each column, C if not given.
    """
    fields = b"".join(
        name.encode("cp874")[:10].ljust(11, b"\0")
        + (kinds[at : at + 1] or "C").encode()
        + bytes(4)
        + bytes([width, 0])
        + bytes(14)
        for at, (name, width) in enumerate(columns.items())
    )
    width = 1 + sum(columns.values())
    head = struct.pack("<4BIHH", 3, 126, 11, 21, len(rows), 33 + len(fields), width)
    head += bytes(17) + bytes([driver]) + bytes(2)
    body = b"".join(
        (b"*" if at in deleted else b" ")
        + b"".join(
            value[:size].ljust(size)
            for value, size in zip(row, columns.values(), strict=True)
        )
        for at, row in enumerate(rows)
    )
    return head + fields + b"\r" + body + b"\x1a"


def write_shapefile(
    path: Path,
    table: bytes | None,
    shapes: Sequence[Any],
    *,
    srid: int = 32648,
    cpg: str | None = None,
    prj: bool = True,
) -> Path:
    """Write shapes with a table of our own as a shapefile.

    Parameters
    ----------
    path : Path
        The .shp.
    table : bytes or None
        Content of the .dbf, see :func:`dbf`; None for no .dbf at all.
    cpg : str or None
        Content of the .cpg; None for no such file.
    prj : bool
        Say the coordinate system.
    """
    frame = gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=list(shapes), crs=srid)
    frame.to_file(path, engine="pyogrio")
    path.with_suffix(".dbf").unlink()
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if not prj:
        path.with_suffix(".prj").unlink()
    if table is not None:
        path.with_suffix(".dbf").write_bytes(table)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    return path
