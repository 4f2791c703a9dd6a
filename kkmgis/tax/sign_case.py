"""A sign case of the contract: from JSON fields to its answer."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of
from kkmgis.tax.compile_sign import SignText
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.fields import EXACT, Fields
from kkmgis.tax.money import baht_text, decimals_of, scaled
from kkmgis.tax.sign import BE_OFFSET, SignFacts, assess_signs, first_year_quarter

SIGN_FIELDS = (
    KIND,
    "tax_year",
    "width_cm",
    "height_cm",
    "area_cm2",
    "sides",
    "text",
    "moving",
    "installed_on",
)
_MOST_SIDES = 1000


def answer_sign(case: object, path: str) -> Answer:
    """Answer a sign case.

    Parameters
    ----------
    case : object
        What JSON holds in its place.
    path : str
        JSON path of that place.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    fields = Fields(case, path, SIGN_FIELDS)
    rules = rules_of(fields)
    area = _sign_area(fields)
    sides = fields.whole("sides", 1, _MOST_SIDES)
    texts = {text.name.lower(): text for text in SignText}
    text = texts[fields.choice("text", texts)]
    moving = fields.truth("moving")
    quarter = _sign_quarter(fields, rules.tax_year)
    decimals = decimals_of(area)
    facts = SignFacts(
        tax_year=rules.tax_year,
        area_decimals=decimals,
        area=whole_numbers([scaled(area, decimals)]),
        sides=np.array([sides], dtype=np.int64),
        text=np.array([text], dtype=np.int8),
        moving=np.array([moving]),
        quarter=np.array([quarter], dtype=np.int8),
    )
    result = assess_signs(facts, rules)
    return {
        "tax_year": rules.tax_year,
        "area_cm2": f"{area:f}",
        "units": int(result.units[0]),
        "rate": baht_text(int(result.rate[0])),
        "annual_tax": baht_text(int(result.annual[0])),
        "quarter": quarter or None,
        "quarter_share_pct": str(int(result.share[0])),
        "tax_per_side": baht_text(int(result.per_side[0])),
        "tax": baht_text(int(result.tax[0])),
        "law": ["s.7", f"schedule ({text + 1})", "schedule (6)", "schedule (7)"],
        "assumptions": ["C1"] * bool(quarter)
        + ["S1"] * bool(quarter)
        + ["S2"] * (sides > 1),
        "rules_version": rules.version,
    }


def _sign_area(fields: Fields) -> Decimal:
    if fields.has("area_cm2"):
        for name in ("width_cm", "height_cm"):
            fields.forbid(name, "area_cm2")
        return fields.number("area_cm2", positive=True)
    width = fields.number("width_cm", positive=True)
    return EXACT.multiply(width, fields.number("height_cm", positive=True))


def _sign_quarter(fields: Fields, tax_year: int) -> int:
    if not fields.has("installed_on"):
        return 0
    installed_on = fields.date("installed_on")
    if installed_on.year + BE_OFFSET > tax_year:
        raise CaseError(
            "sign.installed_after",
            fields.at("installed_on"),
            value=installed_on,
            tax_year=tax_year,
        )
    return first_year_quarter(installed_on, tax_year)
