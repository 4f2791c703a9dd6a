"""Signs that bear no tax: s.8 of the Signboard Tax Act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kkmgis.tax.case import compute_case
from kkmgis.tax.compile_procedure import ProcedureMissingError, sign_exemptions
from kkmgis.tax.rulebook import rule_book
from kkmgis.tax.sign_exemption import explain_exempt_sign, explain_exemption
from tests.tax.answers import answered, keys, step

SIGN: dict[str, Any] = {
    "kind": "sign",
    "tax_year": 2569,
    "area_cm2": "30000",
    "sides": 1,
    "text": "mixed",
    "moving": False,
}


def test_the_act_has_thirteen_paragraphs() -> None:
    known = sign_exemptions(rule_book(2569).entries).untaxed
    assert set(known) == {f"8({number})" for number in range(1, 14)}


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12])
def test_an_exempt_sign_of_any_size_bears_no_tax(number: int) -> None:
    answer = answered({**SIGN, "area_cm2": "900000", "exempt_under": f"8({number})"})
    assert (answer["tax"], answer["law"]) == ("0.00", [f"s.8({number})"])
    assert answer["assumptions"] == []
    assert (answer["annual_tax"], answer["tax_per_side"]) == ("0.00", "0.00")


def test_the_answer_says_what_the_exemption_takes_off() -> None:
    """60 units × 26 baht, two sides."""
    answer = answered({**SIGN, "sides": 2, "exempt_under": "8(6)"})
    assert (answer["units"], answer["rate"]) == (60, "26.00")
    assert answer["tax_without_exemption"] == "3120.00"
    assert answer["exempt_title_en"] == "Of central, regional or local government"
    assert answer["exempt_title_th"] in step(answer, "sign_exempt")["th"]
    assert "s.8 (6)" in step(answer, "sign_exempt")["en"]


def test_an_indoor_sign_is_exempt_up_to_three_square_metres() -> None:
    """S7: each side by itself; 30,000 cm² is still exempt."""
    answer = answered({**SIGN, "sides": 2, "exempt_under": "8(5)"})
    assert (answer["tax"], answer["assumptions"]) == ("0.00", ["S7"])
    assert "30,000" in step(answer, "sign_exempt_area")["en"]


@pytest.mark.parametrize("on", ["private_vehicle", "cart"])
def test_the_regulation_exempts_signs_on_some_vehicles_of_any_size(on: str) -> None:
    answer = answered({**SIGN, "exempt_under": "8(13)", "on": on})
    assert (answer["tax"], answer["assumptions"]) == ("0.00", [])
    place = sign_exemptions(rule_book(2569).entries).vehicles[on]
    assert place["th"] in step(answer, "sign_exempt_on")["th"]


def test_a_small_sign_is_exempt_only_on_a_vehicle() -> None:
    """S5."""
    small = {**SIGN, "area_cm2": "500"}
    on_a_bus = {**small, "exempt_under": "8(13)", "on": "other_vehicle"}
    answer = answered(on_a_bus)
    assert (answer["tax"], answer["assumptions"]) == ("0.00", ["S5", "S7"])
    assert answered(small)["tax"] == "200.00"
    larger = compute_case({**on_a_bus, "area_cm2": "500.01"})
    assert larger["error"]["code"] == "sign.exempt_area"


def test_a_taxed_sign_answers_as_before() -> None:
    answer = answered(SIGN)
    assert (answer["tax"], "exempt_under" in answer) == ("1560.00", False)


def test_a_rule_book_from_before_says_what_it_lacks() -> None:
    rules = rule_book(2569)
    kept = {
        key: entry
        for key, entry in rules.entries.items()
        if not key.startswith("sign.exemption.")
    }
    old = replace(rules, entries=kept)
    assert explain_exempt_sign("8(6)", old) is None
    with pytest.raises(ProcedureMissingError, match=r"sign\.exemption\.untaxed"):
        explain_exemption("8(6)", old)


def test_a_sign_of_the_register_is_explained_by_its_paragraph() -> None:
    found = explain_exempt_sign("8(11)", rule_book(2569))
    assert found is not None
    assert keys(found) == ["sign_exempt"]
    assert found["law"] == [{"section": "s.8(11)", "th": "ม.8(11)"}]
    assert found["parameters"][0]["key"] == "sign.exemption.untaxed"
    assert explain_exempt_sign("ม.8", rule_book(2569)) is None
