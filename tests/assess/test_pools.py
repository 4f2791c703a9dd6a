"""Adjoining parcels of the same owners form one pool (s.42 para 2, C5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from kkmgis.assess.adjoining import connected
from tests.assess.reading import code_of, line_of, lines
from tests.builders import (
    make_building,
    make_building_price,
    make_land_price,
    make_parcel,
    make_party,
    make_public_area,
    make_right,
    make_use,
)

Database = Connection[Any]


def add_parcel(
    connection: Database, owner: int, price: int = 1_000_000, *, x: float, y: float
) -> int:
    """Make a parcel of other use; 400 m² at the default price are 100 M baht."""
    parcel = make_parcel(connection, x=x, y=y)
    make_land_price(
        connection, price, parcel_code=code_of(connection, "parcel", parcel)
    )
    make_right(connection, owner, ("parcel", parcel))
    make_use(connection, ("parcel", parcel), "other")
    return parcel


def pools(connection: Database, *parcels: int) -> list[int]:
    rows = lines(connection)
    return [line_of(rows, "land", parcel)["pool"] for parcel in parcels]


@pytest.mark.parametrize(
    ("x", "y", "together"),
    [
        pytest.param(20, 0, True, id="whole_side_shared"),
        pytest.param(20, 19.9, True, id="ten_centimetres_of_side_shared"),
        pytest.param(20, 20, False, id="corner_only"),
        pytest.param(20.05, 0, True, id="gap_of_5_cm"),
        pytest.param(20.10, 0, True, id="gap_of_10_cm"),
        pytest.param(20.101, 0, False, id="gap_of_101_mm"),
        pytest.param(20.20, 0, False, id="gap_of_20_cm"),
        pytest.param(20.05, 20.05, False, id="corners_5_cm_apart"),
        pytest.param(19, 0, True, id="overlap"),
        pytest.param(28, 0, False, id="across_a_road"),
    ],
)
def test_pool_joins_parcels_that_share_a_boundary(
    connection: Database, x: float, y: float, together: bool
) -> None:
    """C5: more than a point, across a gap of at most 0.10 m."""
    owner = make_party(connection)
    if x == 28:
        make_public_area(connection, x=20, width=8)
    first = add_parcel(connection, owner, x=0, y=0)
    second = add_parcel(connection, owner, x=x, y=y)
    a, b = pools(connection, first, second)
    assert (a == b) is together


def test_pool_joins_a_corner_that_stands_on_a_side(connection: Database) -> None:
    """A corner in the middle of a side is a point, however flat its angle."""
    owner = make_party(connection)
    first = add_parcel(connection, owner, x=0, y=0)
    second = add_parcel(connection, owner, x=100, y=0)
    connection.execute(
        "UPDATE register.parcel SET geom = ST_Multi(ST_GeomFromText(%s, ST_SRID(geom)))"
        " WHERE id = %s",
        (
            "POLYGON((265020 1817010, 265030 1817000, 265030 1817020, 265020 1817010))",
            second,
        ),
    )
    a, b = pools(connection, first, second)
    assert a != b


def test_pool_runs_through_a_row_of_three(connection: Database) -> None:
    """The outer parcels do not touch, the middle one joins them."""
    owner = make_party(connection)
    row = [add_parcel(connection, owner, x=20 * n, y=0) for n in range(3)]
    assert len(set(pools(connection, *row))) == 1


def test_pool_stops_at_another_owner(connection: Database) -> None:
    owner, other = make_party(connection), make_party(connection)
    first = add_parcel(connection, owner, x=0, y=0)
    between = add_parcel(connection, other, x=20, y=0)
    last = add_parcel(connection, owner, x=40, y=0)
    assert len(set(pools(connection, first, between, last))) == 3


def test_pool_needs_the_same_set_of_owners(connection: Database) -> None:
    """A parcel owned alone and one owned with a spouse are of different owners."""
    owner, spouse = make_party(connection), make_party(connection)
    alone = add_parcel(connection, owner, x=0, y=0)
    shared = add_parcel(connection, owner, x=20, y=0)
    make_right(connection, spouse, ("parcel", shared), share=(1, 2))
    a, b = pools(connection, alone, shared)
    assert a != b


def test_pool_is_joined_by_a_parcel_that_is_set_aside(connection: Database) -> None:
    """Land without a price still belongs to the owner and lies between."""
    owner = make_party(connection)
    first = add_parcel(connection, owner, x=0, y=0)
    unpriced = make_parcel(connection, x=20, y=0)
    make_right(connection, owner, ("parcel", unpriced))
    make_use(connection, ("parcel", unpriced), "other")
    last = add_parcel(connection, owner, x=40, y=0)
    a, b = pools(connection, first, last)
    assert a == b


def test_pool_runs_the_ladder_over_the_sum(connection: Database) -> None:
    """Two parcels of 40 M baht: 50 M at 0.3 %, 30 M at 0.4 %, halved."""
    owner = make_party(connection)
    first = add_parcel(connection, owner, 400_000, x=0, y=0)
    second = add_parcel(connection, owner, 400_000, x=20, y=0)
    apart = add_parcel(connection, owner, 400_000, x=300, y=0)
    rows = lines(connection)
    tax = [line_of(rows, "land", p)["tax_satang"] for p in (first, second, apart)]
    assert tax == [13_500_000, 13_500_000, 12_000_000]


def test_pool_takes_own_buildings_and_leaves_others_alone(connection: Database) -> None:
    owner, tenant = make_party(connection), make_party(connection)
    land = add_parcel(connection, owner, x=0, y=0)
    make_building_price(connection)
    own = make_building(connection, land)
    others = make_building(connection, land)
    make_right(connection, owner, ("building", own))
    make_right(connection, tenant, ("building", others))
    for building in (own, others):
        make_use(connection, ("building", building), "other")
    rows = lines(connection)
    pool = line_of(rows, "land", land)["pool"]
    assert line_of(rows, "building", own)["pool"] == pool
    assert line_of(rows, "building", others)["pool"] != pool


def test_pool_keeps_possessed_state_land_apart(connection: Database) -> None:
    """Owned land and state land in one hand are not of the same owner."""
    state, user = make_party(connection, kind="government"), make_party(connection)
    owned = add_parcel(connection, user, x=0, y=0)
    leased = add_parcel(connection, state, x=20, y=0)
    make_right(connection, user, ("parcel", leased), kind="possessor")
    a, b = pools(connection, owned, leased)
    assert a != b


@given(
    st.integers(1, 30).flatmap(
        lambda size: st.tuples(
            st.just(size),
            st.lists(st.tuples(*[st.integers(0, size - 1)] * 2), max_size=60),
        )
    )
)
def test_connected_agrees_with_a_walk(graph: tuple[int, list[tuple[int, int]]]) -> None:
    size, pairs = graph
    around: dict[int, set[int]] = {n: {n} for n in range(size)}
    for a, b in pairs:
        around[a].add(b)
        around[b].add(a)

    def lowest(start: int) -> int:
        seen, waiting = set(), [start]
        while waiting:
            seen.add(n := waiting.pop())
            waiting += around[n] - seen
        return min(seen)

    ends = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
    assert connected(size, ends[:, 0], ends[:, 1]).tolist() == [
        lowest(n) for n in range(size)
    ]


def test_pool_tolerance_is_the_laws(connection: Database) -> None:
    """The tolerance is a parameter of the law data, not of this code."""
    from kkmgis.tax.rulebook import rule_book

    assert Decimal(rule_book(2569).pool_gap_m) == Decimal("0.10")
