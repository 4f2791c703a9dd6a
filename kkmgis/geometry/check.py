"""What can be wrong with shapes, told for many at once."""

from __future__ import annotations

import re

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]
Mask = NDArray[np.bool_]

TINY_M2 = 1.0

_CODES = {
    "Self-intersection": "geometry.self_crossing_repaired",
    "Ring Self-intersection": "geometry.self_crossing_repaired",
    "Interior is disconnected": "geometry.self_crossing_repaired",
    "Hole lies outside shell": "geometry.hole_outside_repaired",
    "Holes are nested": "geometry.holes_nested_repaired",
    "Nested shells": "geometry.parts_nested_repaired",
}
_PLACE = re.compile(r"\[(\S+) (\S+)\]$")


def missing(geometries: Geometries) -> Mask:
    """Tell which rows have no shape at all."""
    return np.asarray(shapely.is_missing(geometries), dtype=np.bool_)


def not_finite(geometries: Geometries) -> Mask:
    """Tell which shapes have a coordinate that is no number or infinite."""
    found = np.zeros(len(geometries), dtype=np.bool_)
    xy, rows = shapely.get_coordinates(geometries, return_index=True)
    found[rows[~np.isfinite(xy).all(axis=1)]] = True
    return found


def explain(reason: str) -> tuple[str, str, tuple[float, float] | None]:
    """Turn GEOS' reason into the code of its repair, the reason and its place.

    Parameters
    ----------
    reason : str
        E.g. ``Ring Self-intersection[325961.2 4692175.3]``.

    Returns
    -------
    tuple
        Issue code, reason without place, x and y in the CRS of the shape.

    Examples
    --------
    >>> explain("Hole lies outside shell[3 4]")
    ('geometry.hole_outside_repaired', 'Hole lies outside shell', (3.0, 4.0))
    """
    match = _PLACE.search(reason)
    place = (float(match[1]), float(match[2])) if match else None
    kind = reason[: match.start()] if match else reason
    if place is not None and not np.isfinite(place).all():
        place = None
    return _CODES.get(kind, "geometry.ring_repaired"), kind, place


def repeated_points(geometries: Geometries) -> NDArray[np.int64]:
    """Count the points that stand on the point before them.

    Parameters
    ----------
    geometries : ndarray of valid shapely geometries, shape (n,)

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    found = np.zeros(len(geometries), np.int64)
    xy, shape = shapely.get_coordinates(geometries, return_index=True)
    twice = (xy[1:] == xy[:-1]).all(axis=1) & (shape[1:] == shape[:-1])
    # A ring may begin where the one before it ends; GEOS builds the shape anew to
    # tell, and has to do so for few.
    rows = np.unique(shape[1:][twice])
    tidy = shapely.remove_repeated_points(geometries[rows])
    before = shapely.get_num_coordinates(geometries[rows])
    found[rows] = before - shapely.get_num_coordinates(tidy)
    return found
