"""Vector tiles, remembered as long as what they were made from does not change."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from api.database import AsyncPool
from kkmgis.registry.amounts import today
from layers.layer import Grid, Layer
from layers.tile_sql import tile_query

MEMORY_BYTES = 64 * 2**20
SMALL_BYTES = 512
LARGE_BYTES = 32 * 2**10
OVERHEAD_BYTES = 400

RELATIONS: Mapping[str, tuple[str, ...]] = {
    "boundary": ("authority",),
    "blocks": ("block",),
    "parcels": ("parcel", "block", "property_use", "run"),
    "buildings": ("building", "parcel", "property_use"),
    "footprints": ("footprint", "building"),
    "signs": ("sign", "parcel", "run"),
    "permits": ("sign_permit", "parcel"),
    "assets": ("asset", "parcel", "building", "lease"),
    "gaps": ("gap",),
    "reform": ("reform", "parcel", "block"),
}
"""Tables whose change makes a layer's tiles old. The lines of an assessment are
never changed; which of them count is said by their run."""

Version = tuple[dt.date, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class TileKey:
    """Which tile: also that of a tax year, and of what a layer was asked for."""

    layer: str
    grid: Grid
    z: int
    x: int
    y: int
    year: int
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile as it leaves.

    Attributes
    ----------
    body : bytes
        Compressed when ``is_gzip``.
    etag : str
        Of the content, so that an edit elsewhere does not change it.
    """

    body: bytes
    etag: str
    is_gzip: bool

    def plain(self) -> bytes:
        """Give the tile uncompressed."""
        return gzip.decompress(self.body) if self.is_gzip else self.body


def tile_version(layer: str, pulse: Mapping[str, int]) -> Version:
    """Tell the data version of a layer's tiles; whether a lease runs, the day says."""
    relations = RELATIONS.get(layer, tuple(sorted(pulse)))
    return today(), tuple(pulse.get(name, 0) for name in relations)


class TileStore:
    """Tiles of one worker: the newest kept, each made once at a time."""

    def __init__(self, pool: AsyncPool, memory_bytes: int = MEMORY_BYTES) -> None:
        self._pool = pool
        self._limit = memory_bytes
        self._bytes = 0
        self._kept: OrderedDict[TileKey, tuple[Version, Tile]] = OrderedDict()
        self._making: dict[tuple[TileKey, Version], asyncio.Task[Tile]] = {}

    async def tile(
        self, layer: Layer, key: TileKey, *, srid: int, version: Version
    ) -> Tile:
        """Give a tile that is at least as new as ``version``.

        Parameters
        ----------
        version : tuple
            Of `tile_version`, read after the request came in.
        """
        kept = self._kept.get(key)
        if kept is not None and kept[0] == version:
            self._kept.move_to_end(key)
            return kept[1]
        task = self._making.get((key, version))
        if task is None:
            task = asyncio.create_task(self._make(layer, key, srid, version))
            self._making[key, version] = task
            task.add_done_callback(lambda _: self._making.pop((key, version), None))
        return await asyncio.shield(task)

    async def _make(
        self, layer: Layer, key: TileKey, srid: int, version: Version
    ) -> Tile:
        sql = tile_query(layer, grid=key.grid, srid=srid, z=key.z)
        values = {"z": key.z, "x": key.x, "y": key.y, "year": key.year}
        if layer.asked_by is not None and key.asked is not None:
            values[layer.asked_by] = key.asked
        async with self._pool.connection() as connection:
            # The place stands in the query as constants: no plan is worth keeping.
            cursor = await connection.execute(
                sql.encode(), values, prepare=False, binary=True
            )
            row = await cursor.fetchone()
        body = bytes(row[0]) if row is not None and row[0] is not None else b""
        if len(body) > LARGE_BYTES:
            tile = await asyncio.to_thread(_pack, body)
        else:
            tile = _pack(body)
        self._keep(key, version, tile)
        return tile

    def _keep(self, key: TileKey, version: Version, tile: Tile) -> None:
        former = self._kept.pop(key, None)
        if former is not None:
            self._bytes -= len(former[1].body) + OVERHEAD_BYTES
        self._kept[key] = (version, tile)
        self._bytes += len(tile.body) + OVERHEAD_BYTES
        while self._bytes > self._limit:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body) + OVERHEAD_BYTES


def _pack(body: bytes) -> Tile:
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if len(body) <= SMALL_BYTES:
        return Tile(body, etag, is_gzip=False)
    return Tile(gzip.compress(body, 1, mtime=0), etag, is_gzip=True)
