"""The law of one tax year, compiled from its parameters and frozen.

`RuleBook.content` is all of it as canonical JSON and `RuleBook.version` its
hash: stored once beside the assessments, it lets `rule_book_of_content` make
the same rule book again when the parameter files have moved on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kkmgis.tax import compile_land, compile_sign
from kkmgis.tax.compile_land import LandRules
from kkmgis.tax.compile_sign import SignRules
from kkmgis.tax.entry import Entry
from kkmgis.tax.law_check import check_law
from kkmgis.tax.parameters import LawMissingError, Parameter, parameters_of

LAW_FILES = (
    "conventions",
    "land_calendar",
    "land_depreciation",
    "land_exemptions",
    "land_late",
    "land_procedure",
    "land_rates",
    "land_reductions",
    "land_relief",
    "land_rise",
    "land_vacancy",
    "sign_calendar",
    "sign_exemptions",
    "sign_late",
    "sign_procedure",
    "sign_rates",
    "sign_rules",
)
"""Files whose values are in the rule book of a year."""

ALL_FILES = (*LAW_FILES, "building_types")
"""Also the lists that are looked up elsewhere."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All law and conventions that kkmgis applies in one tax year.

    Attributes
    ----------
    tax_year : int
        Buddhist Era.
    version : str
        16 hexadecimal digits: hash of ``content``. Stored with assessments.
    content : str
        Canonical JSON from which the rule book can be made again.
    land : LandRules
    sign : SignRules
    entries : mapping of str to Entry
        Title, source and value of every parameter in force, by key.
    """

    tax_year: int
    version: str
    content: str
    land: LandRules
    sign: SignRules
    entries: Mapping[str, Entry]

    @property
    def unverified(self) -> tuple[str, ...]:
        """Keys of the values whose primary text was not read."""
        return tuple(key for key, entry in self.entries.items() if not entry.verified)

    @property
    def pool_gap_m(self) -> str:
        """Widest gap in metres between parcels that still adjoin (C5)."""
        return str(self.entries["convention.C5"].value)


@cache
def rule_book(tax_year: int) -> RuleBook:
    """Make the rule book of a tax year from the parameter files.

    Parameters
    ----------
    tax_year : int
        Buddhist Era.

    Raises
    ------
    LawMissingError
        There is no law data for the year.
    ParameterError
        A parameter file is wrong; the message names file and key.
    """
    names = {f"{name}.yaml" for name in LAW_FILES}
    law = {key: one for key, one in national_law().items() if one.file in names}
    return rule_book_of_parameters(law, tax_year)


@cache
def national_law() -> Mapping[str, Parameter]:
    """Read all law data that comes with kkmgis, and check the whole of it.

    Raises
    ------
    ParameterError
        A parameter file is wrong; the message names file and key.
    """
    parameters = parameters_of(*ALL_FILES)
    check_law(parameters)
    return parameters


def last_year() -> int:
    """Tell the last tax year that the law data covers, Buddhist Era."""
    return min(one.values[-1].last_year for one in national_law().values())


def rule_book_of_parameters(
    parameters: Mapping[str, Parameter], tax_year: int
) -> RuleBook:
    """Make the rule book of a tax year from parameters that were read.

    Raises
    ------
    LawMissingError, ParameterError
    """
    first = max(parameter.values[0].first_year for parameter in parameters.values())
    last = min(parameter.values[-1].last_year for parameter in parameters.values())
    if not first <= tax_year <= last:
        raise LawMissingError(tax_year, first, last)
    in_force: dict[str, Any] = {}
    for key, parameter in parameters.items():
        dated = parameter.in_year(tax_year)
        if dated is None:
            raise LawMissingError(tax_year, first, last)
        in_force[key] = {
            "file": parameter.file,
            "title": parameter.title,
            "unit": parameter.unit,
            "cap": parameter.cap,
            "text": parameter.text,
            "from": dated.first_year,
            "to": dated.last_year,
            "verified": dated.verified,
            "source": dated.source,
            "value": dated.value,
            "carried_on": dated.carried_on,
        }
    content = {"tax_year": tax_year, "parameters": in_force}
    return rule_book_of_content(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )


def rule_book_of_content(content: str) -> RuleBook:
    """Make a rule book again from its stored content.

    Parameters
    ----------
    content : str
        `RuleBook.content`.

    Raises
    ------
    ParameterError
        The content is not law that can be applied.
    """
    raw = json.loads(content)
    entries = {
        key: Entry(
            key=key,
            file=value["file"],
            title=value["title"],
            unit=value["unit"],
            cap=value["cap"],
            text=value["text"],
            first_year=value["from"],
            last_year=value["to"],
            verified=value["verified"],
            source=value["source"],
            value=value["value"],
            carried_on=value.get("carried_on", False),
            changed_by=value.get("changed_by"),
            law=value.get("law"),
        )
        for key, value in raw["parameters"].items()
    }
    return RuleBook(
        tax_year=raw["tax_year"],
        version=hashlib.sha256(content.encode()).hexdigest()[:16],
        content=content,
        land=compile_land.land_rules(entries),
        sign=compile_sign.sign_rules(entries),
        entries=entries,
    )
