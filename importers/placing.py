"""In which coordinate system a file is: told, or clear beyond doubt, or refused.

A wrong guess between Indian 1975 and WGS 84 is half a kilometre, so that a guess
is taken only where one single system puts the file where it has to be.
"""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
from pyproj import CRS, Transformer

from importers.source import Bounds, Source
from kkmgis.crs import (
    PINNED_OPERATION,
    WGS_84,
    is_indian_1975,
    name_of,
    parse_crs,
    transform_xy,
)
from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.issue import Issue
from kkmgis.rules.registry import issue

How = Literal["given", "file", "profile", "degrees", "boundary"]

THAI_GRIDS = (32647, 32648, 24047, 24048)
OUTSIDE_M = 20.0
"""How far a file may reach over the boundary of the authority and still fit it."""
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
    """

    crs: CRS
    how: How

    @property
    def issues(self) -> list[Issue]:
        """Say what was assumed, and which way Indian 1975 went."""
        found = []
        if self.how in ("degrees", "boundary"):
            shown = {"crs": name_of(self.crs)}
            found.append(issue(f"file.crs_assumed_{self.how}", values=shown))
        if is_indian_1975(self.crs):
            shown = {"crs": name_of(self.crs), "operation": PINNED_OPERATION}
            found.append(issue("file.crs_pinned", values=shown))
        return found


def place_source(
    source: Source,
    *,
    given: str | None,
    profile: str | None,
    storage_srid: int,
    boundary: Bounds | None,
    bounds: Bounds | None,
) -> Placing:
    """Settle the CRS of a file.

    Parameters
    ----------
    source : Source
    given, profile : str or None
        What the person and the mapping profile say.
    storage_srid : int, EPSG code
    boundary : tuple or None, m
        Extent of the authority in the storage CRS, where there is one.
    bounds : tuple or None
        Extent of the file in its own coordinates.

    Raises
    ------
    SourceError
        Nothing says it and more than one system, or none, would fit; or degrees
        are said and the coordinates cannot be degrees.
    """
    if given is not None:
        placing = Placing(parse_crs(given), "given")
    elif source.crs is not None:
        placing = Placing(source.crs, "file")
    elif profile is not None:
        placing = Placing(parse_crs(profile), "profile")
    else:
        return _assumed(source, storage_srid, boundary, bounds)
    if placing.crs.is_geographic and bounds is not None and not _in_degrees(bounds):
        shown = {"name": source.path.name, "crs": name_of(placing.crs)}
        raise SourceError(both("source.crs.not_degrees", **shown))
    return placing


def _in_degrees(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west >= -180 and east <= 360 and south >= -90 and north <= 90


def _assumed(
    source: Source, storage_srid: int, boundary: Bounds | None, bounds: Bounds | None
) -> Placing:
    name = source.path.name
    if source.crs_unreadable:
        shown = {"name": name, "said": source.crs_unreadable}
        raise SourceError(both("source.crs.unreadable", **shown))
    if bounds is None:
        raise SourceError(both("source.crs.missing", name=name))
    if _in_degrees(bounds) and _near_storage(bounds, storage_srid):
        return Placing(WGS_84, "degrees")
    if boundary is not None and not _in_degrees(bounds):
        fitting = _fitting(bounds, storage_srid, boundary)
        if len(fitting) == 1:
            return Placing(fitting[0], "boundary")
        if fitting:
            shown = {"name": name, "fitting": ", ".join(map(name_of, fitting))}
            raise SourceError(both("source.crs.ambiguous", **shown))
    raise SourceError(both("source.crs.missing", name=name))


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


def _fitting(bounds: Bounds, storage_srid: int, boundary: Bounds) -> list[CRS]:
    """Find the systems in which the file lies inside the authority."""
    storage = CRS.from_epsg(storage_srid)
    codes = dict.fromkeys((storage_srid, *THAI_GRIDS))
    return [
        crs
        for crs in map(CRS.from_epsg, codes)
        if _inside(_moved(bounds, crs, storage), boundary)
    ]


def _moved(bounds: Bounds, source: CRS, target: CRS) -> Bounds:
    west, south, east, north = bounds
    x, y = transform_xy(
        np.array([west, east, west, east]),
        np.array([south, south, north, north]),
        source,
        target,
    )
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _inside(bounds: Bounds, boundary: Bounds) -> bool:
    return (
        bounds[0] >= boundary[0] - OUTSIDE_M
        and bounds[1] >= boundary[1] - OUTSIDE_M
        and bounds[2] <= boundary[2] + OUTSIDE_M
        and bounds[3] <= boundary[3] + OUTSIDE_M
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
    transformer = Transformer.from_crs(WGS_84, crs, always_xy=True)
    west, south, east, north = transformer.transform_bounds(
        area.west - NEIGHBOUR_DEG,
        max(area.south - NEIGHBOUR_DEG, -85.0),
        area.east + NEIGHBOUR_DEG,
        min(area.north + NEIGHBOUR_DEG, 85.0),
        densify_pts=51,
    )
    return west, south, east, north
