"""Signboard tax: every rule with its edge."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kkmgis.errors import TaxError
from kkmgis.tax.case import compute_case
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.rulebook import rule_book
from kkmgis.tax.sign import SignFacts, assess_signs, first_year_quarter
from tests.tax.columns import Json


def sign(**fields: object) -> dict[str, Any]:
    case = {
        "kind": "sign",
        "tax_year": 2569,
        "sides": 1,
        "text": "foreign",
        "moving": False,
        **fields,
    }
    if not {"area_cm2", "width_cm"} & set(fields):
        case["area_cm2"] = "500"
    answer = compute_case(case)
    assert "error" not in answer, answer
    return answer


@pytest.mark.parametrize(
    ("area", "units"),
    [
        pytest.param("5000", 10, id="whole_units"),
        pytest.param("5250", 10, id="remainder_250_is_dropped"),
        pytest.param("5250.01", 11, id="remainder_above_250_counts"),
        pytest.param("250", 0, id="a_sign_of_250_has_no_unit"),
        pytest.param("250.0001", 1, id="just_above_250"),
    ],
)
def test_units_of_500_square_centimetres(area: str, units: int) -> None:
    """Schedule (6)."""
    assert sign(area_cm2=area)["units"] == units


def test_area_is_widest_times_longest() -> None:
    assert sign(width_cm="120.5", height_cm="80.4")["area_cm2"] == "9688.20"


@pytest.mark.parametrize(
    ("text", "moving", "rate", "old_rate"),
    [
        ("thai", True, "10.00", "3.00"),
        ("thai", False, "5.00", "3.00"),
        ("mixed", True, "52.00", "20.00"),
        ("mixed", False, "26.00", "20.00"),
        ("foreign", True, "52.00", "40.00"),
        ("foreign", False, "50.00", "40.00"),
    ],
)
def test_rates_changed_in_2564(
    text: str, moving: bool, rate: str, old_rate: str
) -> None:
    """Schedule (1)-(3) and the regulations."""
    assert sign(text=text, moving=moving, tax_year=2563)["rate"] == old_rate
    for tax_year in range(2564, 2571):
        assert sign(text=text, moving=moving, tax_year=tax_year)["rate"] == rate


@pytest.mark.parametrize(
    ("area", "tax"),
    [("500", "200.00"), ("2000", "200.00"), ("2500", "250.00"), ("100", "200.00")],
)
def test_a_sign_bears_at_least_200_baht(area: str, tax: str) -> None:
    """Schedule (7)."""
    assert sign(area_cm2=area)["tax"] == tax


@pytest.mark.parametrize(
    ("installed_on", "quarter", "share", "tax"),
    [
        ("2026-01-01", 1, "100", "3000.00"),
        ("2026-03-31", 1, "100", "3000.00"),
        ("2026-04-01", 2, "75", "2250.00"),
        ("2026-06-30", 2, "75", "2250.00"),
        ("2026-07-01", 3, "50", "1500.00"),
        ("2026-09-30", 3, "50", "1500.00"),
        ("2026-10-01", 4, "25", "750.00"),
        ("2026-12-31", 4, "25", "750.00"),
        ("2025-12-31", None, "100", "3000.00"),
    ],
)
def test_first_year_is_taxed_by_quarter(
    installed_on: str, quarter: int | None, share: str, tax: str
) -> None:
    """s.7."""
    answer = sign(area_cm2="30000", installed_on=installed_on)
    assert (answer["quarter"], answer["quarter_share_pct"], answer["tax"]) == (
        quarter,
        share,
        tax,
    )


def test_minimum_holds_again_after_the_quarter_share() -> None:
    """S1."""
    answer = sign(area_cm2="2500", installed_on="2026-10-01")
    assert (answer["annual_tax"], answer["tax"]) == ("250.00", "200.00")
    assert answer["assumptions"] == ["C1", "S1"]


def test_each_side_is_computed_by_itself_and_added() -> None:
    """S2: two sides of 200, not one of the sum."""
    answer = sign(area_cm2="1000", sides=2)
    assert (answer["tax_per_side"], answer["tax"], answer["assumptions"]) == (
        "200.00",
        "400.00",
        ["S2"],
    )


def test_a_quarter_share_may_leave_half_a_baht() -> None:
    assert (
        sign(text="mixed", area_cm2="16500", installed_on="2026-10-01")["tax"]
        == "214.50"
    )


def facts() -> SignFacts:
    return SignFacts(
        tax_year=2569,
        area_decimals=1,
        area=whole_numbers([5000, 25_000]),
        sides=np.array([1, 2]),
        text=np.array([0, 2], dtype=np.int8),
        moving=np.array([False, True]),
        quarter=np.array([0, 4], dtype=np.int8),
    )


def test_many_signs_at_once() -> None:
    result = assess_signs(facts(), rule_book(2569))
    assert result.units.tolist() == [1, 5]
    assert result.tax.tolist() == [20_000, 40_000]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("area", np.array([0, 1])),
        ("sides", np.array([0, 1])),
        ("text", np.array([0, 3], dtype=np.int8)),
        ("quarter", np.array([0, 5], dtype=np.int8)),
    ],
)
def test_impossible_signs_are_refused(column: str, value: Json) -> None:
    """A missing measurement must not become a tax of 200 baht."""
    with pytest.raises(TaxError, match=f"column {column}, row . is impossible"):
        assess_signs(replace(facts(), **{column: value}), rule_book(2569))


def test_unequal_columns_and_years_are_refused() -> None:
    with pytest.raises(TaxError, match="unequal length"):
        assess_signs(replace(facts(), sides=np.array([1])), rule_book(2569))
    with pytest.raises(TaxError, match="signs of 2569"):
        assess_signs(facts(), rule_book(2568))


def test_a_sign_put_up_after_the_year_has_no_tax_in_it() -> None:
    assert first_year_quarter(None, 2569) == 0
    with pytest.raises(TaxError, match="2027-01-01"):
        first_year_quarter(dt.date(2027, 1, 1), 2569)


def test_an_enormous_sign_stays_exact() -> None:
    assert (
        sign(area_cm2="999999999999999", sides=1000)["tax"] == "100000000000000000.00"
    )
