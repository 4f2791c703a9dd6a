"""The shapes of a file beside each other: narrow gaps, and shapes that come twice.

The map is read from south to north in strips; of those before only the shapes that
still reach into the strip are kept, so that a city of any size fits into memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from psycopg import Connection

from importers.convert import Problem
from importers.incoming import table_of
from importers.staging import note_problems
from kkmgis.geometry.gaps import GAP_WIDTH_M, find_gaps, find_twins
from kkmgis.geometry.reading import Geometries

STRIP = 20_000
"""Shapes of one strip."""


def flag_neighbours(connection: Connection[Any], batch_id: int) -> None:
    """Flag rows of a batch with a narrow gap to another row, or with its shape.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    batch_id : int
        Its rows are staged, their shapes valid and on the grid.
    """
    numbers = np.empty(0, np.int64)
    codes = np.empty(0, np.object_)
    shapes = np.empty(0, np.object_)
    for strip_numbers, strip_codes, strip in _strips(connection, batch_id):
        south = shapely.bounds(strip)[:, 1].min() - GAP_WIDTH_M
        kept = shapely.bounds(shapes)[:, 3] >= south
        old = int(np.count_nonzero(kept))
        numbers = np.concatenate([numbers[kept], strip_numbers])
        codes = np.concatenate([codes[kept], strip_codes])
        shapes = np.concatenate([shapes[kept], strip])
        note_problems(connection, batch_id, _gaps(numbers, shapes, old))
        note_problems(connection, batch_id, _twins(numbers, codes, shapes, old))


def _strips(
    connection: Connection[Any], batch_id: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.object_], Geometries]]:
    with connection.cursor(name="strips", binary=True) as cursor:
        cursor.execute(
            f"SELECT row_no, code, ST_AsBinary(geom) FROM {table_of(batch_id)}"
            " WHERE geom IS NOT NULL ORDER BY ST_YMin(geom), row_no".encode()
        )
        while rows := cursor.fetchmany(STRIP):
            numbers, codes, wkb = zip(*rows, strict=True)
            yield (
                np.array(numbers, np.int64),
                np.array(codes, np.object_),
                np.asarray(shapely.from_wkb(wkb), np.object_),
            )


def _gaps(
    numbers: NDArray[np.int64], shapes: Geometries, old: int
) -> Iterator[Problem]:
    gaps = find_gaps(shapes)
    for first, second, width, (x, y) in zip(
        gaps.first, gaps.second, gaps.width_m, gaps.place, strict=True
    ):
        if second < old:
            continue
        one, other = sorted((int(numbers[first]), int(numbers[second])))
        details: dict[str, object] = {"other": one, "width_m": round(float(width), 3)}
        place = f"POINT({x:.3f} {y:.3f})"
        yield Problem(other, "geometry.gap", "geom", details=details, place=place)


def _twins(
    numbers: NDArray[np.int64],
    codes: NDArray[np.object_],
    shapes: Geometries,
    old: int,
) -> Iterator[Problem]:
    """Name rows of one shape; those of one code too are told of as repeated rows."""
    for first, second in zip(*find_twins(shapes), strict=True):
        if max(first, second) < old or codes[first] == codes[second]:
            continue
        one, other = sorted((int(numbers[first]), int(numbers[second])))
        yield Problem(other, "geometry.same_shape", "geom", details={"other": one})
