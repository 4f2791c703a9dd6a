"""Overlaps and bare ground against an independent computation with shapely."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from kkmgis.coverage.statistics import refresh_statistics
from tests.builders import ORIGIN, make_authority, make_block, make_public_area
from tests.coverage.town import gaps, search
from tests.rows import insert, srid

FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

SIDE = 120
HALF_WIDTH = 2.0
LEAST = 40.0


@st.composite
def quadrilaterals(draw: st.DrawFn) -> shapely.Polygon:
    """Draw a four-sided parcel with corners in millimetres, inside the block."""
    x, y = draw(st.integers(0, 90_000)), draw(st.integers(0, 90_000))
    width, height = draw(st.integers(4_000, 30_000)), draw(st.integers(4_000, 30_000))
    lean = [draw(st.integers(-1_500, 1_500)) for _ in range(4)]
    corners = [
        (x, y),
        (x + width, y + lean[0]),
        (x + width + lean[1], y + height + lean[2]),
        (x + lean[3], y + height),
    ]
    return shapely.Polygon([(a / 1000, b / 1000) for a, b in corners])


def placed(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy + ORIGIN)


def put_parcels(connection: Connection[Any], shapes: list[shapely.Polygon]) -> None:
    for number, shape in enumerate(shapes, 1):
        wkt = shapely.to_wkt(placed(shape), rounding_precision=3)
        geom = f"SRID={srid(connection)};{wkt.replace('POLYGON ', 'MULTIPOLYGON (')})"
        insert(connection, "parcel", {"code": f"01A{number:03d}", "geom": geom})


def overlapping(shapes: list[shapely.Polygon]) -> dict[str, float]:
    """List pairs that share more than 0.1 % of the smaller, with that share."""
    found = {}
    for (i, a), (j, b) in combinations(enumerate(shapes, 1), 2):
        share = a.intersection(b).area / min(a.area, b.area)
        if share > 0.001:
            found[f"01A{i:03d}|01A{j:03d}"] = share
    return found


@given(shapes=st.lists(quadrilaterals(), min_size=2, max_size=12))
@FEW
def test_overlaps_are_those_that_shapely_sees(
    connection: Connection[Any], shapes: list[shapely.Polygon]
) -> None:
    with connection.transaction(force_rollback=True):
        put_parcels(connection, shapes)
        search(connection, "parcel_overlap")
        seen = {gap["key"]: gap for gap in gaps(connection)}
    expected = overlapping(shapes)
    assert set(seen) == set(expected)
    for key, share in expected.items():
        assert float(seen[key]["evidence"]["share_pct"]) == pytest.approx(
            100 * share, abs=0.02
        )
        assert seen[key]["severity"] == ("error" if share > 0.05 else "warning")


@given(shapes=st.lists(quadrilaterals(), max_size=10))
@FEW
def test_bare_ground_is_what_shapely_leaves(
    connection: Connection[Any], shapes: list[shapely.Polygon]
) -> None:
    """The block less its parcels, opened by 2 m, in pieces of 40 m² and more."""
    with connection.transaction(force_rollback=True):
        make_block(connection, width=SIDE, height=SIDE)
        put_parcels(connection, shapes)
        search(connection, "uncovered_area")
        seen = gaps(connection)
        ground = [
            shapely.from_wkb(bytes(row[0]))
            for row in connection.execute("SELECT ST_AsBinary(geom) FROM coverage.gap")
        ]
    bare = shapely.box(0, 0, SIDE, SIDE).difference(shapely.union_all(shapes))
    shrunk = bare.buffer(-HALF_WIDTH, join_style="mitre")
    opened = shrunk.buffer(HALF_WIDTH, join_style="mitre").intersection(bare)
    parts: list[shapely.Polygon] = list(shapely.get_parts(placed(opened)))
    pieces = [piece for piece in parts if piece.area >= LEAST]
    # A piece within a hair of the limit may fall on either side of it.
    close = [piece for piece in pieces if piece.area < LEAST + 0.1]
    assert len(pieces) - len(close) <= len(seen) <= len(pieces)
    missed = shapely.union_all(pieces).symmetric_difference(shapely.union_all(ground))
    assert missed.area <= sum(piece.area for piece in close) + 0.5


def test_touching_parcels_do_not_overlap(connection: Connection[Any]) -> None:
    boxes = [shapely.box(x, 0, x + 20, 20) for x in (0, 20, 40)]
    put_parcels(connection, boxes)
    search(connection, "parcel_overlap")
    assert gaps(connection) == []


@pytest.mark.parametrize(
    ("pushed_m", "severity"),
    [(0.019, None), (0.021, "warning"), (0.99, "warning"), (1.01, "error")],
)
def test_overlap_begins_above_a_thousandth(
    connection: Connection[Any], pushed_m: float, severity: str | None
) -> None:
    """Of a parcel 20 m wide: 20 mm is 0.1 %, 1 m is 5 %."""
    first, second = shapely.box(0, 0, 20, 20), shapely.box(20 - pushed_m, 0, 60, 20)
    put_parcels(connection, [first, second])
    search(connection, "parcel_overlap")
    assert [gap["severity"] for gap in gaps(connection)] == (
        [severity] if severity else []
    )


def test_twin_parcels_overlap_wholly(connection: Connection[Any]) -> None:
    put_parcels(connection, [shapely.box(0, 0, 20, 20)] * 2)
    search(connection, "parcel_overlap")
    [gap] = gaps(connection)
    assert float(gap["evidence"]["share_pct"]) == 100
    assert gap["evidence"]["parcels"] == ["01A001", "01A002"]


@pytest.mark.parametrize(("width", "count"), [(3.9, 0), (4.1, 1)])
def test_strip_narrower_than_four_metres_is_no_gap(
    connection: Connection[Any], width: float, count: int
) -> None:
    make_block(connection, width=100, height=40)
    put_parcels(connection, [shapely.box(0, 0, 100, 40 - width)])
    search(connection, "uncovered_area")
    assert len(gaps(connection)) == count


@pytest.mark.parametrize("kind", ["road", "water", "open"])
def test_public_ground_is_no_gap(connection: Connection[Any], kind: str) -> None:
    make_block(connection, width=100, height=40)
    put_parcels(connection, [shapely.box(0, 0, 100, 30)])
    make_public_area(connection, kind=kind, x=0, y=30, width=100, height=10)
    search(connection, "uncovered_area")
    assert gaps(connection) == []


def test_hole_across_two_blocks_is_one_gap_in_each(connection: Connection[Any]) -> None:
    make_block(connection, code="01A", width=50, height=50)
    make_block(connection, code="01B", x=50, width=50, height=50)
    put_parcels(connection, [shapely.box(0, 0, 100, 30)])
    search(connection, "uncovered_area")
    assert [(g["subject_code"], round(g["m2"])) for g in gaps(connection)] == [
        ("01A", 1000),
        ("01B", 1000),
    ]


def test_without_blocks_the_whole_municipality_is_searched(
    connection: Connection[Any],
) -> None:
    """Streets of 20 m are bare there and not reported; a field of 300 m is, whole.

    The field crosses the squares in which the search goes on.
    """
    make_authority(connection, x=0, y=0, width=1200, height=1200)
    rows = [
        shapely.box(x, y, x + 80, y + 80)
        for x in range(0, 1200, 100)
        for y in range(0, 1200, 100)
        if not (400 <= x < 700 and 400 <= y < 700)
    ]
    put_parcels(connection, rows)
    search(connection, "uncovered_area")
    [gap] = gaps(connection)
    assert gap["subject_kind"] == "authority"
    assert gap["m2"] == pytest.approx(320 * 320, rel=0.01)


def test_retired_parcels_neither_cover_nor_overlap(connection: Connection[Any]) -> None:
    make_block(connection, width=20, height=20)
    put_parcels(connection, [shapely.box(0, 0, 20, 20)] * 2)
    connection.execute("UPDATE register.parcel SET status = 'retired'")
    search(connection, "uncovered_area", "parcel_overlap")
    assert [gap["kind"] for gap in gaps(connection)] == ["uncovered_area"]


def comb(teeth: int, *, low: float, high: float) -> shapely.Polygon:
    """Draw a parcel like a street net: a spine with teeth of 2 m, 4 m apart.

    Corners are a little off, each in its own way, so that the shape does not
    compress well.
    """
    ring = [(0.0, low), (4.0 * teeth, low)]
    for n in range(teeth, 0, -1):
        right = 4.0 * n - 1 + n * 7919 % 997 / 1000
        ring += [
            (right, low + 2),
            (right, high),
            (right - 2, high),
            (right - 2, low + 2),
        ]
    ring += [(0.0, low + 2)]
    return shapely.Polygon(ring)


def test_parcel_of_very_many_corners_is_compared_whole(
    connection: Connection[Any],
) -> None:
    """Its pieces count together: small neighbours, and another one like it."""
    streets = comb(400, low=0, high=30)
    others = comb(400, low=29, high=60)
    small = [shapely.box(x, 10, x + 9.5, 20) for x in range(0, 480, 60)]
    shapes = [streets, others, *small]
    put_parcels(connection, shapes)
    sizes = connection.execute(
        "SELECT count(*) FILTER (WHERE pg_column_size(geom) > 4000) FROM register.parcel"
    ).fetchone()
    assert sizes == (2,)
    search(connection, "parcel_overlap")
    expected = overlapping(shapes)
    seen = {g["key"]: float(g["evidence"]["share_pct"]) for g in gaps(connection)}
    assert set(seen) == set(expected)
    assert len(seen) == 1 + len(small)
    for key, share in expected.items():
        assert seen[key] == pytest.approx(100 * share, abs=0.01)


def test_statistics_are_made_anew_only_where_a_table_has_grown(
    connection: Connection[Any],
) -> None:
    refresh_statistics(connection)
    put_parcels(connection, [shapely.box(x, 0, x + 1, 1) for x in range(1000)])
    assert refresh_statistics(connection) == ["register.parcel"]
    assert refresh_statistics(connection) == []
