"""Which rows of a file lie on each other, however many they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from psycopg import Connection

from importers.convert import Problem
from importers.incoming import table_of
from kkmgis.geometry.overlap import find_overlaps
from kkmgis.geometry.reading import Geometries
from kkmgis.geometry.tiling import Tiling

MOST_COMPARED = 250_000
"""Parcels that are compared pair by pair where hardly a side is shared; of more the
gaps are found later, block by block, and not all at once in memory."""
PART = 20_000

Fetch = Callable[[Sequence[int]], tuple[list[int], Geometries]]
"""Gives numbers and shapes of some rows."""


@dataclasses.dataclass(slots=True)
class Doubled:
    """Takes the shapes of a file stretch by stretch and tells which pairs overlap.

    Only the edges that no neighbour shares and the boxes are kept: some 40 bytes a
    parcel.
    """

    _tiling: Tiling = dataclasses.field(default_factory=Tiling)
    _numbers: list[NDArray[np.int64]] = dataclasses.field(default_factory=list)
    _boxes: list[NDArray[np.float64]] = dataclasses.field(default_factory=list)

    def add(self, numbers: Sequence[int], geometry: Geometries) -> None:
        """Add a stretch of rows; None is no shape."""
        self._tiling.add(geometry)
        there = ~shapely.is_missing(geometry)
        self._numbers.append(np.asarray(numbers, np.int64)[there])
        self._boxes.append(shapely.bounds(geometry[there]))

    def problems(self, fetch: Fetch) -> list[Problem]:
        """Tell the overlaps: each at the later row, naming the earlier one."""
        numbers = np.concatenate(self._numbers or [np.empty(0, np.int64)])
        faces = self._tiling.doubled()
        if faces is not None:
            numbers = np.concatenate(
                [
                    numbers[:0],
                    *(
                        part[_touched(boxes, faces)]
                        for part, boxes in zip(self._numbers, self._boxes, strict=True)
                    ),
                ]
            )
        elif len(numbers) > MOST_COMPARED:
            return []
        if len(numbers) < 2:
            return []
        rows, polygons = fetch(numbers.tolist())
        pairs = find_overlaps(polygons)
        return [
            _problem(rows[first], rows[second], float(area))
            for first, second, area in zip(
                pairs.first, pairs.second, pairs.area_m2, strict=True
            )
        ]


def _touched(boxes: NDArray[np.float64], faces: Geometries) -> NDArray[np.bool_]:
    """Tell which boxes meet the box of a face."""
    touched = np.zeros(len(boxes), np.bool_)
    if len(faces) and len(boxes):
        touched[shapely.STRtree(faces).query(shapely.box(*boxes.T))[0]] = True
    return touched


def _problem(first: int, second: int, area_m2: float) -> Problem:
    details: dict[str, object] = {"other": first, "area_m2": round(area_m2, 2)}
    return Problem(second, "geometry.overlap", "geom", details=details)


def fetch_from(connection: Connection[Any], batch_id: int) -> Fetch:
    """Read shapes of rows out of the table of their batch."""

    def fetch(numbers: Sequence[int]) -> tuple[list[int], Geometries]:
        rows = connection.execute(
            f"SELECT row_no, ST_AsBinary(geom) FROM {table_of(batch_id)}"
            " WHERE row_no = ANY(%s) ORDER BY row_no".encode(),
            (list(numbers),),
        ).fetchall()
        wkb = [bytes(content) for _, content in rows]
        return [int(number) for number, _ in rows], shapely.from_wkb(wkb)

    return fetch


def add_staged(doubled: Doubled, connection: Connection[Any], batch_id: int) -> None:
    """Take the rows that an earlier attempt had staged; in a transaction."""
    with connection.cursor(name="staged_shapes") as cursor:
        cursor.execute(
            f"SELECT row_no, ST_AsBinary(geom) FROM {table_of(batch_id)}"
            " WHERE geom IS NOT NULL".encode()
        )
        while rows := cursor.fetchmany(PART):
            shapes = shapely.from_wkb([bytes(content) for _, content in rows])
            doubled.add([number for number, _ in rows], shapes)
