"""Which price counts: stated value, then the most particular list (s.35)."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from kkmgis.tax.records import read_record
from tests.assess.reading import code_of, line_of, lines, price_buildings
from tests.builders import (
    make_block,
    make_building,
    make_building_price,
    make_condo_price,
    make_condominium,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_stated_value,
    make_unit,
    make_use,
)

Database = Connection[Any]

DEED = ("5541", "IV", "6616", "02", "1000", "77")
DEED_COLUMNS: dict[str, Any] = dict(
    zip(
        ("utm_map1", "utm_map2", "utm_map3", "utm_map4", "utm_scale", "land_no"),
        DEED,
        strict=True,
    )
)


def owned(connection: Database, kind: str, row_id: int) -> None:
    make_right(connection, make_party(connection), (kind, row_id))
    make_use(connection, (kind, row_id), "other")


def add_land(connection: Database) -> int:
    """Make a parcel of 100 square wa, in a block, with a deed key."""
    block = make_block(connection)
    parcel = make_parcel(connection, block_id=block, **DEED_COLUMNS)
    owned(connection, "parcel", parcel)
    return parcel


@pytest.mark.parametrize(
    ("given", "source", "value"),
    [
        pytest.param("block", "land_price_block", 100_000, id="block"),
        pytest.param("block deed", "land_price_deed", 200_000, id="deed_over_block"),
        pytest.param(
            "block deed parcel", "land_price_parcel", 300_000, id="parcel_over_deed"
        ),
        pytest.param(
            "block deed parcel stated", "stated_value", 400_000, id="stated_over_all"
        ),
    ],
)
def test_land_price_takes_the_most_particular(
    connection: Database, given: str, source: str, value: int
) -> None:
    parcel = add_land(connection)
    makers = {
        "block": lambda: make_land_price(connection, 1000, block_code="01A"),
        "deed": lambda: make_land_price(connection, 2000, deed_key=DEED),
        "parcel": lambda: make_land_price(
            connection, 3000, parcel_code=code_of(connection, "parcel", parcel)
        ),
        "stated": lambda: make_stated_value(connection, ("parcel", parcel), 400_000),
    }
    for name in given.split():
        makers[name]()
    line = line_of(lines(connection), "land", parcel)
    assert line["facts"]["price"][0] == source
    assert line["value_satang"] == value * 100


def test_price_of_the_latest_round_that_has_begun_counts(connection: Database) -> None:
    parcel = add_land(connection)
    code = code_of(connection, "parcel", parcel)
    for price, first, last in (
        (1000, 2559, 2565),
        (2000, 2566, None),
        (3000, 2568, 2568),
        (4000, 2570, None),
    ):
        make_land_price(
            connection, price, parcel_code=code, from_year_be=first, to_year_be=last
        )
    values = {
        year: line_of(lines(connection, year=year), "land", parcel)["value_satang"]
        for year in (2565, 2567, 2568, 2569, 2570)
    }
    assert values == {
        2565: 10_000_000,
        2567: 20_000_000,
        2568: 30_000_000,
        2569: 20_000_000,
        2570: 40_000_000,
    }


def test_price_with_satang_stays_exact(connection: Database) -> None:
    """0.0001 square wa at 1,234.56 baht: the value is rounded once."""
    parcel = make_parcel(connection, area_wa="98765.4321")
    owned(connection, "parcel", parcel)
    make_land_price(
        connection, "1234.56", parcel_code=code_of(connection, "parcel", parcel)
    )
    line = line_of(lines(connection), "land", parcel)
    assert line["value_satang"] == 12_193_185_185  # 98765.4321 × 123456 = …185.3376


@pytest.mark.parametrize(
    ("given", "source", "price"),
    [
        pytest.param("all", "condo_price_condominium", 10_000, id="condominium"),
        pytest.param("all floor", "condo_price_floor", 20_000, id="floor"),
        pytest.param("all floor unit", "condo_price_unit", 30_000, id="unit"),
        pytest.param("floor_2", "none", None, id="another_floor_is_no_price"),
    ],
)
def test_condo_price_takes_the_most_particular(
    connection: Database, given: str, source: str, price: int | None
) -> None:
    condominium = make_condominium(connection)
    code = code_of(connection, "condominium", condominium)
    unit = make_unit(connection, condominium, unit_no="99/1", floor_no="3")
    owned(connection, "unit", unit)
    for name in given.split():
        match name:
            case "all":
                make_condo_price(connection, code, 10_000)
            case "floor":
                make_condo_price(connection, code, 20_000, floor_no="3")
            case "floor_2":
                make_condo_price(connection, code, 20_000, floor_no="2")
            case "unit":
                make_condo_price(connection, code, 30_000, unit_no="99/1")
    rows = lines(connection)
    if price is None:
        assert rows == []
        return
    line = line_of(rows, "unit", unit)
    assert line["facts"]["price"][0] == source
    assert line["value_satang"] == price * 40 * 100


@pytest.mark.parametrize(
    ("columns", "material", "assumed"),
    [
        pytest.param({"structure": "wood"}, "wood", False, id="register_says"),
        pytest.param(
            {"structure": None, "type_code": "101"}, "wood", False, id="type_says"
        ),
        pytest.param(
            {"structure": "half", "type_code": "101"}, "half", False, id="both_say"
        ),
        pytest.param(
            {"structure": None, "type_code": "201"}, "masonry", True, id="nobody_says"
        ),
    ],
)
def test_material_is_assumed_only_when_nobody_says(
    connection: Database, columns: dict[str, str | None], material: str, assumed: bool
) -> None:
    """C10."""
    for code in ("101", "201"):
        make_building_price(connection, code)
    price_of_103 = columns.get("type_code") is None
    if price_of_103:
        make_building_price(connection)
    building = make_building(connection)
    connection.execute(
        "UPDATE register.building SET structure = %(structure)s,"
        " type_code = coalesce(%(type_code)s, type_code)",
        {"type_code": None, **columns},
    )
    owned(connection, "building", building)
    record = read_record(
        line_of(lines(connection), "building", building)["facts"]["record"]
    )
    assert record.structure.name.lower() == material
    assert bool(record.assumed_material) is assumed


@pytest.mark.parametrize(
    ("built", "age"),
    [(2568, 0), (2567, 1), (2559, 9), (2500, 68)],
)
def test_age_counts_completed_years_on_1_january(
    connection: Database, built: int, age: int
) -> None:
    """C9: of a year of building alone, that year itself is not complete."""
    price_buildings(connection)
    building = make_building(connection, built_year_be=built)
    owned(connection, "building", building)
    line = line_of(lines(connection), "building", building)
    assert read_record(line["facts"]["record"]).age_years == age
