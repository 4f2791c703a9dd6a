"""An issue of an import on the map: the row's shape, the spot, before and after."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from importers.reconcile.reading import Entry
from kkmgis.crs import WGS_84, parse_crs, to_storage
from kkmgis.registry.batch_issues import BatchIssue, staged_shape

PARTS = ("before", "after")
"""Details of a repair that are shapes, as WKT in the storage CRS."""


def issue_shapes(
    connection: Connection[Any],
    batch_id: int,
    found: BatchIssue,
    *,
    crs: str | None,
    srid: int,
) -> dict[str, Any]:
    """Draw an issue.

    Parameters
    ----------
    crs : str or None
        Of the file, for rows that are kept as they came.
    srid : int, EPSG code
        Of the storage.

    Returns
    -------
    dict
        GeoJSON feature collection in the storage CRS; property ``part`` is
        ``shape``, ``spot``, ``before`` or ``after``.
    """
    drawn: list[tuple[str, shapely.Geometry | None]] = []
    if found.row_no is not None:
        shape = _row_shape(connection, batch_id, found.row_no, crs, srid)
        drawn.append(("shape", shape))
    for part in PARTS:
        drawn.append((part, _from_wkt(found.issue.values.get(part))))
    drawn.append(("spot", _from_wkt(found.issue.place)))
    return _collection(drawn)


def entry_shapes(entry: Entry, *, srid: int) -> dict[str, Any]:
    """Draw what a row of a file changes: the shape before and after.

    Parameters
    ----------
    entry : Entry
        Of a difference; its shapes are in degrees.
    srid : int, EPSG code
        Of the storage.

    Returns
    -------
    dict
        GeoJSON feature collection in the storage CRS; property ``part`` is ``before``
        or ``after``.
    """
    drawn: list[tuple[str, shapely.Geometry | None]] = []
    for part, shape in (("before", entry.before), ("after", entry.after)):
        if shape is not None:
            read = shapely.from_geojson(json.dumps(shape))
            drawn.append((part, to_storage([read], WGS_84, srid)[0]))
    return _collection(drawn)


def _collection(
    drawn: list[tuple[str, shapely.Geometry | None]],
) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {"part": part},
        }
        for part, shape in drawn
        if shape is not None and _drawable(shape)
    ]
    return {"type": "FeatureCollection", "features": features}


def _row_shape(
    connection: Connection[Any], batch_id: int, row_no: int, crs: str | None, srid: int
) -> shapely.Geometry | None:
    kept = staged_shape(connection, batch_id, row_no)
    if kept is None:
        return None
    wkb, in_storage = kept
    shape = shapely.from_wkb(wkb, on_invalid="ignore")
    if shape is None or in_storage:
        return shape
    if crs is None:
        return None
    moved = to_storage([shape], parse_crs(crs), srid)
    placed: shapely.Geometry = moved[0]
    return placed


def _from_wkt(text: object) -> shapely.Geometry | None:
    if not isinstance(text, str):
        return None
    plain = text.partition(";")[2] if text.startswith("SRID=") else text
    shape: shapely.Geometry | None = shapely.from_wkt(plain, on_invalid="ignore")
    return shape


def _drawable(shape: shapely.Geometry) -> bool:
    # The bounds of what is empty are no numbers.
    return bool(np.isfinite(shapely.bounds(shape)).all())
