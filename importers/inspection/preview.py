"""A bounded picture of a file over the authority: GeoJSON for a map."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from importers.binding import shape_by_name
from importers.candidates import System
from importers.sampling import Sample, sample_rows
from importers.source import Source
from kkmgis.crs import swap_axes, to_storage
from kkmgis.geometry.reading import Geometries

DEGREES = 4326
FEATURES = 500
POINTS = 20_000
"""Corners of all features of a preview together, about."""
OUTLINE_POINTS = 2_000
PLACES = 6
"""Decimal places of degrees: 0.1 m, less than a screen shows."""
_PIXELS = 2_000
"""A shape is simplified by a part of this size of the whole picture."""


def preview(
    source: Source,
    system: System,
    *,
    boundary: shapely.Geometry | None = None,
    storage_srid: int = 32648,
    limit: int = FEATURES,
    sample: Sample | None = None,
) -> dict[str, Any]:
    """Draw a sample of a file in WGS 84, with the outline of the authority.

    Parameters
    ----------
    source : Source
    system : System
        In which its coordinates are taken to be.
    boundary : shapely geometry or None, m
        Of the authority, in the storage CRS.
    storage_srid : int, EPSG code
    limit : int
        Features at most.
    sample : Sample, optional
        Rows that are already there.

    Returns
    -------
    dict
        ``features``: a GeoJSON FeatureCollection, each feature with the number of
        its ``row`` and no other property; ``outline``: a GeoJSON geometry or None;
        ``bounds``: degrees, west, south, east, north of the features, or None;
        ``shown`` features out of ``count`` rows, where that is known.
    """
    taken = sample or sample_rows(source, limit)
    shapes = in_degrees(taken.shapes(shape_by_name(source.columns)), system)
    rows = np.flatnonzero(_drawable(shapes))
    rows = rows[:: max(1, -(-len(rows) // limit))]
    drawn = _simplified(shapes[rows], POINTS)
    bounds = shapely.total_bounds(drawn) if len(drawn) else None
    features = [
        {
            "type": "Feature",
            "properties": {"row": int(taken.numbers[row])},
            "geometry": json.loads(text),
        }
        for row, text in zip(rows, shapely.to_geojson(drawn), strict=True)
        if text is not None
    ]
    return {
        "features": {"type": "FeatureCollection", "features": features},
        "outline": outline(boundary, storage_srid),
        "bounds": None if bounds is None else [round(float(v), PLACES) for v in bounds],
        "shown": len(features),
        "count": source.count,
    }


def outline(
    boundary: shapely.Geometry | None, storage_srid: int
) -> dict[str, Any] | None:
    """Draw the authority in WGS 84, simplified; None where it is not known."""
    if boundary is None or shapely.is_empty(boundary):
        return None
    given = np.array([boundary], dtype=np.object_)
    moved = to_storage(given, CRS.from_epsg(storage_srid), DEGREES)
    (text,) = shapely.to_geojson(_simplified(moved, OUTLINE_POINTS))
    drawn: dict[str, Any] = json.loads(text)
    return drawn


def in_degrees(shapes: Geometries, system: System) -> Geometries:
    """Bring shapes of a system into WGS 84; what has no place there becomes None."""
    straight = swap_axes(shapes) if system.swapped else shapes
    moved = to_storage(shapely.force_2d(straight), system.crs, DEGREES)
    bounds = shapely.bounds(moved)
    there = np.isfinite(bounds).all(axis=1)
    there &= (np.abs(bounds[:, [0, 2]]) <= 360).all(axis=1)
    there &= (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1)
    return np.where(there, moved, np.array(None))


def _drawable(shapes: Geometries) -> NDArray[np.bool_]:
    return ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))


def _simplified(shapes: Geometries, most: int) -> Geometries:
    """Leave out corners that no one would see, then as many as are too many."""
    if len(shapes) == 0:
        return shapes
    west, south, east, north = shapely.total_bounds(shapes)
    step = max(east - west, north - south) / _PIXELS
    drawn = shapely.simplify(shapes, step, preserve_topology=False)
    # A small shape on a large map would vanish: it keeps its corners.
    gone = ~_drawable(drawn)
    drawn[gone] = shapes[gone]
    while shapely.get_num_coordinates(drawn).sum() > most and step < 1:
        step *= 4
        west, south, east, north = shapely.bounds(shapes).T
        boxes = np.asarray(shapely.box(west, south, east, north), np.object_)
        drawn = shapely.simplify(shapes, step, preserve_topology=False)
        gone = ~_drawable(drawn)
        drawn[gone] = boxes[gone]
    rounded: Geometries = shapely.transform(drawn, lambda xy: np.round(xy, PLACES))
    return rounded
