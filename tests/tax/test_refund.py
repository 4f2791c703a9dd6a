"""Refunds: s.53 and s.54, and s.24 of the Signboard Tax Act."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tax.answers import answered, keys, satang


def claim(**fields: object) -> dict[str, Any]:
    case = {"kind": "refund", "law": "land_building", "amount": "1000"}
    return answered({**case, "paid": "2026-05-10", "claimed": "2026-08-01", **fields})


def review(**fields: object) -> dict[str, Any]:
    case = {"kind": "refund", "law": "land_building", "basis": "review"}
    more = {"amount": "1000", "paid": "2023-06-30", "tax_year": 2566}
    return answered({**case, **more, "found": "2026-03-01", **fields})


def test_a_claim_in_time_has_its_days() -> None:
    """s.54: three years to claim, 90 days to decide, 15 more to tell."""
    answer = claim()
    assert (answer["in_time"], answer["refused"]) == (True, None)
    assert answer["claim_until"] == "2029-05-10"
    assert (answer["decide_by"], answer["notify_by"]) == ("2026-10-30", "2026-11-14")
    assert (answer["refund"], answer["interest"], answer["total"]) == (
        "1000.00",
        "0.00",
        "1000.00",
    )
    assert (answer["law"], answer["assumptions"]) == (["s.54"], ["C18"])


@pytest.mark.parametrize(
    ("claimed", "refund"), [("2026-05-10", "1000.00"), ("2026-05-11", "0.00")]
)
def test_three_years_from_the_payment(claimed: str, refund: str) -> None:
    answer = claim(paid="2023-05-10", claimed=claimed)
    assert (answer["refund"], answer["total"]) == (refund, refund)
    assert answer["refused"] == (None if refund != "0.00" else "too_late")
    assert (answer["decide_by"] is None) == (refund == "0.00")


@pytest.mark.parametrize(
    ("refunded", "months", "interest"),
    [
        pytest.param("2026-08-01", 0, "0.00", id="same_day"),
        pytest.param("2026-08-02", 1, "10.00", id="a_day_is_a_month"),
        pytest.param("2026-09-01", 1, "10.00", id="one_month"),
        pytest.param("2026-09-02", 2, "20.00", id="a_part_of_the_next"),
    ],
)
def test_interest_when_the_authority_erred(
    refunded: str, months: int, interest: str
) -> None:
    """s.54: 1 % a month or part from the claim to the refund (C17)."""
    answer = claim(authority_error=True, refunded=refunded)
    assert (answer["months"], answer["interest"]) == (months, interest)
    assert answer["assumptions"] == ["C17", "C18"]


def test_no_interest_when_the_payer_erred() -> None:
    assert claim(refunded="2026-12-01")["interest"] == "0.00"


def test_interest_is_at_most_the_refund() -> None:
    """120 months would be 120 %."""
    answer = claim(authority_error=True, refunded="2036-08-01")
    assert (answer["months"], answer["interest"], answer["total"]) == (
        120,
        "1000.00",
        "2000.00",
    )


@pytest.mark.parametrize(
    ("refunded", "total", "refused"),
    [("2027-09-30", "1000.00", None), ("2027-10-01", "0.00", "not_collected")],
)
def test_what_is_not_collected_in_a_year_lapses(
    refunded: str, total: str, refused: str | None
) -> None:
    """s.54."""
    answer = claim(notified="2026-09-30", refunded=refunded)
    assert answer["collect_by"] == "2027-09-30"
    assert (answer["total"], answer["refused"]) == (total, refused)
    assert ("refund_lapsed" in keys(answer)) == (refused is not None)


def test_signs_have_one_year_and_no_interest() -> None:
    """s.24 of the Signboard Tax Act."""
    case = {"kind": "refund", "law": "sign", "amount": "200", "paid": "2026-03-10"}
    answer = answered({**case, "claimed": "2027-03-10", "notified": "2027-04-01"})
    assert (answer["refund"], answer["claim_until"]) == ("200.00", "2027-03-10")
    assert (answer["decide_by"], answer["collect_by"]) == (None, "2028-04-01")
    assert answer["law"] == ["s.24"]
    late = answered({**case, "claimed": "2027-03-11"})
    assert (late["refund"], late["refused"]) == ("0.00", "too_late")


def test_an_overpayment_that_the_authority_finds() -> None:
    """s.53: three years from 30 June 2566, told in 15 days, a year to collect."""
    answer = review(notified="2026-03-10")
    assert (answer["review_until"], answer["in_time"]) == ("2026-06-30", True)
    assert (answer["notify_by"], answer["collect_by"]) == ("2026-03-16", "2027-03-10")
    assert (answer["refund"], answer["interest"]) == ("1000.00", "0.00")
    assert answer["law"] == ["s.53"]
    late = review(found="2026-07-01")
    assert (late["refund"], late["refused"]) == ("0.00", "too_late")
    assert late["notify_by"] is None


def test_a_term_of_ones_own_moves_the_three_years_of_a_review() -> None:
    """s.14 p1: the last day of payment of 2566 put off to 30 September."""
    answer = review(found="2026-09-30", due="2023-09-30")
    assert (answer["review_until"], answer["refund"]) == ("2026-09-30", "1000.00")


def test_what_is_not_given_back_has_no_day_to_collect_it() -> None:
    late = review(found="2026-07-01", notified="2026-07-02")
    assert (late["refused"], late["collect_by"]) == ("too_late", None)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 10**12),
    st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
    st.integers(0, 6000),
)
def test_interest_is_never_above_the_refund(
    amount: int, claimed: dt.date, days: int
) -> None:
    refunded = claimed + dt.timedelta(days=days)
    answer = claim(
        amount=f"{amount // 100}.{amount % 100:02d}",
        paid="2025-12-31",
        claimed=claimed.isoformat(),
        refunded=refunded.isoformat(),
        authority_error=True,
    )
    refund, interest = satang(answer["refund"]), satang(answer["interest"])
    assert 0 <= interest <= refund == amount
    assert satang(answer["total"]) == refund + interest
