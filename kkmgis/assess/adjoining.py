"""When parcels of the same holders adjoin, and what is joined through (C5).

The numbers of `kkmgis.assess.pools`, which asks PostGIS, and of
`kkmgis.national.pools`, which has the geometry at hand: both must find the same.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt

# Geometry lies on a grid of 1 mm; half of it keeps a gap of exactly the tolerance in.
HALF_GRID_M: Final = Decimal("0.0005")

# Round a corner where two parcels only meet in a point, the outline of one is near
# the other for a while, the longer the wider "near" is. So a boundary in common is
# looked for twice: touching, for short ones, and across the widest gap.
NEAR_M: Final = Decimal("0.002")
SHORTEST_TOUCHING_M: Final = Decimal("0.05")
SHORTEST_ACROSS_GAP_M: Final = Decimal("0.5")

# Segments of a quarter circle where an outline is widened.
QUARTER_SEGMENTS: Final = 2


def connected(
    size: int, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Label what is connected with its lowest row.

    Parameters
    ----------
    size : int
        Count of rows.
    a, b : ndarray of int64, shape (pairs,), rows that are joined

    Returns
    -------
    ndarray of int64, shape (size,)

    Examples
    --------
    >>> connected(5, np.array([3, 1]), np.array([1, 0])).tolist()
    [0, 0, 2, 0, 4]
    """
    label = np.arange(size, dtype=np.int64)
    while len(a):
        low = np.minimum(label[a], label[b])
        before = label.copy()
        np.minimum.at(label, label[a], low)
        np.minimum.at(label, label[b], low)
        # Follow the labels to their end before the next round, so that a long
        # row of parcels takes few rounds.
        while not np.array_equal(label[label], label):
            label = label[label]
        if np.array_equal(label, before):
            break
    return label
