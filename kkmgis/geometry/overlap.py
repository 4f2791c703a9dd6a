"""Which polygons of one map lie on each other."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from numpy.typing import NDArray

from kkmgis.geometry.effort import comparable
from kkmgis.geometry.reading import Geometries

MIN_SHARE = 0.001
"""An overlap of less than this share of the smaller polygon is a sliver of drawing."""
INSIDES_MEET = "T********"


@dataclasses.dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs of polygons with common ground.

    Attributes
    ----------
    first, second : ndarray of int64, shape (m,)
        Indices, the first one smaller.
    area_m2 : ndarray of float64, shape (m,), m², > 0
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    area_m2: NDArray[np.float64]


def find_overlaps(polygons: Geometries) -> Overlaps:
    """Find the pairs that overlap by more than a sliver.

    Parameters
    ----------
    polygons : ndarray of valid shapely polygons, shape (n,)
        Storage CRS.

    Returns
    -------
    Overlaps, m pairs

    Notes
    -----
    Neighbours are told apart in three steps, each dearer and for fewer pairs: by
    their boxes, by whether their insides meet, by the area they have in common. A
    pair that crosses a hundred thousand times is no drawing of land and left out.
    """
    if len(polygons) == 0:
        nothing = np.empty(0, np.int64)
        return Overlaps(nothing, nothing, np.empty(0, np.float64))
    pairs = shapely.STRtree(polygons).query(polygons)
    pairs = pairs[:, pairs[0] < pairs[1]]
    area = shapely.area(polygons)
    sliver = MIN_SHARE * np.minimum(area[pairs[0]], area[pairs[1]])
    near = _common_box_area(polygons, pairs) > sliver
    pairs, sliver = pairs[:, near], sliver[near]
    fair = comparable(polygons[pairs[0]], polygons[pairs[1]])
    pairs, sliver = pairs[:, fair], sliver[fair]
    one, other = polygons[pairs[0]], polygons[pairs[1]]
    meet = shapely.relate_pattern(one, other, INSIDES_MEET)
    pairs, sliver = pairs[:, meet], sliver[meet]
    common = shapely.area(shapely.intersection(one[meet], other[meet]))
    more = common > sliver
    return Overlaps(pairs[0, more], pairs[1, more], common[more])


def _common_box_area(
    polygons: Geometries, pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    boxes = shapely.bounds(polygons)
    one, other = boxes[pairs[0]], boxes[pairs[1]]
    low = np.maximum(one[:, :2], other[:, :2])
    high = np.minimum(one[:, 2:], other[:, 2:])
    area: NDArray[np.float64] = np.prod(np.maximum(high - low, 0.0), axis=1)
    return area
