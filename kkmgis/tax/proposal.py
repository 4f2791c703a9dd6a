"""Proposed values of parameters of the law, as JSON from outside: what if it were so.

A what-if and a reform run both name parameters by their keys and give each another
value, in the form of the parameter files. Numbers may be strings or JSON numbers;
they are read by their written digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from kkmgis.tax.amend import Change, amended_rule_book
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.entry import Entry
from kkmgis.tax.fields import EXACT, Fields, keyed
from kkmgis.tax.money import decimals_of
from kkmgis.tax.parameters import ParameterError, RawValue
from kkmgis.tax.rulebook import RuleBook

_RATE_DECIMALS = 3
_LONGEST_LADDER = 20
_LONGEST_TABLE = 200
_HIGHEST_PERCENT = Decimal(100)
_FIRST_YEAR, _LAST_YEAR = 2400, 2700

Reader = Callable[[Entry, Fields, str], RawValue]
"""Reads a field that holds another value of a parameter."""


class _ByKey(Fields):
    """Fields whose names are keys of parameters, with points in them."""

    def at(self, name: str) -> str:
        return keyed(self.path, name)


def proposed_rule_book(rules: RuleBook, raw: object, path: str) -> RuleBook:
    """Make the rule book in which some parameters have proposed values.

    Parameters
    ----------
    rules : RuleBook
        In force in the tax year.
    raw : object
        What JSON holds: an object of values by key of the parameter.
    path : str
        JSON path of that place.

    Returns
    -------
    RuleBook
        ``rules`` itself when every value is the one in force.

    Raises
    ------
    CaseError
        The first thing that is wrong: no such parameter, a value that is not of
        its form, or one that no law could have (a rate above s.37).
    """
    known = changeable(rules)
    for key in raw if isinstance(raw, Mapping) else ():
        if key not in known:
            raise CaseError("parameter.unknown", path, key=key)
    fields = _ByKey(raw, path, known)
    changes = []
    for key in fields.raw:
        value = _READERS[_subject(key)](known[key], fields, key)
        if value == known[key].value:
            continue
        change = Change(key, value, "proposal", dict(known[key].source))
        _made(rules, [change], fields.at(key))
        changes.append(change)
    return _made(rules, changes, path)


def changeable(rules: RuleBook) -> dict[str, Entry]:
    """Give the parameters that a proposal may change, by key.

    They are those of the land and building tax that decide amounts; sign rates,
    calendars and late payment decide none of its lines.
    """
    return {
        key: entry for key, entry in rules.entries.items() if _subject(key) in _READERS
    }


def _made(rules: RuleBook, changes: list[Change], path: str) -> RuleBook:
    """Change the rule book, and tell a fault of the law as one of the place."""
    try:
        return amended_rule_book(rules, changes)
    except ParameterError as error:
        title = rules.entries[error.key].title["th"]
        raise CaseError(
            "parameter.refused", path, key=title, fault=error.fault
        ) from error


def _subject(key: str) -> str:
    """Tell which reader a key belongs to: its own, or that of its subject."""
    return key if key in _READERS else key.rpartition(".")[0]


def _percent(
    fields: Fields, name: str, decimals: int, most: Decimal = _HIGHEST_PERCENT
) -> str:
    number = fields.number(name).normalize(EXACT)
    if number > most:
        shown = {"value": f"{number:f}", "least": 0, "most": f"{most:f}"}
        raise CaseError("number.range", fields.at(name), **shown)
    if decimals_of(number) > decimals:
        raise CaseError("number.too_fine", fields.at(name), value=number, most=decimals)
    return f"{number:f}"


def _cap(entry: Entry) -> Decimal:
    return _HIGHEST_PERCENT if entry.cap is None else Decimal(entry.cap["value"])


def _ladder(entry: Entry, fields: Fields, name: str) -> RawValue:
    """Read rates by slices (s.37, s.94): only the last has no upper bound."""
    raw, path = fields.items(name, _LONGEST_LADDER), fields.at(name)
    ladder: list[dict[str, str]] = []
    floor, below = Decimal(0), Decimal(0)
    for number, one in enumerate(raw):
        bracket = Fields(one, f"{path}[{number}]", ("up_to", "rate"))
        rate = _percent(bracket, "rate", _RATE_DECIMALS, _cap(entry))
        if Decimal(rate) < below:
            raise CaseError("ladder.falls", bracket.at("rate"), value=rate)
        below = Decimal(rate)
        if number == len(raw) - 1:
            bracket.forbid("up_to", "rate (last)")
            ladder.append({"rate": rate})
            break
        bound = Decimal(_baht(entry, bracket, "up_to"))
        if bound <= floor:
            raise CaseError("ladder.falls", bracket.at("up_to"), value=bound)
        floor = bound
        ladder.append({"up_to": f"{bound:f}", "rate": rate})
    return ladder


def _baht(_: Entry, fields: Fields, name: str) -> str:
    amount = Decimal(fields.satang(name)).scaleb(-2)
    return f"{amount.normalize(EXACT):f}"


def _truth(_: Entry, fields: Fields, name: str) -> RawValue:
    return fields.truth(name)


def _reduction(entry: Entry, fields: Fields, name: str) -> str:
    """Read a cut of the tax in percent (s.55)."""
    return _percent(fields, name, 1, _cap(entry))


def _list_reduction(entry: Entry, fields: Fields, name: str) -> RawValue:
    """Read the cut of one list, and whether the general one comes on top (C11)."""
    cut = Fields(fields.required(name), fields.at(name), ("reduction", "with_general"))
    return {
        "reduction": _reduction(entry, cut, "reduction"),
        "with_general": cut.truth("with_general"),
    }


def _vacancy(_: Entry, fields: Fields, name: str) -> RawValue:
    """Read the step-up of vacant property (s.43)."""
    known = ("points", "every_years", "highest_rate")
    step = Fields(fields.required(name), fields.at(name), known)
    return {
        "points": _percent(step, "points", _RATE_DECIMALS),
        "every_years": step.whole("every_years", 1, 100),
        "highest_rate": _percent(step, "highest_rate", _RATE_DECIMALS),
    }


def _year(_: Entry, fields: Fields, name: str) -> RawValue:
    return fields.whole(name, _FIRST_YEAR, _LAST_YEAR)


def _depreciation(_: Entry, fields: Fields, name: str) -> RawValue:
    """Read percent lost by completed years, the last for all later ones (C9)."""
    raw, path = fields.items(name, _LONGEST_TABLE), fields.at(name)
    table: list[int] = []
    for number, one in enumerate(raw):
        year = Fields({"percent": one}, path, ("percent",))
        try:
            percent = int(_percent(year, "percent", 0))
        except CaseError as error:
            error.path = f"{path}[{number}]"
            raise
        if table and percent < table[-1]:
            raise CaseError("ladder.falls", f"{path}[{number}]", value=percent)
        table.append(percent)
    return table


_READERS: Mapping[str, Reader] = {
    "land_building.rate": _ladder,
    "land_building.exemption.farm": _baht,
    "land_building.exemption.farm_wholly": _truth,
    "land_building.exemption.home": _baht,
    "land_building.exemption.home_building_only": _baht,
    "land_building.reduction.general": _reduction,
    "land_building.reduction.list_50": _list_reduction,
    "land_building.reduction.list_90": _list_reduction,
    "land_building.vacancy.step": _vacancy,
    "land_building.vacancy.first_year": _year,
    "land_building.depreciation": _depreciation,
}
