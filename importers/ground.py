"""The ground on which the shapes of one file are put: CRS, extent, authority."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from psycopg import Connection
from shapely import from_wkb

from importers.kind import Kind
from importers.placing import Placing, place_source, usable_extent
from importers.shaping import BOUNDARY_SLACK_M, Ground, shapes_of
from importers.source import Bounds, Source
from kkmgis.db import storage_srid


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
    boundary = _boundary(connection)
    extent: Bounds | None = None
    if boundary is not None:
        west, south, east, north = shapely.bounds(boundary)
        extent = (float(west), float(south), float(east), float(north))
    placing = place_source(
        source,
        given=given,
        profile=profile,
        storage_srid=srid,
        boundary=extent,
        bounds=_bounds(source, columns),
    )
    inside = None
    if boundary is not None and kind.inside_boundary:
        inside = shapely.buffer(boundary, BOUNDARY_SLACK_M)
        shapely.prepare(inside)
    return placing, Ground(placing.crs, srid, usable_extent(srid), inside)


def _boundary(connection: Connection[Any]) -> shapely.Geometry | None:
    row = connection.execute(
        "SELECT ST_AsBinary(ST_Union(geom)) FROM register.authority"
    ).fetchone()
    return None if row is None or row[0] is None else from_wkb(bytes(row[0]))


def _bounds(source: Source, columns: dict[str, str]) -> Bounds | None:
    """Measure a file: a layer knows its extent, of a table it is worked out."""
    if source.has_shapes:
        return source.bounds()
    parts: Sequence[tuple[float, float, float, float]] = [
        tuple(map(float, shapely.total_bounds(shapes.geometry)))  # type: ignore[misc]
        for rows in source.read(100_000)
        if (shapes := shapes_of(rows, columns)[0]) is not None
    ]
    known = [part for part in parts if part[0] == part[0]]
    if not known:
        return None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)
