"""Late payment of both taxes."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.tax.case import compute_case
from kkmgis.tax.late import land_late_charge, months_late
from kkmgis.tax.rulebook import rule_book


def late(**fields: object) -> dict[str, Any]:
    answer = compute_case({"kind": "late_payment", "due": "2026-06-30", **fields})
    assert "error" not in answer, answer
    return answer


def land(
    paid: str, stage: str = "before_warning", tax: str = "1000", **more: object
) -> dict[str, Any]:
    return late(law="land_building", tax=tax, paid=paid, stage=stage, **more)


@pytest.mark.parametrize(
    ("stage", "penalty"),
    [
        ("before_warning", "100.00"),
        ("within_warning", "200.00"),
        ("after_warning", "400.00"),
    ],
)
def test_penalty_by_stage(stage: str, penalty: str) -> None:
    """s.68, s.69."""
    assert land("2026-07-01", stage)["penalty"] == penalty


@pytest.mark.parametrize(
    ("paid", "months"),
    [
        pytest.param("2026-06-30", 0, id="on_the_due_date"),
        pytest.param("2026-01-01", 0, id="before"),
        pytest.param("2026-07-01", 1, id="a_day_is_a_month"),
        pytest.param("2026-07-31", 1, id="to_the_end_of_july"),
        pytest.param("2026-08-01", 2, id="a_part_of_the_next"),
        pytest.param("2027-06-30", 12, id="a_year"),
    ],
)
def test_months_from_the_day_after_the_due_date(paid: str, months: int) -> None:
    """C13."""
    answer = land(paid)
    assert answer["months"] == months
    assert answer["surcharge"] == f"{months * 10}.00"


def civil_code_months(due: dt.date, paid: dt.date) -> int:
    """Months end before the like day, or with a month that lacks it."""
    months = 0
    first = due + dt.timedelta(days=1)
    while months < 1 or paid >= _month_start(first, months):
        months += 1
        if paid <= due:
            return 0
    return months


def _month_start(first: dt.date, months: int) -> dt.date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if first.day > calendar.monthrange(year, month + 1)[1]:
        return dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, first.day)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2027, 12, 31)), st.integers(-40, 800))
def test_months_agree_with_counting_month_by_month(due: dt.date, days: int) -> None:
    paid = due + dt.timedelta(days=days)
    assert months_late(due, paid) == civil_code_months(due, paid)


def test_land_surcharge_is_at_most_the_tax() -> None:
    """s.70: 120 months would be 120 %."""
    answer = land("2036-06-30", tax="5400")
    assert (answer["months"], answer["surcharge"]) == (120, "5400.00")


def test_approved_deferral_has_half_the_surcharge_and_no_penalty() -> None:
    """s.70 p2."""
    answer = late(
        law="land_building", tax="1000", paid="2026-08-15", deferral_approved=True
    )
    assert (answer["penalty"], answer["surcharge"], answer["law"]) == (
        "0.00",
        "10.00",
        ["s.70 p2"],
    )


def test_penalty_and_surcharge_are_each_rounded_half_up() -> None:
    answer = land("2026-07-01", tax="0.50")
    assert (answer["penalty"], answer["surcharge"], answer["total"]) == (
        "0.05",
        "0.01",
        "0.56",
    )


def test_in_time_nothing_is_added() -> None:
    answer = late(law="land_building", tax="1000", paid="2026-06-30")
    assert (answer["total"], answer["law"], answer["assumptions"]) == (
        "1000.00",
        [],
        [],
    )


@pytest.mark.parametrize(
    ("filing", "penalty"),
    [
        ("in_time", "0.00"),
        ("late_before_notice", "50.00"),
        ("late_after_notice", "100.00"),
    ],
)
def test_late_filing_of_a_sign_stays_when_paid_in_time(
    filing: str, penalty: str
) -> None:
    """s.25 (1)."""
    answer = late(law="sign", tax="1000", paid="2026-06-30", filing=filing)
    assert (answer["months"], answer["penalty"], answer["surcharge"]) == (
        0,
        penalty,
        "0.00",
    )


def test_sign_surcharge_is_2_percent_a_month_without_ceiling() -> None:
    """s.25 (3)."""
    answer = late(law="sign", tax="1000", paid="2036-06-30")
    assert (answer["surcharge"], answer["total"], answer["assumptions"]) == (
        "2400.00",
        "3400.00",
        ["S4"],
    )


def test_a_wrong_return_bears_10_percent_of_the_extra_tax() -> None:
    """s.25 (2), beside 2 % for a month of the whole tax: 1000 + 40 + 20."""
    answer = late(law="sign", tax="1000", paid="2026-07-30", extra_tax="400")
    assert (answer["wrong_return_surcharge"], answer["surcharge"]) == ("40.00", "20.00")
    assert (answer["total"], answer["law"]) == ("1060.00", ["s.25 (2)", "s.25 (3)"])
    assert answer["assumptions"] == ["S4"]


def test_a_return_corrected_before_the_notice_bears_nothing() -> None:
    """s.25 (2)."""
    case = {"law": "sign", "tax": "1000", "paid": "2026-06-30", "extra_tax": "400"}
    answer = late(**case, corrected_before_notice=True)
    assert (answer["wrong_return_surcharge"], answer["total"]) == ("0.00", "1000.00")
    assert (answer["law"], answer["assumptions"]) == ([], [])


def test_a_late_and_wrong_return_bears_both_surcharges() -> None:
    """S8: 10 % of 1000 and 10 % of 400."""
    answer = late(
        law="sign",
        tax="1000",
        paid="2026-06-30",
        filing="late_after_notice",
        extra_tax="400",
    )
    assert (answer["penalty"], answer["wrong_return_surcharge"]) == ("100.00", "40.00")
    assert (answer["total"], answer["assumptions"]) == ("1140.00", ["S8"])


def test_late_land_payment_needs_its_stage() -> None:
    found = compute_case(
        {
            "kind": "late_payment",
            "law": "land_building",
            "tax": "1",
            "due": "2026-06-30",
            "paid": "2026-07-01",
        }
    )
    assert (found["error"]["code"], found["error"]["path"]) == ("field.missing", "$")
    with pytest.raises(ValueError, match="needs its stage"):
        land_late_charge(
            1,
            due=dt.date(2026, 6, 30),
            paid=dt.date(2026, 7, 1),
            stage=None,
            deferral_approved=False,
            rules=rule_book(2569),
        )
