"""Instalments of both taxes: s.52, and s.19 bis of the Signboard Tax Act."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.tax.case import compute_case
from kkmgis.tax.compile_procedure import InstalmentRules
from kkmgis.tax.exact import Rounding
from kkmgis.tax.instalments import (
    Payment,
    Standing,
    instalment_plan,
    standing_on,
)
from tests.tax.answers import answered, keys, satang, step


def land(**fields: object) -> dict[str, Any]:
    case = {"kind": "instalments", "law": "land_building", "tax_year": 2569}
    return answered({**case, "tax": "5400", **fields})


def sign(**fields: object) -> dict[str, Any]:
    case = {"kind": "instalments", "law": "sign", "tax_year": 2569, "tax": "3000"}
    return answered({**case, "notice_received": "2026-04-01", **fields})


def paid(*payments: tuple[str, str]) -> list[dict[str, str]]:
    return [{"paid": day, "amount": amount} for day, amount in payments]


def parts(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(part["due"], part["amount"]) for part in answer["parts"]]


def test_three_equal_parts_in_the_months_of_the_calendar() -> None:
    """s.52; in 2569 June to August, in 2570 the Act's own months."""
    assert parts(land()) == [
        ("2026-06-30", "1800.00"),
        ("2026-07-31", "1800.00"),
        ("2026-08-31", "1800.00"),
    ]
    assert [due for due, _ in parts(land(tax_year=2570))] == [
        "2027-04-30",
        "2027-05-31",
        "2027-06-30",
    ]


def test_the_odd_satang_are_in_the_last_part() -> None:
    """C15: 3,000.02 = 1,000.00 + 1,000.00 + 1,000.02."""
    answer = land(tax="3000.02")
    assert [amount for _, amount in parts(answer)] == ["1000.00", "1000.00", "1000.02"]
    assert (answer["law"], answer["assumptions"]) == (["s.52"], ["C15"])


def test_a_first_day_of_ones_own_moves_the_others() -> None:
    """s.14 p1: a term that was put off for one person."""
    answer = land(first_due="2026-09-15")
    days = [due for due, _ in parts(answer)]
    assert days == ["2026-09-15", "2026-10-15", "2026-11-15"]
    assert answer["assumptions"] == ["C15", "C18"]


def test_a_first_day_cannot_be_before_that_of_the_act() -> None:
    """s.46, s.14: April can only be put off; its last day is the earliest."""
    assert parts(land(first_due="2026-04-30"))[0][0] == "2026-04-30"
    case = {"kind": "instalments", "law": "land_building", "tax_year": 2569}
    found = compute_case({**case, "tax": "5400", "first_due": "2026-04-29"})["error"]
    assert (found["code"], found["path"]) == ("date.too_early", "$.first_due")
    assert "29 เม.ย. 2569" in found["message_th"]
    assert "30 Apr 2026" in found["message_en"]


@pytest.mark.parametrize(
    ("on", "payments", "key"),
    [
        ("2026-06-30", [], "instalment_owed"),
        ("2026-07-01", [], "instalment_all_due"),
        ("2026-06-30", [("2026-06-30", "5400")], "instalment_done"),
        ("2026-06-30", [("2026-06-30", "5400.01")], "instalment_overpaid"),
    ],
)
def test_the_last_sentence_says_how_it_stands(
    on: str, payments: list[tuple[str, str]], key: str
) -> None:
    assert keys(land(on=on, payments=paid(*payments)))[-1] == key


def test_less_than_3000_baht_is_paid_at_once() -> None:
    for law, more in (
        ("land_building", {}),
        ("sign", {"notice_received": "2026-04-01"}),
    ):
        case = {"kind": "instalments", "law": law, "tax_year": 2569, "tax": "2999.99"}
        found = compute_case({**case, **more})
        assert found["error"]["code"] == "instalments.too_little"
        assert "error" not in compute_case({**case, "tax": "3000", **more})


def test_signs_count_from_the_notice() -> None:
    """s.19 bis: 15 days from the notice, then a month each; S6."""
    answer = sign(tax="3000.01")
    assert parts(answer) == [
        ("2026-04-16", "1000.00"),
        ("2026-05-16", "1000.00"),
        ("2026-06-16", "1000.01"),
    ]
    assert (answer["law"], answer["assumptions"]) == (["s.19 bis"], ["C18", "S6"])


def test_who_pays_in_time_owes_the_rest_without_more() -> None:
    answer = land(payments=paid(("2026-06-30", "1800")), on="2026-07-10")
    assert (answer["right_lost"], answer["missed"]) == (False, None)
    assert (answer["owed"], answer["surcharge"]) == ("3600.00", "0.00")
    assert (answer["payable"], answer["payable_by"]) == ("1800.00", "2026-07-31")


def test_the_last_day_is_still_in_time() -> None:
    kept = land(payments=[], on="2026-06-30")
    assert (kept["right_lost"], kept["payable"]) == (False, "1800.00")
    lost = land(payments=[], on="2026-07-01")
    assert (lost["right_lost"], lost["missed"]) == (
        True,
        {"number": 1, "due": "2026-06-30"},
    )


def test_a_missed_part_makes_all_of_the_rest_bear_1_percent_a_month() -> None:
    """s.52, C16: 3,600 for 2 months from 31 July to 15 September."""
    answer = land(payments=paid(("2026-06-30", "1800")), on="2026-09-15")
    assert answer["missed"] == {"number": 2, "due": "2026-07-31"}
    assert (answer["outstanding"], answer["surcharge"]) == ("3600.00", "72.00")
    assert (answer["owed"], answer["payable"]) == ("3672.00", "3672.00")
    assert answer["assumptions"] == ["C13", "C15", "C16"]


def test_a_part_paid_short_is_missed() -> None:
    """1,799.99 of 1,800: the satang costs the right; 3,600.01 × 1 %."""
    answer = land(payments=paid(("2026-06-30", "1799.99")), on="2026-07-01")
    assert (answer["right_lost"], answer["surcharge"]) == (True, "36.00")


def test_late_payments_stop_the_surcharge_on_what_they_pay() -> None:
    """C16: 1,800 × 1 month + 1,800 × 3 months, from 31 July."""
    payments = paid(("2026-06-30", "1800"), ("2026-08-15", "1800"))
    answer = land(payments=payments, on="2026-10-15")
    assert (answer["outstanding"], answer["surcharge"]) == ("1800.00", "72.00")
    assert keys(answer).count("instalment_late") == 2
    assert "3 month" in answer["steps"][-3]["en"]


def test_what_is_paid_beyond_the_tax_pays_the_surcharge() -> None:
    """1 % of 5,400 for one month, paid with the tax on 15 July."""
    answer = land(payments=paid(("2026-07-15", "5454")), on="2027-01-01")
    assert (answer["surcharge"], answer["owed"]) == ("54.00", "0.00")
    assert (answer["payable_by"], answer["overpaid"]) == (None, "0.00")
    assert step(answer, "instalment_done")["amount"] == "0.00"
    more = land(payments=paid(("2026-07-15", "5454.01")))
    assert (more["on"], more["overpaid"]) == ("2026-07-15", "0.01")


def test_a_missed_part_of_a_sign_bears_2_percent_without_ceiling() -> None:
    """s.19 bis: 3,000 for 60 months from 16 April 2569."""
    answer = sign(on="2031-04-16")
    assert (answer["surcharge"], answer["owed"]) == ("3600.00", "6600.00")
    assert answer["assumptions"] == ["C18", "S4", "S6", "S10"]


def test_the_surcharge_of_land_is_at_most_the_unpaid_tax() -> None:
    """s.70: 120 months would be 120 %."""
    answer = land(payments=paid(("2026-06-30", "1800")), on="2036-07-31")
    assert (answer["surcharge"], answer["owed"]) == ("3600.00", "7200.00")


@pytest.mark.parametrize("law", ["land_building", "sign"])
def test_the_steps_say_every_part_in_both_languages(law: str) -> None:
    answer = land() if law == "land_building" else sign()
    said = [one for one in answer["steps"] if one["key"] == "instalment_part"]
    assert len(said) == 3
    for one, part in zip(said, answer["parts"], strict=True):
        assert one["amount"] == part["amount"]
        assert "2569" in one["th"]
        assert "2026" in one["en"]


RULES = InstalmentRules(0, Fraction(1, 100), True, Rounding())
DUES = [dt.date(2026, 6, 30), dt.date(2026, 7, 31), dt.date(2026, 8, 31)]
DAYS = st.dates(dt.date(2026, 6, 1), dt.date(2027, 6, 30))
AMOUNTS = st.integers(1, 400_000)


@given(st.integers(0, 10**15), st.integers(1, 12))
def test_parts_add_up_and_none_is_negative(tax: int, number: int) -> None:
    plan = instalment_plan(tax, [dt.date(2026, 1, 1)] * number)
    amounts = [part.amount for part in plan]
    assert sum(amounts) == tax
    assert min(amounts) >= 0
    assert amounts[-1] - amounts[0] in range(number)
    assert len(set(amounts[:-1])) <= 1


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 10**6), st.lists(st.builds(Payment, DAYS, AMOUNTS), max_size=5), DAYS
)
def test_what_is_owed_and_paid_is_tax_and_surcharge(
    tax: int, payments: list[Payment], on: dt.date
) -> None:
    found = standing_on(instalment_plan(tax, DUES), payments, on, RULES)
    assert found.owed - found.overpaid == tax + found.surcharge - found.paid
    assert min(found.owed, found.overpaid) == 0
    assert 0 <= found.outstanding <= tax
    assert 0 <= found.payable <= found.owed
    assert 0 <= found.surcharge <= tax
    assert (found.surcharge > 0) <= (found.missed is not None)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 10**6),
    st.lists(st.builds(Payment, DAYS, AMOUNTS), max_size=5),
    st.lists(DAYS, min_size=2, max_size=2).map(sorted),
)
def test_the_surcharge_never_falls_and_a_lost_right_stays_lost(
    tax: int, payments: list[Payment], days: list[dt.date]
) -> None:
    plan = instalment_plan(tax, DUES)
    before, after = (standing_on(plan, payments, day, RULES) for day in days)
    assert after.surcharge >= before.surcharge
    if before.missed is not None:
        assert after.missed == before.missed


def test_the_order_of_payments_does_not_matter() -> None:
    payments = [
        Payment(dt.date(2026, 9, 1), 100_000),
        Payment(dt.date(2026, 6, 30), 180_000),
    ]
    plan = instalment_plan(540_000, DUES)
    on = dt.date(2026, 10, 1)
    found: list[Standing] = [
        standing_on(plan, order, on, RULES) for order in (payments, payments[::-1])
    ]
    assert found[0] == found[1]
    assert satang("3600.00") - 100_000 == found[0].outstanding
