"""What cannot be assessed is set aside with a reason, never taxed as nothing."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from kkmgis.assess.reasons import REASONS, reason_text
from kkmgis.assess.run import TAXES
from kkmgis.i18n import LANGUAGES
from tests.assess.reading import assess, code_of, price_buildings, reasons, stored
from tests.builders import (
    make_building,
    make_condominium,
    make_home,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_stated_value,
    make_unit,
    make_use,
)

Database = Connection[Any]


def full_parcel(connection: Database, **columns: Any) -> int:
    parcel = make_parcel(connection, **columns)
    make_land_price(connection, parcel_code=code_of(connection, "parcel", parcel))
    make_right(connection, make_party(connection), ("parcel", parcel))
    make_use(connection, ("parcel", parcel))
    return parcel


def full_building(connection: Database, **columns: Any) -> int:
    price_buildings(connection)
    building = make_building(connection, **columns)
    make_right(connection, make_party(connection), ("building", building))
    make_use(connection, ("building", building))
    return building


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param("DELETE FROM register.property_right", "no_owner", id="owner"),
        pytest.param("DELETE FROM register.property_use", "no_use", id="use"),
        pytest.param("DELETE FROM register.land_price", "no_price", id="price"),
        pytest.param(
            "UPDATE register.land_price SET price_baht_per_wa = 0",
            "no_price",
            id="price_of_zero",
        ),
        pytest.param("UPDATE register.parcel SET area_wa = NULL", "no_area", id="area"),
        pytest.param(
            "UPDATE register.property_use SET use = 'vacant', vacant_since_be = 2570",
            "vacancy_year",
            id="vacant_from_next_year",
        ),
        pytest.param(
            "UPDATE register.property_use SET use = 'vacant', vacant_since_be = 0",
            "vacancy_year",
            id="vacant_since_nothing",
        ),
        pytest.param(
            "UPDATE register.property_use SET use = 'exempt', exempt_under = 'วัด'",
            "exempt_paragraph",
            id="exempt_without_paragraph",
        ),
        pytest.param(
            "UPDATE register.property_use SET use = 'exempt', exempt_under = '8(13)'",
            "exempt_paragraph",
            id="exempt_under_no_paragraph",
        ),
    ],
)
def test_land_is_set_aside(connection: Database, damage: str, reason: str) -> None:
    parcel = full_parcel(connection)
    assert reasons(connection) == {}
    connection.execute(damage)
    assert reasons(connection) == {("land", parcel): reason}


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        pytest.param({"type_code": None}, "no_type", id="type"),
        pytest.param({"type_code": "999"}, "no_price", id="unpriced_type"),
        pytest.param({"floor_area_m2": None}, "no_area", id="area"),
        pytest.param({"built_year_be": None}, "no_built_year", id="built_year"),
        pytest.param({"built_year_be": 2569}, "built_later", id="built_this_year"),
    ],
)
def test_building_is_set_aside(
    connection: Database, columns: dict[str, Any], reason: str
) -> None:
    building = full_building(connection, **columns)
    assert reasons(connection) == {("building", building): reason}


def test_stated_value_stands_in_for_all_that_makes_a_value(
    connection: Database,
) -> None:
    building = full_building(
        connection, type_code=None, floor_area_m2=None, built_year_be=None
    )
    make_stated_value(connection, ("building", building), 500_000)
    parcel = full_parcel(connection, area_wa=None)
    make_stated_value(connection, ("parcel", parcel), 500_000)
    assert reasons(connection) == {}


def test_unit_without_price_and_area_is_set_aside(connection: Database) -> None:
    unit = make_unit(connection, make_condominium(connection), area_m2=None)
    make_right(connection, make_party(connection), ("unit", unit))
    make_use(connection, ("unit", unit))
    run = assess(connection)
    [row] = stored(connection, "set_aside", run)
    assert (row["kind"], row["reason"]) == ("unit", "no_area")
    assert row["details"] == {"also": ["no_price"]}


def test_retired_parcels_are_no_longer_looked_at(connection: Database) -> None:
    full_parcel(connection, status="retired")
    assert assess(connection).lines == 0
    assert reasons(connection) == {}


def test_set_aside_objects_do_not_stop_the_others(connection: Database) -> None:
    parcel = make_parcel(connection)
    land, house, _ = make_home(connection)
    run = assess(connection)
    assert [row["object_id"] for row in stored(connection, "line", run)] == [
        land,
        house,
    ]
    [aside] = stored(connection, "set_aside", run)
    assert aside["object_id"] == parcel
    assert aside["details"] == {"also": ["no_use", "no_price"]}
    assert run.set_aside == {"no_owner": 1}


def test_empty_register_makes_an_empty_run(connection: Database) -> None:
    for tax in TAXES:
        run = assess(connection, tax=tax)
        assert (run.lines, run.assessments, run.total_satang) == (0, 0, 0)


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_said_in_both_languages(code: str) -> None:
    for language in LANGUAGES:
        assert reason_text(code, language)
