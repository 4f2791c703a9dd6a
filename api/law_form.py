"""What an administrator fills in to set a value of the authority's own."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, Field

from kkmgis.assess.local_rules import NewLocalRule
from kkmgis.tax.calendar import tax_calendar
from kkmgis.tax.local import CALENDAR_KEY, Form, LocalRuleError, form_of
from kkmgis.tax.parameters import RawValue
from kkmgis.tax.rulebook import rule_book
from kkmgis.thai import BE_OFFSET, parse_date


class LocalRuleForm(BaseModel):
    """The fields of all kinds of values; each kind fills its own."""

    key: str = Field(max_length=200)
    from_year: int
    to_year: int
    instrument: str = Field(max_length=500)
    issued_on: str = Field(max_length=40)
    note: str = Field("", max_length=1000)
    up_to: list[str] = Field([], max_length=20)
    rate: list[str] = Field([], max_length=20)
    day: list[str] = Field([], max_length=12)
    mode: str = Field("", max_length=20)
    places: str = Field("", max_length=2)
    value: str = Field("", max_length=100)


class RemovalForm(BaseModel):
    """Why a value of the authority's own is taken back."""

    reason: str = Field(max_length=1000)


def new_rule(form: LocalRuleForm) -> NewLocalRule:
    """Read what was filled in.

    Raises
    ------
    LocalRuleError
        The authority may not set that parameter, or a date is none.
    LawMissingError
        There is no law data for the year.
    """
    return NewLocalRule(
        parameter_key=form.key,
        from_year_be=form.from_year,
        to_year_be=form.to_year,
        value=_value(form),
        instrument=form.instrument,
        issued_on=_date(form.issued_on),
        note=form.note.strip() or None,
    )


def shown_days(key: str, tax_year: int) -> list[dt.date]:
    """Give the days that a step of the calendar has, to begin a change from."""
    calendar = tax_calendar(rule_book(tax_year), "land_building")
    return list(calendar.term(key.removeprefix(CALENDAR_KEY)).last)


def _value(form: LocalRuleForm) -> RawValue:
    entry = rule_book(form.from_year).entries.get(form.key)
    kind: Form | None = None if entry is None else form_of(entry)
    if kind == "rates":
        return _brackets(form)
    if kind == "day":
        return {"extended_to": _days(form)}
    if kind == "rounding":
        places = int(form.places) if form.places.isdecimal() else form.places
        return {"mode": form.mode, "places": places}
    if kind == "truth":
        return {"true": True, "false": False}.get(form.value, form.value)
    if kind == "confirm" and entry is not None:
        return entry.value
    return form.value


def _brackets(form: LocalRuleForm) -> list[dict[str, str]]:
    """Read a ladder; rows without a rate were left empty."""
    rows = [
        (_plain(bound), _plain(rate))
        for bound, rate in zip(form.up_to, form.rate, strict=False)
        if rate.strip()
    ]
    return [
        {"up_to": bound, "rate": rate} if bound else {"rate": rate}
        for bound, rate in rows
    ]


def _plain(number: str) -> str:
    return number.strip().replace(",", "")


def _days(form: LocalRuleForm) -> str | list[str]:
    days = []
    for written in form.day:
        day = _date(written)
        if day.year != form.from_year - BE_OFFSET:
            raise LocalRuleError("other_year", value=written, year=form.from_year)
        days.append(f"{day:%m-%d}")
    return days[0] if len(days) == 1 else days


def _date(written: str) -> dt.date:
    try:
        return parse_date(written)
    except ValueError:
        raise LocalRuleError("not_a_date", value=written) from None
