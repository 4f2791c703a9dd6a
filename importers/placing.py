"""In which coordinate system a file is: told, or clear beyond doubt, or refused.

A wrong guess between Indian 1975 and WGS 84 is half a kilometre, so that a guess
is taken only where one single system puts the file where it has to be. What file
or profile say is believed, unless the coordinates contradict it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

import numpy as np
import shapely
from pyproj import CRS

from importers.candidates import (
    SURE,
    Area,
    Candidate,
    Points,
    System,
    expected_area,
    in_degrees,
    listed,
    parse_system,
    weigh,
)
from importers.source import Bounds, Source
from kkmgis.crs import PINNED_OPERATION, WGS_84, is_indian_1975, move_bounds
from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.issue import Issue
from kkmgis.rules.registry import issue

How = Literal["given", "file", "profile", "degrees", "boundary"]

NEIGHBOUR_DEG = 6.0
"""How far beyond its own area a storage CRS is of use: one more UTM zone."""


@dataclasses.dataclass(frozen=True, slots=True)
class Placing:
    """The CRS of a file and how it is known.

    Attributes
    ----------
    crs : CRS
    how : str
        ``given`` by the person, by the ``file``, by the ``profile``, or assumed:
        coordinates in ``degrees``, or the ``boundary`` of the authority.
    swapped : bool
        The file has north before east.
    against : str
        Systems that fit better than what was said, empty for none.
    """

    crs: CRS
    how: How
    swapped: bool = False
    against: str = ""

    @property
    def system(self) -> System:
        """Give system and order of axes."""
        return System(self.crs, self.swapped)

    @property
    def name(self) -> str:
        """Name system and order of axes as ``--crs`` takes them."""
        return self.system.name

    @property
    def issues(self) -> list[Issue]:
        """Say what was assumed or contradicted, and which way Indian 1975 went."""
        found = []
        if self.how in ("degrees", "boundary"):
            shown = {"crs": self.name}
            found.append(issue(f"file.crs_assumed_{self.how}", values=shown))
        if self.against:
            shown = {"crs": self.name, "fitting": self.against}
            found.append(issue("file.crs_contradicted", values=shown))
        if is_indian_1975(self.crs):
            shown = {"crs": self.name, "operation": PINNED_OPERATION}
            found.append(issue("file.crs_pinned", values=shown))
        return found


@dataclasses.dataclass(frozen=True, slots=True)
class Extent:
    """Where the coordinates of a file are, in its own numbers.

    Attributes
    ----------
    bounds : tuple
        Of all of it.
    points : ndarray of float64, shape (n, 2)
        A sample of its corners.
    """

    bounds: Bounds
    points: Points

    @classmethod
    def of(cls, bounds: Bounds) -> Extent:
        """Take the corners of the bounds as the sample."""
        west, south, east, north = bounds
        corners = [(west, south), (east, south), (west, north), (east, north)]
        return cls(bounds, np.array(corners))


def place_source(
    source: Source,
    *,
    given: str | None,
    profile: str | None,
    storage_srid: int,
    boundary: shapely.Geometry | None,
    extent: Extent | None,
) -> Placing:
    """Settle the CRS of a file.

    Parameters
    ----------
    source : Source
    given, profile : str or None
        What the person and the mapping profile say.
    storage_srid : int, EPSG code
    boundary : shapely geometry or None, m
        Of the authority in the storage CRS, where there is one.
    extent : Extent or None
        None: nothing in the file has coordinates.

    Raises
    ------
    SourceError
        Nothing says it and more than one system, or none, would fit; or what the
        file says would put it outside the boundary and another system inside.
    """
    placing = told(source, given, profile)
    if extent is None:
        if placing is None:
            _refuse_unreadable(source)
            raise SourceError(both("source.crs.missing", name=source.path.name))
        return placing
    area = expected_area(storage_srid, boundary)
    if placing is None:
        candidates = weigh(extent.points, area, storage_srid)
        return _assumed(source, storage_srid, area, extent, candidates)
    said = placing.system
    candidates = weigh(extent.points, area, storage_srid, said=said)
    return _compared(source, placing, area, extent, candidates)


def told(source: Source, given: str | None, profile: str | None) -> Placing | None:
    """Give what person, file or profile say, in this order; None if nobody does."""
    if given is not None:
        system = parse_system(given)
        return Placing(system.crs, "given", system.swapped)
    if source.crs is not None:
        return Placing(source.crs, "file")
    if profile is not None:
        system = parse_system(profile)
        return Placing(system.crs, "profile", system.swapped)
    return None


def _compared(
    source: Source,
    placing: Placing,
    area: Area,
    extent: Extent,
    candidates: Sequence[Candidate],
) -> Placing:
    """Hold what is said against the coordinates."""
    shown = {"name": source.path.name, "crs": placing.name}
    better = _better(placing, area, candidates)
    fitting = listed(better) or "–"
    if placing.crs.is_geographic and not _can_be_degrees(extent, placing):
        raise SourceError(both("source.crs.not_degrees", **shown, fitting=fitting))
    if placing.how != "given" and better:
        if placing.crs.is_projected and in_degrees(extent.points):
            raise SourceError(both("source.crs.are_degrees", **shown, fitting=fitting))
        inside = _share(placing, candidates)
        if area.kind == "boundary" and inside == 0 and better[0].fits:
            raise SourceError(both("source.crs.contradicted", **shown, fitting=fitting))
    elsewhere = area.kind == "boundary" and _share(placing, candidates) == 0
    doubted = better and (elsewhere or better[0].confidence >= SURE)
    against = fitting if doubted else ""
    return dataclasses.replace(placing, against=against)


def _better(
    placing: Placing, area: Area, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Find the systems that fit where the one that is said does not.

    Without a boundary only a file that lies wholly elsewhere is compared: the
    country is far larger than any shift between two systems.
    """
    said = placing.system
    inside = _share(placing, candidates)
    if inside > 0 and area.kind != "boundary":
        return []
    return [
        one
        for one in candidates
        if one.fits and one.system != said and one.inside > inside
    ]


def _share(placing: Placing, candidates: Sequence[Candidate]) -> float:
    said = placing.system
    return next((one.inside for one in candidates if one.system == said), 0.0)


def _can_be_degrees(extent: Extent, placing: Placing) -> bool:
    west, south, east, north = extent.bounds
    if placing.swapped:
        west, south, east, north = south, west, north, east
    return west >= -180 and east <= 360 and south >= -90 and north <= 90


def _assumed(
    source: Source,
    storage_srid: int,
    area: Area,
    extent: Extent,
    candidates: Sequence[Candidate],
) -> Placing:
    name = source.path.name
    _refuse_unreadable(source)
    straight = [one for one in candidates if not one.system.swapped and one.fits]
    if area.kind == "boundary" and straight and straight[0].confidence >= SURE:
        return Placing(straight[0].system.crs, "boundary")
    if _can_be_degrees(extent, Placing(WGS_84, "degrees")) and _near_storage(
        extent.bounds, storage_srid
    ):
        return Placing(WGS_84, "degrees")
    likely = [one for one in candidates if one.fits]
    if area.kind == "boundary" and len(likely) > 1:
        shown = {"name": name, "fitting": listed(likely)}
        raise SourceError(both("source.crs.ambiguous", **shown))
    if likely:
        shown = {"name": name, "fitting": listed(likely)}
        raise SourceError(both("source.crs.missing_likely", **shown))
    raise SourceError(both("source.crs.missing", name=name))


def _refuse_unreadable(source: Source) -> None:
    if source.crs_unreadable:
        shown = {"name": source.path.name, "said": source.crs_unreadable}
        raise SourceError(both("source.crs.unreadable", **shown))


def _near_storage(bounds: Bounds, storage_srid: int) -> bool:
    """Tell whether degrees lie wholly where the storage CRS is of use."""
    area = CRS.from_epsg(storage_srid).area_of_use
    if area is None:
        return False
    west, south, east, north = bounds
    return (
        west >= area.west - NEIGHBOUR_DEG
        and east <= area.east + NEIGHBOUR_DEG
        and south >= area.south - NEIGHBOUR_DEG
        and north <= area.north + NEIGHBOUR_DEG
    )


def usable_extent(storage_srid: int) -> Bounds | None:
    """Measure where coordinates of a storage CRS mean something.

    Returns
    -------
    tuple or None, m
        West, south, east, north: its own area and one zone beyond. What lies
        outside was given in a wrong CRS.
    """
    crs = CRS.from_epsg(storage_srid)
    area = crs.area_of_use
    if area is None:
        return None
    usable = (
        area.west - NEIGHBOUR_DEG,
        max(area.south - NEIGHBOUR_DEG, -85.0),
        area.east + NEIGHBOUR_DEG,
        min(area.north + NEIGHBOUR_DEG, 85.0),
    )
    return move_bounds(usable, WGS_84, crs)
