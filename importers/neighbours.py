"""The shapes of a file beside each other: doubled ground, narrow gaps, twins."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from psycopg import Connection

from importers.convert import Problem
from importers.incoming import table_of
from kkmgis.geometry.gaps import Gaps, find_gaps, find_twins
from kkmgis.geometry.overlap import find_overlaps
from kkmgis.geometry.reading import Geometries
from kkmgis.geometry.tiling import Tiling

MOST_COMPARED = 250_000
"""Parcels that are compared pair by pair where hardly a side is shared; of more the
gaps are found later, block by block, and not all at once in memory."""
PART = 20_000
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """Some rows of a batch, in the order of their numbers."""

    numbers: list[int]
    codes: list[str | None]
    shapes: Geometries


Fetch = Callable[[Sequence[int]], Shown]
"""Gives some rows by their numbers."""


@dataclasses.dataclass(frozen=True, slots=True)
class Suspects:
    """What the sides and boxes of a file tell without its shapes.

    Attributes
    ----------
    doubled, alike : ndarray of int64
        Numbers of rows that may lie on each other, or have one shape.
    gaps : Gaps
    """

    doubled: NDArray[np.int64]
    alike: NDArray[np.int64]
    gaps: Gaps

    def problems(self, fetch: Fetch) -> list[Problem]:
        """Look at the shapes: each problem at the later row, naming the earlier."""
        return [
            *_overlaps(self.doubled, fetch),
            *_told(self.gaps),
            *_twins(self.alike, fetch),
        ]


@dataclasses.dataclass(slots=True)
class Neighbours:
    """Takes the shapes of a file stretch by stretch.

    Only the edges that no neighbour shares and the boxes are kept: some 50 bytes a
    parcel.
    """

    _tiling: Tiling = dataclasses.field(default_factory=Tiling)
    _numbers: list[NDArray[np.int64]] = dataclasses.field(default_factory=list)
    _boxes: list[NDArray[np.float64]] = dataclasses.field(default_factory=list)
    _marks: list[NDArray[np.uint64]] = dataclasses.field(default_factory=list)

    def add(self, numbers: Sequence[int], geometry: Geometries) -> None:
        """Add a stretch of rows; None is no shape."""
        there = ~shapely.is_missing(geometry)
        shapes, rows = geometry[there], np.asarray(numbers, np.int64)[there]
        self._tiling.add(shapes, rows)
        boxes = shapely.bounds(shapes)
        self._numbers.append(rows)
        self._boxes.append(boxes)
        self._marks.append(_marks(boxes, shapely.get_num_coordinates(shapes)))

    def suspects(self) -> Suspects:
        """Find what has to be looked at."""
        numbers = _joined(self._numbers, np.int64)
        return Suspects(
            self._doubled(numbers),
            numbers[_repeated(_joined(self._marks, np.uint64))],
            find_gaps(self._tiling.sides()),
        )

    def _doubled(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        faces = self._tiling.doubled()
        if faces is None:
            return numbers if len(numbers) <= MOST_COMPARED else numbers[:0]
        parts = zip(self._numbers, self._boxes, strict=True)
        return _joined([part[_touched(box, faces)] for part, box in parts], np.int64)


def _joined(parts: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *parts])


def _marks(
    boxes: NDArray[np.float64], points: NDArray[np.integer[Any]]
) -> NDArray[np.uint64]:
    """Mix box and number of points into one number, the same for the same shape."""
    mark = points.astype(np.uint64)
    for column in boxes.T:
        mark = mark * _MIX ^ column.copy().view(np.uint64)
    return mark


def _repeated(marks: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Tell which of them are there more than once."""
    order = np.argsort(marks)
    same = marks[order][1:] == marks[order][:-1]
    return np.sort(np.unique(np.concatenate([order[1:][same], order[:-1][same]])))


def _touched(boxes: NDArray[np.float64], faces: Geometries) -> NDArray[np.bool_]:
    """Tell which boxes meet the box of a face."""
    touched = np.zeros(len(boxes), np.bool_)
    if len(faces) and len(boxes):
        touched[shapely.STRtree(faces).query(shapely.box(*boxes.T))[0]] = True
    return touched


def _overlaps(numbers: NDArray[np.int64], fetch: Fetch) -> Iterable[Problem]:
    if len(numbers) < 2:
        return
    shown = fetch(numbers.tolist())
    pairs = find_overlaps(shown.shapes)
    for first, second, area in zip(
        pairs.first, pairs.second, pairs.area_m2, strict=True
    ):
        details: dict[str, object] = {
            "other": shown.numbers[first],
            "area_m2": round(float(area), 2),
        }
        number = shown.numbers[second]
        yield Problem(number, "geometry.overlap", "geom", details=details)


def _told(gaps: Gaps) -> Iterable[Problem]:
    for first, second, width, (x, y) in zip(
        gaps.first, gaps.second, gaps.width_m, gaps.place, strict=True
    ):
        details: dict[str, object] = {
            "other": int(first),
            "width_m": round(float(width), 3),
        }
        place = f"POINT({x:.3f} {y:.3f})"
        yield Problem(int(second), "geometry.gap", "geom", details=details, place=place)


def _twins(numbers: NDArray[np.int64], fetch: Fetch) -> Iterable[Problem]:
    """Name rows of one shape; those of one code too are told of as repeated rows."""
    if len(numbers) < 2:
        return
    shown = fetch(numbers.tolist())
    for first, second in zip(*find_twins(shown.shapes), strict=True):
        if shown.codes[first] != shown.codes[second]:
            details: dict[str, object] = {"other": shown.numbers[first]}
            number = shown.numbers[second]
            yield Problem(number, "geometry.same_shape", "geom", details=details)


def fetch_from(connection: Connection[Any], batch_id: int) -> Fetch:
    """Read rows out of the table of their batch."""

    def fetch(numbers: Sequence[int]) -> Shown:
        rows = connection.execute(
            f"SELECT row_no, code, ST_AsBinary(geom) FROM {table_of(batch_id)}"
            " WHERE row_no = ANY(%s) ORDER BY row_no".encode(),
            (list(numbers),),
        ).fetchall()
        wkb = [bytes(content) for _, _, content in rows]
        return Shown(
            [int(number) for number, _, _ in rows],
            [code for _, code, _ in rows],
            np.asarray(shapely.from_wkb(wkb), np.object_),
        )

    return fetch


def add_staged(
    neighbours: Neighbours, connection: Connection[Any], batch_id: int
) -> None:
    """Take the rows that an earlier attempt had staged; in a transaction."""
    with connection.cursor(name="staged_shapes") as cursor:
        cursor.execute(
            f"SELECT row_no, ST_AsBinary(geom) FROM {table_of(batch_id)}"
            " WHERE geom IS NOT NULL".encode()
        )
        while rows := cursor.fetchmany(PART):
            shapes = shapely.from_wkb([bytes(content) for _, content in rows])
            neighbours.add([number for number, _ in rows], shapes)
