"""Signs that change during the year: s.14, s.14 bis, schedule (5), S3."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tax.answers import answered, keys, satang

THAI: dict[str, Any] = {
    "area_cm2": "25000",
    "sides": 1,
    "text": "thai",
    "moving": False,
}
MIXED = {**THAI, "text": "mixed"}


def changed(
    change: str,
    before: dict[str, Any],
    after: dict[str, Any] | None = None,
    on: str = "2026-05-10",
) -> dict[str, Any]:
    case = {
        "kind": "sign_change",
        "tax_year": 2569,
        "change": change,
        "changed_on": on,
        "before": before,
    }
    return answered(case if after is None else {**case, "after": after})


def test_the_same_sign_anew_bears_no_tax_for_the_year() -> None:
    """s.14 (2): 50 units × 5 baht were paid, nothing more."""
    answer = changed("replaced_same", THAI, {**THAI, "area_cm2": "25000.0"})
    assert (answer["tax_before"], answer["tax"], answer["total_year"]) == (
        "250.00",
        "0.00",
        "250.00",
    )
    assert "s.14 (2)" in answer["law"]
    assert answer["file_by"] == "2026-05-25"


@pytest.mark.parametrize("on", ["2026-01-01", "2026-05-10", "2026-12-31"])
def test_a_partial_change_bears_the_increase_in_full(on: str) -> None:
    """Schedule (5), S3: 50 × 26 − 50 × 5, whatever the quarter."""
    answer = changed("part_changed", THAI, MIXED, on)
    assert (answer["tax"], answer["total_year"]) == ("1050.00", "1300.00")
    assert answer["assumptions"] == ["C18", "S3"]
    assert {"s.14 (3)", "schedule (5)"} <= set(answer["law"])


def test_the_increase_is_over_the_least_tax() -> None:
    """Schedule (7): from 200 (10 units × 5) to 260 (10 × 26)."""
    small = {"area_cm2": "5000"}
    answer = changed("part_changed", {**THAI, **small}, {**MIXED, **small})
    assert (answer["tax_before"], answer["tax"]) == ("200.00", "60.00")


def test_a_partial_change_of_a_sign_of_this_year() -> None:
    """Its own tax is by quarter (975 of 1,300), the increase is not (S3)."""
    before = {**MIXED, "installed_on": "2026-04-01"}
    answer = changed("part_changed", before, {**MIXED, "area_cm2": "30000"})
    assert (answer["tax_before"], answer["annual_before"]) == ("975.00", "1300.00")
    assert (answer["annual_after"], answer["tax"]) == ("1560.00", "260.00")
    assert answer["total_year"] == "1235.00"
    assert answer["assumptions"] == ["C1", "C18", "S1", "S3"]


def test_a_partial_change_that_lowers_the_tax_counts_next_year() -> None:
    """s.14 bis: nothing back, and no return."""
    answer = changed("part_changed", MIXED, THAI)
    assert (answer["tax"], answer["total_year"]) == ("0.00", "1300.00")
    assert (answer["file_by"], "s.14 bis" in answer["law"]) == (None, True)


@pytest.mark.parametrize(
    ("on", "tax"),
    [
        ("2026-03-31", "1300.00"),
        ("2026-04-01", "975.00"),
        ("2026-07-01", "650.00"),
        ("2026-10-01", "325.00"),
    ],
)
def test_a_total_change_is_a_new_sign_without_credit(on: str, tax: str) -> None:
    """s.14, s.7, S3: by quarter from the change; what was paid stays paid."""
    answer = changed("all_changed", THAI, MIXED, on)
    assert (answer["tax_before"], answer["tax"]) == ("250.00", tax)
    assert satang(answer["total_year"]) == 25_000 + satang(tax)
    assert {"S1", "S3"} <= set(answer["assumptions"])


def test_a_new_sign_bears_at_least_200_baht() -> None:
    """S1: 325 × 25 % is less than the minimum."""
    small = {**THAI, "area_cm2": "32500"}
    assert changed("all_changed", MIXED, small, "2026-11-01")["tax"] == "200.00"


def test_a_smaller_sign_and_none_at_all_give_nothing_back() -> None:
    """s.14 bis."""
    smaller = changed("lowered", MIXED, THAI)
    gone = changed("taken_down", MIXED)
    for answer in (smaller, gone):
        assert (answer["tax"], answer["total_year"]) == ("0.00", "1300.00")
        assert answer["file_by"] is None
        assert "s.14 bis" in answer["law"]
    assert gone["annual_after"] is None
    assert keys(gone) == ["change_before", "change_taken_down", "change_total"]


SIGNS = st.fixed_dictionaries(
    {
        "area_cm2": st.decimals("0.01", "1000000", places=2).map(str),
        "sides": st.integers(1, 4),
        "text": st.sampled_from(["thai", "mixed", "foreign"]),
        "moving": st.booleans(),
    }
)


@settings(max_examples=200, deadline=None)
@given(SIGNS, SIGNS, st.sampled_from(["part_changed", "all_changed"]))
def test_a_change_never_gives_back_and_adds_up(
    before: dict[str, Any], after: dict[str, Any], change: str
) -> None:
    answer = changed(change, before, after)
    was, more = satang(answer["tax_before"]), satang(answer["tax"])
    assert more >= 0
    assert satang(answer["total_year"]) == was + more
    if change == "part_changed":
        assert was + more == max(was, satang(answer["annual_after"]))
