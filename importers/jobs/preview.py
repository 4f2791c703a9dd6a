"""Some shapes of a file, small enough to be drawn at once, in any coordinate system."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.binding import shape_by_name
from importers.candidates import parse_system
from importers.sampling import sample_rows
from importers.source import Source
from kkmgis.crs import swap_axes, to_storage

MOST_SHAPES = 1500
MOST_VERTICES = 60_000
_DETAIL = 4000
"""A line is drawn no finer than a part of this of the width of the file."""


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """Shapes of a file in its own coordinates, spread over its rows.

    Attributes
    ----------
    shapes : list of str
        Hexadecimal WKB.
    rows : list of int, as many
        Their places in the file.
    of : int
        Rows that the file has.
    """

    shapes: list[str]
    rows: list[int]
    of: int


def sample_shapes(source: Source) -> Preview:
    """Take shapes from all over a file; of a table those that its columns tell."""
    sample = sample_rows(source, MOST_SHAPES)
    geometry = np.asarray(
        sample.shapes(shape_by_name(source.columns)), dtype=np.object_
    )
    usable = np.flatnonzero(
        ~shapely.is_missing(geometry)
        & ~shapely.is_empty(geometry)
        & np.isfinite(shapely.bounds(geometry)).all(axis=1)
    )
    thinned = _thinned(geometry[usable])
    enough = np.cumsum(shapely.get_num_coordinates(thinned)) <= MOST_VERTICES
    return Preview(
        shapes=shapely.to_wkb(shapely.force_2d(thinned[enough]), hex=True).tolist(),
        rows=[int(sample.numbers[at]) for at in usable[enough]],
        of=len(sample) if source.count is None else source.count,
    )


def _thinned(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Leave out corners that a screen cannot show; a shape of thousands is drawn."""
    if len(geometry) == 0:
        return geometry
    west, south, east, north = shapely.total_bounds(geometry)
    tolerance = max(east - west, north - south) / _DETAIL
    many = shapely.get_num_coordinates(geometry) > 500
    geometry = geometry.copy()
    geometry[many] = shapely.simplify(
        geometry[many], tolerance, preserve_topology=False
    )
    return geometry


def draw_preview(preview: Preview, crs: str, srid: int) -> dict[str, Any]:
    """Put the shapes of a preview where a coordinate system says they are.

    Parameters
    ----------
    preview : Preview
    crs : str
        EPSG code or WKT, with ``/yx`` for axes that are swapped.
    srid : int, EPSG code
        Of the storage.

    Returns
    -------
    dict
        GeoJSON feature collection in the storage CRS; what has no place there is
        left out.

    Raises
    ------
    SourceError
        The coordinate system is not known.
    """
    shapes = np.asarray(shapely.from_wkb(preview.shapes), dtype=np.object_)
    system = parse_system(crs)
    straight = swap_axes(shapes) if system.swapped else shapes
    placed = to_storage(straight, system.crs, srid)
    features = [
        {
            "type": "Feature",
            "id": row,
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {},
        }
        for row, shape in zip(preview.rows, placed, strict=True)
        if np.isfinite(shapely.bounds(shape)).all()
    ]
    return {"type": "FeatureCollection", "features": features}
