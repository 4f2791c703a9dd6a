"""What a local authority may set itself in place of the national law, and what not.

Land and building rates by ordinance (s.37 para 6), the days of the year as put off
(s.14), and the conventions, which its legal officer confirms or changes. All else
is fixed by the Acts, and refused with the section that fixes it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NoReturn

from kkmgis.errors import TaxError
from kkmgis.i18n import LANGUAGES, Language, date_text, text
from kkmgis.tax.amend import RATE_KEY, BelowDecreeError, Change, amended_rule_book
from kkmgis.tax.calendar import Term, tax_calendar
from kkmgis.tax.case_error import shown
from kkmgis.tax.entry import Entry
from kkmgis.tax.grounds import section_th
from kkmgis.tax.parameters import ParameterError, RawValue
from kkmgis.tax.rulebook import RuleBook

CALENDAR_KEY = "land_building.calendar."
CONVENTION_KEY = "convention."

Form = Literal["rates", "day", "rounding", "metres", "material", "truth", "confirm"]
"""How another value is entered; ``confirm``: only the law data's own value."""

_CONVENTION_FORMS: Mapping[str, Form] = {
    "C1": "rounding",
    "C5": "metres",
    "C10": "material",
    "C13": "rounding",
    "S1": "truth",
}
_WIDEST_GAP_M = Decimal(5)
_RATE_DECIMALS = 3
_PLAIN = re.compile(r"\d{1,18}(\.\d{1,18})?", re.ASCII)
"""No exponents: ``1E999999`` is a number that nothing can compute with."""
_TRANSITIONAL = "s.94"


class LocalRuleError(TaxError):
    """The authority cannot set this, or not so.

    Attributes
    ----------
    code : str
        Its sentence is ``law.local.error.<code>``.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(" · ".join(map(self.words, LANGUAGES)))

    def words(self, language: Language) -> str:
        """Say it in one language."""
        values = {name: _said(value, language) for name, value in self.values.items()}
        if "section" in values and language == "th":
            values["section"] = section_th(str(values["section"]))
        return text(f"law.local.error.{self.code}", language, **values)


def _said(value: object, language: Language) -> object:
    if isinstance(value, dt.date):
        return date_text(value, language)
    return value[language] if isinstance(value, Mapping) else value


def form_of(entry: Entry) -> Form | None:
    """Tell how an authority may set a parameter, None when it may not at all.

    Parameters
    ----------
    entry : Entry
        Of the national law.
    """
    if entry.key.startswith(RATE_KEY):
        transitional = entry.source.get("section", "").startswith(_TRANSITIONAL)
        return None if transitional else "rates"
    if entry.key.startswith(CALENDAR_KEY):
        return "day" if entry.unit in ("end_of_month", "end_of_months") else None
    if entry.key.startswith(CONVENTION_KEY):
        name = entry.key.removeprefix(CONVENTION_KEY)
        return _CONVENTION_FORMS.get(name, "confirm")
    return None


def settable_form(entry: Entry) -> Form:
    """Tell how an authority may set a parameter.

    Raises
    ------
    LocalRuleError
        It may not: the section that fixes it is named.
    """
    form = form_of(entry)
    if form is None:
        _refuse(entry)
    return form


def local_change(
    rules: RuleBook,
    key: str,
    value: RawValue,
    *,
    instrument: str,
    issued_on: dt.date,
    note: str | None = None,
) -> Change:
    """Make the change of a rule book that a local rule is, or refuse it.

    Parameters
    ----------
    rules : RuleBook
        The national law of the tax year.
    key : str
        Of the parameter.
    value : object
        In the form of the law data; of a day of the calendar
        ``{"extended_to": "07-31"}``.
    instrument : str
        Ordinance, announcement or decision, as it is cited.
    issued_on : datetime.date
    note : str, optional

    Raises
    ------
    LocalRuleError
        The authority cannot set it, or not so; the message names the section.
    """
    entry = rules.entries.get(key)
    if entry is None:
        raise LocalRuleError("unknown_key", key=shown(key))
    form = settable_form(entry)
    whole = _whole_value(rules, entry, form, value)
    source = {"act": entry.source["act"], "instrument": instrument}
    source |= {"dated": issued_on.isoformat()}
    if form in _SECTION:
        source["section"] = _SECTION[form]
    if note:
        source["note"] = note
    change = Change(key, whole, "authority", source)
    try:
        amended_rule_book(rules, [change])
    except BelowDecreeError as error:
        raise LocalRuleError(
            "below_decree",
            rate=error.rate,
            decreed=error.decreed,
            floor=f"{error.floor_baht:,}",
        ) from error
    except ParameterError as error:
        if form in _CHOICES:
            name = key.removeprefix(CONVENTION_KEY)
            known = _CHOICES[form]
            raise LocalRuleError(
                "choice", name=name, value=shown(value), known=known
            ) from error
        raise LocalRuleError("malformed", key=key, fault=error.fault) from error
    return change


_CHOICES: Mapping[Form, str] = {
    "rounding": "mode half_up, down, up; places 0, 1, 2",
    "material": "masonry, half, wood",
    "truth": "true, false",
}
_SECTION: Mapping[Form, str] = {"rates": "s.37 p6", "day": "s.14 p2"}


def _refuse(entry: Entry) -> NoReturn:
    section = entry.source.get("section") or entry.source.get("instrument") or "–"
    raise LocalRuleError("fixed", title=entry.title, section=section)


def _whole_value(
    rules: RuleBook, entry: Entry, form: Form, value: RawValue
) -> RawValue:
    if form == "rates":
        _check_brackets(entry, value)
        return value
    if form == "day":
        return _later(rules, entry, value)
    name = entry.key.removeprefix(CONVENTION_KEY)
    if form == "confirm" and value != entry.value:
        raise LocalRuleError("one_way", name=name, value=shown(value))
    if form == "metres":
        _check_gap(name, value)
    return value


def _check_brackets(entry: Entry, brackets: RawValue) -> None:
    """Say in plain words what no ladder is, and what is above the ceiling of s.37."""
    if not isinstance(brackets, list) or not brackets:
        raise LocalRuleError("brackets", value=shown(brackets))
    floor = least = Decimal(0)
    for number, bracket in enumerate(brackets, 1):
        rate, bound = _bracket(entry, bracket)
        is_last = number == len(brackets)
        if is_last is (bound is not None) or rate < least:
            raise LocalRuleError("ladder", number=number)
        if bound is not None and bound <= floor:
            raise LocalRuleError("ladder", number=number)
        least, floor = rate, bound or floor


def _bracket(entry: Entry, bracket: RawValue) -> tuple[Decimal, Decimal | None]:
    """Read the rate of a bracket, and the value up to which it holds."""
    fields = set(bracket) if isinstance(bracket, dict) else set()
    if "rate" not in fields or not fields <= {"rate", "up_to"}:
        raise LocalRuleError("brackets", value=shown(bracket))
    rate = _number_of(bracket["rate"])
    bound = _number_of(bracket["up_to"]) if "up_to" in fields else None
    if entry.cap is not None and rate > Decimal(entry.cap["value"]):
        raise LocalRuleError(
            "above_cap",
            rate=rate,
            cap=entry.cap["value"],
            section=entry.cap["section"],
        )
    if rate.scaleb(_RATE_DECIMALS) % 1:
        raise LocalRuleError("too_fine", rate=rate)
    return rate, bound


def _number_of(text: RawValue) -> Decimal:
    number = _decimal(text)
    if number is None:
        raise LocalRuleError("brackets", value=shown(text))
    return number


def _check_gap(name: str, value: RawValue) -> None:
    metres = _decimal(value)
    if metres is None or not 0 <= metres <= _WIDEST_GAP_M:
        raise LocalRuleError(
            "gap", name=name, value=shown(value), most=f"{_WIDEST_GAP_M:.2f}"
        )


def _decimal(text: RawValue) -> Decimal | None:
    if not isinstance(text, str) or not _PLAIN.fullmatch(text):
        return None
    return Decimal(text)


def _later(rules: RuleBook, entry: Entry, value: RawValue) -> dict[str, Any]:
    """Put the days of the authority in the place of the law's extension."""
    name = entry.key.removeprefix(CALENDAR_KEY)
    if not isinstance(value, dict) or set(value) != {"extended_to"}:
        raise LocalRuleError("only_later", key=entry.key)
    whole = {**entry.value, "extended_to": value["extended_to"]}
    source = {**entry.source}
    trial = amended_rule_book(rules, [Change(entry.key, whole, "authority", source)])
    national = tax_calendar(rules, "land_building").term(name)
    try:
        own = tax_calendar(trial, "land_building").steps[name]
    except ParameterError as error:
        raise LocalRuleError(
            "days", count=len(national.last), value=shown(value["extended_to"])
        ) from error
    later = isinstance(own, Term) and all(
        mine >= theirs for mine, theirs in zip(own.last, national.last, strict=True)
    )
    if not later or not isinstance(own, Term) or own.last == national.last:
        raise LocalRuleError("not_later", day=national.last[0])
    return whole
