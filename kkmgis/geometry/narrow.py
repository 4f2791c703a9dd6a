"""What is too narrow to be land: spikes of an outline, and slivers."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.geometry.reading import Geometries
from kkmgis.geometry.rings import Corners, Index, corners_of

SPIKE_WIDTH_M = 0.10
"""A spike is at its foot no wider than this: about a boundary post."""
SPIKE_SLOPE = 0.0875
"""Tangent of 5°: sharper corners than that do not occur between surveyed posts."""
SLIVER_WIDTH_M = 0.5
"""Land of less width than this is what drawing left over."""


@dataclasses.dataclass(frozen=True, slots=True)
class Spikes:
    """Corners at which an outline turns back on itself.

    Attributes
    ----------
    row : ndarray of int64, shape (k,)
        Index of the polygon.
    xy : ndarray of float64, shape (k, 2), m
        The tips.
    free : ndarray of bool, shape (k,)
        No other polygon has a corner there but the tip of the same spike, so that
        the tip may go without parting what two polygons share.
    """

    row: Index
    xy: NDArray[np.float64]
    free: NDArray[np.bool_]


def find_spikes(polygons: Geometries) -> Spikes:
    """Find the tips of spikes, those that point inwards too.

    Parameters
    ----------
    polygons : ndarray of shapely polygons, multipolygons or None, shape (n,)
        Storage CRS.
    """
    corners = corners_of(polygons)
    tips = _tips(corners)
    return Spikes(corners.row[tips], corners.xy[tips], _free(corners, tips))


def _tips(corners: Corners) -> Index:
    x, y = np.ascontiguousarray(corners.xy.T)
    on_x, on_y = x[corners.after] - x, y[corners.after] - y
    in_x, in_y = on_x[corners.before], on_y[corners.before]
    along = -(in_x * on_x + in_y * on_y)
    across = np.abs(in_x * on_y - in_y * on_x)
    sharp = np.flatnonzero(across < SPIKE_SLOPE * along)
    longer = np.maximum(
        np.hypot(in_x[sharp], in_y[sharp]), np.hypot(on_x[sharp], on_y[sharp])
    )
    narrow = across[sharp] <= SPIKE_WIDTH_M * longer
    # A triangle has no corner to spare: a narrow one is a sliver.
    tips: Index = sharp[narrow & (corners.size[sharp] > 3)]
    return tips


def _free(corners: Corners, tips: Index) -> NDArray[np.bool_]:
    if len(tips) == 0:
        return np.empty(0, np.bool_)
    place = np.ascontiguousarray(corners.xy).view(np.complex128)[:, 0]
    held = np.isin(place, place[tips])
    # Whoever has a tip as an ordinary corner would be left alone with it.
    held[tips] = False
    free: NDArray[np.bool_] = ~np.isin(place[tips], place[held])
    return free & ~_beside(corners, tips)


def _beside(corners: Corners, tips: Index) -> NDArray[np.bool_]:
    """Tell which tips follow another one: they go one at a time."""
    beside: NDArray[np.bool_] = np.isin(corners.before[tips], tips)
    return beside


def width_m(polygons: Geometries) -> NDArray[np.float64]:
    """Measure how wide polygons are on the mean: twice the area by the outline.

    Of a strip that is its width, of a square half its side.
    """
    outline = shapely.length(polygons)
    width: NDArray[np.float64] = np.divide(
        2 * shapely.area(polygons),
        outline,
        out=np.zeros(len(polygons)),
        where=outline > 0,
    )
    return width
