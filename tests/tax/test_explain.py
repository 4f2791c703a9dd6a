"""Explanations and stored records: whole, in two languages, rebuildable."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from kkmgis.errors import TaxError
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.explain import explain_line, explain_sign
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.grounds import assumptions, sections
from kkmgis.tax.records import FIELDS, line_records, read_record, stored_records
from kkmgis.tax.rulebook import rule_book, rule_book_of_content
from kkmgis.tax.sign import SignFacts, assess_signs
from kkmgis.tax.sign_records import read_sign_record, sign_records, stored_sign_records
from tests.tax.columns import Json, case_facts, case_records, land, land_case
from tests.tax.strategies import land_cases

HOUSE = {
    "kind": "building",
    "on": None,
    "material": "masonry",
    "floor_area_m2": "180",
    "price_per_m2": "8350",
    "age_years": 12,
    "uses": [{"use": "other", "share": "1"}],
}


@settings(max_examples=150, deadline=None)
@given(land_cases())
def test_explanation_names_the_same_law_and_conventions_as_the_answer(
    case: dict[str, Any],
) -> None:
    records, rules = case_records(case)
    for record in records:
        found = explain_line(record, rules)
        assert {law["section"] for law in found["law"]} == set(sections(record, rules))
        assert [used["id"] for used in found["assumptions"]] == assumptions(
            record, rules
        )


@settings(max_examples=100, deadline=None)
@given(land_cases())
def test_steps_lead_to_the_tax(case: dict[str, Any]) -> None:
    records, rules = case_records(case)
    for record in records:
        steps = explain_line(record, rules)["steps"]
        assert steps[-1]["key"] == "tax"
        assert steps[-1]["amount"] == f"{record.tax // 100}.{record.tax % 100:02d}"


@settings(max_examples=60, deadline=None)
@given(land_cases())
def test_stored_line_and_rule_book_rebuild_the_explanation(
    case: dict[str, Any],
) -> None:
    """As a database gives them back: JSON text, and the law's content of then."""
    facts, rules = case_facts(case), rule_book(case["tax_year"])
    assessment = assess_columns(facts, rules)
    again = rule_book_of_content(rules.content)
    stored = stored_records(facts, assessment)
    for record, text in zip(line_records(facts, assessment), stored, strict=True):
        assert record.to_json() == text
        assert read_record(text) == read_record(json.loads(text)) == record
        assert explain_line(read_record(text), again) == explain_line(record, rules)


def test_building_is_explained_in_numbers() -> None:
    records, rules = case_records(land_case(HOUSE))
    found = explain_line(records[0], rules)
    sentences = {step["key"]: (step["th"], step["en"]) for step in found["steps"]}
    assert sentences["building"][0] == "180.00 ตร.ม. × 8,350.00 บาท = 1,503,000.00 บาท"
    assert (
        sentences["depreciation"][0]
        == "ตึก อายุ 12 ปี หักร้อยละ 14: 1,503,000.00 − 210,420.00 = 1,292,580.00 บาท"
    )
    assert (
        sentences["slice"][1]
        == "From 0.00 to 50,000,000.00 baht: 1,292,580.00 × 0.3 % = 3,877.74 baht"
    )
    keys = {parameter["key"] for parameter in found["parameters"]}
    assert {"land_building.depreciation.masonry", "land_building.rate.other"} <= keys
    assert {law["th"] for law in found["law"]} == {
        "ม.35",
        "ม.37 วรรคหนึ่ง (3)",
        "ม.42 วรรคหนึ่ง",
        "ม.37 วรรคห้า",
    }


def test_reduction_pool_vacancy_and_exemption_are_explained() -> None:
    case = land_case(
        land(
            60_000_000,
            {"use": "agriculture", "share": "0.9"},
            {"use": "vacant", "share": "0.1", "vacant_since": 2562},
            group="G",
        ),
        land(1_000_000, {"use": "agriculture"}, group="G"),
        tax_year=2566,
    )
    records, rules = case_records(case)
    farm, vacant, second = (explain_line(record, rules)["steps"] for record in records)
    assert [step["key"] for step in farm] == [
        "given",
        "share",
        "use",
        "exempt_limit",
        "pool",
        "slice",
        "reduction",
        "tax",
    ]
    assert "50,000,000.00 บาท ใช้ไปก่อนแล้ว 50,000,000.00" in second[2]["th"]
    assert [step["en"] for step in vacant if step["key"] == "vacancy"] == [
        "Vacant since tax year 2563, year 4: 0.3 points are added to the rate"
    ]
    assert next(step["en"] for step in farm if step["key"] == "reduction").startswith(
        "15 % less: 400.00 × 85 % = 340.00"
    )


def test_untaxed_property_is_explained_by_its_paragraph() -> None:
    records, rules = case_records(
        land_case(land(9, {"use": "exempt", "exempt_under": "8(5)"}))
    )
    found = explain_line(records[0], rules)
    assert [step["key"] for step in found["steps"]] == ["given", "use", "tax"]
    assert "ม.8(5)" in [law["th"] for law in found["law"]]


def test_layout_of_stored_lines_does_not_change_unseen() -> None:
    """Stored lines are read for ever: a new field needs a new layout number."""
    records, _ = case_records(land_case(HOUSE))
    assert len(FIELDS) == 36
    assert records[0].to_json() == (
        "[2,1,2,4,1,0,0,0,180,0,835000,2,0,12,0,0,150300000,14,21042000,129258000,"
        "1,1,0,0,0,0,129258000,0,0,129258000,129258000,1,0,1000,387774,-1,387774]"
    )


@pytest.mark.parametrize("stored", ["[2,1]", "{}", "[1,2,3]", [9]])
def test_a_stored_line_of_another_layout_is_refused(stored: Json) -> None:
    with pytest.raises(TaxError, match="a stored line"):
        read_record(stored)
    with pytest.raises(TaxError, match="a stored sign"):
        read_sign_record(stored)


def test_sign_is_explained_and_rebuilt() -> None:
    rules = rule_book(2569)
    facts = SignFacts(
        tax_year=2569,
        area_decimals=1,
        area=whole_numbers([292_000]),
        sides=np.array([2]),
        text=np.array([1], dtype=np.int8),
        moving=np.array([False]),
        quarter=np.array([2], dtype=np.int8),
    )
    result = assess_signs(facts, rules)
    record = sign_records(facts, result)[0]
    assert read_sign_record(stored_sign_records(facts, result)[0]) == record
    found = explain_sign(record, rules)
    assert [step["key"] for step in found["steps"]] == [
        "sign_units",
        "sign_year",
        "sign_quarter",
        "sign_sides",
        "tax",
    ]
    assert found["steps"][0]["en"].startswith("29,200.00 cm² ÷ 500 = 58 units")
    assert found["steps"][1]["th"].endswith(
        "58 × 26.00 บาท ไม่ต่ำกว่า 200.00 บาท = 1,508.00 บาท"
    )
    assert found["tax"] == "2262.00"
    assert [used["id"] for used in found["assumptions"]] == ["C1", "S1", "S2"]
    assert {law["th"] for law in found["law"]} >= {"ม.7", "บัญชีอัตราภาษีป้าย (6)"}
