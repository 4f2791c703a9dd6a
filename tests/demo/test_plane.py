"""Cutting convex rings."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.demo import plane
from kkmgis.demo.plane import Line, Ring

SQUARE: Ring = [(0.0, 0.0, 7), (10.0, 0.0, 8), (10.0, 10.0, 9), (0.0, 10.0, 6)]


@given(
    x=st.floats(-2, 12),
    y=st.floats(-2, 12),
    angle=st.floats(0, math.tau),
    width=st.floats(0.1, 4),
)
def test_strip_and_both_sides_make_the_whole(
    x: float, y: float, angle: float, width: float
) -> None:
    line = Line(x, y, math.cos(angle), math.sin(angle))
    parts = [part for part in plane.cut_strip(SQUARE, line, width, 3) if part]
    assert sum(map(plane.area, parts)) == pytest.approx(100.0, abs=1e-6)


def test_cut_labels_the_new_sides_and_keeps_the_old() -> None:
    ahead, behind = plane.cut(SQUARE, Line(4.0, 0.0, 1.0, 0.0), 3)
    assert {label for *_, label in ahead} == {7, 8, 9, 3}
    assert {label for *_, label in behind} == {7, 9, 6, 3}


def test_frame_finds_the_long_side() -> None:
    ring = [(0.0, 0.0, 0), (30.0, 0.0, 0), (30.0, 5.0, 0), (0.0, 5.0, 0)]
    box = plane.frame(ring)
    assert (box.long, box.short) == pytest.approx((30.0, 5.0))


def test_front_is_the_longest_side_on_a_road() -> None:
    ring = [(0.0, 0.0, 4), (8.0, 0.0, plane.INSIDE), (8.0, 20.0, 5), (0.0, 20.0, -2)]
    index, length = plane.front(ring)
    assert index == 0
    assert length == pytest.approx(8.0)
