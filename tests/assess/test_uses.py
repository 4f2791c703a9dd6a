"""Uses of the year, mixed use, and land that follows its buildings (s.38, C2, C3)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from kkmgis.assess.following import Row, Standing, shares_of_land
from tests.assess.reading import Row as Line
from tests.assess.reading import (
    assess,
    code_of,
    line_of,
    lines,
    price_buildings,
    stored,
)
from tests.builders import (
    make_building,
    make_condominium,
    make_footprint,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_use,
)

Database = Connection[Any]

HOME: Row = (1, 0, 0, 0, False)
SHOP: Row = (2, 0, 0, 0, False)


def bare_parcel(connection: Database, owner: int, **place: Any) -> int:
    """Make a parcel of 400 m² worth 100,000 baht without recorded uses."""
    parcel = make_parcel(connection, **place)
    make_land_price(connection, 1000, parcel_code=code_of(connection, "parcel", parcel))
    make_right(connection, owner, ("parcel", parcel))
    return parcel


def add_building(
    connection: Database,
    parcel: int,
    *uses: tuple[str, int],
    **columns: Any,
) -> int:
    building = make_building(connection, parcel, **columns)
    for position, (use, amount) in enumerate(uses, 1):
        make_use(
            connection, ("building", building), use, amount=amount, position=position
        )
    price_buildings(connection)
    return building


def bases(rows: list[Line], kind: str, object_id: int) -> list[tuple[str, int]]:
    return [
        (row["use"], row["base_satang"])
        for row in rows
        if row["kind"] == kind and row["object_id"] == object_id
    ]


def test_uses_of_the_year_only(connection: Database) -> None:
    owner = make_party(connection)
    parcel = bare_parcel(connection, owner)
    on = ("parcel", parcel)
    make_use(connection, on, "vacant", from_year_be=2563, to_year_be=2568)
    make_use(connection, on, "other", from_year_be=2569, to_year_be=2569)
    make_use(connection, on, "agriculture", from_year_be=2570)
    assert line_of(lines(connection), "land", parcel)["use"] == "other"


def test_mixed_use_allots_the_value_by_exact_shares(connection: Database) -> None:
    """C2: thirds of 100,000 baht by cumulative rounding, in listed order."""
    parcel = bare_parcel(connection, make_party(connection))
    for position, use in ((3, "residential"), (1, "agriculture"), (2, "other")):
        make_use(connection, ("parcel", parcel), use, amount=5, position=position)
    assert bases(lines(connection), "land", parcel) == [
        ("agriculture", 3_333_333),
        ("other", 3_333_334),
        ("residential", 3_333_333),
    ]


def test_bare_land_takes_the_shares_of_its_building(connection: Database) -> None:
    """C3, as in the official manual: land and building by floor area."""
    parcel = bare_parcel(connection, make_party(connection))
    building = add_building(connection, parcel, ("residential", 60), ("other", 40))
    rows = lines(connection)
    assert bases(rows, "land", parcel) == [
        ("residential", 6_000_000),
        ("other", 4_000_000),
    ]
    [first, _] = [row for row in rows if row["kind"] == "land"]
    assert first["facts"]["follows"] == [code_of(connection, "building", building)]


def test_recorded_use_of_land_goes_before_its_buildings(connection: Database) -> None:
    parcel = bare_parcel(connection, make_party(connection))
    make_use(connection, ("parcel", parcel), "agriculture")
    add_building(connection, parcel, ("residential", 1))
    assert bases(lines(connection), "land", parcel) == [("agriculture", 10_000_000)]


def test_bare_land_is_divided_by_ground_of_several_buildings(
    connection: Database,
) -> None:
    """C3: 100 m² under a shop, 60 m² under the house; 240 m² left follow the larger."""
    parcel = bare_parcel(connection, make_party(connection), x=0)
    house = add_building(connection, parcel, ("residential", 1), floor_area_m2=120)
    shop = add_building(connection, parcel, ("other", 1), floor_area_m2=100)
    make_footprint(connection, house, x=0, width=6, height=10)
    make_footprint(connection, shop, x=10, width=10, height=10)
    assert bases(lines(connection), "land", parcel) == [
        ("residential", 7_500_000),
        ("other", 2_500_000),
    ]


def test_ground_of_an_undrawn_building_is_floor_area_by_storeys(
    connection: Database,
) -> None:
    parcel = bare_parcel(connection, make_party(connection), x=0)
    add_building(connection, parcel, ("residential", 1), floor_area_m2=300, storeys=3)
    add_building(connection, parcel, ("other", 1), floor_area_m2=100, storeys=1)
    assert bases(lines(connection), "land", parcel) == [
        ("residential", 7_500_000),
        ("other", 2_500_000),
    ]


def test_bare_land_follows_a_building_that_straddles_from_next_door(
    connection: Database,
) -> None:
    """A house across two parcels of one owner makes both residential."""
    owner = make_party(connection)
    first, second = (bare_parcel(connection, owner, x=x) for x in (0, 20))
    house = add_building(connection, first, ("residential", 1))
    for parcel, share in ((first, "0.7"), (second, "0.3")):
        connection.execute(
            "INSERT INTO register.building_parcel VALUES (%s, %s, %s)",
            (house, parcel, share),
        )
    assert line_of(lines(connection), "land", second)["use"] == "residential"


def test_a_neighbours_building_over_the_line_gives_no_use(connection: Database) -> None:
    """A sliver of somebody else's house must not hide that the use is unknown."""
    first = bare_parcel(connection, make_party(connection), x=0)
    second = bare_parcel(connection, make_party(connection), x=20)
    house = add_building(connection, first, ("residential", 1))
    connection.execute(
        "INSERT INTO register.building_parcel VALUES (%s, %s, 0.02)", (house, second)
    )
    rows = lines(connection)
    assert bases(rows, "land", second) == []


def test_straddling_building_counts_only_for_known_holders(
    connection: Database,
) -> None:
    """That both owners are unknown does not make them the same."""
    first, second = (make_parcel(connection, x=x) for x in (0, 20))
    house = add_building(connection, first, ("residential", 1))
    connection.execute(
        "INSERT INTO register.building_parcel VALUES (%s, %s, 0.3)", (house, second)
    )
    [aside] = [
        row
        for row in stored(connection, "set_aside", assess(connection))
        if (row["kind"], row["object_id"]) == ("land", second)
    ]
    assert "no_use" in aside["details"]["also"]


def test_land_under_a_condominium_is_common_property(connection: Database) -> None:
    """s.8(9)."""
    parcel = bare_parcel(connection, make_party(connection, kind="association"))
    make_condominium(connection, parcel)
    line = line_of(lines(connection), "land", parcel)
    assert (line["use"], line["tax_satang"]) == ("exempt", 0)


def test_vacant_and_exempt_lines_keep_their_grounds(connection: Database) -> None:
    """2569 is the seventh year since 2563: 0.3 + 0.6 % of 60,000 baht."""
    parcel = bare_parcel(connection, make_party(connection))
    on = ("parcel", parcel)
    make_use(connection, on, "vacant", amount=60, vacant_since_be=2560)
    make_use(connection, on, "exempt", amount=40, position=2, exempt_under="8(5)")
    vacant, exempt = lines(connection)
    assert vacant["tax_satang"] == 54_000
    assert (exempt["tax_satang"], exempt["exempt_satang"]) == (0, 4_000_000)


def test_listed_reduction_reaches_the_kernel(connection: Database) -> None:
    parcel = bare_parcel(connection, make_party(connection))
    make_use(connection, ("parcel", parcel), "other", reduction_pct=90)
    assert line_of(lines(connection), "land", parcel)["tax_satang"] == 3_000


buildings = st.lists(
    st.builds(
        Standing,
        building=st.integers(0, 9),
        footprint=st.integers(0, 3 * 10**12),
        floor_area=st.integers(0, 10**7),
        uses=st.lists(
            st.tuples(st.sampled_from([HOME, SHOP]), st.integers(1, 10**7)),
            min_size=1,
            max_size=3,
        ),
    ),
    min_size=1,
    max_size=4,
)


@given(buildings, st.none() | st.integers(1, 2 * 10**13))
def test_shares_of_land_add_up_to_one(
    standing: list[Standing], land: int | None
) -> None:
    shares = shares_of_land(standing, land)
    assert sum(share for _, share in shares) == 1
    assert all(share > 0 for _, share in shares)
    assert len({row for row, _ in shares}) == len(shares)


@given(buildings.filter(lambda found: len(found) == 1), st.integers(1, 2 * 10**13))
def test_shares_of_land_under_one_building_are_its_own(
    standing: list[Standing], land: int
) -> None:
    """C3: whatever ground the building covers."""
    [building] = standing
    whole = sum(amount for _, amount in building.uses)
    expected: dict[Row, Fraction] = {}
    for row, amount in building.uses:
        expected[row] = expected.get(row, Fraction(0)) + Fraction(amount, whole)
    assert dict(shares_of_land(standing, land)) == expected


@pytest.mark.parametrize(
    ("land", "expected"),
    [
        pytest.param(400, (Fraction(3, 4), Fraction(1, 4)), id="left_over"),
        pytest.param(150, (Fraction(1, 3), Fraction(2, 3)), id="overbuilt"),
        pytest.param(None, (Fraction(1, 3), Fraction(2, 3)), id="area_unknown"),
    ],
)
def test_shares_of_land_left_over_follow_the_largest(
    land: int | None, expected: tuple[Fraction, Fraction]
) -> None:
    house = Standing(0, 50, 900, [(HOME, 1)])
    shop = Standing(1, 100, 500, [(SHOP, 1)])
    found = dict(shares_of_land([house, shop], land))
    assert (found[HOME], found[SHOP]) == expected
