"""A sign case of the contract: its JSON fields as facts, and their tax."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.fields import EXACT, Fields
from kkmgis.tax.money import decimals_of, scaled
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign import SignFacts, assess_signs, first_year_quarter
from kkmgis.thai import BE_OFFSET

SIZE_FIELDS = ("width_cm", "height_cm", "area_cm2", "sides", "text", "moving")
STANDING_FIELDS = (*SIZE_FIELDS, "installed_on")
_MOST_SIDES = 1000


@dataclass(frozen=True, slots=True)
class SignCase:
    """A sign of a case that was read and found whole.

    Attributes
    ----------
    area : Decimal, cm² of one side
    quarter : int
        See `kkmgis.tax.sign.SignFacts`.
    """

    area: Decimal
    sides: int
    text: SignText
    moving: bool
    quarter: int


@dataclass(frozen=True, slots=True)
class SignTax:
    """Tax of one sign, as by `kkmgis.tax.sign.SignAssessment`; satang."""

    units: int
    rate: int
    annual: int
    share: int
    per_side: int
    tax: int


def read_sign(fields: Fields, tax_year: int) -> SignCase:
    """Read the size, text and day of a sign.

    Parameters
    ----------
    fields : Fields
        Holds `SIZE_FIELDS` and may hold ``installed_on``.
    tax_year : int
        Buddhist Era.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    area = _area(fields)
    sides = fields.whole("sides", 1, _MOST_SIDES)
    texts = {text.name.lower(): text for text in SignText}
    text = texts[fields.choice("text", texts)]
    moving = fields.truth("moving")
    return SignCase(area, sides, text, moving, _quarter(fields, tax_year))


def tax_of_sign(sign: SignCase, rules: RuleBook) -> SignTax:
    """Work out the tax of one sign."""
    decimals = decimals_of(sign.area)
    facts = SignFacts(
        tax_year=rules.tax_year,
        area_decimals=decimals,
        area=whole_numbers([scaled(sign.area, decimals)]),
        sides=np.array([sign.sides], dtype=np.int64),
        text=np.array([sign.text], dtype=np.int8),
        moving=np.array([sign.moving]),
        quarter=np.array([sign.quarter], dtype=np.int8),
    )
    result = assess_signs(facts, rules)
    return SignTax(
        units=int(result.units[0]),
        rate=int(result.rate[0]),
        annual=int(result.annual[0]),
        share=int(result.share[0]),
        per_side=int(result.per_side[0]),
        tax=int(result.tax[0]),
    )


def sign_sections(sign: SignCase) -> list[str]:
    """List the sections that the tax of a sign rests on."""
    return ["s.7", f"schedule ({sign.text + 1})", "schedule (6)", "schedule (7)"]


def sign_assumptions(sign: SignCase) -> list[str]:
    """List the conventions that touched the tax of a sign."""
    return ["C1", "S1"] * bool(sign.quarter) + ["S2"] * (sign.sides > 1)


def _area(fields: Fields) -> Decimal:
    if fields.has("area_cm2"):
        for name in ("width_cm", "height_cm"):
            fields.forbid(name, "area_cm2")
        return fields.number("area_cm2", positive=True)
    width = fields.number("width_cm", positive=True)
    return EXACT.multiply(width, fields.number("height_cm", positive=True))


def _quarter(fields: Fields, tax_year: int) -> int:
    if not fields.has("installed_on"):
        return 0
    installed_on = fields.day("installed_on")
    if installed_on.year + BE_OFFSET > tax_year:
        raise CaseError(
            "sign.installed_after",
            fields.at("installed_on"),
            value=installed_on,
            tax_year=tax_year,
        )
    return first_year_quarter(installed_on, tax_year)
