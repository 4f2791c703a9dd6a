"""The home exemption from the register's marks (s.41, C6, C12)."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from tests.assess.reading import code_of, line_of, lines, price_buildings
from tests.builders import (
    make_building,
    make_condo_price,
    make_condominium,
    make_home,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_unit,
    make_use,
)

Database = Connection[Any]


def add_house(
    connection: Database,
    *,
    land_owner: int,
    house_owner: int,
    land_home: int | None = None,
    house_home: int | None = None,
    houses: int = 1,
) -> tuple[int, list[int]]:
    """Make a priced parcel with houses; homes are marked from a year on."""
    parcel = make_parcel(connection)
    make_land_price(connection, parcel_code=code_of(connection, "parcel", parcel))
    make_right(connection, land_owner, ("parcel", parcel), home_from_year_be=land_home)
    make_use(connection, ("parcel", parcel))
    price_buildings(connection)
    built = [make_building(connection, parcel) for _ in range(houses)]
    for number, building in enumerate(built):
        home = house_home if number == 0 else None
        make_right(
            connection, house_owner, ("building", building), home_from_year_be=home
        )
        make_use(connection, ("building", building))
    return parcel, built


def groups(connection: Database, parcel: int, houses: list[int]) -> list[str]:
    rows = lines(connection)
    found = [line_of(rows, "land", parcel)["rate_group"]]
    return found + [line_of(rows, "building", h)["rate_group"] for h in houses]


def test_home_takes_land_and_house_out_of_tax(connection: Database) -> None:
    land, house, _ = make_home(connection)
    rows = lines(connection)
    for kind, row_id in (("land", land), ("building", house)):
        line = line_of(rows, kind, row_id)
        assert (line["rate_group"], line["tax_satang"]) == ("home", 0)


def test_home_exemption_is_used_up_over_land_then_house(connection: Database) -> None:
    """C6: 60 M of land leave 10 M taxed at 0.03 % and all of the house."""
    land, house, _ = make_home(connection, price=600_000)
    rows = lines(connection)
    assert line_of(rows, "land", land)["taxable_satang"] == 10_000_000_00
    house_line = line_of(rows, "building", house)
    assert house_line["taxable_satang"] == house_line["base_satang"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param({}, ["residential"] * 2, id="no_mark"),
        pytest.param({"land_home": 2563}, ["home"] * 2, id="land_marked"),
        pytest.param({"house_home": 2563}, ["home"] * 2, id="house_marked"),
        pytest.param({"land_home": 2570}, ["residential"] * 2, id="from_next_year"),
        pytest.param({"house_home": 2569}, ["home"] * 2, id="from_this_year"),
    ],
)
def test_home_may_be_marked_on_land_or_house(
    connection: Database, marks: dict[str, int], expected: list[str]
) -> None:
    owner = make_party(connection)
    parcel, houses = add_house(connection, land_owner=owner, house_owner=owner, **marks)
    assert groups(connection, parcel, houses) == expected


def test_home_ends_with_its_last_year(connection: Database) -> None:
    owner = make_party(connection)
    parcel, houses = add_house(
        connection, land_owner=owner, house_owner=owner, land_home=2563
    )
    connection.execute("UPDATE register.property_right SET home_to_year_be = 2568")
    assert groups(connection, parcel, houses) == ["residential"] * 2


def test_home_is_the_marked_one_of_two_houses(connection: Database) -> None:
    """The second house on the plot, let by the month, is no home."""
    owner = make_party(connection)
    parcel, houses = add_house(
        connection,
        land_owner=owner,
        house_owner=owner,
        land_home=2563,
        house_home=2563,
        houses=2,
    )
    assert groups(connection, parcel, houses) == ["home", "home", "residential"]


def test_home_on_anothers_land_is_exempt_to_10_million(connection: Database) -> None:
    """s.41 p2; the land itself is a residence in any other case."""
    owner, parent = make_party(connection), make_party(connection)
    parcel, houses = add_house(
        connection, land_owner=parent, house_owner=owner, house_home=2563
    )
    assert groups(connection, parcel, houses) == ["residential", "home_building_only"]


def test_home_on_possessed_state_land_is_building_only(connection: Database) -> None:
    """The possessor owns the house but not the land (s.41 p2)."""
    state, user = make_party(connection, kind="government"), make_party(connection)
    parcel, houses = add_house(
        connection, land_owner=state, house_owner=user, house_home=2563
    )
    make_right(
        connection, user, ("parcel", parcel), kind="possessor", home_from_year_be=2563
    )
    assert groups(connection, parcel, houses) == ["residential", "home_building_only"]


def test_home_of_a_company_does_not_exist(connection: Database) -> None:
    company = make_party(connection, kind="company")
    parcel, houses = add_house(
        connection, land_owner=company, house_owner=company, land_home=2563
    )
    assert groups(connection, parcel, houses) == ["residential"] * 2


def test_home_needs_one_co_owner_who_lives_there(connection: Database) -> None:
    """C12: a natural person among the owners is enough."""
    person, company = make_party(connection), make_party(connection, kind="company")
    parcel, houses = add_house(
        connection, land_owner=person, house_owner=person, land_home=2563
    )
    for on in (("parcel", parcel), ("building", houses[0])):
        make_right(connection, company, on, share=(1, 2))
    assert groups(connection, parcel, houses) == ["home"] * 2


def test_home_is_only_one_a_person(connection: Database) -> None:
    """C6: the one entered last counts; the other line says why it is none."""
    owner = make_party(connection)
    left, old_houses = add_house(
        connection, land_owner=owner, house_owner=owner, land_home=2563
    )
    lived_in, _ = add_house(
        connection, land_owner=owner, house_owner=owner, land_home=2567
    )
    rows = lines(connection)
    assert line_of(rows, "land", lived_in)["rate_group"] == "home"
    old = line_of(rows, "land", left)
    assert old["rate_group"] == "residential"
    assert old["facts"]["second_home"] is True
    assert line_of(rows, "building", old_houses[0])["rate_group"] == "residential"


def test_home_stays_for_a_co_owner_whose_partner_moved(connection: Database) -> None:
    """He has a home elsewhere, she has not: hers stays one."""
    she, he = make_party(connection), make_party(connection)
    parcel, houses = add_house(
        connection, land_owner=she, house_owner=she, land_home=2563
    )
    for on in (("parcel", parcel), ("building", houses[0])):
        make_right(connection, he, on, share=(1, 2), home_from_year_be=2563)
    make_home(connection, owner_id=he)
    connection.execute(
        "UPDATE register.property_right SET home_from_year_be = 2568"
        " WHERE party_id = %s AND share_den = 1",
        (he,),
    )
    assert groups(connection, parcel, houses) == ["home"] * 2


def test_home_exemption_is_shared_by_houses_on_one_foreign_parcel(
    connection: Database,
) -> None:
    """C6: 10 M for the home, not for each building of it."""
    owner, parent = make_party(connection), make_party(connection)
    _, houses = add_house(
        connection, land_owner=parent, house_owner=owner, house_home=2563, houses=2
    )
    connection.execute(
        "UPDATE register.property_right SET home_from_year_be = 2563"
        " WHERE party_id = %s",
        (owner,),
    )
    connection.execute("UPDATE register.building SET floor_area_m2 = 1000")
    rows = lines(connection)
    exempt = [line_of(rows, "building", h)["exempt_satang"] for h in houses]
    assert sum(exempt) == 10_000_000_00


def test_unit_lived_in_by_its_owner_is_a_home(connection: Database) -> None:
    """C6: a unit has the 50 M of land and building."""
    owner = make_party(connection)
    condominium = make_condominium(connection)
    make_condo_price(connection, code_of(connection, "condominium", condominium))
    lived_in, let = (make_unit(connection, condominium) for _ in range(2))
    make_right(connection, owner, ("unit", lived_in), home_from_year_be=2563)
    make_right(connection, owner, ("unit", let))
    for unit in (lived_in, let):
        make_use(connection, ("unit", unit))
    rows = lines(connection)
    assert line_of(rows, "unit", lived_in)["tax_satang"] == 0
    assert line_of(rows, "unit", let)["tax_satang"] == 40_000
