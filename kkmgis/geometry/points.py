"""Points and free shapes as received → the storage grid, with findings."""

from __future__ import annotations

import numpy as np
import shapely

from kkmgis.geometry import check
from kkmgis.geometry.finding import Finding
from kkmgis.geometry.polygons import prepare_polygons
from kkmgis.geometry.reading import Geometries, Shapes
from kkmgis.geometry.repair import DEFAULT_REPAIRS, Method
from kkmgis.geometry.work import Move, Prepared

POINT = 0
POLYGONAL = (3, 6)
GRID_DECIMALS = 3


def prepare_points(
    shapes: Shapes,
    move: Move,
    repairs: frozenset[Method] = DEFAULT_REPAIRS,
) -> Prepared:
    """Check, move and round points; another shape gives a point on it, flagged.

    Parameters
    ----------
    shapes : Shapes, n rows
    move : callable
        From the CRS of the source into the storage CRS.
    repairs : frozenset of str
        None of them concerns points.
    """
    geometry, findings = _usable(shapes)
    other = ~check.missing(geometry) & (shapely.get_type_id(geometry) != POINT)
    findings += [
        Finding(
            int(row),
            "geometry.made_point",
            values={"found": geometry[row].geom_type},
        )
        for row in np.flatnonzero(other)
    ]
    geometry[other] = shapely.point_on_surface(geometry[other])
    return _moved(geometry, findings, move)


def prepare_any(
    shapes: Shapes,
    move: Move,
    repairs: frozenset[Method] = DEFAULT_REPAIRS,
) -> Prepared:
    """Check, move and round shapes of any type; polygons as polygons are."""
    polygonal = np.isin(shapely.get_type_id(shapes.geometry), POLYGONAL)
    area = prepare_polygons(shapes.only(polygonal), move, repairs)
    geometry, findings = _usable(shapes.only(~polygonal))
    rest = _moved(geometry, findings, move)
    found = [f for f in area.findings if polygonal[f.row]]
    found += [f for f in rest.findings if not polygonal[f.row]]
    geometry = np.where(polygonal, area.geometry, rest.geometry)
    return Prepared(geometry.astype(np.object_), found)


def _usable(shapes: Shapes) -> tuple[Geometries, list[Finding]]:
    """Take out what is missing, unreadable, empty or has no numbers."""
    geometry = shapes.geometry.copy()
    findings: list[Finding] = []
    there = ~check.missing(geometry)
    for rows, code in (
        (~there & ~shapes.unreadable, "geometry.missing"),
        (shapes.unreadable, "geometry.unreadable"),
        (there & shapely.is_empty(geometry), "geometry.empty"),
        (check.not_finite(geometry), "geometry.not_finite"),
    ):
        findings += [Finding(int(row), code) for row in np.flatnonzero(rows)]
        geometry[rows] = None
    return np.asarray(shapely.force_2d(geometry), np.object_), findings


def _moved(geometry: Geometries, findings: list[Finding], move: Move) -> Prepared:
    moved = move(geometry)
    lost = ~check.missing(moved) & check.not_finite(moved)
    findings += [
        Finding(int(row), "geometry.outside_crs") for row in np.flatnonzero(lost)
    ]
    moved[lost] = None
    rounded = shapely.transform(moved, lambda xy: np.round(xy, GRID_DECIMALS))
    return Prepared(np.asarray(rounded, np.object_), findings)
