"""Numbers of a case may have twenty decimals: every pair of lengths stays exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kkmgis.tax.case import compute_case
from kkmgis.tax.fields import MOST_DECIMALS
from tests.tax import oracle
from tests.tax.columns import land_case

LENGTHS = range(MOST_DECIMALS + 1)
WHOLES = ("0", "9" * 14)


def number(whole: str, decimals: int) -> str:
    """Write a number whose last decimal is a one."""
    return f"{whole}.{1:0{decimals}d}" if decimals else "1"


@pytest.mark.parametrize("whole", WHOLES)
@pytest.mark.parametrize("decimals", LENGTHS)
def test_area_times_price(decimals: int, whole: str) -> None:
    for of_price in LENGTHS:
        asset = {
            "kind": "land",
            "area_wa": number(whole, decimals),
            "price_per_wa": number(whole, of_price),
            "uses": [{"use": "other", "share": "1"}],
        }
        case = land_case(asset)
        (line,), (expected,) = compute_case(case)["lines"], oracle.land_building(case)
        assert Fraction(line["value"]) == oracle.value_of(asset), of_price
        assert Fraction(line["tax"]) == expected["tax"], of_price


@pytest.mark.parametrize("decimals", LENGTHS[1:])
def test_shares(decimals: int) -> None:
    shares = [number("0", decimals), "0." + "9" * decimals]
    uses = [{"use": "other", "share": share} for share in shares]
    case = land_case({"kind": "land", "value": "999999999999999", "uses": uses})
    found = [Fraction(line["tax"]) for line in compute_case(case)["lines"]]
    assert found == [line["tax"] for line in oracle.land_building(case)]


@pytest.mark.parametrize("whole", WHOLES)
@pytest.mark.parametrize("decimals", LENGTHS)
def test_a_sign_of_any_size(decimals: int, whole: str) -> None:
    size = {"width_cm": "65", "height_cm": number(whole, decimals)}
    case = {"kind": "sign", "tax_year": 2569, "sides": 2, "text": "thai", **size}
    case["moving"] = False
    answer = compute_case(case)
    expected = oracle.sign(case)
    assert {name: Fraction(answer[name]) for name in expected} == expected
