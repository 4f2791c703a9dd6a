"""How much work a shape would be, told before anybody does the work.

A drawing of a few kilobytes can cross itself a million times. What that costs is
estimated by a sample of its edges, and a shape that is no drawing of anything is
left alone instead of taking memory and hours from everybody else's.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.geometry.reading import Geometries, Mask

MOST_POINTS = 100_000
"""Points of one shape: coasts and provinces have fewer."""
MOST_CROSSINGS = 100_000
"""Edges that cross: each is a corner of what GEOS would build, about 1 kB."""
FEW_POINTS = 500
"""Shapes below cannot cross more often than that."""
SAMPLE = 400
NEIGHBOURS = 3
"""Edges of its own ring that the box of an edge meets anyway: itself and two."""


def too_involved(geometries: Geometries) -> Mask:
    """Tell which shapes have too many points, or cross themselves too often.

    Parameters
    ----------
    geometries : ndarray of shapely geometries or None, shape (n,)
    """
    points = shapely.get_num_coordinates(geometries)
    found = np.asarray(points > MOST_POINTS, np.bool_)
    for row in np.flatnonzero(~found & (points > FEW_POINTS)):
        shape = geometries[row]
        if shapely.get_dimensions(shape) == 2 and not shapely.is_valid(shape):
            found[row] = crossings(shape, shape) > MOST_CROSSINGS
    return found


def crossings(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Estimate how many pairs of edges of two shapes may cross.

    Parameters
    ----------
    one, other : shapely geometry
        The same one for how often it crosses itself.

    Returns
    -------
    float, >= 0
        Pairs whose boxes meet, by a sample of the edges of ``one``; an edge is no
        crossing with itself and its neighbours.
    """
    edges = _edges(one)
    others = edges if one is other else _edges(other)
    if not len(edges) or not len(others):
        return 0.0
    # At random, the same in every run: edges follow each other in patterns.
    chance = np.random.default_rng(len(edges))
    chosen = chance.choice(edges, min(SAMPLE, len(edges)), replace=False)
    met = int(shapely.STRtree(others).query(chosen).shape[1])
    if one is other:
        return max(0.0, (met / len(chosen) - NEIGHBOURS) * len(edges) / 2)
    return met / len(chosen) * len(edges)


def _edges(geometry: shapely.Geometry) -> NDArray[np.object_]:
    """Take a shape apart into lines of two points."""
    xy, part = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(geometry)), return_index=True
    )
    ends = np.stack([xy[:-1], xy[1:]], axis=1)[part[:-1] == part[1:]]
    finite = np.isfinite(ends).all(axis=(1, 2))
    return np.asarray(shapely.linestrings(ends[finite]), np.object_)


def comparable(one: Geometries, other: Geometries) -> Mask:
    """Tell which pairs of polygons can be laid on each other at a fair price.

    Parameters
    ----------
    one, other : ndarray of shapely polygons, shape (n,)
    """
    points = shapely.get_num_coordinates(one).astype(np.int64)
    points *= shapely.get_num_coordinates(other)
    fair = points <= MOST_CROSSINGS
    for pair in np.flatnonzero(~fair):
        fair[pair] = crossings(one[pair], other[pair]) <= MOST_CROSSINGS
    return np.asarray(fair, np.bool_)
