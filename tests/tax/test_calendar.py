"""The days of a tax year: by the Act, as put off, and never guessed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from kkmgis.tax.calendar import (
    EVENTS,
    IN_ORDER,
    CalendarMissingError,
    Monthly,
    Period,
    Term,
    tax_calendar,
)
from kkmgis.tax.parameters import ParameterError
from kkmgis.tax.rulebook import RuleBook, rule_book, rule_book_of_content

YEARS = range(2563, 2571)


def with_step(tax_year: int, name: str, **fields: Any) -> RuleBook:
    """Make a rule book again with other fields of one step."""
    content = json.loads(rule_book(tax_year).content)
    content["parameters"][f"land_building.calendar.{name}"] |= fields
    return rule_book_of_content(json.dumps(content, ensure_ascii=False))


@pytest.mark.parametrize(
    ("tax_year", "due"),
    [
        (2563, dt.date(2020, 9, 30)),
        (2564, dt.date(2021, 7, 31)),
        (2565, dt.date(2022, 7, 31)),
        (2566, dt.date(2023, 6, 30)),
        (2567, dt.date(2024, 6, 30)),
        (2568, dt.date(2025, 6, 30)),
        (2569, dt.date(2026, 6, 30)),
        (2570, dt.date(2027, 4, 30)),
    ],
)
def test_payment_is_due_in_april_unless_the_ministry_put_it_off(
    tax_year: int, due: dt.date
) -> None:
    payment = tax_calendar(rule_book(tax_year), "land_building").term("payment")
    assert payment.by_law == (dt.date(tax_year - 543, 4, 30),)
    assert payment.last == (due,)
    assert payment.is_extended == (tax_year != 2570)


def test_steps_of_2566_are_those_that_a_local_authority_published() -> None:
    found = tax_calendar(rule_book(2566), "land_building")
    assert [found.term(name).last[0] for name in IN_ORDER] == [
        dt.date(2023, 1, 31),
        dt.date(2023, 3, 31),
        dt.date(2023, 4, 30),
        dt.date(2023, 6, 30),
        dt.date(2023, 7, 31),
        dt.date(2023, 8, 31),
    ]
    assert found.term("instalments").last == (
        dt.date(2023, 6, 30),
        dt.date(2023, 7, 31),
        dt.date(2023, 8, 31),
    )


def test_list_is_posted_in_november_of_the_year_before() -> None:
    found = tax_calendar(rule_book(2570), "land_building").term("list")
    assert found.last == (dt.date(2026, 11, 30),)


def test_notice_is_due_on_the_last_day_of_february_also_in_a_leap_year() -> None:
    days = [
        tax_calendar(rule_book(tax_year), "land_building").term("notice").by_law[0].day
        for tax_year in (2566, 2567)
    ]
    assert days == [28, 29]


def test_other_steps_are_counted_from_an_event() -> None:
    found = tax_calendar(rule_book(2569), "land_building")
    seizure = found.period("seizure")
    assert (seizure.days, seizure.counted, seizure.event) == (
        90,
        "days_after",
        "warning_received",
    )
    assert found.period("survey_announcement").counted == "days_before"
    transfers = found.steps["transfers"]
    assert isinstance(transfers, Monthly)
    assert transfers.day == 15


def test_signs_are_filed_by_the_end_of_march_and_paid_within_15_days() -> None:
    found = tax_calendar(rule_book(2569), "sign")
    assert found.term("filing").last == (dt.date(2026, 3, 31),)
    assert found.period("payment").days == 15
    assert found.period("new_sign").event == "installation"


@pytest.mark.parametrize("tax_year", YEARS)
def test_every_event_is_a_known_one(tax_year: int) -> None:
    counted: set[str] = set()
    for tax in ("land_building", "sign"):
        steps = tax_calendar(rule_book(tax_year), tax).steps.values()
        counted |= {step.event for step in steps if isinstance(step, Period)}
    assert counted == set(EVENTS)


def test_no_extension_and_no_day_of_2570_is_marked_as_read() -> None:
    for tax_year in YEARS:
        for step in tax_calendar(rule_book(tax_year), "land_building").steps.values():
            if isinstance(step, Term) and step.name != "taxpayer":
                assert not step.entry.verified


def test_a_rule_book_from_before_the_calendar_still_compiles_and_says_so() -> None:
    content = json.loads(rule_book(2569).content)
    content["parameters"] = {
        key: value
        for key, value in content["parameters"].items()
        if ".calendar." not in key
    }
    old = rule_book_of_content(json.dumps(content, ensure_ascii=False))
    assert old.land == rule_book(2569).land
    for tax in ("land_building", "sign"):
        with pytest.raises(CalendarMissingError, match=f"of 2569 has no {tax} calend"):
            tax_calendar(old, tax)


def test_a_step_that_is_not_there_is_refused_by_name() -> None:
    found = tax_calendar(rule_book(2569), "land_building")
    with pytest.raises(CalendarMissingError, match="no day for 'harvest'"):
        found.term("harvest")
    with pytest.raises(CalendarMissingError, match="no day for 'seizure'"):
        found.term("seizure")
    with pytest.raises(CalendarMissingError, match="counts no days for 'payment'"):
        found.period("payment")


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("payment", {"month": 13}, "13 is no month"),
        ("payment", {"month": "4"}, "'4' is not a whole number"),
        ("payment", {"month": 4, "extended_to": "04-30"}, "which is not later"),
        ("payment", {"month": 4, "extended_to": "06-31"}, "'06-31' is no day of 2026"),
        ("payment", {"month": 4, "extended_to": "30/6"}, "not a day written as"),
        ("payment", {"month": 4, "extended_to": ["06-30", "07-31"]}, "extends 2 of 1"),
        ("payment", {"month": 4, "grace": 3}, "unknown field 'grace'"),
        ("payment", ["04-30"], "is no step of a calendar"),
        ("instalments", {"months": [4, 4, 6]}, "days do not ascend"),
        ("instalments", {"months": 4}, "'months' is not a list"),
        ("seizure", {"days": 90, "event": "dawn"}, "unknown event 'dawn'"),
        ("seizure", {"days": 0, "event": "change"}, "0 is not a whole number of 1"),
        ("transfers", {"day": 31}, "31 is no day of every month"),
        ("taxpayer", {"day": "13-01"}, "'13-01' is no day of 2026"),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    name: str,
    value: Any,
    fault: str,
) -> None:
    rules = with_step(2569, name, value=value)
    with pytest.raises(ParameterError) as refused:
        tax_calendar(rules, "land_building")
    assert fault in str(refused.value)
    assert f"land_calendar.yaml: land_building.calendar.{name}" in str(refused.value)


def test_a_unit_that_is_none_of_a_calendar_is_refused() -> None:
    with pytest.raises(ParameterError, match="'baht' is no unit of a calendar"):
        tax_calendar(with_step(2569, "payment", unit="baht"), "land_building")
