"""Two stored rolls of a real register, compared object by object."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection, Rollback

from kkmgis.assess.difference import RollDifference, differences
from kkmgis.assess.difference_answer import items, summary
from kkmgis.assess.difference_totals import (
    changed_objects,
    changes_by,
    corrected_aspects,
    rows_by_size,
    total,
)
from kkmgis.assess.run_choice import UnknownRunError, find_run, runs_named
from kkmgis.assess.verify import verify_run
from kkmgis.errors import KkmgisError, TaxError
from tests.assess.random_register import Builder, Register, registers
from tests.assess.reading import assess
from tests.builders import (
    YEAR,
    make_block,
    make_building,
    make_building_price,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_sign,
    make_use,
)

LAST = YEAR - 1


@pytest.fixture
def shop(connection: Connection[Any]) -> int:
    """Give a parcel in business: 100 square wa at 10,000 baht, 3,000 baht of tax."""
    block = make_block(connection, code="01A")
    parcel = make_parcel(connection, code="01A001", block_id=block)
    make_right(connection, make_party(connection), ("parcel", parcel))
    make_use(connection, ("parcel", parcel), "other")
    make_land_price(connection, 10_000, parcel_code="01A001", from_year_be=2566)
    return parcel


def causes(found: RollDifference) -> dict[str, int]:
    """Give the causes that changed anything, satang."""
    return {name: total(one) for name, one in found.causes.items() if one.any()}


def aspects(found: RollDifference) -> dict[str, int]:
    return {name: total(one) for name, one in found.aspects.items() if one.any()}


def years(connection: Connection[Any]) -> RollDifference:
    """Assess two years and compare them."""
    for year in (LAST, YEAR):
        assess(connection, year=year)
    return differences(connection, str(LAST), str(YEAR), "land_building")


@pytest.mark.usefixtures("shop")
def test_a_new_round_of_prices(connection: Connection[Any]) -> None:
    make_land_price(connection, 12_000, parcel_code="01A001", from_year_be=YEAR)
    found = years(connection)
    assert causes(found) == {"price": 600_00}
    [item] = items(found, rows_by_size(found))
    assert item == {
        "kind": "land",
        "code": "01A001",
        "parcel": "01A001",
        "block": "01A",
        "use": "other",
        "from": "3000.00",
        "to": "3600.00",
        "change": "600.00",
        "causes": {"price": "600.00"},
        "corrected": {},
        "main_cause": "price",
        "amended": [],
    }


@pytest.mark.usefixtures("shop")
def test_a_price_that_was_overwritten_is_a_correction(
    connection: Connection[Any],
) -> None:
    assess(connection, year=LAST)
    connection.execute("UPDATE register.land_price SET price_baht_per_wa = 12000")
    assess(connection, year=YEAR)
    found = differences(connection, str(LAST), str(YEAR), "land_building")
    assert causes(found) == {"correction": 600_00}
    assert [one.name for one in corrected_aspects(found)] == ["price"]
    assert items(found, rows_by_size(found))[0]["amended"] == ["price"]


def test_a_sale(connection: Connection[Any], shop: int) -> None:
    """Fields of 40 million each: the exemption of 50 million is used up by both."""
    owner = make_party(connection)
    for number in range(2):
        code = f"02A00{number}"
        field = make_parcel(connection, code=code, area_wa=4000)
        sold = number == 1
        end = dt.date(YEAR - 544, 7, 1) if sold else None
        make_right(connection, owner, ("parcel", field), end_on=end)
        if sold:
            buyer = make_party(connection)
            make_right(connection, buyer, ("parcel", field), start_on=end)
        make_use(connection, ("parcel", field), "agriculture")
        make_land_price(connection, 10_000, parcel_code=code, from_year_be=2566)
    assert shop
    assert causes(years(connection)) == {"owner": -3_000_00}


def test_uses_of_another_year(connection: Connection[Any], shop: int) -> None:
    connection.execute(
        "UPDATE register.property_use SET to_year_be = %s WHERE parcel_id = %s",
        (LAST, shop),
    )
    make_use(connection, ("parcel", shop), "residential", from_year_be=YEAR)
    assert causes(years(connection)) == {"use": -2_800_00}


def test_a_building_ages_and_another_is_finished(
    connection: Connection[Any], shop: int
) -> None:
    make_building_price(connection, "103", 8_000)
    for built in (LAST - 10, LAST):
        house = make_building(connection, shop, built_year_be=built)
        make_use(connection, ("building", house), "other")
    found = years(connection)
    # 800,000 less 9 %, then 10 %: 2,184 and 2,160. The new one is set aside in the
    # year in which it is built and then bears 2,400.
    assert causes(found) == {"building": 2_400_00 - 24_00}
    assert changed_objects(found).only_after == 1


def test_what_had_been_set_aside_is_a_correction(
    connection: Connection[Any], shop: int
) -> None:
    connection.execute("UPDATE register.property_use SET from_year_be = %s", (YEAR,))
    assert shop
    found = years(connection)
    assert causes(found) == {"correction": 3_000_00}
    assert aspects(found) == {"use": 3_000_00}


def test_two_runs_of_one_year_show_what_was_mended(
    connection: Connection[Any], shop: int
) -> None:
    first = assess(connection)
    connection.execute(
        "UPDATE register.parcel SET area_wa = 110 WHERE id = %s", (shop,)
    )
    second = assess(connection)
    found = differences(connection, f"run:{first.run_id}", str(YEAR), "land_building")
    assert found.same_year
    assert found.after.id == second.run_id
    assert causes(found) == {"correction": 300_00}
    assert aspects(found) == {"area": 300_00}
    assert items(found, rows_by_size(found))[0]["amended"] == ["object"]


def test_totals_by_use_and_block_add_up(connection: Connection[Any], shop: int) -> None:
    connection.execute("UPDATE register.property_use SET use = 'residential'")
    make_land_price(connection, 12_000, parcel_code="01A001", from_year_be=YEAR)
    found = years(connection)
    assert shop
    for names in (found.use, found.block):
        groups = changes_by(found, names)
        changes = [one.after - one.before for one in groups]
        assert sum(changes) == total(found.change) == 40_00
        assert [sum(one.causes.values()) for one in groups] == changes
    told = summary(found)
    assert told["change"] == "40.00"
    assert sum(Decimal(one["change"]) for one in told["causes"]) == Decimal("40.00")


def test_signs(connection: Connection[Any], shop: int) -> None:
    owner = make_party(connection)
    size = {"width_cm": 200, "height_cm": 200, "owner_id": owner, "parcel_id": shop}
    make_sign(connection, text_class="mixed", **size)
    make_sign(connection, installed_on=dt.date(YEAR - 543, 8, 1), **size)
    gone = dt.date(LAST - 543, 3, 1)
    make_sign(connection, text_class="foreign", removed_on=gone, **size)
    new = dt.date(LAST - 543, 5, 1)
    make_sign(connection, text_class="mixed", installed_on=new, **size)
    for year in (LAST, YEAR):
        assess(connection, year=year, tax="sign")
    found = differences(connection, str(LAST), str(YEAR), "sign")
    # Thai 80 × 5 = 400 from the third quarter: 200. Foreign 80 × 50 = 4,000 goes.
    # Mixed 80 × 26 = 2,080: three quarters are 1,560, the next year it is whole.
    assert causes(found) == {"sign": 200_00 - 4_000_00, "law": 520_00}


@pytest.mark.parametrize(
    "name", ["2499", "99", "run:", "run:0", "run:99999999999999999999", "run:1;--", ""]
)
def test_a_run_that_is_not_there_is_refused(
    connection: Connection[Any], name: str
) -> None:
    with pytest.raises(UnknownRunError):
        find_run(connection, name, "land_building")
    with pytest.raises(UnknownRunError):
        runs_named(connection, name)


def test_taxes_are_not_mixed(connection: Connection[Any], shop: int) -> None:
    assert shop
    one, other = assess(connection), assess(connection, tax="sign")
    from kkmgis.assess.difference import differences_of_runs

    runs = [runs_named(connection, f"run:{run.run_id}")[0] for run in (one, other)]
    with pytest.raises(KkmgisError, match="different taxes"):
        differences_of_runs(connection, runs[0], runs[1])


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(register=registers(), seed=st.integers(0, 2**32))
def test_random_registers_add_up_and_can_be_taxed_again(
    connection: Connection[Any], register: Register, seed: int
) -> None:
    with connection.transaction() as transaction:
        _check(connection, register, Random(seed))  # noqa: S311 - no secrets
        raise Rollback(transaction)


EDITS = (
    "UPDATE register.parcel SET area_wa = area_wa + 7 WHERE id %% 3 = {}",
    "UPDATE register.land_price SET price_baht_per_wa = 1234.56 WHERE id %% 3 = {}",
    "UPDATE register.property_use SET use = 'other', vacant_since_be = NULL,"
    " exempt_under = NULL WHERE id %% 4 = {}",
    "UPDATE register.building SET built_year_be = built_year_be - 3 WHERE id %% 3 = {}",
    "UPDATE register.property_right SET home_from_year_be = NULL WHERE id %% 3 = {}",
    "DELETE FROM register.property_right WHERE id %% 5 = {}",
    "UPDATE register.parcel SET status = 'retired' WHERE id %% 6 = {}",
)


def _check(connection: Connection[Any], register: Register, rng: Random) -> None:
    register = replace(register, year=max(register.year, 2564))
    Builder(connection, register).build()
    runs = [assess(connection, year=year) for year in (register.year, register.year)]
    for edit in rng.sample(EDITS, 3):
        connection.execute(edit.format(rng.randrange(3)).replace("%%", "%"))
    later = min(register.year + rng.randrange(2), 2570)
    runs.append(assess(connection, year=later))
    names = [f"run:{run.run_id}" for run in runs]
    same = differences(connection, names[0], names[1], "land_building")
    assert causes(same) == {}
    found = differences(connection, names[1], names[2], "land_building")
    change = runs[2].total_satang - runs[1].total_satang
    for columns in (found.causes, found.aspects):
        assert sum(map(total, columns.values())) == change
        by_object = [sum(parts) for parts in zip(*columns.values(), strict=True)]
        assert by_object == found.change.tolist()
    back = differences(connection, names[2], names[1], "land_building")
    assert total(back.change) == -change
    for name in names:
        [run] = runs_named(connection, name)
        assert verify_run(connection, run).same


def test_a_line_that_was_tampered_with_is_found(
    connection: Connection[Any], shop: int
) -> None:
    assert shop
    run = assess(connection)
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute("UPDATE tax.line SET tax_satang = 1")
    [chosen] = runs_named(connection, f"run:{run.run_id}")
    checked = verify_run(connection, chosen)
    assert not checked.same
    assert checked.differing == 1
    [wrong] = checked.examples
    assert (wrong.result, wrong.stored, wrong.computed) == ("tax_satang", 1, 3_000_00)


def test_a_roll_that_does_not_come_out_is_not_explained(
    connection: Connection[Any], shop: int
) -> None:
    assert shop
    for year in (LAST, YEAR):
        assess(connection, year=year)
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(
        "UPDATE tax.line SET facts = jsonb_set(facts, '{record}',"
        " to_jsonb(replace(facts->>'record', ',300000,', ',300001,')))"
    )
    with pytest.raises(TaxError, match="stored are 300001"):
        differences(connection, str(LAST), str(YEAR), "land_building")
