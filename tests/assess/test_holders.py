"""Who is taxed: holders on 1 January, sets of co-owners, possessors (s.5, s.9, C12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.tax.records import read_record
from tests.assess.reading import assess, code_of, line_of, lines, reasons, stored
from tests.builders import (
    make_building,
    make_building_price,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_use,
)

Database = Connection[Any]


def priced_parcel(connection: Database, use: str = "other", price: int = 1000) -> int:
    parcel = make_parcel(connection)
    make_land_price(
        connection, price, parcel_code=code_of(connection, "parcel", parcel)
    )
    make_use(connection, ("parcel", parcel), use)
    return parcel


def taxed_parties(connection: Database) -> list[list[int]]:
    run = assess(connection)
    return [row["party_ids"] for row in stored(connection, "assessment", run)]


@pytest.mark.parametrize(
    ("sold_on", "pays"),
    [
        pytest.param(dt.date(2026, 1, 1), "buyer", id="sold_on_1_january"),
        pytest.param(dt.date(2026, 1, 2), "seller", id="sold_on_2_january"),
        pytest.param(dt.date(2025, 12, 31), "buyer", id="sold_the_day_before"),
    ],
)
def test_taxpayer_is_who_owns_on_1_january(
    connection: Database, sold_on: dt.date, pays: str
) -> None:
    """s.9: the owner of 1 January owes the whole year."""
    people = {"seller": make_party(connection), "buyer": make_party(connection)}
    parcel = priced_parcel(connection)
    make_right(connection, people["seller"], ("parcel", parcel), end_on=sold_on)
    make_right(connection, people["buyer"], ("parcel", parcel), start_on=sold_on)
    assert taxed_parties(connection) == [[people[pays]]]


def test_co_owners_get_one_assessment_whatever_the_order_of_entry(
    connection: Database,
) -> None:
    """C12: one assessment for each distinct set of owners."""
    first, second = make_party(connection), make_party(connection)
    for order in ((first, second), (second, first)):
        parcel = priced_parcel(connection)
        for party in order:
            make_right(connection, party, ("parcel", parcel), share=(1, 2))
    alone = priced_parcel(connection)
    make_right(connection, first, ("parcel", alone))
    run = assess(connection)
    found = stored(connection, "assessment", run)
    assert [(row["party_ids"], row["line_count"]) for row in found] == [
        ([first], 1),
        ([first, second], 2),
    ]


def test_farm_exemption_needs_all_co_owners_natural(connection: Database) -> None:
    """C12: a company among the owners takes the exemption of s.40 away."""
    farmer, company = make_party(connection), make_party(connection, kind="company")
    shared = priced_parcel(connection, "agriculture")
    for party in (farmer, company):
        make_right(connection, party, ("parcel", shared), share=(1, 2))
    own = priced_parcel(connection, "agriculture")
    make_right(connection, farmer, ("parcel", own))
    rows = lines(connection)
    assert line_of(rows, "land", own)["taxable_satang"] == 0
    assert line_of(rows, "land", shared)["taxable_satang"] == 100_000 * 100


def test_possessor_of_state_land_is_taxed_instead_of_the_state(
    connection: Database,
) -> None:
    """s.5, s.9; but the exemptions of s.40 belong to owners."""
    state, user = make_party(connection, kind="government"), make_party(connection)
    parcel = priced_parcel(connection, "agriculture")
    make_right(connection, state, ("parcel", parcel))
    make_right(connection, user, ("parcel", parcel), kind="possessor")
    run = assess(connection)
    assert stored(connection, "assessment", run)[0]["party_ids"] == [user]
    [line] = stored(connection, "line", run)
    assert line["exempt_satang"] == 0
    assert line["facts"]["possessed"] is True


def test_possessor_without_a_recorded_owner_is_taxed(connection: Database) -> None:
    user = make_party(connection)
    parcel = priced_parcel(connection)
    make_right(connection, user, ("parcel", parcel), kind="possessor")
    assert taxed_parties(connection) == [[user]]


def test_possessor_of_private_land_is_not_taxed(connection: Database) -> None:
    """s.5 makes possessors liable for state property only; a tenant is none."""
    owner, tenant = make_party(connection), make_party(connection)
    parcel = priced_parcel(connection)
    make_right(connection, owner, ("parcel", parcel))
    make_right(connection, tenant, ("parcel", parcel), kind="possessor")
    assert taxed_parties(connection) == [[owner]]


def test_owned_and_possessed_property_share_an_assessment(connection: Database) -> None:
    """One taxpayer, one assessment, but only the owned farm is exempt."""
    user = make_party(connection)
    owned, leased = (priced_parcel(connection, "agriculture") for _ in range(2))
    make_right(connection, user, ("parcel", owned))
    make_right(connection, user, ("parcel", leased), kind="possessor")
    run = assess(connection)
    assert len(stored(connection, "assessment", run)) == 1
    rows = stored(connection, "line", run)
    assert line_of(rows, "land", owned)["taxable_satang"] == 0
    assert line_of(rows, "land", leased)["taxable_satang"] > 0


def test_building_without_a_right_goes_with_its_land(connection: Database) -> None:
    """Civil and Commercial Code s.144."""
    owner = make_party(connection)
    parcel = priced_parcel(connection)
    make_right(connection, owner, ("parcel", parcel))
    make_building_price(connection)
    building = make_building(connection, parcel)
    make_use(connection, ("building", building), "other")
    line = line_of(lines(connection), "building", building)
    assert line["assessment_number"] == 1
    assert line["facts"]["with_land"] is True
    assert read_record(line["facts"]["record"]).own_land


def test_building_without_right_on_land_without_owner_is_set_aside(
    connection: Database,
) -> None:
    make_building_price(connection)
    parcel = priced_parcel(connection)
    building = make_building(connection, parcel)
    make_use(connection, ("building", building), "other")
    assert reasons(connection) == {
        ("land", parcel): "no_owner",
        ("building", building): "no_owner",
    }


def test_two_rights_of_one_party_are_one_holder(connection: Database) -> None:
    """Bought in two halves: still the same owner as of the parcel next door."""
    owner = make_party(connection)
    parcel = priced_parcel(connection)
    for _ in range(2):
        make_right(connection, owner, ("parcel", parcel), share=(1, 2))
    assert taxed_parties(connection) == [[owner]]


def test_building_does_not_go_with_a_retired_parcel(connection: Database) -> None:
    """The rights in a parcel that is no more say nothing."""
    make_building_price(connection)
    parcel = make_parcel(connection, status="retired")
    make_right(connection, make_party(connection), ("parcel", parcel))
    building = make_building(connection, parcel)
    make_use(connection, ("building", building), "other")
    assert reasons(connection) == {("building", building): "no_owner"}
