"""When a term ends (C18)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.tax.late import months_late
from kkmgis.tax.terms import months_after, years_after

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2050, 12, 31))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2026-06-16", "2026-07-16", id="same_number"),
        pytest.param("2026-06-30", "2026-07-31", id="begins_with_a_month"),
        pytest.param("2026-01-31", "2026-02-28", id="february_whole"),
        pytest.param("2026-01-29", "2026-02-28", id="month_that_lacks_the_day"),
        pytest.param("2026-12-31", "2027-01-31", id="into_the_next_year"),
    ],
)
def test_a_month(start: str, end: str) -> None:
    found = months_after(dt.date.fromisoformat(start), 1)
    assert found == dt.date.fromisoformat(end)


def test_years_end_on_the_same_day() -> None:
    assert years_after(dt.date(2024, 4, 30), 3) == dt.date(2027, 4, 30)
    assert years_after(dt.date(2024, 2, 29), 3) == dt.date(2027, 2, 28)


@given(DAYS, st.integers(1, 60))
def test_a_term_of_months_is_that_many_months_late_and_no_day_more(
    start: dt.date, months: int
) -> None:
    """What C13 counts as n months ends when a term of n months does."""
    end = months_after(start, months)
    assert months_late(start, end) == months
    assert months_late(start, end + dt.timedelta(days=1)) == months + 1
