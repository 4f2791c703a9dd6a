"""Layers described for clients: the map's own list, and TileJSON 3.0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kkmgis.i18n import Language
from layers.layer import Grid, Layer
from layers.legend import legend


def describe(
    layer: Layer, language: Language = "th", *, grid: Grid = "local"
) -> dict[str, Any]:
    """Describe a layer to our own map.

    Returns
    -------
    dict
        ``name``, ``title``, ``geometry``, ``minzoom``, ``maxzoom``, ``fields``,
        ``legends`` (all), ``legend`` (the first) and ``visible``.
    """
    first, last = layer.zooms(grid)
    legends = [legend(name, language) for name in layer.legends]
    return {
        "name": layer.name,
        "title": layer.title(language),
        "geometry": layer.geometry,
        "minzoom": first,
        "maxzoom": last,
        "fields": _fields(layer),
        "legends": legends,
        "legend": legends[0],
        "visible": layer.visible,
    }


def tile_json(
    layer: Layer,
    *,
    tiles: str,
    bounds: Sequence[float] | None = None,
    language: Language = "th",
) -> dict[str, Any]:
    """Describe a layer of Web Mercator tiles as TileJSON 3.0.

    Parameters
    ----------
    layer : Layer
    tiles : str
        Address of the tiles with ``{z}``, ``{x}`` and ``{y}``.
    bounds : sequence of 4 float, optional
        West, south, east, north in degrees.
    """
    first, last = layer.zooms("web")
    found: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": layer.title(language),
        "scheme": "xyz",
        "tiles": [tiles],
        "minzoom": first,
        "maxzoom": last,
        "vector_layers": [
            {
                "id": layer.name,
                "description": layer.title(language),
                "minzoom": first,
                "maxzoom": last,
                "fields": _fields(layer),
            }
        ],
    }
    if bounds is not None:
        found["bounds"] = list(bounds)
    return found


def _fields(layer: Layer) -> dict[str, str]:
    return {field.name: field.type for field in layer.fields}
