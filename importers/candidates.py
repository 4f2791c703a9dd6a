"""In which coordinate systems coordinates make sense, each with how sure.

Every system that occurs in Thai files is tried, axes in order and swapped, whatever
the file says. What decides is where the coordinates land: within the authority's
boundary where one is known, else within the country or the area of the storage CRS.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from kkmgis.crs import WGS_84, is_indian_1975, name_of, parse_crs, transform_xy
from kkmgis.errors import SourceError

Points = NDArray[np.float64]

SWAPPED = "/yx"
"""What follows the name of a system whose coordinates come north before east."""
THAI_GRIDS = (32647, 32648, 24047, 24048)
DEGREES = 4326
INDIAN_DEGREES = 4240
WEB_MERCATOR = 3857
THAILAND = (97.3, 5.6, 105.7, 20.5)
"""Degrees: west, south, east, north of the country."""
OUTSIDE_M = 20.0
"""How far a file may reach over the boundary of the authority and still fit it."""
FITS = 0.99
"""Share of the coordinates that lie inside when a system fits."""
SURE = 0.9
"""Confidence from which on a system is beyond doubt."""

# How common each is among files, before looking at the place; how much a word of
# the file counts; and how likely none of all these is where no boundary is known.
_COMMON = 1.0
_OLD = 0.6
_OLD_DEGREES = 0.3
_WEB = 0.2
_SWAPPED = 0.3
_SAID = 8.0
_NONE_BY_BOUNDARY = 0.02
_NONE_BY_COUNTRY = 0.1
# A share of this much outside makes a system e times less likely.
_OUTSIDE_SCALE = 0.01
_LARGEST_DEGREES = 360.0
# How sure the word of a file is whose coordinates lie where that system is used.
_ELSEWHERE = 0.8


@dataclasses.dataclass(frozen=True, slots=True)
class System:
    """A coordinate system and the order of its axes in a file."""

    crs: CRS
    swapped: bool = False

    @property
    def name(self) -> str:
        """Name it as ``--crs`` takes it."""
        return name_of(self.crs) + (SWAPPED if self.swapped else "")


@dataclasses.dataclass(frozen=True, slots=True)
class Area:
    """Where the coordinates of a file have to lie.

    Attributes
    ----------
    kind : str
        ``boundary`` of the authority, or the ``country``, or the ``zone`` of the
        storage CRS.
    shape : shapely geometry, prepared
    crs : CRS
        Of the shape.
    """

    kind: Literal["boundary", "country", "zone"]
    shape: shapely.Geometry
    crs: CRS


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A system that a file may be in.

    Attributes
    ----------
    system : System
    inside : float, 0 to 1
        Share of the coordinates that land where the file has to be.
    confidence : float, 0 to 1
        All candidates and "none of these" add up to 1.
    """

    system: System
    inside: float
    confidence: float

    @property
    def fits(self) -> bool:
        """Tell whether the file lies where it has to be."""
        return self.inside >= FITS


def parse_system(text: str | int) -> System:
    """Understand a system with its order of axes, e.g. ``EPSG:4326/yx``.

    Raises
    ------
    SourceError
        PROJ does not know it.
    """
    said = str(text).strip()
    if said.lower().endswith(SWAPPED):
        return System(parse_crs(said[: -len(SWAPPED)]), swapped=True)
    return System(parse_crs(text))


def expected_area(storage_srid: int, boundary: shapely.Geometry | None) -> Area:
    """Settle where files of this register have to lie.

    Parameters
    ----------
    storage_srid : int, EPSG code
    boundary : shapely geometry or None, m
        Of the authority, in the storage CRS.
    """
    storage = CRS.from_epsg(storage_srid)
    if boundary is not None and not shapely.is_empty(boundary):
        shape = shapely.buffer(boundary, OUTSIDE_M)
        shapely.prepare(shape)
        return Area("boundary", shape, storage)
    country = shapely.box(*THAILAND)
    zone = storage.area_of_use
    if zone is None or country.contains(
        shapely.Point(
            (zone.west + zone.east) / 2, min(max(zone.south, 13.0), zone.north)
        )
    ):
        shapely.prepare(country)
        return Area("country", country, WGS_84)
    shape = shapely.box(zone.west, zone.south, zone.east, zone.north)
    shapely.prepare(shape)
    return Area("zone", shape, WGS_84)


def weigh(
    points: Points,
    area: Area,
    storage_srid: int,
    *,
    said: System | None = None,
) -> list[Candidate]:
    """Weigh every system by where it puts the coordinates.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Coordinates as the file has them: first value, second value.
    area : Area
    storage_srid : int, EPSG code
    said : System, optional
        What file, profile or person say; always among the candidates.

    Returns
    -------
    list of Candidate
        The likeliest first; what puts nothing inside is left out, save ``said``.
    """
    finite = points[np.isfinite(points).all(axis=1)]
    if len(finite) == 0:
        return []
    systems = _systems(storage_srid, said)
    inside = [_inside(finite, system, area) for system in systems]
    weights = np.array(
        [
            _prior(system, said) * np.exp((share - 1.0) / _OUTSIDE_SCALE)
            for system, share in zip(systems, inside, strict=True)
        ]
    )
    none = _NONE_BY_BOUNDARY if area.kind == "boundary" else _NONE_BY_COUNTRY
    confidence = weights / (weights.sum() + none)
    if said is not None and area.kind != "boundary" and _in_own_area(finite, said):
        # A file from elsewhere: what it says is the one thing that speaks for it.
        at = systems.index(said)
        confidence[at] = max(confidence[at], _ELSEWHERE * (1 - confidence.sum()))
    found = [
        Candidate(system, share, round(float(sure), 3))
        for system, share, sure in zip(systems, inside, confidence, strict=True)
        if share > 0 or system == said
    ]
    return sorted(found, key=lambda one: (-one.confidence, -one.inside))


def listed(candidates: Sequence[Candidate], *, most: int = 4) -> str:
    """Name candidates with their confidence, for messages.

    >>> listed([Candidate(System(WGS_84), 1.0, 0.91)])
    'EPSG:4326 (91 %)'
    """
    return ", ".join(
        f"{one.system.name} ({one.confidence * 100:.0f} %)"
        for one in candidates[:most]
        if one.confidence >= 0.005
    )


def in_degrees(points: Points) -> bool:
    """Tell whether all coordinates could be degrees, in either order."""
    size = np.abs(points[np.isfinite(points).all(axis=1)])
    if len(size) == 0:
        return False
    return bool(size.max() <= _LARGEST_DEGREES and size.min(axis=1).max() <= 90)


def _systems(storage_srid: int, said: System | None) -> list[System]:
    codes = dict.fromkeys(
        (DEGREES, storage_srid, *THAI_GRIDS, INDIAN_DEGREES, WEB_MERCATOR)
    )
    known = [CRS.from_epsg(code) for code in codes]
    systems = [System(crs, swapped) for swapped in (False, True) for crs in known]
    if said is None or said in systems:
        return systems
    # The same system in other words, such as a .prj of ESRI, counts once.
    same = [one for one in systems if one.name == said.name]
    return [said, *(one for one in systems if one not in same)]


def _prior(system: System, said: System | None) -> float:
    if system == said:
        return _SAID
    code = system.crs.to_epsg()
    if code == WEB_MERCATOR:
        common = _WEB
    elif not is_indian_1975(system.crs):
        common = _COMMON
    else:
        common = _OLD_DEGREES if system.crs.is_geographic else _OLD
    return common * (_SWAPPED if system.swapped else 1.0)


def _in_own_area(points: Points, system: System) -> bool:
    used = system.crs.area_of_use
    if used is None:
        return False
    shape = shapely.box(used.west, used.south, used.east, used.north)
    return _inside(points, system, Area("zone", shape, WGS_84)) >= FITS


def _inside(points: Points, system: System, area: Area) -> float:
    x, y = (
        (points[:, 1], points[:, 0]) if system.swapped else (points[:, 0], points[:, 1])
    )
    if system.crs.is_geographic and (
        np.abs(x).max() > _LARGEST_DEGREES or np.abs(y).max() > 90
    ):
        return 0.0
    try:
        moved_x, moved_y = transform_xy(x, y, system.crs, area.crs)
    except SourceError:
        return 0.0
    there = np.isfinite(moved_x) & np.isfinite(moved_y)
    hit = shapely.intersects_xy(area.shape, moved_x[there], moved_y[there])
    return float(np.count_nonzero(hit)) / len(points)
