"""Rule books that an ordinance or a proposal changes."""

from __future__ import annotations

from typing import Any

import pytest

from kkmgis.tax.amend import Change, amended_rule_book
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.parameters import ParameterError
from kkmgis.tax.rulebook import rule_book, rule_book_of_content
from tests.tax.columns import case_facts, land, land_case

ORDINANCE = {"act": "land_building", "instrument": "เทศบัญญัติ พ.ศ. 2568"}
OTHER = "land_building.rate.other"


def change(key: str, value: Any, by: Any = "authority") -> Change:
    return Change(key, value, by, ORDINANCE)


def ladder(*rates: str) -> list[dict[str, str]]:
    bounds = ("50000000", "200000000", "1000000000", "5000000000")
    steps = [{"up_to": b, "rate": r} for b, r in zip(bounds, rates, strict=False)]
    return [*steps[: len(rates) - 1], {"rate": rates[-1]}]


def test_an_ordinance_raises_the_tax() -> None:
    rules = rule_book(2569)
    higher = amended_rule_book(
        rules, [change(OTHER, ladder("0.4", "0.4", "0.5", "0.6", "0.7"))]
    )
    facts = case_facts(land_case(land("1000000", {"use": "other"})))
    assert assess_columns(facts, rules).tax.tolist() == [300_000]
    assert assess_columns(facts, higher).tax.tolist() == [400_000]


def test_a_changed_value_keeps_what_the_law_says() -> None:
    rules = rule_book(2569)
    value = ladder("0.4", "0.4", "0.5", "0.6", "0.7")
    entry = amended_rule_book(rules, [change(OTHER, value)]).entries[OTHER]
    assert entry.changed_by == "authority"
    assert entry.source["instrument"] == ORDINANCE["instrument"]
    assert entry.law is not None
    assert entry.law["value"] == rules.entries[OTHER].value
    assert rules.entries[OTHER].changed_by is None


def test_a_changed_rule_book_has_a_version_of_its_own_and_can_be_stored() -> None:
    rules = rule_book(2569)
    changed = amended_rule_book(
        rules, [change("land_building.reduction.general", "50", "proposal")]
    )
    assert changed.version != rules.version
    assert rule_book_of_content(changed.content) == changed
    assert amended_rule_book(rules, []) is rules


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        (OTHER, ladder("0.3", "0.4", "0.5", "0.6", "1.3"), "above the 1.2 of s.37"),
        (OTHER, ladder("0.29", "0.4", "0.5", "0.6", "0.7"), r"0\.29 % above 0 baht"),
        (OTHER, ladder("0.3", "0.4", "0.5"), r"0\.5 % above 10000000\d* baht is below"),
        (OTHER, ladder("0.5", "0.4", "0.5", "0.6", "0.7"), "rates fall"),
        (OTHER, ladder("0.3", "0.4", "0.5", "0.9", "0.7"), "bracket 5: rates fall"),
        (OTHER, [], "has no brackets"),
        (OTHER, "0.5", "has no brackets"),
        (OTHER, [{"rate": "0.5"}, {"rate": "0.7"}], "bounds do not ascend"),
        ("land_building.rate.nothing", "1", "is no parameter of this year"),
        ("land_building.reduction.general", "91", "above the 90 of s.55"),
    ],
)
def test_what_cannot_be_law_is_refused_by_name(
    key: str, value: Any, fault: str
) -> None:
    with pytest.raises(ParameterError, match=fault) as refused:
        amended_rule_book(rule_book(2569), [change(key, value)])
    assert refused.value.key == key


def test_a_parameter_is_changed_once() -> None:
    value = ladder("0.4", "0.4", "0.5", "0.6", "0.7")
    with pytest.raises(ParameterError, match="is changed twice"):
        amended_rule_book(rule_book(2569), [change(OTHER, value)] * 2)


def test_a_proposal_may_lower_rates() -> None:
    lower = amended_rule_book(
        rule_book(2569), [change(OTHER, [{"rate": "0.1"}], "proposal")]
    )
    facts = case_facts(land_case(land("1000000", {"use": "other"})))
    assert assess_columns(facts, lower).tax.tolist() == [100_000]
