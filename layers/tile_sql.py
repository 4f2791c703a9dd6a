"""Queries that answer one vector tile each.

A query takes the bound parameters ``z``, ``x``, ``y`` and ``year``, and what a layer
is asked by, and gives one row with one column: the tile. The place stands in it as
constants, so that the planner knows how little ground a tile covers; run it
unprepared (``execute(..., prepare=False)``), or a plan for any place will be kept.
"""

from __future__ import annotations

import dataclasses

from layers.grid import LOCAL_ORIGIN, LOCAL_SIZE, WEB_SIZE
from layers.layer import Grid, Layer, Place

EXTENT = 4096
"""Units of a tile's side."""

BORDER = 64
"""Units around a tile that are drawn too, so that outlines are not cut."""

_SIDE = f"({LOCAL_SIZE}::float8 / (1 << %(z)s::int))"
_WEST = f"({LOCAL_ORIGIN[0]} + %(x)s::int * {_SIDE})"
_NORTH = f"({LOCAL_ORIGIN[1]} - %(y)s::int * {_SIDE})"


def tile_query(layer: Layer, *, grid: Grid, srid: int, z: int) -> str:
    """Write the query of a layer's tiles.

    Parameters
    ----------
    layer : Layer
    grid : {"web", "local"}
    srid : int, EPSG code
        What the database keeps.
    z : int
        Zoom: low zooms of some layers are asked for a coarser picture.

    Returns
    -------
    str
        SQL with parameters ``z``, ``x``, ``y`` and ``year`` (Buddhist Era). Outside
        the layer's zooms it gives an empty tile.
    """
    if z < layer.zooms(grid)[0]:
        return "SELECT ''::bytea AS tile"
    envelope, shape, place = _web(srid) if grid == "web" else _local(srid)
    place = dataclasses.replace(place, labels=layer.has_labels(z, grid))
    overview = layer.overview if layer.is_overview(z, grid) else None
    relation = (overview or layer.detail)(place)
    names = ", ".join(f"o.{field.name}" for field in layer.fields)
    return f"""
SELECT ST_AsMVT(t, '{layer.name}', {EXTENT}, 'geom', 'feature_id') AS tile
FROM (
    SELECT {names}, o.id AS feature_id,
           ST_AsMVTGeom({shape}, {envelope}, {EXTENT}, {BORDER}, true) AS geom
    FROM ({relation}) AS o
) AS t
"""


def _local(srid: int) -> tuple[str, str, Place]:
    envelope = (
        f"ST_MakeEnvelope({_WEST}, {_NORTH} - {_SIDE}, {_WEST} + {_SIDE}, {_NORTH},"
        f" {srid})"
    )
    near = f"ST_Expand({envelope}, {_SIDE} * {BORDER} / {EXTENT})"
    return envelope, "o.geom", Place(near=near, pixel=f"({_SIDE} / 256)")


def _web(srid: int) -> tuple[str, str, Place]:
    envelope = "ST_TileEnvelope(%(z)s::int, %(x)s::int, %(y)s::int)"
    side = f"({WEB_SIZE} / (1 << %(z)s::int))"
    near = f"ST_Transform(ST_Expand({envelope}, {side} * {BORDER} / {EXTENT}), {srid})"
    return (
        envelope,
        "ST_Transform(o.geom, 3857)",
        Place(near=near, pixel=f"({side} / 256)"),
    )
