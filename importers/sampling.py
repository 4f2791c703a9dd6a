"""A few rows from all over a file, without reading all of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import shapely

from importers.candidates import Points
from importers.rows import Rows
from importers.shaping import shapes_of
from importers.source import Source
from kkmgis.geometry.reading import Geometries, Shapes

PIECES = 20
"""Places of a file that is read at random at which rows are taken."""
STRETCH = 5_000
READ_AT_MOST = 100_000
"""Rows after which a file that can only be read from its beginning is left."""
CORNERS = 4_000


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """Rows of one layer, thinned out.

    Attributes
    ----------
    numbers : list of int, length n
        Places in the file.
    columns : dict of str to list, each of length n
        Values as text; nothing is None.
    geometry : ndarray of shapely geometries or None, shape (n,); or None
        None: the layer has no shapes of its own.
    complete : bool
        Every row of the file is in it.
    """

    numbers: list[int]
    columns: dict[str, list[str | None]]
    geometry: Geometries | None
    complete: bool

    def __len__(self) -> int:
        return len(self.numbers)

    def shapes(self, columns: dict[str, str]) -> Geometries:
        """Give the shapes; of a table those that its columns tell, None for none.

        Parameters
        ----------
        columns : dict
            ``x`` and ``y`` or ``geom`` → column.
        """
        if self.geometry is not None:
            return self.geometry
        rows = Rows(self.numbers, {name: [*v] for name, v in self.columns.items()})
        shapes = shapes_of(rows, columns)[0]
        nothing = np.full(len(self), None, np.object_)
        return nothing if shapes is None else shapes.geometry


def sample_rows(source: Source, most: int) -> Sample:
    """Take rows from all over a layer.

    Parameters
    ----------
    source : Source
        One that can be read at random is asked at some places only; of another
        the first ``READ_AT_MOST`` rows are passed through.
    most : int
        Rows to take, about.
    """
    if source.part is None or source.count is None or source.count <= most:
        return _passing_through(source, most)
    size = -(-most // PIECES)
    starts = np.linspace(0, source.count - size, PIECES).astype(int).tolist()
    pieces = (
        rows for start in dict.fromkeys(starts) for rows in source.part(start, size)
    )
    return _joined(source, [_thinned(rows, 1) for rows in pieces], complete=False)


def corners(sample: Sample, columns: dict[str, str]) -> Points:
    """Take corners of the shapes of a sample.

    Returns
    -------
    ndarray of float64, shape (n, 2), n at most ``CORNERS``
        First and second value as the file has them.
    """
    points = shapely.get_coordinates(sample.shapes(columns))
    points = points[np.isfinite(points).all(axis=1)]
    return points[:: max(1, -(-len(points) // CORNERS))]


def _passing_through(source: Source, most: int) -> Sample:
    """Thin out each stretch on the way, and all of them at the end."""
    kept: list[Rows] = []
    read, complete = 0, True
    for rows in source.read(STRETCH):
        kept.append(_thinned(rows, -(-len(rows) // most)))
        read += len(rows)
        if read >= READ_AT_MOST:
            complete = False
            break
    taken = sum(map(len, kept))
    step = max(1, -(-taken // most))
    if step > 1:
        kept = [_thinned(rows, step) for rows in kept]
    return _joined(source, kept, complete=complete and step == 1 and taken == read)


def _thinned(rows: Rows, step: int) -> Rows:
    """Keep every ``step``-th row, its values as text."""
    pick = slice(None, None, max(step, 1))
    shapes = rows.shapes
    return Rows(
        rows.numbers[pick],
        {name: [*rows.texts(name)[pick]] for name in rows.columns},
        None if shapes is None else Shapes.of(shapes.geometry[pick]),
    )


def _joined(source: Source, parts: list[Rows], *, complete: bool) -> Sample:
    def column(name: str) -> Iterable[str | None]:
        for rows in parts:
            yield from rows.texts(name) if name in rows.columns else [None] * len(rows)

    shapes = [rows.shapes.geometry for rows in parts if rows.shapes is not None]
    nothing = np.empty(0, np.object_)
    return Sample(
        [number for rows in parts for number in rows.numbers],
        {name: [*column(name)] for name in source.columns},
        np.concatenate([nothing, *shapes]) if source.has_shapes else None,
        complete,
    )
