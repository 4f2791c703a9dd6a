"""Check the whole of the law data: every parameter, every year, and as one book.

`kkmgis.tax.parameters` refuses a file that is badly formed. Here stands what only
shows when all files are there: that every parameter covers the same years, that
each has words, source and a known unit, and that each year compiles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from kkmgis.tax.calendar import CalendarMissingError, calendar_of, check_order
from kkmgis.tax.compile_land import land_rules
from kkmgis.tax.compile_procedure import ProcedureMissingError, check_procedures
from kkmgis.tax.compile_sign import sign_rules
from kkmgis.tax.entry import Entry, entry_of
from kkmgis.tax.facts import Material
from kkmgis.tax.parameters import Dated, Parameter, ParameterError, RawValue
from kkmgis.tax.units import UNITS

FIRST_YEAR = 2563
"""First tax year of the Land and Building Tax Act (s.1, s.2 of its text of 2562)."""

BUILDING_TYPES = "land_building.building_type.types"

_THAI = re.compile("[\u0e00-\u0e7f]")
_LANGUAGES = {"th", "en"}
_FOUND_IN = ("section", "instrument", "note")


def check_law(parameters: Mapping[str, Parameter]) -> None:
    """Refuse law data with any fault.

    Raises
    ------
    ParameterError
        The first fault; file and key are in the message.
    """
    for fault in law_faults(parameters):
        raise fault


def law_faults(parameters: Mapping[str, Parameter]) -> Iterator[ParameterError]:
    """Find all that is wrong with the law data.

    Parameters
    ----------
    parameters : mapping of str to Parameter
        All files together.

    Yields
    ------
    ParameterError
        One a fault, each only once.
    """
    last = max((one.values[-1].last_year for one in parameters.values()), default=0)
    told: set[str] = set()
    for fault in _all_faults(parameters, last):
        if str(fault) not in told:
            told.add(str(fault))
            yield fault


def _all_faults(
    parameters: Mapping[str, Parameter], last: int
) -> Iterator[ParameterError]:
    if not parameters:
        yield ParameterError("-", "-", "there is no law data")
        return
    badly_formed = False
    for one in parameters.values():
        for fault in _faults_of_one(one, last):
            badly_formed = True
            yield fault
    if badly_formed:
        return  # What is not even formed as law cannot be compiled.
    for tax_year in range(FIRST_YEAR, last + 1):
        entries = {
            key: entry_of(one, dated)
            for key, one in parameters.items()
            if (dated := one.in_year(tax_year)) is not None
        }
        yield from _faults_of_year(entries, tax_year)


def _faults_of_one(one: Parameter, last: int) -> Iterator[ParameterError]:
    words = [
        *_faults_of_years(one, last),
        *_faults_of_unit(one),
        *_faults_of_pair("title", one.title),
        *(_faults_of_pair("text", one.text) if one.text is not None else ()),
        *_faults_of_cap(one.cap),
        *(fault for dated in one.values for fault in _faults_of_source(dated)),
        *(
            fault
            for dated in one.values
            for name, pair in _pairs_within(dated.value)
            for fault in _faults_of_pair(name, pair)
        ),
    ]
    return (ParameterError(one.file, one.key, fault) for fault in words)


def _faults_of_years(one: Parameter, last: int) -> Iterator[str]:
    first_year, last_year = one.values[0].first_year, one.values[-1].last_year
    if (first_year, last_year) != (FIRST_YEAR, last):
        yield (
            f"covers {first_year} to {last_year}; the law data is for {FIRST_YEAR}"
            f" to {last}"
        )


def _faults_of_unit(one: Parameter) -> Iterator[str]:
    if one.unit not in UNITS:
        yield f"has an unknown unit {one.unit!r}"
        return
    for dated in one.values:
        if type(dated.value) not in UNITS[one.unit]:
            names = " or ".join(kind.__name__ for kind in UNITS[one.unit])
            yield f"{dated.value!r} is not written as {names}, as {one.unit} is"


def _faults_of_source(dated: Dated) -> Iterator[str]:
    source = dated.source
    if not any(source.get(name) for name in _FOUND_IN):
        yield f"has no source from {dated.first_year}"
    elif dated.verified and not (source.get("section") or source.get("instrument")):
        yield f"is verified from {dated.first_year}, without a section"
    if bool(source.get("note")) != bool(source.get("note_th")):
        yield f"has a note in one language only from {dated.first_year}"
    if dated.carried_on and dated.verified:
        yield f"is carried on from {dated.first_year}, and yet verified"


def _faults_of_pair(what: str, pair: RawValue) -> Iterator[str]:
    for language in sorted(_LANGUAGES):
        words = pair.get(language)
        if not isinstance(words, str) or not words.strip():
            yield f"{what} has no words in {language!r}"
        elif language == "th" and not _THAI.search(words):
            yield f"{what} in 'th' is not Thai: {words!r}"
        elif language == "en" and _THAI.search(words):
            yield f"{what} in 'en' is Thai: {words!r}"


def _pairs_within(value: RawValue) -> Iterator[tuple[str, RawValue]]:
    """Find names in two languages inside a list of the law."""
    if not isinstance(value, dict):
        return
    for name, part in value.items():
        if isinstance(part, dict) and _LANGUAGES & set(part):
            yield str(name), part


def _faults_of_cap(cap: RawValue) -> Iterator[str]:
    if cap is None:
        return
    if not isinstance(cap, dict) or set(cap) != {"value", "section"}:
        yield "its cap is not a value with a section"
        return
    try:
        known = isinstance(cap["value"], str) and Decimal(cap["value"]) >= 0
    except InvalidOperation:
        known = False
    if not known:
        yield f"its cap {cap['value']!r} is not a number in quotes"


def _faults_of_year(
    entries: Mapping[str, Entry], tax_year: int
) -> Iterator[ParameterError]:
    def calendars() -> None:
        check_order(calendar_of(entries, "land_building", tax_year))
        calendar_of(entries, "sign", tax_year)

    compile_all: tuple[Callable[[], object], ...] = (
        lambda: land_rules(entries),
        lambda: sign_rules(entries),
        calendars,
        lambda: check_procedures(entries),
        lambda: _check_building_types(entries[BUILDING_TYPES]),
    )
    for compile_one in compile_all:
        try:
            compile_one()
        except ParameterError as fault:
            yield fault
        except KeyError as missing:
            key = str(missing.args[0])
            yield ParameterError("-", key, f"is missing in {tax_year}")
        except ProcedureMissingError as missing:
            yield ParameterError("-", missing.key, f"is missing in {tax_year}")
        except CalendarMissingError as missing:
            key = "land_building.calendar"
            yield ParameterError("land_calendar.yaml", key, str(missing))


def _check_building_types(entry: Entry) -> None:
    known = {material.name.lower() for material in Material}
    for code, kind in entry.value.items():
        if kind.get("material") not in {None, *known}:
            entry.refuse(f"{code}: {kind['material']!r} is no known material")
