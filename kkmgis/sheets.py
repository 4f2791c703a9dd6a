"""Sheets of the Land Department's map, and which of them an area lies on.

A deed names its sheet, e.g. ``5541 I 6816``: ``5541`` is the sheet 1:50,000 (55 half
degrees east of 75° E, 41 half degrees north of 4.5° S), ``I`` its quarter (I
north-east, II south-east, III south-west, IV north-west), ``6816`` the tens and units
of the kilometres of the south-west corner of a square of 2 km, all on Indian 1975.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from kkmgis.crs import INDIAN_1975, parse_crs, transform_xy

SQUARE_M = 2_000
_HALF_DEGREE, _QUARTER_DEGREE = 0.5, 0.25
_WEST, _SOUTH = 75.0, -4.5
# Quarter by (east half, north half).
_QUARTERS = {(True, True): "1", (True, False): "2", (False, False): "3",
             (False, True): "4"}  # fmt: skip
_ZONES = {47: (24047, 99.0), 48: (24048, 105.0)}
_ZONE_HALF_WIDTH, _ZONE_OVERLAP = 3.0, 0.25


class Sheet(NamedTuple):
    """A square of 2 km, as the first three parts of a deed key name it."""

    map1: str
    map2: str
    map3: str


def sheets_over(area: shapely.Geometry, srid: int) -> list[Sheet]:
    """List the sheets on which deeds of an area can lie.

    Parameters
    ----------
    area : Geometry
        In the CRS of ``srid``.
    srid : int, EPSG code

    Returns
    -------
    list of Sheet
        Sorted. A square on the border of two sheets 1:50,000 is named after both;
        none outside Thailand's zones.

    Examples
    --------
    >>> point = shapely.Point(268812, 1817945)
    >>> sheets_over(point, 32648)
    [Sheet(map1='5541', map2='1', map3='6816')]
    """
    found: set[Sheet] = set()
    source = parse_crs(srid)
    lon = transform_xy(*_corners(area), source, INDIAN_1975)[0]
    for code, meridian in _ZONES.values():
        reach = _ZONE_HALF_WIDTH + _ZONE_OVERLAP
        if lon.max() > meridian - reach and lon.min() < meridian + reach:
            for east, north in _squares(_moved(area, source, parse_crs(code))):
                found |= _names(east, north, code, meridian)
    return sorted(found)


def _moved(area: shapely.Geometry, source: CRS, target: CRS) -> shapely.Geometry:
    xy = shapely.get_coordinates(area)
    moved = np.column_stack(transform_xy(xy[:, 0], xy[:, 1], source, target))
    return shapely.set_coordinates(shapely.force_2d(area), moved)


def _corners(area: shapely.Geometry) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    west, south, east, north = shapely.bounds(area)
    return np.array([west, west, east, east]), np.array([south, north, south, north])


def _squares(area: shapely.Geometry) -> list[tuple[int, int]]:
    """Give the south-west corners of the squares that an area touches, metres."""
    shapely.prepare(area)
    west, south, east, north = (int(v // SQUARE_M) for v in shapely.bounds(area))
    corners = [
        (column * SQUARE_M, row * SQUARE_M)
        for column in range(west, east + 1)
        for row in range(south, north + 1)
    ]
    return [
        (x, y)
        for x, y in corners
        if shapely.intersects(area, shapely.box(x, y, x + SQUARE_M, y + SQUARE_M))
    ]


def _names(east: int, north: int, code: int, meridian: float) -> set[Sheet]:
    """Name a square after every sheet 1:50,000 that one of its corners lies on."""
    x = np.array([0, 0, 1, 1]) * (SQUARE_M - 1.0) + east
    y = np.array([0, 1, 0, 1]) * (SQUARE_M - 1.0) + north
    lon, lat = transform_xy(x, y, parse_crs(code), INDIAN_1975)
    if abs(float(lon.mean()) - meridian) > _ZONE_HALF_WIDTH + _ZONE_OVERLAP:
        return set()
    square = f"{east // 1000 % 100:02d}{north // 1000 % 100:02d}"
    across, up = (lon - _WEST) / _HALF_DEGREE, (lat - _SOUTH) / _HALF_DEGREE
    quarter = _QUARTER_DEGREE / _HALF_DEGREE
    return {
        Sheet(
            f"{int(a):02d}{int(u):02d}", _QUARTERS[a % 1 >= quarter, u % 1 >= quarter],
            square,
        )
        for a, u in zip(across.tolist(), up.tolist(), strict=True)
    }  # fmt: skip
