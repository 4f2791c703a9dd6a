"""A line of tax as a formula that a reader can follow on a pocket calculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.formula import line_formula, sign_formula
from kkmgis.tax.rulebook import rule_book
from kkmgis.tax.sign import SignFacts, assess_signs
from kkmgis.tax.sign_records import sign_records
from tests.tax.columns import case_records, land, land_case

HOUSE = {
    "kind": "building",
    "on": None,
    "material": "masonry",
    "floor_area_m2": "180",
    "price_per_m2": "8350",
    "age_years": 12,
    "uses": [{"use": "other", "share": "1"}],
}


def formulas(case: dict[str, Any], language: Any = "th") -> list[list[str]]:
    records, rules = case_records(case)
    return [line_formula(record, rules, language) for record in records]


def test_a_building_shows_area_price_depreciation_and_rate() -> None:
    assert formulas(land_case(HOUSE)) == [
        [
            "180.00 ตร.ม. × 8,350.00 − 14 % = 1,292,580.00",
            "1,292,580.00 × 0.3 % = 3,877.74",
        ]
    ]


def test_land_in_two_uses_shows_share_and_exemption() -> None:
    plot = {
        "kind": "land",
        "area": "0-1-25.5",
        "price_per_wa": "30000",
        "uses": [
            {"use": "residential", "share": "0.4", "principal": True},
            {"use": "other", "share": "0.6"},
        ],
    }
    assert formulas(land_case(plot), "en") == [
        [
            "125.50 sq wa × 30,000.00 = 3,765,000.00",
            "3,765,000.00 × 0.4 − exempt 1,506,000.00 = 0.00",
        ],
        [
            "125.50 sq wa × 30,000.00 = 3,765,000.00",
            "3,765,000.00 × 0.6 = 2,259,000.00",
            "2,259,000.00 × 0.3 % = 6,777.00",
        ],
    ]


def test_slices_are_added_and_what_a_reduction_leaves_is_shown() -> None:
    use = {"use": "other", "reduction": "90"}
    assert formulas(land_case(land("60000000", use))) == [
        [
            "ราคาประเมินที่กำหนดไว้ = 60,000,000.00",
            "(50,000,000.00 × 0.3 % + 10,000,000.00 × 0.4 %) × 10 % = 19,000.00",
        ]
    ]


def test_relief_is_taken_off() -> None:
    old = land("100000000", {"use": "other"}, old_tax="15000")
    assert formulas(land_case(old, tax_year=2565))[0][-1] == (
        "50,000,000.00 × 0.3 % + 50,000,000.00 × 0.4 % − บรรเทา 83,750.00 = 266,250.00"
    )


def test_exempt_land_ends_with_nothing() -> None:
    use = {"use": "exempt", "exempt_under": "8(5)"}
    assert formulas(land_case(land("1000", use)))[0][-1] == (
        "1,000.00 − ยกเว้น 1,000.00 = 0.00"
    )


@pytest.mark.parametrize(
    ("area", "text", "quarter", "sides", "expected"),
    [
        (14_500, SignText.MIXED, 0, 1, ["29 หน่วย × 26.00 = 754.00"]),
        (
            14_500,
            SignText.MIXED,
            2,
            2,
            ["29 หน่วย × 26.00 = 754.00", "754.00 × 75 % × 2 ด้าน = 1,131.00"],
        ),
        (500, SignText.THAI, 0, 1, ["1 หน่วย × 5.00 (ไม่ถึงขั้นต่ำ) = 200.00"]),
        (
            500,
            SignText.THAI,
            4,
            1,
            [
                "1 หน่วย × 5.00 (ไม่ถึงขั้นต่ำ) = 200.00",
                "200.00 × 25 % (ไม่ถึงขั้นต่ำ) = 200.00",
            ],
        ),
    ],
)
def test_a_sign_shows_units_rate_quarter_and_sides(
    area: int, text: SignText, quarter: int, sides: int, expected: list[str]
) -> None:
    facts = SignFacts(
        tax_year=2569,
        area_decimals=0,
        area=np.array([area]),
        sides=np.array([sides]),
        text=np.array([text], dtype=np.int8),
        moving=np.array([False]),
        quarter=np.array([quarter], dtype=np.int8),
    )
    (record,) = sign_records(facts, assess_signs(facts, rule_book(2569)))
    assert sign_formula(record) == expected
