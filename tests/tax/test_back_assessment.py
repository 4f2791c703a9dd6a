"""Former years assessed anew: s.53, and s.29 of the Signboard Tax Act."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tax.answers import answered, satang, step
from tests.tax.strategies import land_cases


def land_case(tax_year: int, value: str = "10000000") -> dict[str, Any]:
    """Commercial property of a company: 0.3 % up to 50 million baht."""
    uses = [{"use": "other", "share": "1"}]
    land = {"id": "L1", "kind": "land", "value": value, "uses": uses}
    company = {"kind": "juristic"}
    return {"tax_year": tax_year, "taxpayer": company, "assets": [land]}


def sign_case(tax_year: int) -> dict[str, Any]:
    """50 units of type 2."""
    size = {"area_cm2": "25000", "sides": 1, "text": "mixed", "moving": False}
    return {"tax_year": tax_year, **size}


def back(
    law: str,
    years: list[tuple[str, dict[str, Any]]],
    notified: str = "2026-08-01",
) -> dict[str, Any]:
    listed = [{"assessed": assessed, "case": case} for assessed, case in years]
    case = {"kind": "back_assessment", "law": law, "notified": notified}
    return answered({**case, "years": listed})


def column(answer: dict[str, Any], name: str) -> list[Any]:
    return [year[name] for year in answer["years"]]


def test_each_year_is_taxed_by_its_own_law() -> None:
    """0.3 % of 10 million; in 2566 15 % of it was forgiven."""
    answer = back(
        "land_building",
        [("1000", land_case(2567)), ("30000", land_case(2568)), ("0", land_case(2566))],
        notified="2026-06-30",
    )
    assert column(answer, "tax") == ["30000.00", "30000.00", "25500.00"]
    assert column(answer, "difference") == ["29000.00", "0.00", "25500.00"]
    assert (answer["extra_tax"], answer["difference"]) == ("54500.00", "54500.00")
    assert len({year["answer"]["rules_version"] for year in answer["years"]}) == 3


@pytest.mark.parametrize(
    ("notified", "barred"), [("2026-06-30", False), ("2026-07-01", True)]
)
def test_land_may_be_reviewed_three_years_from_the_last_day_of_payment(
    notified: str, barred: bool
) -> None:
    """s.53; the tax of 2566 was due by 30 June 2566."""
    answer = back("land_building", [("500", land_case(2566))], notified)
    year = answer["years"][0]
    assert (year["until"], year["barred"]) == ("2026-06-30", barred)
    assert answer["extra_tax"] == ("0.00" if barred else "25000.00")
    assert year["difference"] == "25000.00"
    if barred:
        assert "30 มิ.ย. 2569" in year["reason_th"]
        assert "30 Jun 2026" in year["reason_en"]
        assert answer["pay_by"] is None
    else:
        assert (year["reason_th"], year["reason_en"]) == (None, None)


def test_a_term_of_ones_own_moves_the_three_years() -> None:
    year = {"assessed": "0", "case": land_case(2566), "due": "2023-09-30"}
    case = {"kind": "back_assessment", "law": "land_building"}
    answer = answered({**case, "notified": "2026-08-01", "years": [year]})
    assert column(answer, "until") == ["2026-09-30"]
    assert column(answer, "barred") == [False]


def test_the_extra_tax_of_land_is_due_in_30_days() -> None:
    """s.53: without penalty."""
    answer = back("land_building", [("0", land_case(2568))])
    assert answer["pay_by"] == "2026-08-31"
    assert "no penalty" in step(answer, "back_pay_land")["en"]
    assert (answer["law"], answer["assumptions"]) == (["s.53"], ["C18"])


def test_what_was_assessed_too_much_is_told_apart() -> None:
    years = [("40000", land_case(2567)), ("20000", land_case(2568))]
    answer = back("land_building", years)
    assert column(answer, "difference") == ["-10000.00", "10000.00"]
    assert (answer["extra_tax"], answer["overpaid"]) == ("10000.00", "10000.00")
    assert answer["difference"] == "0.00"
    assert "-10,000.00" in step(answer, "back_year")["th"]
    assert "15" in step(answer, "back_overpaid_land")["th"]


def test_the_owner_of_a_sign_has_a_year_to_claim_what_was_too_much() -> None:
    """s.24 of the Signboard Tax Act: from the payment."""
    answer = back("sign", [("5000", sign_case(2568))])
    assert (answer["overpaid"], answer["pay_by"]) == ("3700.00", None)
    assert "within 1 year" in step(answer, "back_overpaid_sign")["en"]


def test_signs_go_back_five_tax_years() -> None:
    """s.29, S9: from a notice in 2569 to 2564; the rates are those of each year."""
    years = [("200", sign_case(year)) for year in (2563, 2564, 2568, 2569)]
    answer = back("sign", years)
    assert column(answer, "tax") == ["1000.00", "1300.00", "1300.00", "1300.00"]
    assert column(answer, "barred") == [True, False, False, False]
    assert column(answer, "until")[1] == "2026-12-31"
    assert (answer["extra_tax"], answer["pay_by"]) == ("3300.00", "2026-08-16")
    assert answer["assumptions"] == ["C18", "S9"]


def test_several_signs_of_one_year_are_added() -> None:
    answer = back("sign", [("0", sign_case(2568)), ("0", sign_case(2568))])
    assert answer["extra_tax"] == "2600.00"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**9), land_cases()), min_size=1, max_size=3))
def test_the_whole_is_the_sum_of_the_differences_that_are_not_barred(
    drawn: list[tuple[int, dict[str, Any]]],
) -> None:
    used: dict[int, tuple[str, dict[str, Any]]] = {}
    for assessed, case in drawn:
        if case["tax_year"] <= 2569:
            used[case["tax_year"]] = (f"{assessed // 100}.{assessed % 100:02d}", case)
    if not used:
        return
    answer = back("land_building", list(used.values()))
    counted = [satang(year["counted"]) for year in answer["years"]]
    for year, amount in zip(answer["years"], counted, strict=True):
        tax, assessed = satang(year["answer"]["total_tax"]), satang(year["assessed"])
        assert satang(year["difference"]) == tax - assessed
        assert amount == (0 if year["barred"] else tax - assessed)
    assert satang(answer["difference"]) == sum(counted)
    assert satang(answer["extra_tax"]) == sum(max(0, one) for one in counted)
    assert satang(answer["overpaid"]) == sum(max(0, -one) for one in counted)
