"""The kernel over columns: many taxpayers, wide numbers, contradicting facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.errors import TaxError
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.facts import Facts
from kkmgis.tax.rulebook import rule_book
from tests.bench.tax import measure
from tests.tax.columns import (
    Json,
    case_facts,
    joined,
    land,
    land_case,
    same_lines,
    widened,
)
from tests.tax.strategies import land_cases

HOME = {"use": "residential", "principal": True}


@settings(max_examples=60, deadline=None)
@given(st.lists(land_cases(tax_year=2569), min_size=2, max_size=6))
def test_a_city_gives_each_taxpayer_what_he_gets_alone(
    cases: list[dict[str, Any]],
) -> None:
    rules = rule_book(2569)
    tables = [case_facts(case) for case in cases]
    together = assess_columns(joined(tables), rules)
    alone = [assess_columns(table, rules).tax for table in tables]
    assert together.tax.tolist() == np.concatenate(alone).tolist()
    totals = together.tax_of_taxpayers(joined(tables)).tolist()
    assert totals == [sum(tax.tolist()) for tax in alone]


@settings(max_examples=150, deadline=None)
@given(land_cases())
def test_python_integers_and_int64_give_the_same_satang(case: dict[str, Any]) -> None:
    facts, rules = case_facts(case), rule_book(case["tax_year"])
    assert same_lines(
        assess_columns(facts, rules), assess_columns(widened(facts), rules)
    )


def test_taxpayers_need_not_stand_together() -> None:
    farm = {"use": "agriculture"}
    one = case_facts(land_case(land(30_000_000, farm), land(30_000_000, farm)))
    facts = joined([one, one])
    order = np.array([0, 2, 1, 3])
    mixed = replace(facts, taxpayer=facts.taxpayer[order], pool=facts.pool[order])
    result = assess_columns(mixed, rule_book(2569))
    assert result.exempt.tolist() == [3 * 10**9, 3 * 10**9, 2 * 10**9, 2 * 10**9]


def test_a_value_beyond_int64_stays_exact() -> None:
    facts = case_facts(land_case(land("1", {"use": "other"})))
    huge = replace(facts, given_value=np.array([10**30], dtype=object))
    result = assess_columns(huge, rule_book(2569))
    slices = 50 * 3000 + 150 * 4000 + 800 * 5000 + 4000 * 6000
    rest = (10**30 - 5000 * 10**8) * 7 // 1000
    assert result.tax.tolist() == [slices * 100 + rest]


def test_sums_beyond_int64_stay_exact() -> None:
    value = 2**61
    lines = [land("1", {"use": "other"}, group="G") for _ in range(5)]
    facts = case_facts(land_case(*lines))
    result = assess_columns(
        replace(facts, given_value=np.array([value] * 5)), rule_book(2569)
    )
    assert result.pool_taxable.tolist() == [5 * value] * 5
    floors = [0, 50, 200, 1000, 5000]
    rises = [30, 10, 10, 10, 10]
    exact = sum(
        (5 * value - floor * 10**8) * rise
        for floor, rise in zip(floors, rises, strict=True)
    )
    shared = (2 * exact // 5 + 10**4) // (2 * 10**4)
    assert result.tax.tolist() == [shared] * 5


def facts_of_home() -> Facts:
    return case_facts(land_case(land(60_000_000, HOME), tax_year=2569))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("asset", np.array([1]), "asset, row 0 points nowhere"),
        ("taxpayer", np.array([-1]), "taxpayer, row 0 points nowhere"),
        ("area", np.array([-1]), "area, row 0 is negative"),
        ("given_value", np.array([-1]), "given_value, row 0 is negative"),
        ("use", np.array([9], dtype=np.int8), "use, row 0 is no known code"),
        ("share_part", np.array([0]), "not adding up"),
        ("share_part", np.array([2]), "above 1"),
        ("share_whole", np.array([0]), "share_whole, row 0 is not above 0"),
        (
            "natural",
            np.array([True, True]),
            "column resident has 1 rows, natural has 2",
        ),
        ("pool", np.array([-1]), "pool, row 0 is negative"),
        ("listed_reduction", np.array([15], dtype=np.int8), "no known list"),
    ],
)
def test_contradicting_facts_are_refused(
    column: str, value: Json, message: str
) -> None:
    with pytest.raises(TaxError, match=message):
        assess_columns(replace(facts_of_home(), **{column: value}), rule_book(2569))


def test_lines_out_of_the_order_of_assets_are_refused() -> None:
    facts = case_facts(land_case(land(1, {"use": "other"}), land(1, {"use": "other"})))
    with pytest.raises(TaxError, match="falls back"):
        assess_columns(replace(facts, asset=np.array([1, 0])), rule_book(2569))


def test_a_pool_of_two_taxpayers_is_refused() -> None:
    one = case_facts(land_case(land(1, {"use": "other"})))
    facts = joined([one, one])
    with pytest.raises(TaxError, match="has two taxpayers"):
        assess_columns(replace(facts, pool=np.array([0, 0])), rule_book(2569))


def test_vacancy_without_its_first_year_is_refused() -> None:
    facts = case_facts(land_case(land(1, {"use": "vacant", "vacant_since": 2569})))
    for wrong in (0, 2570):
        with pytest.raises(TaxError, match="vacant_since"):
            assess_columns(
                replace(facts, vacant_since=np.array([wrong])), rule_book(2569)
            )


def test_facts_of_another_year_are_refused() -> None:
    with pytest.raises(
        TaxError, match="facts of 2569 cannot be taxed by the law of 2568"
    ):
        assess_columns(facts_of_home(), rule_book(2568))


def test_no_lines_give_no_tax() -> None:
    facts = facts_of_home()
    empty = {
        name: getattr(facts, name)[:0]
        for name in Facts.__dataclass_fields__
        if name not in ("tax_year", "area_decimals", "price_decimals", "old_tax")
    }
    result = assess_columns(replace(facts, **empty), rule_book(2569))
    assert result.tax.tolist() == []


def test_shares_that_wrap_round_to_the_whole_are_refused() -> None:
    """Four parts of 2**62 are 0 in int64; a sum must not come out right by that."""
    use = {"use": "other", "share": "0.25"}
    facts = case_facts(land_case(land(1, use, use, use, use)))
    wrapping = replace(
        facts,
        share_part=np.array([2**62, 2**62, 2**62, 2**62 + 1]) // 1,
        share_whole=np.array([2**62 + 1]),
    )
    with pytest.raises(TaxError, match="not adding up"):
        assess_columns(wrapping, rule_book(2569))


def test_owners_who_are_not_all_natural_lose_the_farm_but_keep_the_home() -> None:
    """C12: farm exemption when all are natural persons, home when one lives there."""
    case = land_case(land(60_000_000, HOME), land(60_000_000, {"use": "agriculture"}))
    facts = replace(
        case_facts(case), natural=np.array([False]), co_owned=np.array([True])
    )
    result = assess_columns(facts, rule_book(2569))
    assert result.exempt.tolist() == [50 * 10**8, 0]


def test_a_town_agrees_with_plain_decimal_line_by_line() -> None:
    """The benchmark's own check, on a town of 300 taxpayers."""
    figures = {figure.name: figure.value for figure in measure(300)}
    assert figures["lines"] > 900
    assert figures["kernel_to_decimal"] > 1
