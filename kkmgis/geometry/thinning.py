"""Spikes and slivers of a stretch of shapes: flagged, or mended if asked for."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.geometry import check, narrow, repair
from kkmgis.geometry.finding import Finding
from kkmgis.geometry.reading import Geometries
from kkmgis.geometry.work import ShapeWork

MOST_ROUNDS = 16
"""A spike on a spike is removed after it; of more than this many a person decides."""


def look_for_narrow_land(work: ShapeWork) -> None:
    """Flag or mend what is too narrow to be land.

    Parameters
    ----------
    work : ShapeWork
        Valid shapes on the grid.
    """
    if "drop_sliver_parts" in work.repairs:
        _drop_slivers(work)
    if "remove_spikes" in work.repairs:
        _remove_spikes(work)
    _flag_spikes(work)
    _flag_slivers(work)


def _flag_spikes(work: ShapeWork) -> None:
    spikes = narrow.find_spikes(work.geometry)
    rows, first, count = np.unique(spikes.row, return_index=True, return_counts=True)
    work.findings += [
        Finding(
            int(row),
            "geometry.spike",
            place=(float(spikes.xy[at, 0]), float(spikes.xy[at, 1])),
            values={"count": int(times)},
        )
        for row, at, times in zip(rows, first, count, strict=True)
    ]


def _remove_spikes(work: ShapeWork) -> None:
    """Take tips off until none is left, each with all that have it at once."""
    received = work.geometry.copy()
    stuck: frozenset[int] = frozenset()
    touched: set[int] = set()
    for _ in range(MOST_ROUNDS):
        spikes = narrow.find_spikes(work.geometry)
        usable = spikes.free & ~np.isin(spikes.row, list(stuck))
        if not usable.any():
            break
        rows = np.unique(spikes.row[usable])
        mended = _without(work.geometry, rows, spikes, usable)
        bad = ~_sound(received[rows], mended)
        # Whoever shares a tip with a shape that must keep it keeps it too.
        held = _sharing(spikes, rows[bad])
        stuck |= held
        fine = ~np.isin(rows, list(held))
        work.geometry[rows[fine]] = mended[fine]
        touched |= set(rows[fine].tolist())
    done = np.array(sorted(touched), np.int64)
    work.mended(done, "geometry.spike_removed", "remove_spikes", received[done])


def _without(
    polygons: Geometries,
    rows: NDArray[np.int64],
    spikes: narrow.Spikes,
    usable: NDArray[np.bool_],
) -> Geometries:
    mended = np.empty(len(rows), np.object_)
    for at, row in enumerate(rows):
        tips = spikes.xy[usable & (spikes.row == row)]
        mended[at] = repair.without_corners(
            polygons[row], frozenset((float(x), float(y)) for x, y in tips)
        )
    return mended


def _sound(before: Geometries, after: Geometries) -> NDArray[np.bool_]:
    sound: NDArray[np.bool_] = shapely.is_valid(after) & repair.keeps_the_area(
        shapely.area(before), shapely.area(after)
    )
    return sound


def _sharing(spikes: narrow.Spikes, rows: NDArray[np.int64]) -> frozenset[int]:
    """Find the rows that have a tip in common with some, and with those, and so on."""
    place = np.ascontiguousarray(spikes.xy).view(np.complex128)[:, 0]
    held = rows
    while True:
        tips = place[np.isin(spikes.row, held)]
        more = np.unique(np.concatenate([held, spikes.row[np.isin(place, tips)]]))
        if len(more) == len(held):
            return frozenset(more.tolist())
        held = more


def _drop_slivers(work: ShapeWork) -> None:
    rows = np.flatnonzero(shapely.get_num_geometries(work.geometry) > 1)
    before = work.geometry[rows]
    after = np.array(
        [repair.drop_narrow_parts(one, narrow.SLIVER_WIDTH_M) for one in before],
        np.object_,
    )
    fewer = shapely.get_num_geometries(after) < shapely.get_num_geometries(before)
    fewer &= _sound(before, after)
    work.geometry[rows[fewer]] = after[fewer]
    work.mended(
        rows[fewer], "geometry.sliver_dropped", "drop_sliver_parts", before[fewer]
    )


def _flag_slivers(work: ShapeWork) -> None:
    """Flag shapes that are slivers, and those of which a part is one."""
    width = narrow.width_m(work.geometry)
    several = np.flatnonzero(shapely.get_num_geometries(work.geometry) > 1)
    parts, of = shapely.get_parts(work.geometry[several], return_index=True)
    np.minimum.at(width, several[of], narrow.width_m(parts))
    area = shapely.area(work.geometry)
    thin = (width < narrow.SLIVER_WIDTH_M) & (area >= check.TINY_M2)
    work.findings += [
        Finding(
            int(row),
            "geometry.sliver",
            values={"width_m": round(float(width[row]), 2)},
        )
        for row in np.flatnonzero(thin)
    ]
