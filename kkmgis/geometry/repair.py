"""Named repairs of polygons. None is silent: each says what it did to the area."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]

Method = Literal[
    "close_ring",
    "extract_polygons",
    "make_valid_structure",
    "snap_to_grid",
    "remove_duplicate_vertices",
]
REPAIRS: tuple[Method, ...] = get_args(Method)

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
    bound = np.maximum(MAX_CHANGE_M2, MAX_CHANGE_SHARE * np.maximum(before_m2, 0))
    return (after_m2 > 0) & (change <= bound)
