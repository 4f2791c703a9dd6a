"""Tiles read back by GDAL's own decoder, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pyogrio
import shapely
from psycopg import Connection

from kkmgis.db import storage_srid
from layers.grid import local_bounds, local_tile
from layers.layer import Grid
from layers.registry import LAYERS
from layers.tile_sql import EXTENT, tile_query
from tests.builders import ORIGIN, YEAR


def fetch(
    connection: Connection[Any],
    layer: str,
    z: int,
    x: int,
    y: int,
    *,
    grid: Grid = "local",
    year: int = YEAR,
) -> bytes:
    """Ask the database for a tile."""
    query = tile_query(LAYERS[layer], grid=grid, srid=storage_srid(connection), z=z)
    values = {"z": z, "x": x, "y": y, "year": year}
    row = connection.execute(query, values, prepare=False).fetchone()
    assert row is not None
    return bytes(row[0])


def around(place: tuple[float, float], z: int) -> tuple[int, int, int]:
    """Give the local tile that holds a place, metres from `ORIGIN`."""
    return (z, *local_tile(z, ORIGIN[0] + place[0], ORIGIN[1] + place[1]))


def decode(tile: bytes, z: int, x: int, y: int) -> gpd.GeoDataFrame:
    """Read a local tile; geometry in metres from `ORIGIN`."""
    if not tile:
        return gpd.GeoDataFrame({"geometry": []})
    with _file(tile) as path:
        frame = pyogrio.read_dataframe(path)
    west, south, east, _ = local_bounds(z, x, y)
    scale = (east - west) / EXTENT
    corner = (west - ORIGIN[0], south - ORIGIN[1])
    frame.geometry = shapely.transform(frame.geometry, lambda xy: xy * scale + corner)
    return frame


def layer_names(tile: bytes) -> list[str]:
    """List the layers inside a tile."""
    with _file(tile) as path:
        return [str(name) for name, _ in pyogrio.list_layers(path)]


@contextmanager
def _file(tile: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tile.mvt"
        path.write_bytes(tile)
        yield path


def read(
    connection: Connection[Any],
    layer: str,
    z: int,
    place: tuple[float, float] = (50, 30),
) -> gpd.GeoDataFrame:
    """Fetch and decode the local tile around a place of the town."""
    tile = around(place, z)
    return decode(fetch(connection, layer, *tile), *tile)
