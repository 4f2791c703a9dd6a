"""The test data of the registry of checks, as files that can be imported.

An example of a rule says, beside the ``kind`` of the file, what is in it:

``rows``
    Mappings of column to value, written as CSV; the column ``geom`` is WKT in
    metres from `ORIGIN`, or a text that is none; ``STAR n`` is a star of n
    corners, drawn in one line that crosses itself at each place it can.
``shapefile``
    ``shapes`` as WKT; ``columns``, ``rows`` and ``encoding`` of its table,
    ``cpg``, ``prj`` and ``srid``.
``text``
    Name of one file and its text.
``crs``, ``repairs``, ``mapping``
    What the person says; a mapping by name, or the section of one.
``before``
    Files that are loaded first, told in the same way; ``retired`` is the code of
    a parcel that is retired then.
``rejected``
    A file that is loaded first and of which a row is rejected: ``MARK`` in the
    rows stands for where that row came from.
``found``
    ``row``, ``field`` and, where the row can do without, ``severity``; nothing
    for the whole file. ``also`` are codes that cannot be told apart from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from kkmgis.crs import Coordinates
from kkmgis.geometry.reading import read_wkt
from tests.importers.files import dbf, write_csv, write_shapefile
from tests.rows import ORIGIN

STORAGE = 32648


def write_example(folder: Path, example: Mapping[str, Any], mark: str = "MARK") -> Path:
    """Write the file of an example."""
    folder.mkdir(exist_ok=True)
    if "text" in example:
        ((name, text),) = example["text"].items()
        path = folder / str(name)
        path.write_text(text, encoding="utf-8")
        return path
    if "shapefile" in example:
        return _shapefile(folder / "a.shp", example["shapefile"])
    rows = example["rows"]
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = [
        [_cell(name, row.get(name, "")).replace("MARK", mark) for name in header]
        for row in rows
    ]
    return write_csv(folder / "a.csv", header, *lines)


def _cell(name: str, value: object) -> str:
    text = _placed(str(value)) if name == "geom" else str(value)
    return '"' + text.replace('"', '""') + '"'


def _placed(wkt: str) -> str:
    """Move a shape to where the register is; a text that is none stays."""
    if wkt.startswith("STAR "):
        wkt = _star(int(wkt.removeprefix("STAR ")))
    shape = read_wkt([wkt]).geometry[0]
    if shape is None or shape.is_empty:
        return wkt
    moved = shapely.transform(shape, _to_origin, include_z=bool(shape.has_z))
    return str(shapely.to_wkt(moved, rounding_precision=6))


def _star(corners: int) -> str:
    turn = 2 * np.pi * (corners // 2) / corners
    angles = turn * np.append(np.arange(corners), 0)
    xy = np.column_stack([np.cos(angles), np.sin(angles)]) * 100
    return shapely.Polygon(xy).wkt


def _to_origin(xyz: Coordinates) -> Coordinates:
    moved: Coordinates = xyz + np.array([*ORIGIN, 0])[: xyz.shape[1]]
    return moved


def _shapefile(path: Path, told: Mapping[str, Any]) -> Path:
    shapes = [shapely.from_wkt(_placed(wkt)) for wkt in told["shapes"]]
    srid = int(told.get("srid", STORAGE))
    if srid != STORAGE:
        there = gpd.GeoSeries(shapes, crs=STORAGE).to_crs(srid)
        shapes = list(there)
    table = None
    if "columns" in told:
        rows = [
            [str(cell).encode(told["encoding"]) for cell in row] for row in told["rows"]
        ]
        table = dbf(told["columns"], rows)
    return write_shapefile(
        path,
        table,
        shapes,
        srid=srid,
        cpg=told.get("cpg"),
        prj=told.get("prj", True),
    )
