"""Stored lines are taxed again to the same satang from what they keep."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.errors import TaxError
from kkmgis.tax.amend import Change, amended_rule_book
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.facts import Facts, whole_numbers
from kkmgis.tax.recompute import StoredLines, facts_of_lines, lines_that_differ
from kkmgis.tax.records import FIELDS, line_records
from kkmgis.tax.rulebook import RuleBook, rule_book
from tests.tax.columns import case_facts, joined, land, land_case
from tests.tax.strategies import land_cases


def stored_lines(facts: Facts, rules: RuleBook) -> StoredLines:
    """Store lines and read them back, as a run does."""
    records = line_records(facts, assess_columns(facts, rules))
    taxpayer = facts.taxpayer[facts.asset]
    return StoredLines(
        assessment=taxpayer,
        object=facts.asset,
        pool=facts.pool[facts.asset],
        columns={
            name: whole_numbers(getattr(record, name) for record in records)
            for name in FIELDS
        },
    )


def differing(lines: StoredLines, rules: RuleBook) -> dict[str, Any]:
    facts = facts_of_lines(lines, rules.tax_year)
    return lines_that_differ(lines, assess_columns(facts, rules), facts.asset)


@settings(max_examples=60, deadline=None)
@given(st.integers(2563, 2570).flatmap(lambda y: st.lists(land_cases(y), min_size=1)))
def test_many_taxpayers_are_taxed_again_from_their_lines(
    cases: list[dict[str, Any]],
) -> None:
    rules = rule_book(cases[0]["tax_year"])
    lines = stored_lines(joined([case_facts(case) for case in cases]), rules)
    assert differing(lines, rules) == {}


@pytest.mark.parametrize("natural", [False, True])
@pytest.mark.parametrize("resident", [False, True])
def test_who_may_have_a_home_is_told_by_the_lines(
    natural: bool, resident: bool
) -> None:
    rules = rule_book(2569)
    home = {"use": "residential", "principal": True}
    facts = case_facts(
        land_case(land("60000000", home), land("1000", home, group="A1"))
    )
    facts = replace(
        facts,
        natural=np.array([natural]),
        resident=np.array([resident or natural]),
    )
    assert differing(stored_lines(facts, rules), rules) == {}


def test_former_taxes_are_kept() -> None:
    rules = rule_book(2565)
    old = land("100000000", {"use": "other"}, old_tax="15000")
    facts = case_facts(land_case(old, land("900", {"use": "other"}), tax_year=2565))
    lines = stored_lines(facts, rules)
    assert differing(lines, rules) == {}
    assert facts_of_lines(lines, 2565).old_tax.tolist() == [1_500_000, -1]  # type: ignore[union-attr]


def test_a_line_that_was_tampered_with_is_found() -> None:
    rules = rule_book(2569)
    lines = stored_lines(
        case_facts(land_case(land("1000000", {"use": "other"}))), rules
    )
    lines.columns["tax"][0] -= 1
    assert list(differing(lines, rules)) == ["tax"]


def test_another_law_gives_its_own_satang() -> None:
    rules = rule_book(2569)
    facts = case_facts(land_case(land("1000000", {"use": "other"})))
    lines = stored_lines(facts, rules)
    half = amended_rule_book(
        rules,
        [Change("land_building.reduction.general", "50", "proposal", {"act": "sign"})],
    )
    again = assess_columns(facts_of_lines(lines, 2569), half)
    assert again.tax.tolist() == [150_000]


def test_lines_of_one_object_must_stand_together() -> None:
    rules = rule_book(2569)
    facts = case_facts(land_case(*[land("1000", {"use": "other"}) for _ in range(3)]))
    lines = stored_lines(facts, rules)
    with pytest.raises(TaxError, match="do not stand together"):
        facts_of_lines(replace(lines, object=np.array([0, 1, 0])), 2569)
