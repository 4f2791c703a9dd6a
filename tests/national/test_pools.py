"""Pools from geometry at hand are the pools that PostGIS finds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from kkmgis.assess.pools import _NEIGHBOURS
from kkmgis.national.pools import neighbours, rows_that_may_pool
from tests.national.partitions import SRID, X, Y

GAP_M = Decimal("0.10")

# Offsets at which the rule changes its mind, and their neighbours, in mm.
TELLING_MM = (0, 1, 2, 3, 49, 50, 51, 99, 100, 101, 102, 150, 500, 501, 9500, 9950)


def shapes(draw: st.DrawFn) -> list[shapely.Polygon]:
    """Draw parcels near each other: sides in common, gaps, corners, slivers."""
    step = st.sampled_from(TELLING_MM)
    found = []
    for n in range(draw(st.integers(2, 6))):
        x = (n % 3) * 10_000 + draw(step) * draw(st.sampled_from((-1, 1)))
        y = (n // 3) * 10_000 + draw(step) * draw(st.sampled_from((-1, 1)))
        box = [(x, y), (x + 10_000, y), (x + 10_000, y + 10_000), (x, y + 10_000)]
        bent = draw(st.integers(0, 3))
        dx, dy = draw(st.integers(-3000, 3000)), draw(st.integers(-3000, 3000))
        box[bent] = (box[bent][0] + dx, box[bent][1] + dy)
        polygon = shapely.Polygon([(X + a / 1000, Y + b / 1000) for a, b in box])
        if polygon.is_valid:
            found.append(polygon)
    return found


PARCELS = st.composite(shapes)()


def asked_of_postgis(
    connection: Connection[Any], parcels: list[shapely.Polygon], owners: list[int]
) -> set[tuple[int, int]]:
    with connection.transaction(force_rollback=True):
        connection.execute(
            "CREATE TEMP TABLE assess_placed"
            " (id bigint, pool_set bigint, geom geometry) ON COMMIT DROP"
        )
        for n, (parcel, owner) in enumerate(zip(parcels, owners, strict=True)):
            connection.execute(
                "INSERT INTO assess_placed VALUES"
                " (%s, %s, ST_SetSRID(ST_GeomFromWKB(%s), %s))",
                (n, owner, shapely.to_wkb(parcel), SRID),
            )
        values = {"gap": GAP_M + Decimal("0.0005"), "across": Decimal("0.5")}
        values |= {"near": Decimal("0.002"), "touching": Decimal("0.05")}
        rows = connection.execute(_NEIGHBOURS, {**values, "segments": 2}).fetchall()
        return {(a, b) for a, b in rows}


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(parcels=PARCELS, owners=st.lists(st.integers(0, 1), min_size=6, max_size=6))
def test_adjoining_parcels_are_those_of_postgis(
    connection: Connection[Any], parcels: list[shapely.Polygon], owners: list[int]
) -> None:
    owners = owners[: len(parcels)]
    a, b = neighbours(np.array(parcels, dtype=object), np.array(owners), GAP_M)
    found = set(zip(a.tolist(), b.tolist(), strict=True))
    assert found == asked_of_postgis(connection, parcels, owners)


@pytest.mark.parametrize("count", [0, 1])
def test_few_parcels_have_no_neighbours(count: int) -> None:
    parcels = np.array([shapely.box(X, Y, X + 1, Y + 1)] * count, dtype=object)
    a, b = neighbours(parcels, np.zeros(count, dtype=np.int64), GAP_M)
    assert len(a) == len(b) == 0


def test_only_land_of_holders_with_several_parcels_may_pool() -> None:
    land = np.array([True, True, True, False, True, True])
    pool_set = np.array([4, 5, 4, 5, -1, -1])
    assert rows_that_may_pool(land, pool_set).tolist() == [0, 2]
