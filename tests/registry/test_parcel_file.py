"""The parcel file: prices by rank, rights by day, signs and leases by state."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.registry.parcel_file import lease_state, read_parcel_file
from tests import builders as make

YEAR = make.YEAR
CODE = "01A001"


@pytest.fixture
def parcel(connection: Connection[Any]) -> int:
    """Make a parcel in a block, with a deed key."""
    block = make.make_block(connection, code="01A")
    return make.make_parcel(
        connection,
        code=CODE,
        block_id=block,
        utm_map1="5541",
        utm_map2="3",
        utm_map3="6818",
        utm_map4="00",
        utm_scale="1000",
        land_no="12",
    )


def file(connection: Connection[Any], year: int = YEAR) -> dict[str, Any]:
    """Read the file of the parcel."""
    found = read_parcel_file(connection, CODE, year, names=True)
    assert found is not None
    return found


def price(connection: Connection[Any]) -> tuple[str, str | None, str | None] | None:
    """Read source, price and value."""
    found = file(connection)["price"]
    return found and (found["source"], found["baht_per_wa"], found["value"])


def test_price_is_taken_from_the_nearest_list(
    connection: Connection[Any], parcel: int
) -> None:
    assert price(connection) is None
    make.make_land_price(connection, 100, block_code="01A")
    assert price(connection) == ("block", "100.00", None)
    deed = ("5541", "3", "6818", "00", "1000", "12")
    make.make_land_price(connection, 200, deed_key=deed)
    assert price(connection) == ("deed", "200.00", None)
    make.make_land_price(connection, 300, parcel_code=CODE)
    assert price(connection) == ("parcel", "300.00", None)
    make.make_stated_value(connection, ("parcel", parcel), 5_000_000)
    assert price(connection) == ("stated", None, "5000000.00")


def test_price_of_another_round_is_not_taken(
    connection: Connection[Any], parcel: int
) -> None:
    make.make_land_price(connection, 100, block_code="01A", from_year_be=YEAR + 1)
    assert price(connection) is None


def test_latest_round_wins(connection: Connection[Any], parcel: int) -> None:
    make.make_land_price(connection, 100, block_code="01A", from_year_be=2563)
    make.make_land_price(connection, 150, block_code="01A", from_year_be=2566)
    assert price(connection) == ("block", "150.00", None)


def test_shares_of_uses_are_exact_fractions(
    connection: Connection[Any], parcel: int
) -> None:
    for position, (use, amount) in enumerate((("other", 1), ("residential", 2)), 1):
        make.make_use(
            connection, ("parcel", parcel), use, amount=amount, position=position
        )
    uses = file(connection)["uses"]
    assert [(use["use"], use["share"]) for use in uses] == [
        ("other", "1/3"),
        ("residential", "2/3"),
    ]


def test_use_that_ended_is_not_shown(connection: Connection[Any], parcel: int) -> None:
    make.make_use(connection, ("parcel", parcel), "other", to_year_be=YEAR - 1)
    assert file(connection)["uses"] == []
    assert len(file(connection, YEAR - 1)["uses"]) == 1


def test_difference_of_areas_is_measured_against_the_deed(
    connection: Connection[Any], parcel: int
) -> None:
    connection.execute(
        "UPDATE register.parcel SET area_wa = 80 WHERE id = %s", (parcel,)
    )
    found = file(connection)
    assert (found["map_area_m2"], found["area_difference_pct"]) == ("400", "25.00")


def test_building_on_two_parcels_is_in_both_files(
    connection: Connection[Any], parcel: int
) -> None:
    other = make.make_parcel(connection, code="01A002")
    building = make.make_building(connection, other)
    for place, share in ((parcel, "0.4"), (other, "0.6")):
        connection.execute(
            "INSERT INTO register.building_parcel VALUES (%s, %s, %s)",
            (building, place, share),
        )
    assert [b["footprint_share"] for b in file(connection)["buildings"]] == ["0.4"]


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, "untaxed"),
        ({"exempt_under": "8(2)"}, "exempt"),
        ({"removed_on": dt.date(2020, 1, 1)}, "removed"),
    ],
)
def test_sign_says_how_it_stands(
    connection: Connection[Any], parcel: int, columns: dict[str, Any], state: str
) -> None:
    make.make_sign(connection, parcel_id=parcel, **columns)
    assert [sign["state"] for sign in file(connection)["signs"]] == [state]


DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("start", "end", "terminated", "state"),
    [
        (dt.date(2024, 1, 1), None, None, "running"),
        (dt.date(2024, 1, 1), DAY, None, "running"),
        (dt.date(2024, 1, 1), dt.date(2026, 5, 31), None, "expired"),
        (dt.date(2024, 1, 1), None, DAY, "terminated"),
        (dt.date(2026, 6, 2), None, None, "future"),
    ],
)
def test_lease_state_turns_at_the_day(
    start: dt.date, end: dt.date | None, terminated: dt.date | None, state: str
) -> None:
    assert lease_state(start, end, terminated, DAY) == state


def test_unknown_parcel_has_no_file(connection: Connection[Any]) -> None:
    assert read_parcel_file(connection, "99Z999", YEAR, names=True) is None
