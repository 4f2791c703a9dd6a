"""Neighbours share their corners, before and after the plan is bent."""

from __future__ import annotations

import math

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.demo import plane
from kkmgis.demo.bend import Field
from kkmgis.demo.noding import share_corners
from kkmgis.demo.plane import Line, Ring

BLOCK: Ring = [
    (-400.0, -300.0, 0),
    (420.0, -310.0, 0),
    (400.0, 330.0, 0),
    (-390.0, 300.0, 0),
]


def _cut_up(ring: Ring, rng: np.random.Generator, least: float) -> list[Ring]:
    if plane.area(ring) < least:
        return [ring]
    box = plane.frame(ring)
    line = box.across(float(rng.uniform(0.3, 0.7)), float(rng.uniform(-0.2, 0.2)))
    parts = plane.cut(ring, line, plane.INSIDE)
    return [piece for part in parts if part for piece in _cut_up(part, rng, least)]


def test_a_corner_on_a_neighbours_side_becomes_its_corner() -> None:
    left: Ring = [(0.0, 0.0, 0), (5.0, 0.0, 0), (5.0, 10.0, 0), (0.0, 10.0, 0)]
    low: Ring = [(5.0, 0.0, 0), (9.0, 0.0, 0), (9.0, 4.0, 0), (5.0, 4.0, 0)]
    mesh = share_corners([left, low])
    shared = mesh.polygons()[0]
    assert (5.0, 4.0) in set(map(tuple, shapely.get_coordinates(shared).tolist()))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_any_cutting_stays_a_coverage_when_bent(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mesh = share_corners(_cut_up(BLOCK, rng, 9_000.0))
    mesh.points = Field((400.0, 300.0), rng)(mesh.points)
    shapes = mesh.polygons()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_long_sides_get_points_on_both_sides_alike() -> None:
    ahead, behind = plane.cut(BLOCK, Line(0.0, 0.0, 1.0, 0.0), plane.INSIDE)
    mesh = share_corners([ahead, behind])
    one, two = (
        set(map(tuple, shapely.get_coordinates(p).tolist())) for p in mesh.polygons()
    )
    on_cut = {point for point in one if math.isclose(point[0], 0.0, abs_tol=1e-6)}
    assert len(on_cut) > 10
    assert on_cut <= two
