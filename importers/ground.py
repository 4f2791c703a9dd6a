"""The ground on which the shapes of one file are put: CRS, extent, authority."""

from __future__ import annotations

import math
from typing import Any

import shapely
from psycopg import Connection
from shapely import from_wkb

from importers.kind import Kind
from importers.placing import Extent, Placing, place_source, usable_extent
from importers.sampling import Sample, corners, sample_rows
from importers.shaping import BOUNDARY_SLACK_M, Ground, shapes_of
from importers.source import Bounds, Source
from kkmgis.db import storage_srid
from kkmgis.geometry.reading import Geometries

SAMPLE_SHAPES = 500
"""Shapes of a file whose corners are held against the boundary."""


def find_ground(
    connection: Connection[Any],
    kind: Kind,
    source: Source,
    columns: dict[str, str],
    *,
    given: str | None,
    profile: str | None,
) -> tuple[Placing | None, Ground | None]:
    """Settle where the shapes of a file lie.

    Parameters
    ----------
    connection : Connection
    kind : Kind
    source : Source
    columns : dict of str to str
        Where a table without shapes tells them, see ``Binding.shape``.
    given, profile : str or None
        CRS that the person and the mapping profile say.

    Returns
    -------
    tuple
        Nothing for a kind or a file without shapes.

    Raises
    ------
    SourceError
        The CRS cannot be settled.
    """
    if kind.shape is None or not (source.has_shapes or columns):
        return None, None
    srid = storage_srid(connection)
    boundary = read_boundary(connection)
    placing = place_source(
        source,
        given=given,
        profile=profile,
        storage_srid=srid,
        boundary=boundary,
        extent=measured(source, sample_rows(source, SAMPLE_SHAPES), columns),
    )
    inside = None
    if boundary is not None and kind.inside_boundary:
        inside = shapely.buffer(boundary, BOUNDARY_SLACK_M)
        shapely.prepare(inside)
    ground = Ground(placing.crs, srid, usable_extent(srid), inside, placing.swapped)
    return placing, ground


def read_boundary(connection: Connection[Any]) -> shapely.Geometry | None:
    """Read the area of the authority in the storage CRS; None where it is not known."""
    row = connection.execute(
        "SELECT ST_AsBinary(ST_Union(geom)) FROM register.authority"
    ).fetchone()
    return None if row is None or row[0] is None else from_wkb(bytes(row[0]))


def measured(source: Source, sample: Sample, columns: dict[str, str]) -> Extent | None:
    """Measure where a file is; None where nothing in it has coordinates.

    Parameters
    ----------
    source : Source
    sample : Sample
        Rows from all over it.
    columns : dict
        ``x`` and ``y`` or ``geom`` → column, for tables without shapes.
    """
    points = corners(sample, columns)
    if source.has_shapes:
        bounds = source.bounds()
    elif columns and not sample.complete:
        bounds = _bounds_of_table(source, columns)
    else:
        bounds = _bounds_of(sample.shapes(columns))
    if bounds is None:
        return None
    return Extent(bounds, points) if len(points) else Extent.of(bounds)


def _bounds_of(shapes: Geometries) -> Bounds | None:
    if len(shapes) == 0:
        return None
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    return None if math.isnan(west) else (west, south, east, north)


def _bounds_of_table(source: Source, columns: dict[str, str]) -> Bounds | None:
    parts = [
        _bounds_of(shapes.geometry)
        for rows in source.read(100_000)
        if (shapes := shapes_of(rows, columns)[0]) is not None
    ]
    known = [part for part in parts if part is not None]
    if not known:
        return None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)
