"""The days of a tax year: when each step of the law is due.

Compiled on demand from `RuleBook.entries`: a rule book that was stored before there
was a calendar keeps rebuilding its lines, and only who asks for a day is refused.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from kkmgis.errors import TaxError
from kkmgis.tax.entry import Entry
from kkmgis.tax.parameters import RawValue
from kkmgis.thai import BE_OFFSET

if TYPE_CHECKING:
    from kkmgis.tax.rulebook import RuleBook

Tax = Literal["land_building", "sign"]

TERM_UNITS = ("end_of_month", "end_of_months", "day_of_year")
PERIOD_UNITS = ("days_before", "days_after")
MONTHLY_UNIT = "day_of_each_month"

EVENTS = (
    "appeal",
    "appeal_decision",
    "change",
    "decision",
    "installation",
    "list_posted",
    "notice_received",
    "objection",
    "proclamation",
    "request",
    "survey",
    "transfer",
    "warning_received",
)
"""From what days are counted; the words are ``law.event.<name>``."""

IN_ORDER = ("list", "prices", "notice", "payment", "warning", "arrears")
"""Steps of the land and building tax, none of which may be due before the last."""

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_LAST_MONTH = 12


class CalendarMissingError(TaxError):
    """The rule book, or its calendar, does not have what was asked for."""


@dataclass(frozen=True, slots=True)
class Term:
    """A step with days of its own.

    Attributes
    ----------
    name : str
        E.g. ``payment``.
    by_law : tuple of datetime.date
        Last day by the Act itself, one for each part (instalments have three).
    last : tuple of datetime.date
        Last day that holds, after the extension of the year.
    entry : Entry
        Title, words, source and mark.
    """

    name: str
    by_law: tuple[dt.date, ...]
    last: tuple[dt.date, ...]
    entry: Entry

    @property
    def is_extended(self) -> bool:
        """Whether an announcement put the step off (s.14 p2)."""
        return self.by_law != self.last


@dataclass(frozen=True, slots=True)
class Period:
    """A step that is counted in days from (or to) an event.

    Attributes
    ----------
    days : int
    counted : {"days_before", "days_after"}
    event : str, one of `EVENTS`
    """

    name: str
    days: int
    counted: str
    event: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Monthly:
    """A step of every month, due on the same day."""

    name: str
    day: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Calendar:
    """All steps of one tax in one tax year, in the order of the law data.

    Attributes
    ----------
    tax : {"land_building", "sign"}
    tax_year : int, Buddhist Era
    steps : mapping of str to Term, Period or Monthly
    """

    tax: Tax
    tax_year: int
    steps: Mapping[str, Term | Period | Monthly]

    def term(self, name: str) -> Term:
        """Give a step with days of its own.

        Raises
        ------
        CalendarMissingError
            The calendar has no such step.
        """
        found = self.steps.get(name)
        if not isinstance(found, Term):
            raise CalendarMissingError(
                f"the {self.tax} calendar of {self.tax_year} has no day for {name!r}"
            )
        return found

    def period(self, name: str) -> Period:
        """Give a step that is counted from an event.

        Raises
        ------
        CalendarMissingError
            The calendar has no such step.
        """
        found = self.steps.get(name)
        if not isinstance(found, Period):
            raise CalendarMissingError(
                f"the {self.tax} calendar of {self.tax_year} counts no days for"
                f" {name!r}"
            )
        return found


def tax_calendar(rules: RuleBook, tax: Tax) -> Calendar:
    """Compile the calendar of a tax from a rule book.

    Parameters
    ----------
    rules : RuleBook
    tax : {"land_building", "sign"}

    Raises
    ------
    CalendarMissingError
        The rule book is of a version from before there was a calendar.
    ParameterError
        A step cannot be law: no such day, an extension that brings a day forward.
    """
    found = calendar_of(rules.entries, tax, rules.tax_year)
    if not found.steps:
        raise CalendarMissingError(
            f"the rule book {rules.version} of {rules.tax_year} has no {tax} calendar"
        )
    return found


def calendar_of(entries: Mapping[str, Entry], tax: Tax, tax_year: int) -> Calendar:
    """Compile the calendar of a tax from parameters in force, empty when none is.

    Raises
    ------
    ParameterError
        A step cannot be law.
    """
    prefix = f"{tax}.calendar."
    steps = {
        key.removeprefix(prefix): step_of(entry, key.removeprefix(prefix), tax_year)
        for key, entry in entries.items()
        if key.startswith(prefix)
    }
    return Calendar(tax, tax_year, steps)


def out_of_order(found: Calendar) -> tuple[Term, Term] | None:
    """Find a step that is due before the one that it builds on.

    Parameters
    ----------
    found : Calendar
        Of the land and building tax.

    Returns
    -------
    (Term, Term) or None
        The step that it builds on, and the step.
    """
    terms = [found.term(name) for name in IN_ORDER]
    pairs = [*pairwise(terms), (found.term("payment"), found.term("instalments"))]
    for before, after in pairs:
        if after.by_law[0] < before.by_law[0] or after.last[0] < before.last[0]:
            return before, after
    return None


def check_order(found: Calendar) -> None:
    """See that the steps follow each other, by the Act and as extended.

    Raises
    ------
    ParameterError
        A step is due before the one that it builds on.
    """
    instalments, payment = found.term("instalments"), found.term("payment")
    if instalments.last[0] != payment.last[0]:
        instalments.entry.refuse(
            f"begins on {instalments.last[0]} in {found.tax_year}, the payment is"
            f" due on {payment.last[0]}"
        )
    pair = out_of_order(found)
    if pair is not None:
        before, after = pair
        after.entry.refuse(
            f"is due before {before.name!r} in {found.tax_year}:"
            f" {after.last[0]} and {before.last[0]}"
        )


def step_of(entry: Entry, name: str, tax_year: int) -> Term | Period | Monthly:
    """Read one parameter whose unit is one of a calendar.

    Raises
    ------
    ParameterError
        The step cannot be law.
    """
    if entry.unit in TERM_UNITS:
        return _term(entry, name, tax_year)
    if entry.unit in PERIOD_UNITS:
        _only(entry, {"days", "event"})
        event = entry.field("event")
        if event not in EVENTS:
            entry.refuse(f"counts from an unknown event {event!r}")
        return Period(name, entry.count(entry.field("days")), entry.unit, event, entry)
    if entry.unit == MONTHLY_UNIT:
        _only(entry, {"day"})
        day = entry.count(entry.field("day"))
        if day > 28:
            entry.refuse(f"{day} is no day of every month")
        return Monthly(name, day, entry)
    entry.refuse(f"{entry.unit!r} is no unit of a calendar")


def _term(entry: Entry, name: str, tax_year: int) -> Term:
    year = tax_year - BE_OFFSET
    by_law: tuple[dt.date, ...]
    if entry.unit == "day_of_year":
        _only(entry, {"day", "extended_to"})
        by_law = (_day(entry, entry.field("day"), year),)
    elif entry.unit == "end_of_month":
        _only(entry, {"month", "year_before", "extended_to"})
        before = "year_before" in entry.value and entry.truth(
            entry.value["year_before"]
        )
        by_law = (_month_end(entry, entry.field("month"), year - before),)
    else:
        _only(entry, {"months", "extended_to"})
        by_law = tuple(
            _month_end(entry, month, year) for month in _several(entry, "months")
        )
        _ascending(entry, by_law)
    if "extended_to" not in entry.value:
        return Term(name, by_law, by_law, entry)
    given = entry.value["extended_to"]
    days = given if isinstance(given, list) else [given]
    last = tuple(_day(entry, day, year) for day in days)
    if len(last) != len(by_law):
        entry.refuse(f"extends {len(last)} of {len(by_law)} days")
    _ascending(entry, last)
    for was, now in zip(by_law, last, strict=True):
        if now <= was:
            entry.refuse(f"extends {was} to {now}, which is not later")
    return Term(name, by_law, last, entry)


def _only(entry: Entry, known: Collection[str]) -> None:
    if not isinstance(entry.value, dict):
        entry.refuse("is no step of a calendar")
    for name in entry.value:
        if name not in known:
            entry.refuse(f"has an unknown field {name!r} for {entry.unit}")


def _several(entry: Entry, name: str) -> list[RawValue]:
    found = entry.field(name)
    if not isinstance(found, list) or not found:
        entry.refuse(f"{name!r} is not a list")
    return found


def _month_end(entry: Entry, month: RawValue, year: int) -> dt.date:
    number = entry.count(month)
    if number > _LAST_MONTH:
        entry.refuse(f"{number} is no month")
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def _day(entry: Entry, text: RawValue, year: int) -> dt.date:
    match = _MONTH_DAY.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        entry.refuse(f"{text!r} is not a day written as month-day in quotes")
    try:
        return dt.date(year, int(match[1]), int(match[2]))
    except ValueError:
        entry.refuse(f"{text!r} is no day of {year}")


def _ascending(entry: Entry, days: tuple[dt.date, ...]) -> None:
    if any(after <= before for before, after in pairwise(days)):
        entry.refuse("days do not ascend")
