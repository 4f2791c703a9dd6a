"""Values of the law in words and numbers: no page shows them as they are stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from api.words import date
from kkmgis.i18n import Language, catalogue, text
from kkmgis.tax.calendar import (
    MONTHLY_UNIT,
    PERIOD_UNITS,
    TERM_UNITS,
    Monthly,
    Period,
    Term,
    step_of,
)
from kkmgis.tax.entry import Entry
from kkmgis.tax.grounds import section_th
from kkmgis.tax.rulebook import national_law

Form = Literal["words", "rows", "ladder", "ages", "names"]
AGES_A_ROW = 10
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value as a page lays it out.

    Attributes
    ----------
    form : {"words", "rows", "ladder", "ages", "names"}
        One line; name and value; bracket by bracket; by years of age, ten a row;
        a list of codes and names.
    words : str
        Of the form ``words``.
    rows : list of tuple of str
        Of the others.
    """

    form: Form
    words: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)


def shown_value(entry: Entry, tax_year: int, language: Language) -> ShownValue:
    """Put the value of a parameter in words.

    Parameters
    ----------
    entry : Entry
    tax_year : int, Buddhist Era
        The calendar shows the days of this year.
    language : {"th", "en"}
    """
    if entry.unit in (*TERM_UNITS, *PERIOD_UNITS, MONTHLY_UNIT):
        return _days(entry, tax_year, language)
    made = _BY_UNIT.get(entry.unit)
    if made is not None:
        return made(entry.value, language)
    if isinstance(entry.value, dict):
        ordered = _in_order(entry)
        if all(isinstance(part, dict) and "th" in part for part in ordered.values()):
            return _names(ordered, language)
        rows: list[tuple[str, ...]] = [
            (field_name(name, language), _text(part, language))
            for name, part in ordered.items()
        ]
        return ShownValue("rows", rows=rows)
    return ShownValue("words", words=_text(entry.value, language))


def _in_order(entry: Entry) -> dict[str, Any]:
    """Give the parts of a value as the law data lists them; a rule book sorts them."""
    parameter = national_law().get(entry.key)
    listed = parameter.in_year(entry.first_year) if parameter is not None else None
    names = list(listed.value) if listed and isinstance(listed.value, dict) else []
    rest = [name for name in entry.value if name not in names]
    return {name: entry.value[name] for name in (*names, *rest) if name in entry.value}


def field_name(name: str, language: Language) -> str:
    """Name a part of a value; an unknown one names itself."""
    return catalogue(language).get(f"law.field.{name}", name.replace("_", " "))


def number(value: str | int) -> str:
    """Write a number of the law with thousands separators.

    Examples
    --------
    >>> number("50000000"), number("0.3"), number("2563")
    ('50,000,000', '0.3', '2,563')
    """
    return f"{Decimal(value):,}"


def _text(value: Any, language: Language) -> str:  # noqa: ANN401 - of any parameter
    if isinstance(value, bool):
        return text("web.yes" if value else "web.no", language)
    if isinstance(value, dict):
        return " · ".join(_part(*item, language) for item in value.items())
    if isinstance(value, list):
        return ", ".join(_text(part, language) for part in value)
    try:
        return number(value)
    except InvalidOperation:
        return catalogue(language).get(f"law.value.{value}", str(value))


def _part(name: str, value: Any, language: Language) -> str:  # noqa: ANN401
    if name == "section":
        return section_th(value) if language == "th" else str(value)
    if name in ("rate", "percent"):
        return _text(value, language)
    return f"{field_name(name, language)} {_text(value, language)}"


def _ladder(brackets: list[Mapping[str, str]], language: Language) -> ShownValue:
    rows: list[tuple[str, ...]] = []
    floor = "0"
    for bracket in brackets:
        ceiling = bracket.get("up_to")
        shown = number(ceiling) if ceiling else text("law.no_bound", language)
        rows.append((number(floor), shown, number(bracket["rate"])))
        floor = ceiling or floor
    return ShownValue("ladder", rows=rows)


def _ages(percents: list[int], language: Language) -> ShownValue:
    """Lay the percent of each age out ten a row; the last holds for all later."""
    by_age = ["0", *map(number, percents)]
    rows = []
    for first in range(0, len(by_age), AGES_A_ROW):
        part = by_age[first : first + AGES_A_ROW]
        last = first + len(part) - 1
        ends = last == len(by_age) - 1
        head = text("law.age_from" if ends else "law.age", language)
        filled = part + [""] * (AGES_A_ROW - len(part))
        rows.append((head.format(first=first, last=last), *filled))
    return ShownValue("ages", rows=rows)


def _names(listed: Mapping[str, Mapping[str, str]], language: Language) -> ShownValue:
    rows: list[tuple[str, ...]] = [
        (
            _code(code, language),
            names[language],
            text(f"tax.material.{names['material']}", language)
            if "material" in names
            else "",
        )
        for code, names in listed.items()
    ]
    return ShownValue("names", rows=rows)


def _code(code: str, language: Language) -> str:
    """Write a code of a list: a section, a number, or nothing for a mere name."""
    if "(" in code:
        return section_th(f"s.{code}") if language == "th" else f"s.{code}"
    return code if code[:1].isdigit() else ""


def _quarters(shares: list[int], language: Language) -> ShownValue:
    rows: list[tuple[str, ...]] = [
        (text(f"law.quarter.{quarter}", language), number(share))
        for quarter, share in enumerate(shares, 1)
    ]
    return ShownValue("rows", rows=rows)


def _year(value: int, language: Language) -> ShownValue:
    del language
    return ShownValue("words", words=str(value))


def _method(value: str, language: Language) -> ShownValue:
    """Say nothing: the words of a convention are its value."""
    del value, language
    return ShownValue("words", words="")


_BY_UNIT: Mapping[str, Callable[[Any, Language], ShownValue]] = {
    "percent_of_taxable_value": _ladder,
    "percent_of_gross_value": _ages,
    "percent_of_year": _quarters,
    "tax_year": _year,
    "method": _method,
}


def _days(entry: Entry, tax_year: int, language: Language) -> ShownValue:
    step = step_of(entry, entry.key, tax_year)
    if isinstance(step, Period):
        event = text(f"law.event.{step.event}", language)
        key = "law.days_before" if step.counted == "days_before" else "law.days_after"
        words = text(key, language, days=step.days, event=event)
        return ShownValue("words", words=words)
    if isinstance(step, Monthly):
        return ShownValue("words", words=text("law.monthly", language, day=step.day))
    return _term(step, language)


def _term(step: Term, language: Language) -> ShownValue:
    several = len(step.last) > 1
    rows: list[tuple[str, ...]] = []
    for part, (by_law, last) in enumerate(zip(step.by_law, step.last, strict=True), 1):
        head = f"{text('law.part', language, part=part)} " if several else ""
        rows.append((head + text("law.by_law", language), date(language, by_law)))
        if last != by_law:
            rows.append((head + text("law.extended", language), date(language, last)))
    return ShownValue("rows", rows=rows)
