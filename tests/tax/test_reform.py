"""Reforms over stored lines: nothing changes by itself, and sums add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.tax.assess import assess_columns
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.facts import AssetKind
from kkmgis.tax.reform import (
    NO_PRICE,
    OtherPrices,
    facts_of_roll,
    multiplied,
    prices_in,
    read_reform,
    reform_lines,
    repriced,
)
from kkmgis.tax.rulebook import rule_book
from kkmgis.tax.winners import Tally, deciles, tally
from tests.tax.columns import case_facts, joined
from tests.tax.strategies import land_cases
from tests.tax.test_recompute import stored_lines

RULES = rule_book(2569)
HALF = {
    "title": "ครึ่งอัตรา",
    "parameters": {"land_building.rate.other": [{"rate": "0.15"}]},
}


def land(price: str = "30000", **more: Any) -> dict[str, Any]:
    """Describe a parcel of 100 square wa in business."""
    asset = {
        "id": "L",
        "kind": "land",
        "area_wa": "100",
        "price_per_wa": price,
        "uses": [{"use": "other", "share": "1"}],
    }
    return {
        "tax_year": 2569,
        "taxpayer": {"kind": "natural"},
        "assets": [asset | more],
    }


def test_half_the_rate_is_half_the_tax() -> None:
    lines = stored_lines(joined([case_facts(land()), case_facts(land("9000"))]), RULES)
    reform = read_reform(HALF, RULES)
    facts = facts_of_roll(lines, RULES)
    result = reform_lines(lines, facts, reform.rules)
    assert result.before.tolist() == [900_000, 270_000]
    assert result.after.tolist() == [450_000, 135_000]


def test_factor_multiplies_prices_and_rounds_them_as_a_list_does() -> None:
    """0.335 times 30,000.01 is 10,050.00335; a list says 10,050.00."""
    facts = case_facts(land("30000.01"))
    prices = multiplied(
        prices_in(facts), facts.kind == AssetKind.LAND, Decimal("0.335")
    )
    assert repriced(facts, prices).price.tolist() == [1_005_000]


def test_price_that_a_factor_rounds_away_is_nothing_and_not_the_former_one() -> None:
    """A hundred-thousandth of 100 baht is a tenth of a satang: 0.00 in a list."""
    facts = case_facts(land("100"))
    prices = multiplied(
        prices_in(facts), facts.kind == AssetKind.LAND, Decimal("0.00001")
    )
    after = repriced(facts, prices)
    assert after.price.tolist() == [0]
    assert assess_columns(after, RULES).tax.tolist() == [0]


def test_number_beyond_its_range_is_shown_as_people_write_it() -> None:
    cut = {"land_building.reduction.general": "100"}
    for wrong, shown in (
        ({"title": "x", "parameters": cut}, "100"),
        ({"title": "x", "price_factor": {"land": 10000}}, "10000"),
    ):
        with pytest.raises(CaseError) as refused:
            read_reform(wrong, RULES)
        assert refused.value.values["value"] == shown


def test_factor_reaches_stated_values_and_only_what_it_names() -> None:
    case = land()
    case["assets"][0] = {
        "id": "L",
        "kind": "land",
        "value": "2000000",
        "uses": [{"use": "other", "share": "1"}],
    }
    facts = joined([case_facts(case), case_facts(land())])
    rows = np.array([True, False])
    after = repriced(facts, multiplied(prices_in(facts), rows, Decimal("1.5")))
    assert after.given_value[0] == 300_000_000
    assert after.price.tolist()[1] == facts.price.tolist()[1]


def test_what_other_prices_do_not_say_stays() -> None:
    facts = joined([case_facts(land()), case_facts(land("9000"))])
    other = OtherPrices(np.array([NO_PRICE, NO_PRICE]), np.array([4_000_000, NO_PRICE]))
    assert repriced(facts, other).price.tolist() == [4_000_000, facts.price[1]]


def test_stated_value_of_another_round_comes_before_its_price() -> None:
    facts = case_facts(land())
    after = repriced(facts, OtherPrices(np.array([777]), np.array([4_000_000])))
    assert (after.value_given.tolist(), after.given_value.tolist()) == ([True], [777])


@pytest.mark.parametrize(
    ("spec", "code", "path"),
    [
        (None, "type.object", "$"),
        ({}, "field.missing", "$"),
        ({"title": ""}, "text.invalid", "$.title"),
        ({"title": " "}, "text.invalid", "$.title"),
        ({"title": "x", "rates": {}}, "field.unknown", "$"),
        (
            {"title": "x", "price_factor": {"sign": "2"}},
            "field.unknown",
            "$.price_factor",
        ),
        ({"title": "x", "price_factor": []}, "type.object", "$.price_factor"),
        (
            {"title": "x", "price_factor": {"land": "0"}},
            "number.zero",
            "$.price_factor.land",
        ),
        (
            {"title": "x", "price_factor": {"land": "1001"}},
            "number.range",
            "$.price_factor.land",
        ),
        (
            {"title": "x", "block_factor": {"01A": "1.1234567"}},
            "number.too_fine",
            "$.block_factor.01A",
        ),
        (
            {"title": "x", "block_factor": {str(n): "1" for n in range(300_000)}},
            "list.long",
            "$.block_factor",
        ),
        ({"title": "x", "prices_of": "2570"}, "type.whole", "$.prices_of"),
        ({"title": "x", "prices_of": 1}, "number.range", "$.prices_of"),
        (
            {
                "title": "x",
                "parameters": {"land_building.rate.home": [{"rate": "0.31"}]},
            },
            "number.range",
            "$.parameters['land_building.rate.home'][0].rate",
        ),
    ],
)
def test_wrong_reform_is_told_with_its_place(
    spec: object, code: str, path: str
) -> None:
    with pytest.raises(CaseError) as refused:
        read_reform(spec, RULES)
    assert (refused.value.code, refused.value.path) == (code, path)


ROLLS = st.lists(land_cases(2569), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(ROLLS)
def test_reform_that_changes_nothing_gives_the_roll(
    cases: list[dict[str, Any]],
) -> None:
    lines = stored_lines(joined([case_facts(case) for case in cases]), RULES)
    facts = facts_of_roll(lines, RULES)
    reform = read_reform({"title": "ไม่เปลี่ยน", "parameters": {}}, RULES)
    result = reform_lines(lines, repriced(facts, prices_in(facts)), reform.rules)
    assert result.after.tolist() == result.before.tolist()
    assert reform.rules.version == RULES.version


@settings(max_examples=60, deadline=None)
@given(ROLLS, st.data())
def test_sums_add_up_whatever_the_lines_are_grouped_by(
    cases: list[dict[str, Any]], data: st.DataObject
) -> None:
    lines = stored_lines(joined([case_facts(case) for case in cases]), RULES)
    reform = read_reform(HALF, RULES)
    result = reform_lines(lines, facts_of_roll(lines, RULES), reform.rules)
    count = len(lines)

    def codes(least: int, most: int) -> Any:
        some = st.lists(st.integers(least, most), min_size=count, max_size=count)
        return np.array(data.draw(some), dtype=np.int64)

    parcel, block = codes(-1, 4), codes(0, 3)

    def by(key: Any) -> list[Tally]:
        return tally(
            key, result.before, result.after, taxpayer=lines.assessment, parcel=parcel
        )

    [whole] = by(np.zeros(count, dtype=np.int64))
    assert whole.before == sum(result.before.tolist())
    assert whole.after == sum(result.after.tolist())
    assert whole.increase - whole.decrease == whole.after - whole.before
    people = whole.taxpayers
    assert people.up + people.down + people.same == len(set(lines.assessment.tolist()))
    grounds = whole.parcels
    assert grounds.up + grounds.down + grounds.same == len(set(parcel.tolist()) - {-1})
    for key in (block, result.group.astype(np.int64)):
        parts = by(key)
        assert sum(part.before for part in parts) == whole.before
        assert sum(part.after for part in parts) == whole.after
    tenths = deciles(lines.assessment, result.before, result.after)
    assert sum(one.after for one in tenths) == whole.after
    assert sum(one.taxpayers for one in tenths) == len(set(lines.assessment.tolist()))


def test_winners_and_losers_are_counted_by_what_they_pay_in_all() -> None:
    """One pays 5 more here and 5 less there: the same in all, but not by block."""
    before, after = np.array([10, 10, 7]), np.array([15, 5, 9])
    taxpayer, parcel = np.array([1, 1, 2]), np.array([1, 2, -1])
    zero, block = np.array([0, 0, 0]), np.array([0, 1, 1])
    [whole] = tally(zero, before, after, taxpayer=taxpayer, parcel=parcel)
    assert (whole.taxpayers.up, whole.taxpayers.down, whole.taxpayers.same) == (1, 0, 1)
    assert (whole.parcels.up, whole.parcels.down, whole.parcels.same) == (1, 1, 0)
    assert (whole.increase, whole.decrease) == (2, 0)
    here, there = tally(block, before, after, taxpayer=taxpayer, parcel=parcel)
    assert (here.taxpayers.up, there.taxpayers.down, there.taxpayers.up) == (1, 1, 1)
    assert (there.increase, there.decrease) == (2, 5)


def test_deciles_begin_with_those_who_gain_most() -> None:
    taxpayer = np.arange(20)
    before = np.full(20, 100)
    after = before + np.arange(20)[::-1] - 10
    tenths = deciles(taxpayer, before, after)
    assert [one.taxpayers for one in tenths] == [2] * 10
    assert (tenths[0].least, tenths[0].most) == (-10, -9)
    assert (tenths[-1].least, tenths[-1].most) == (8, 9)
