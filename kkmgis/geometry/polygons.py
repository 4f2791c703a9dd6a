"""Polygons as received → valid MultiPolygons on the storage grid, with findings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import shapely

from kkmgis.crs import STORAGE_GRID_M
from kkmgis.geometry import check, repair
from kkmgis.geometry.finding import Finding
from kkmgis.geometry.reading import Geometries, Mask, Shapes

Move = Callable[[Geometries], Geometries]
"""Brings shapes of the source into the storage CRS, see ``kkmgis.crs.to_storage``."""


@dataclasses.dataclass(slots=True)
class Prepared:
    """Shapes ready for the register.

    Attributes
    ----------
    geometry : ndarray of shapely geometries or None, shape (n,)
        In the storage CRS on the 1 mm grid; None where a finding is an error.
    findings : list of Finding
    """

    geometry: Geometries
    findings: list[Finding]


def prepare_polygons(shapes: Shapes, move: Move) -> Prepared:
    """Check, mend, move and snap polygons.

    Parameters
    ----------
    shapes : Shapes, n rows
    move : callable
        From the CRS of the source into the storage CRS.

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
    work = _Work(shapes.geometry.copy(), [])
    work.refuse(check.missing(work.geometry) & ~shapes.unreadable, "geometry.missing")
    work.refuse(shapes.unreadable, "geometry.unreadable")
    work.refuse(work.there() & shapely.is_empty(work.geometry), "geometry.empty")
    work.refuse(work.there() & check.not_finite(work.geometry), "geometry.not_finite")
    _keep_polygons(work)
    _leave_out_empty_parts(work)
    work.note(work.there() & shapes.closed, "geometry.ring_closed", "close_ring")
    work.geometry = shapely.force_2d(work.geometry)
    before = _repair_crossings(work, move)
    _move(work, move)
    _compare_areas(work, before)
    _snap(work)
    _measure(work)
    return Prepared(work.geometry, work.findings)


@dataclasses.dataclass(slots=True)
class _Work:
    geometry: Geometries
    findings: list[Finding]

    def there(self) -> Mask:
        return ~check.missing(self.geometry)

    def refuse(self, rows: Mask, code: str, **values: object) -> None:
        self.findings += [
            Finding(int(row), code, values=values) for row in np.flatnonzero(rows)
        ]
        self.geometry[rows] = None

    def note(self, rows: Mask, code: str, method: repair.Method) -> None:
        self.findings += [
            Finding(int(row), code, values={"method": method})
            for row in np.flatnonzero(rows)
        ]


def _keep_polygons(work: _Work) -> None:
    """Take the polygons out of collections; refuse points and lines."""
    kind = shapely.get_type_id(work.geometry)
    mixed = kind == repair.COLLECTION
    kept = repair.polygons_only(work.geometry[mixed])
    has_some = ~shapely.is_empty(kept)
    rows = np.flatnonzero(mixed)
    work.geometry[rows[has_some]] = kept[has_some]
    extracted = np.zeros(len(work.geometry), dtype=np.bool_)
    extracted[rows[has_some]] = True
    work.note(extracted, "geometry.polygons_extracted", "extract_polygons")
    kind = shapely.get_type_id(work.geometry)
    wrong = work.there() & ~np.isin(kind, (repair.POLYGON, repair.MULTI_POLYGON))
    for row in np.flatnonzero(wrong):
        found = work.geometry[row].geom_type
        work.findings.append(
            Finding(int(row), "geometry.wrong_type", values={"found": found})
        )
    work.geometry[wrong] = None


def _leave_out_empty_parts(work: _Work) -> None:
    """Take parts without any point out of shapes that have others."""
    rows = np.flatnonzero(shapely.get_num_geometries(work.geometry) > 1)
    parts, of = shapely.get_parts(work.geometry[rows], return_index=True)
    for at in np.unique(of[shapely.is_empty(parts)]):
        filled = [part for part in parts[of == at] if not shapely.is_empty(part)]
        work.geometry[rows[at]] = shapely.multipolygons(filled)


def _repair_crossings(work: _Work, move: Move) -> dict[int, float]:
    """Rebuild invalid polygons where they were drawn.

    Returns
    -------
    dict of int to float, m²
        Row → area by the rings as received, in the storage CRS.
    """
    rows = np.flatnonzero(work.there() & ~shapely.is_valid(work.geometry))
    if len(rows) == 0:
        return {}
    received = work.geometry[rows]
    before = shapely.area(move(received))
    for row, reason in zip(rows, shapely.is_valid_reason(received), strict=True):
        code, kind, place = check.explain(reason)
        work.findings.append(
            Finding(
                int(row),
                code,
                place=_moved_point(place, move),
                values={
                    "reason": kind,
                    "method": "make_valid_structure",
                    "area_before_m2": None,
                    "area_after_m2": None,
                },
            )
        )
    work.geometry[rows] = repair.make_valid_polygons(received)
    return {
        int(row): float(area) if np.isfinite(area) else 0.0
        for row, area in zip(rows, before, strict=True)
    }


def _moved_point(
    place: tuple[float, float] | None, move: Move
) -> tuple[float, float] | None:
    if place is None:
        return None
    x, y = shapely.get_coordinates(move(np.array([shapely.Point(place)], np.object_)))[
        0
    ]
    return (float(x), float(y)) if np.isfinite([x, y]).all() else None


def _move(work: _Work, move: Move) -> None:
    work.geometry = move(work.geometry)
    lost = work.there() & check.not_finite(work.geometry)
    work.refuse(lost, "geometry.outside_crs")


def _compare_areas(work: _Work, before: dict[int, float]) -> None:
    """Put the areas into the findings of repairs; refuse what changed too much."""
    rows = np.array([row for row in before if work.geometry[row] is not None], int)
    if len(rows) == 0:
        return
    old = np.array([before[int(row)] for row in rows])
    new = shapely.area(work.geometry[rows])
    fine = repair.keeps_the_area(old, new)
    change = {
        int(row): _Change(float(was), float(is_now), bool(kept))
        for row, was, is_now, kept in zip(rows, old, new, fine, strict=True)
    }
    work.findings = [
        _with_areas(found, change[found.row])
        if found.row in change and found.values.get("method") == "make_valid_structure"
        else found
        for found in work.findings
    ]
    work.geometry[rows[~fine]] = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    before_m2: float
    after_m2: float
    fine: bool


def _with_areas(found: Finding, change: _Change) -> Finding:
    values = {
        **found.values,
        "area_before_m2": round(change.before_m2, 3),
        "area_after_m2": round(change.after_m2, 3),
        "change_m2": round(change.after_m2 - change.before_m2, 3),
    }
    if change.fine:
        return dataclasses.replace(found, values=values)
    return dataclasses.replace(found, code="geometry.not_repairable", values=values)


def _snap(work: _Work) -> None:
    """Round to the grid; drop points that fall on the one before them."""
    there = work.there()
    moved = work.geometry[there]
    if len(moved) == 0:
        return
    repeated = check.repeated_points(moved)
    rounded = _rounded(moved)
    broken = ~shapely.is_valid(rounded) | shapely.is_empty(rounded)
    # A ring that collapsed has too few points left for GEOS to drop any.
    whole = np.flatnonzero(~broken)
    untidy = whole[check.repeated_points(rounded[whole]) > 0]
    rounded[untidy] = shapely.remove_repeated_points(rounded[untidy])
    rounded[broken] = repair.snap_to_grid(moved[broken], STORAGE_GRID_M)
    rows = np.flatnonzero(there)
    work.findings += [
        Finding(int(row), "geometry.repeated_points", values={"count": int(n)})
        for row, n in zip(rows[repeated > 0], repeated[repeated > 0], strict=True)
    ]
    work.findings += [
        Finding(
            int(rows[i]),
            "geometry.snapped",
            values={
                "method": "snap_to_grid",
                "area_before_m2": round(float(shapely.area(moved[i])), 3),
                "area_after_m2": round(float(shapely.area(rounded[i])), 3),
            },
        )
        for i in np.flatnonzero(broken & ~shapely.is_empty(rounded))
    ]
    work.geometry[rows] = rounded


def _rounded(geometry: Geometries) -> Geometries:
    """Round coordinates one by one; shapes that are on the grid stay untouched."""
    xy = shapely.get_coordinates(geometry)
    rounded = np.round(xy, 3)
    if np.array_equal(xy, rounded):
        return geometry.copy()
    return np.asarray(shapely.transform(geometry, lambda _: rounded), np.object_)


def _measure(work: _Work) -> None:
    """Refuse what has no area left, flag what is tiny, make all of one type."""
    there = work.there()
    area = np.where(there, shapely.area(work.geometry), np.nan)
    work.refuse(there & ~(area > 0), "geometry.collapsed")
    for row in np.flatnonzero(area < check.TINY_M2):
        if area[row] > 0:
            values = {"area_m2": round(float(area[row]), 3)}
            work.findings.append(Finding(int(row), "geometry.tiny", values=values))
    rows = np.flatnonzero(work.there())
    oriented = shapely.orient_polygons(work.geometry[rows])
    single = shapely.get_type_id(oriented) == repair.POLYGON
    ones = oriented[single]
    oriented[single] = shapely.multipolygons(ones, indices=np.arange(len(ones)))
    work.geometry[rows] = oriented
