"""Adjoining parcels of the same holders, found by geometry at hand (C5).

The rule is that of `kkmgis.assess.pools`, which asks PostGIS; a test compares them.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import shapely

from kkmgis.assess.adjoining import (
    HALF_GRID_M,
    NEAR_M,
    QUARTER_SEGMENTS,
    SHORTEST_ACROSS_GAP_M,
    SHORTEST_TOUCHING_M,
)

Geometries = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# Pairs looked at together, so that widened outlines take little memory.
_PIECE = 8192


def rows_that_may_pool(land: Flags, pool_set: Numbers) -> Numbers:
    """List the parcels whose holders have several.

    Parameters
    ----------
    land : ndarray of bool, shape (objects,)
    pool_set : ndarray of int64, shape (objects,), -1 where nobody holds

    Returns
    -------
    ndarray of int64, ascending rows
    """
    held = np.flatnonzero(land & (pool_set >= 0))
    _, group, count = np.unique(pool_set[held], return_inverse=True, return_counts=True)
    return held[count[group] > 1]


def neighbours(
    shapes: Geometries, pool_set: Numbers, gap_m: Decimal
) -> tuple[Numbers, Numbers]:
    """Find the pairs of adjoining parcels of the same holders.

    Parameters
    ----------
    shapes : ndarray of Polygon or MultiPolygon, shape (parcels,)
        Valid, in metres, in the order of the register.
    pool_set : ndarray of int64, shape (parcels,)
    gap_m : Decimal, metres, >= 0
        Widest gap between parcels that still adjoin.

    Returns
    -------
    a, b : ndarray of int64, shape (pairs,), rows, ``a < b``

    Notes
    -----
    Legal source: s.42 para 2, C5: a boundary of more than a point is shared.
    """
    gap = float(gap_m + HALF_GRID_M)
    bounds = shapely.bounds(shapes) + np.array([-gap, -gap, gap, gap])
    a, b = shapely.STRtree(shapes).query(shapely.box(*bounds.T))
    same = (a < b) & (pool_set[a] == pool_set[b])
    a, b = a[same].astype(np.int64), b[same].astype(np.int64)
    pieces = range(0, len(a), _PIECE)
    adjoin = [
        _adjoin(shapes[a[n : n + _PIECE]], shapes[b[n : n + _PIECE]], gap)
        for n in pieces
    ]
    found = np.concatenate(adjoin) if adjoin else np.zeros(0, dtype=np.bool_)
    return a[found], b[found]


def _adjoin(a: Geometries, b: Geometries, gap: float) -> Flags:
    """Tell which parcels have a boundary in common with their partner."""
    adjoin: Flags = shapely.dwithin(a, b, gap)
    rows = np.flatnonzero(adjoin)
    outline_a, outline_b = shapely.boundary(a[rows]), shapely.boundary(b[rows])
    touching, across = float(SHORTEST_TOUCHING_M), float(SHORTEST_ACROSS_GAP_M)
    # Most neighbours share vertices. What their outlines have in common lies within
    # any widening of one, so this is enough; only the others are worth widening.
    shared = shapely.length(shapely.intersection(outline_a, outline_b)) > touching
    rest = np.flatnonzero(~shared)
    for outline, other, near, shortest in (
        (outline_a, b, float(NEAR_M), touching),
        (outline_a, b, gap, across),
        (outline_b, a, gap, across),
    ):
        wide = shapely.buffer(other[rows[rest]], near, quad_segs=QUARTER_SEGMENTS)
        common = shapely.length(shapely.intersection(outline[rest], wide)) > shortest
        shared[rest[common]] = True
        rest = rest[~common]
    adjoin[rows] = shared
    return adjoin
