"""Shapes that would take memory and hours are told apart from large real ones."""

from __future__ import annotations

import numpy as np
import shapely

from kkmgis.geometry.effort import MOST_POINTS, comparable, too_involved
from kkmgis.geometry.overlap import find_overlaps


def circle(points: int) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * 1e4)


def comb(teeth: int) -> shapely.Polygon:
    """Draw a comb whose teeth stand upright on a bar."""
    step = 1000 / teeth
    corners: list[tuple[float, float]] = [(0, 0)]
    for n in range(teeth):
        corners += [(n * step, 1000), ((n + 0.5) * step, 1000)]
        corners += [((n + 0.5) * step, 1), ((n + 1) * step, 1)]
    return shapely.Polygon([*corners, (1000, 0)])


def turned(shape: shapely.Polygon) -> shapely.Polygon:
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


def involved(*shapes: shapely.Geometry | None) -> list[bool]:
    found: list[bool] = too_involved(np.array(shapes, np.object_)).tolist()
    return found


def test_large_shapes_that_do_not_cross_are_fine() -> None:
    assert involved(circle(50_000), comb(5_000), None) == [False, False, False]


def test_too_many_points_are_too_much() -> None:
    assert involved(circle(MOST_POINTS + 10)) == [True]


def test_shape_that_crosses_itself_everywhere_is_too_much() -> None:
    places = np.random.default_rng(1).uniform(0, 100, (2_000, 2))
    assert involved(shapely.Polygon(places)) == [True]


def test_one_crossing_of_a_large_shape_is_no_reason_to_refuse_it() -> None:
    corners = shapely.get_coordinates(circle(5_000))
    corners[[10, 12]] = corners[[12, 10]]
    crossing = shapely.Polygon(corners)
    assert not crossing.is_valid
    assert involved(crossing) == [False]


def test_combs_that_cross_everywhere_are_not_laid_on_each_other() -> None:
    pair = np.array([comb(2_000)], np.object_), np.array([turned(comb(2_000))], object)
    assert comparable(*pair).tolist() == [False]
    assert len(find_overlaps(np.concatenate(pair)).first) == 0


def test_large_neighbours_are_still_compared() -> None:
    one = circle(20_000)
    other = shapely.transform(one, lambda xy: xy + np.array((1e4, 0)))
    assert len(find_overlaps(np.array([one, other], np.object_)).first) == 1
