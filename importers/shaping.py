"""The shapes of a stretch of rows: from the file, or from columns of a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from importers.convert import Problem
from importers.kind import Kind
from importers.rows import Rows
from importers.source import Bounds
from importers.value import ValueProblem, clean_text, decimal_value
from kkmgis.crs import swap_axes, to_storage
from kkmgis.geometry.effort import too_involved
from kkmgis.geometry.finding import Finding
from kkmgis.geometry.points import prepare_any, prepare_points
from kkmgis.geometry.polygons import prepare_polygons
from kkmgis.geometry.reading import Geometries, Mask, Shapes, read_wkt
from kkmgis.geometry.repair import DEFAULT_REPAIRS, Method
from kkmgis.geometry.work import Prepared

PREPARE = {
    "polygon": prepare_polygons,
    "point": prepare_points,
    "any": prepare_any,
}
BOUNDARY_SLACK_M = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Ground:
    """Where shapes come from and where they have to lie.

    Attributes
    ----------
    crs : CRS
        Of the source.
    srid : int, EPSG code
        Of the storage.
    extent : tuple or None, m
        Where coordinates of the storage CRS mean something.
    boundary : shapely geometry or None
        The authority with ``BOUNDARY_SLACK_M`` around it, prepared, in the storage
        CRS, where that matters and there is one.
    swapped : bool
        The source has north before east.
    repairs : frozenset of str
        Those that may be done, see ``kkmgis.geometry.repair``.
    one_compares : Lock
        Is held by the thread that looks at the boundary.
    """

    crs: CRS
    srid: int
    extent: Bounds | None
    boundary: shapely.Geometry | None
    swapped: bool = False
    repairs: frozenset[Method] = DEFAULT_REPAIRS
    one_compares: Lock = dataclasses.field(default_factory=Lock, compare=False)

    def move(self, geometries: Geometries) -> Geometries:
        """Bring shapes of the source into the storage CRS."""
        straight = swap_axes(geometries) if self.swapped else geometries
        return to_storage(straight, self.crs, self.srid)


def shapes_of(
    rows: Rows, columns: dict[str, str]
) -> tuple[Shapes | None, list[Problem]]:
    """Give the shapes of a stretch of rows.

    Parameters
    ----------
    rows : Rows
    columns : dict
        ``x`` and ``y`` or ``geom`` → column, for tables without shapes.

    Returns
    -------
    tuple
        None when neither file nor columns tell where anything is.
    """
    if rows.shapes is not None:
        return rows.shapes, []
    if "geom" in columns:
        return read_wkt(
            [text and text.strip() for text in rows.texts(columns["geom"])]
        ), []
    if "x" in columns and "y" in columns:
        problems: list[Problem] = []
        x = _numbers(rows, columns["x"], "x", problems)
        y = _numbers(rows, columns["y"], "y", problems)
        points = np.full(len(rows), None, np.object_)
        there = np.isfinite(x) & np.isfinite(y)
        points[there] = shapely.points(x[there], y[there])
        return Shapes.of(points), problems
    return None, []


def _numbers(
    rows: Rows, column: str, field: str, problems: list[Problem]
) -> NDArray[np.float64]:
    numbers = np.full(len(rows), np.nan)
    for index, text in enumerate(rows.texts(column)):
        if text is None or not text.strip():
            continue
        try:
            numbers[index] = float(decimal_value(clean_text(text)))
        except ValueProblem as problem:
            problems.append(
                Problem(
                    rows.numbers[index], problem.code, field, text[:60], needed=False
                )
            )
    return numbers


def prepare(kind: Kind, shapes: Shapes, ground: Ground) -> Prepared:
    """Check, mend and place the shapes of a kind.

    Returns
    -------
    Prepared
        Of a kind that can do without a shape, errors are warnings: the object
        comes without one.
    """
    heavy = too_involved(shapes.geometry)
    # GEOS computes with whatever numbers it is given, and says so for each.
    with np.errstate(all="ignore"):
        light = shapes.only(~heavy) if heavy.any() else shapes
        prepared = PREPARE[kind.shape or "any"](light, ground.move, ground.repairs)
    if heavy.any():
        _refuse_heavy(prepared, shapes, heavy)
    _refuse_far(prepared, ground)
    if not kind.shape_required:
        prepared.findings = [
            dataclasses.replace(found, needed=False) for found in prepared.findings
        ]
    if ground.boundary is not None:
        # A prepared shape is made ready bit by bit, by one thread at a time.
        with ground.one_compares:
            prepared.findings += _outside(prepared.geometry, ground.boundary)
    return prepared


def _refuse_heavy(prepared: Prepared, shapes: Shapes, heavy: Mask) -> None:
    """Say of shapes that were left out why, instead of that there are none."""
    points = shapely.get_num_coordinates(shapes.geometry)
    kept = [found for found in prepared.findings if not heavy[found.row]]
    prepared.findings = kept + [
        Finding(int(row), "geometry.too_involved", values={"points": int(points[row])})
        for row in np.flatnonzero(heavy)
    ]


def _refuse_far(prepared: Prepared, ground: Ground) -> None:
    if ground.extent is None:
        return
    west, south, east, north = ground.extent
    bounds = shapely.bounds(prepared.geometry)
    far = (
        (bounds[:, 0] < west)
        | (bounds[:, 1] < south)
        | (bounds[:, 2] > east)
        | (bounds[:, 3] > north)
    )
    values = {"srid": ground.srid}
    prepared.findings += [
        Finding(int(row), "geometry.outside_crs", values=values)
        for row in np.flatnonzero(far)
    ]
    prepared.geometry[far] = None


def _outside(geometry: Geometries, boundary: shapely.Geometry) -> list[Finding]:
    """Flag what reaches over the boundary of the authority."""
    there = ~shapely.is_missing(geometry)
    rows = np.flatnonzero(there & ~shapely.covers(boundary, geometry))
    if len(rows) == 0:
        return []
    size = _size(geometry[rows])
    beyond = _size(np.asarray(shapely.difference(geometry[rows], boundary), np.object_))
    share = np.divide(beyond, size, out=np.ones_like(size), where=size > 0)
    return [
        Finding(
            int(row),
            "geometry.outside_boundary",
            values={"share_pct": round(float(part) * 100, 1)},
        )
        for row, part in zip(rows, share, strict=True)
    ]


def _size(geometry: Geometries) -> NDArray[np.float64]:
    area = np.asarray(shapely.area(geometry))
    return np.where(area > 0, area, shapely.length(geometry))


Progress = Callable[[str, int, int | None], None]
"""Told how far an import is: step, rows done, rows altogether where known."""
