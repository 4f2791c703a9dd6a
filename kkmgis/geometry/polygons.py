"""Polygons as received → valid MultiPolygons on the storage grid, with findings."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.crs import STORAGE_GRID_M
from kkmgis.geometry import check, repair
from kkmgis.geometry.finding import Finding
from kkmgis.geometry.reading import Geometries, Mask, Shapes
from kkmgis.geometry.thinning import look_for_narrow_land
from kkmgis.geometry.work import Move, Prepared, ShapeWork, changes


def prepare_polygons(
    shapes: Shapes,
    move: Move,
    repairs: frozenset[repair.Method] = repair.DEFAULT_REPAIRS,
) -> Prepared:
    """Check, mend, move and snap polygons.

    Parameters
    ----------
    shapes : Shapes, n rows
    move : callable
        From the CRS of the source into the storage CRS.
    repairs : frozenset of str
        Those that may be done; what another one would mend is refused, or flagged
        where it can stay.

    Returns
    -------
    Prepared, n rows
        MultiPolygons, shells counter-clockwise. A missing shape is an error
        ``geometry.missing``; the caller decides whether that matters.

    Notes
    -----
    Coordinates are rounded one by one, so that corners which neighbours share
    stay shared; only a shape that rounding breaks is snapped as a whole.
    """
    work = ShapeWork(shapes.geometry.copy(), [], repairs)
    work.refuse(check.missing(work.geometry) & ~shapes.unreadable, "geometry.missing")
    work.refuse(shapes.unreadable, "geometry.unreadable")
    work.refuse(work.there() & shapely.is_empty(work.geometry), "geometry.empty")
    work.refuse(work.there() & check.not_finite(work.geometry), "geometry.not_finite")
    _keep_polygons(work)
    _leave_out_empty_rings(work)
    _close_rings(work, shapes.closed)
    _flatten(work)
    received = _repair_crossings(work, move)
    _move(work, move)
    _compare_areas(work, received)
    _snap(work)
    look_for_narrow_land(work)
    _measure(work)
    return Prepared(work.geometry, work.findings)


def _keep_polygons(work: ShapeWork) -> None:
    """Take the polygons out of collections; refuse points and lines."""
    kind = shapely.get_type_id(work.geometry)
    if "extract_polygons" in work.repairs:
        rows = np.flatnonzero(kind == repair.COLLECTION)
        kept = repair.polygons_only(work.geometry[rows])
        some = ~shapely.is_empty(kept)
        work.geometry[rows[some]] = kept[some]
        work.findings += [
            Finding(
                int(row),
                "geometry.polygons_extracted",
                values={"method": "extract_polygons"},
            )
            for row in rows[some]
        ]
        kind = shapely.get_type_id(work.geometry)
    wrong = work.there() & ~np.isin(kind, (repair.POLYGON, repair.MULTI_POLYGON))
    for row in np.flatnonzero(wrong):
        found = work.geometry[row].geom_type
        work.findings.append(
            Finding(int(row), "geometry.wrong_type", values={"found": found})
        )
    work.geometry[wrong] = None


def _leave_out_empty_rings(work: ShapeWork) -> None:
    """Take rings and parts without any point out of shapes that have others."""
    several = shapely.get_type_id(work.geometry) == repair.MULTI_POLYGON
    rows = np.flatnonzero(several | (shapely.get_num_interior_rings(work.geometry) > 0))
    parts, of = shapely.get_parts(work.geometry[rows], return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    hollow = shapely.is_empty(parts)
    hollow[part_of[shapely.is_empty(rings)]] = True
    for at in np.unique(of[hollow]):
        filled = [_filled(part) for part in parts[of == at] if not part.is_empty]
        work.geometry[rows[at]] = shapely.multipolygons(filled)


def _filled(part: shapely.Polygon) -> shapely.Polygon:
    holes = [hole for hole in part.interiors if not hole.is_empty]
    return shapely.Polygon(part.exterior, holes)


def _close_rings(work: ShapeWork, closed: Mask) -> None:
    rows = work.there() & closed
    if "close_ring" not in work.repairs:
        work.refuse(rows, "geometry.ring_open", method="close_ring")
        return
    work.findings += [
        Finding(int(row), "geometry.ring_closed", values={"method": "close_ring"})
        for row in np.flatnonzero(rows)
    ]


def _flatten(work: ShapeWork) -> None:
    """Leave heights and measures out; said once, for the first shape that has any."""
    tall = np.flatnonzero(shapely.has_z(work.geometry) | shapely.has_m(work.geometry))
    if len(tall) == 0:
        return
    work.findings.append(
        Finding(int(tall[0]), "geometry.heights_dropped", values={"count": len(tall)})
    )
    work.geometry[tall] = shapely.force_2d(work.geometry[tall])


@dataclasses.dataclass(frozen=True, slots=True)
class _Received:
    """Invalid polygons as they were drawn, in the storage CRS."""

    rows: NDArray[np.int64]
    shapes: Geometries
    at: int
    """Where their findings begin."""


def _repair_crossings(work: ShapeWork, move: Move) -> _Received:
    """Rebuild invalid polygons where they were drawn."""
    rows = np.flatnonzero(work.there() & ~shapely.is_valid(work.geometry))
    drawn = work.geometry[rows]
    at = len(work.findings)
    if len(rows) == 0:
        return _Received(rows, drawn, at)
    mend = "make_valid_structure" in work.repairs
    for row, reason in zip(rows, shapely.is_valid_reason(drawn), strict=True):
        code, kind, place = check.explain(reason)
        work.findings.append(
            Finding(
                int(row),
                code if mend else "geometry.invalid",
                place=_moved_point(place, move),
                values={"reason": kind, "method": "make_valid_structure"},
            )
        )
    work.geometry[rows] = repair.make_valid_polygons(drawn) if mend else None
    return _Received(rows if mend else rows[:0], move(drawn), at)


def _moved_point(
    place: tuple[float, float] | None, move: Move
) -> tuple[float, float] | None:
    if place is None:
        return None
    point = np.array([shapely.Point(place)], np.object_)
    x, y = shapely.get_coordinates(move(point))[0]
    return (float(x), float(y)) if np.isfinite([x, y]).all() else None


def _move(work: ShapeWork, move: Move) -> None:
    work.geometry = move(work.geometry)
    lost = work.there() & check.not_finite(work.geometry)
    work.refuse(lost, "geometry.outside_crs")


def _compare_areas(work: ShapeWork, received: _Received) -> None:
    """Put the areas into the findings of repairs; refuse what changed too much."""
    there = ~shapely.is_missing(work.geometry[received.rows])
    rows, before = received.rows[there], received.shapes[there]
    after = work.geometry[rows]
    old = np.nan_to_num(shapely.area(before), nan=0.0, posinf=0.0, neginf=0.0)
    fine = repair.keeps_the_area(old, shapely.area(after))
    for at, told, kept in zip(
        received.at + np.flatnonzero(there), changes(before, after), fine, strict=True
    ):
        found = work.findings[at]
        work.findings[at] = dataclasses.replace(
            found,
            code=found.code if kept else "geometry.not_repairable",
            values={**found.values, **told},
        )
    work.geometry[rows[~fine]] = None


def _snap(work: ShapeWork) -> None:
    """Round to the grid; drop points that fall on the one before them."""
    rows = np.flatnonzero(work.there())
    moved = work.geometry[rows]
    if len(moved) == 0:
        return
    _count_repeated(work, rows, moved)
    rounded = _rounded(moved)
    broken = ~_still_valid(moved, rounded)
    if "remove_duplicate_vertices" in work.repairs:
        # A ring that collapsed has too few points left for GEOS to drop any.
        whole = np.flatnonzero(~broken)
        untidy = whole[check.repeated_points(rounded[whole]) > 0]
        rounded[untidy] = shapely.remove_repeated_points(rounded[untidy])
    if "snap_to_grid" not in work.repairs:
        work.geometry[rows] = rounded
        unsnapped = np.zeros(len(work.geometry), np.bool_)
        unsnapped[rows[broken]] = True
        reason = "Self-intersection on the grid"
        work.refuse(unsnapped, "geometry.invalid", reason=reason, method="snap_to_grid")
        return
    rounded[broken] = repair.snap_to_grid(moved[broken], STORAGE_GRID_M)
    work.geometry[rows] = rounded
    done = np.flatnonzero(broken & ~shapely.is_empty(rounded))
    work.mended(rows[done], "geometry.snapped", "snap_to_grid", moved[done])


def _still_valid(moved: Geometries, rounded: Geometries) -> Mask:
    """Tell which shapes are valid on the grid; those that lay on it were before."""
    shifted = shapely.get_coordinates(moved) != shapely.get_coordinates(rounded)
    off = np.repeat(np.arange(len(moved)), shapely.get_num_coordinates(moved))
    valid = np.ones(len(moved), np.bool_)
    rows = np.unique(off[shifted.any(axis=1)])
    valid[rows] = shapely.is_valid(rounded[rows]) & ~shapely.is_empty(rounded[rows])
    return valid


def _count_repeated(
    work: ShapeWork, rows: NDArray[np.int64], moved: Geometries
) -> None:
    """Say where points stood on the point before them before they were rounded."""
    repeated = check.repeated_points(moved)
    done = "remove_duplicate_vertices" in work.repairs
    code = "geometry.repeated_points" if done else "geometry.repeated_points_kept"
    named = {"method": "remove_duplicate_vertices"} if done else {}
    work.findings += [
        Finding(int(row), code, values={"count": int(count), **named})
        for row, count in zip(rows[repeated > 0], repeated[repeated > 0], strict=True)
    ]


def _rounded(geometry: Geometries) -> Geometries:
    """Round coordinates one by one; shapes that are on the grid stay untouched."""
    xy = shapely.get_coordinates(geometry)
    rounded = np.round(xy, 3)
    if np.array_equal(xy, rounded):
        return geometry.copy()
    return np.asarray(shapely.transform(geometry, lambda _: rounded), np.object_)


def _measure(work: ShapeWork) -> None:
    """Refuse what has no area left, flag what is tiny, make all of one type."""
    there = work.there()
    area = np.where(there, shapely.area(work.geometry), np.nan)
    work.refuse(there & ~(area > 0), "geometry.collapsed")
    for row in np.flatnonzero((area < check.TINY_M2) & (area > 0)):
        values = {"area_m2": round(float(area[row]), 3)}
        work.findings.append(Finding(int(row), "geometry.tiny", values=values))
    rows = np.flatnonzero(work.there())
    oriented = shapely.orient_polygons(work.geometry[rows])
    alone = shapely.get_type_id(oriented) == repair.POLYGON
    oriented[alone] = shapely.multipolygons(
        oriented[alone], indices=np.arange(np.count_nonzero(alone))
    )
    work.geometry[rows] = oriented
