"""Rejected rows as a GeoPackage, GeoJSON or zipped shapefile."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.enums import WktVersion
from pyproj.exceptions import CRSError

from importers.marks import SHAPE
from importers.rejects.dbase import write_table
from importers.rejects.reading import Rejects, wkt_of, writable_shapes
from importers.rows import as_text

Typed = tuple[NDArray[Any], NDArray[np.bool_]]
WGS_84 = 4326


def write_geopackage(rejects: Rejects, path: Path) -> None:
    """Write a GeoPackage: columns of the same types, shapes as received."""
    rows = _properties(rejects)
    names = list(rows[0])
    told = dict(
        zip(
            rejects.form.get("columns", []),
            zip(
                rejects.form.get("types", []),
                rejects.form.get("subtypes", []),
                strict=True,
            ),
            strict=False,
        )
    )
    columns = [
        _typed([row[name] for row in rows], *told.get(name, ("OFTString", "OFSTNone")))
        for name in names
    ]
    shapes = writable_shapes(rejects.rows)
    path.unlink(missing_ok=True)
    with warnings.catch_warnings():
        # Rows of a file without a CRS go out as they came in.
        warnings.simplefilter("ignore", UserWarning)
        pyogrio.raw.write(
            path,
            geometry=_wkb(shapes),
            field_data=[values for values, _ in columns],
            fields=np.array(names, dtype=object),
            field_mask=[missing for _, missing in columns],
            layer=rejects.batch.layer or path.stem,
            driver="GPKG",
            geometry_type=_geometry_type(rejects, shapes),
            crs=_crs_text(rejects),
        )


def _properties(rejects: Rejects) -> list[dict[str, Any]]:
    """Give rows as they were received, then ours; what is not a shape as text."""
    shapes = writable_shapes(rejects.rows)
    unheld = [
        None if one.geometry is None or shape is not None else wkt_of(one.geometry)
        for one, shape in zip(rejects.rows, shapes, strict=True)
    ]
    return [
        {name: one.attributes.get(name) for name in rejects.columns}
        | rejects.added(one)
        | ({SHAPE: wkt} if any(unheld) else {})
        for one, wkt in zip(rejects.rows, unheld, strict=True)
    ]


def _wkb(shapes: Sequence[shapely.Geometry | None]) -> NDArray[np.object_]:
    return np.array(
        shapely.to_wkb(np.array(shapes, dtype=np.object_)), dtype=np.object_
    )


def _geometry_type(rejects: Rejects, shapes: Sequence[shapely.Geometry | None]) -> str:
    """Name the type of the layer, when all rows are of it."""
    told = rejects.form.get("geometry_type") or "Unknown"
    found = {_type_of(shape) for shape in shapes if shape is not None}
    flat = str(told).replace(" Z", "").replace("2.5D ", "")
    return str(told) if found <= {flat} else "Unknown"


def _type_of(shape: shapely.Geometry) -> str:
    return str(shape.geom_type)  # type: ignore[attr-defined]


def _typed(values: list[Any], kind: str, subtype: str) -> Typed:
    """Give a column the type that it had; as text where it has none."""
    missing = np.array([value is None for value in values], np.bool_)
    convert: Callable[[Any], Any] | None
    dtype, convert, empty = _TYPES.get((kind, subtype)) or _TYPES.get(
        (kind, ""), (object, as_text, None)
    )
    try:
        there = [empty if value is None else convert(value) for value in values]
        return np.array(there, dtype=dtype), missing
    except (ValueError, TypeError, OverflowError):
        return np.array([as_text(value) for value in values], dtype=object), missing


def _moment(value: str) -> np.datetime64:
    moment = dt.datetime.fromisoformat(value)
    if moment.tzinfo is not None:
        moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return np.datetime64(moment, "ms")


_DAY_ZERO = np.datetime64("1970-01-01")
_TYPES: dict[tuple[str, str], tuple[Any, Callable[[Any], Any], Any]] = {
    ("OFTInteger", "OFSTBoolean"): (np.bool_, bool, False),
    ("OFTInteger", "OFSTInt16"): (np.int16, int, 0),
    ("OFTInteger", ""): (np.int32, int, 0),
    ("OFTInteger64", ""): (np.int64, int, 0),
    ("OFTReal", "OFSTFloat32"): (np.float32, float, 0.0),
    ("OFTReal", ""): (np.float64, float, 0.0),
    ("OFTDate", ""): ("datetime64[D]", np.datetime64, _DAY_ZERO),
    ("OFTDateTime", ""): ("datetime64[ms]", _moment, _DAY_ZERO),
    ("OFTBinary", ""): (object, bytes.fromhex, None),
}


def _crs(rejects: Rejects) -> CRS | None:
    """Give the CRS that the shapes are in.

    What the file says, when that was believed; else what was found or given, so
    that the mended file needs no telling.
    """
    batch = rejects.batch
    said = rejects.form.get("crs")
    told = [said, batch.crs] if batch.details.get("crs_from") == "file" else [batch.crs]
    for text in told:
        if not text:
            continue
        try:
            return CRS.from_user_input(text)
        except CRSError:
            continue
    return None


def _crs_text(rejects: Rejects) -> str | None:
    crs = _crs(rejects)
    return None if crs is None else crs.to_wkt()


def write_geojson(rejects: Rejects, path: Path) -> None:
    """Write GeoJSON, each number as it was; the CRS is named unless it is WGS 84."""
    nested = {
        name
        for name, subtype in zip(
            rejects.form.get("columns", []),
            rejects.form.get("subtypes", []),
            strict=False,
        )
        if subtype == "OFSTJSON"
    }
    shapes = writable_shapes(rejects.rows)
    features = [
        {
            "type": "Feature",
            "properties": {
                name: json.loads(value) if name in nested and value else value
                for name, value in row.items()
            },
            "geometry": None
            if shape is None
            else json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in zip(_properties(rejects), shapes, strict=True)
    ]
    content: dict[str, Any] = {"type": "FeatureCollection"}
    crs = _crs(rejects)
    code = None if crs is None else crs.to_epsg()
    if code is not None and code != WGS_84:
        name = {"name": f"urn:ogc:def:crs:EPSG::{code}"}
        content["crs"] = {"type": "name", "properties": name}
    content["features"] = features
    path.write_text(
        json.dumps(content, ensure_ascii=False, allow_nan=False), encoding="utf-8"
    )


def write_shapefile(rejects: Rejects, path: Path) -> None:
    """Write the parts of a shapefile beside each other.

    Parameters
    ----------
    rejects : Rejects
    path : Path
        The .shp.
    """
    shapes = writable_shapes(rejects.rows)
    told = rejects.form.get("geometry_type") or _first_type(shapes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        pyogrio.raw.write(
            path,
            geometry=_wkb(shapes),
            field_data=[np.arange(len(shapes))],
            fields=np.array(["n"], dtype=object),
            driver="ESRI Shapefile",
            geometry_type="Polygon" if told == "Unknown" else told,
        )
    write_table(rejects, path.with_suffix(".dbf"), with_shapes=True)
    projection = _projection(rejects)
    if projection:
        path.with_suffix(".prj").write_bytes(projection)


def _first_type(shapes: Sequence[shapely.Geometry | None]) -> str:
    first = next((shape for shape in shapes if shape is not None), None)
    return "Polygon" if first is None else _type_of(first)


def _projection(rejects: Rejects) -> bytes:
    """Give the .prj of the file as it was, when that was believed."""
    if rejects.batch.details.get("crs_from") == "file" and rejects.form.get("prj"):
        return bytes.fromhex(rejects.form["prj"])
    crs = _crs(rejects)
    return b"" if crs is None else crs.to_wkt(WktVersion.WKT1_ESRI).encode()


def write_zip(rejects: Rejects, path: Path) -> None:
    """Write a zipped shapefile of the same name."""
    stem = Path(rejects.batch.layer or path.stem).name
    with tempfile.TemporaryDirectory(prefix="kkmgis-") as folder:
        write_shapefile(rejects, Path(folder) / f"{stem}.shp")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
