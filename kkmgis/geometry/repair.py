"""Named repairs of polygons. None is silent: each says what it did to the area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.errors import SourceError
from kkmgis.i18n import both

Geometries = NDArray[np.object_]

Method = Literal[
    "close_ring",
    "extract_polygons",
    "make_valid_structure",
    "remove_duplicate_vertices",
    "snap_to_grid",
    "remove_spikes",
    "drop_sliver_parts",
]
REPAIRS: tuple[Method, ...] = get_args(Method)
DEFAULT_REPAIRS: frozenset[Method] = frozenset(
    {
        "close_ring",
        "extract_polygons",
        "make_valid_structure",
        "remove_duplicate_vertices",
        "snap_to_grid",
    }
)
"""What is done unless somebody says otherwise: it moves no boundary that was drawn
as one. The others change what was drawn and have to be asked for."""


def chosen_repairs(*said: Mapping[str, bool]) -> frozenset[Method]:
    """Settle which repairs may be done.

    Parameters
    ----------
    *said : mapping of str to bool
        Names of repairs that are wished (true) or not (false), over those that
        are done anyway; what is said later goes first.

    Raises
    ------
    SourceError
        There is no repair of that name.

    Examples
    --------
    >>> chosen = chosen_repairs({"remove_spikes": True, "close_ring": False})
    >>> "remove_spikes" in chosen, "close_ring" in chosen
    (True, False)
    """
    wished: dict[Method, bool] = dict.fromkeys(DEFAULT_REPAIRS, True)
    known = {str(method): method for method in REPAIRS}
    for name, wish in (one for part in said for one in part.items()):
        if name not in known:
            shown = {"name": name, "known": ", ".join(REPAIRS)}
            raise SourceError(both("repair.unknown", **shown))
        wished[known[name]] = wish
    return frozenset(method for method, wish in wished.items() if wish)


# A repair may move a little land, never a part of the parcel: what a person drew
# crossing itself so that a lobe is left over has to be drawn again.
MAX_CHANGE_M2 = 1.0
MAX_CHANGE_SHARE = 0.05


def polygons_only(geometries: Geometries) -> Geometries:
    """Keep the polygons of each geometry and leave out its points and lines.

    Parameters
    ----------
    geometries : ndarray of shapely geometries, shape (n,)

    Returns
    -------
    ndarray, shape (n,)
        Polygon or MultiPolygon; an empty MultiPolygon where there was none.
    """
    out = geometries.copy()
    for row in np.flatnonzero(shapely.get_type_id(geometries) == COLLECTION):
        out[row] = shapely.MultiPolygon(_flat_polygons(geometries[row]))
    other = ~np.isin(shapely.get_type_id(out), (POLYGON, MULTI_POLYGON))
    out[other] = shapely.MultiPolygon()
    return out


POLYGON, MULTI_POLYGON, COLLECTION = 3, 6, 7


def _flat_polygons(geometry: shapely.Geometry) -> list[shapely.Polygon]:
    """List the polygons of a collection, whatever is nested in it."""
    polygons: list[shapely.Polygon] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            polygons.append(part)
        elif shapely.get_type_id(part) > POLYGON:
            polygons.extend(_flat_polygons(part))
    return polygons


def make_valid_polygons(geometries: Geometries) -> Geometries:
    """Rebuild polygons whose rings cross, touch or lie in each other.

    Rings keep their part as shell or hole (GEOS, method ``structure``); what
    collapses to a line is left out.

    Parameters
    ----------
    geometries : ndarray of shapely geometries, shape (n,)
    """
    if len(geometries) == 0:
        return geometries
    mended = shapely.make_valid(geometries, method="structure", keep_collapsed=False)
    return polygons_only(np.asarray(mended, dtype=np.object_))


def snap_to_grid(geometries: Geometries, grid_m: float) -> Geometries:
    """Put polygons on a grid so that they stay valid; spikes collapse.

    Parameters
    ----------
    geometries : ndarray of shapely geometries, shape (n,)
    grid_m : float, m, > 0
    """
    if len(geometries) == 0:
        return geometries
    snapped = shapely.set_precision(make_valid_polygons(geometries), grid_m)
    return polygons_only(np.asarray(snapped, dtype=np.object_))


def keeps_the_area(
    before_m2: NDArray[np.float64], after_m2: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which repairs changed so little that a machine may decide them.

    Parameters
    ----------
    before_m2 : ndarray of float64, shape (n,), m²
        Area by the rings as received.
    after_m2 : ndarray of float64, shape (n,), m²
    """
    change = np.abs(after_m2 - before_m2)
    return (after_m2 > 0) & (change <= area_bound_m2(before_m2))


def without_corners(
    polygon: shapely.Geometry, tips: frozenset[tuple[float, float]]
) -> shapely.Geometry:
    """Leave corners out of the outline of a polygon.

    Returns
    -------
    shapely polygon or multipolygon
        The given one where a ring would be left with too few corners.
    """

    def ring(given: shapely.LinearRing) -> list[tuple[float, float]]:
        points = [(x, y) for x, y in given.coords[:-1]]
        return [point for point in points if point not in tips]

    parts: list[shapely.Polygon] = []
    for part in shapely.get_parts(polygon):
        shell, *holes = [ring(one) for one in (part.exterior, *part.interiors)]
        if min(map(len, (shell, *holes))) < 3:
            return polygon
        parts.append(shapely.Polygon(shell, holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def drop_narrow_parts(polygon: shapely.Geometry, width: float) -> shapely.Geometry:
    """Leave out the parts of a multipolygon that are slivers, never the largest.

    Parameters
    ----------
    polygon : shapely multipolygon
    width : float, m
        On the mean; a part of less is dropped.
    """
    parts = shapely.get_parts(polygon)
    wide = 2 * shapely.area(parts) >= width * shapely.length(parts)
    wide[int(np.argmax(shapely.area(parts)))] = True
    return shapely.MultiPolygon(list(parts[wide]))


def area_bound_m2(before_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tell how much area a repair may change."""
    bound: NDArray[np.float64] = np.maximum(
        MAX_CHANGE_M2, MAX_CHANGE_SHARE * np.maximum(before_m2, 0)
    )
    return bound
