"""Overlaps are found as comparing all pairs would find them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.geometry.overlap import MIN_SHARE, find_overlaps

_BOX = st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 15)] * 2)


def boxes(*given: tuple[int, int, int, int]) -> np.ndarray:
    return np.array([shapely.box(x, y, x + w, y + h) for x, y, w, h in given], object)


@given(st.lists(_BOX, max_size=12))
def test_same_pairs_as_comparing_everything(
    given: list[tuple[int, int, int, int]],
) -> None:
    polygons = boxes(*given)
    expected = {
        (i, j)
        for i, j in itertools.combinations(range(len(polygons)), 2)
        if polygons[i].intersection(polygons[j]).area
        > MIN_SHARE * min(polygons[i].area, polygons[j].area)
    }
    found = find_overlaps(polygons)
    assert (
        set(zip(found.first.tolist(), found.second.tolist(), strict=True)) == expected
    )


@pytest.mark.parametrize(
    ("other", "area"),
    [
        pytest.param((10, 0, 10, 10), None, id="neighbours_touch"),
        pytest.param((0, 0, 10, 10), 100.0, id="the_same_twice"),
        pytest.param((2, 2, 3, 3), 9.0, id="one_inside_the_other"),
        pytest.param((9, 9, 10, 10), 1.0, id="corners_cross"),
    ],
)
def test_how_two_squares_lie(
    other: tuple[int, int, int, int], area: float | None
) -> None:
    found = find_overlaps(boxes((0, 0, 10, 10), other))
    assert found.area_m2.tolist() == ([] if area is None else [area])


def test_sliver_of_drawing_is_no_overlap() -> None:
    polygons = np.array(
        [shapely.box(0, 0, 10, 10), shapely.box(9.995, 0, 20, 10)], object
    )
    assert len(find_overlaps(polygons).first) == 0
