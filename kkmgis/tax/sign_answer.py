"""A sign case of the contract: from its facts to its answer."""

from __future__ import annotations

from decimal import Decimal

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of
from kkmgis.tax.compile_procedure import sign_exemptions
from kkmgis.tax.fields import Fields
from kkmgis.tax.money import baht_text
from kkmgis.tax.procedure_answer import procedure_answer
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign_case import (
    STANDING_FIELDS,
    SignCase,
    read_sign,
    sign_assumptions,
    sign_sections,
    tax_of_sign,
)
from kkmgis.tax.sign_exemption import (
    BY_REGULATION,
    INDOORS,
    LIMITED_VEHICLE,
    explain_exemption,
)

_EXEMPT = "exempt_under"
_REGISTERED = "commercial_registration"
SIGN_FIELDS = (KIND, "tax_year", *STANDING_FIELDS, _EXEMPT, "on", _REGISTERED)


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
    sign = read_sign(fields, rules.tax_year)
    exempt = _read_exemption(fields, sign, rules)
    found = tax_of_sign(sign, rules)
    taxed = {
        "tax_year": rules.tax_year,
        "area_cm2": f"{sign.area:f}",
        "units": found.units,
        "rate": baht_text(found.rate),
        "annual_tax": baht_text(found.annual),
        "quarter": sign.quarter or None,
        "quarter_share_pct": str(found.share),
        "tax_per_side": baht_text(found.per_side),
        "tax": baht_text(found.tax),
    }
    if exempt is not None:
        return _exempt_answer(fields, exempt, taxed, rules)
    return {
        **taxed,
        "law": sign_sections(sign),
        "assumptions": sign_assumptions(sign),
        "rules_version": rules.version,
    }


def _read_exemption(fields: Fields, sign: SignCase, rules: RuleBook) -> str | None:
    """Read by what paragraph of s.8 the sign is said to be exempt, and see to it."""
    known = sign_exemptions(rules.entries)
    if not fields.has(_EXEMPT):
        fields.needs("on", _EXEMPT)
        fields.needs(_REGISTERED, _EXEMPT)
        return None
    paragraph = fields.choice(_EXEMPT, known.untaxed)
    other = f"{_EXEMPT} {paragraph}"
    if paragraph != BY_REGULATION:
        fields.forbid("on", other)
    elif fields.choice("on", known.vehicles) == LIMITED_VEHICLE:
        _within(sign.area, known.vehicle_cm2, fields)
    if paragraph != INDOORS:
        fields.forbid(_REGISTERED, other)
        return paragraph
    if fields.truth(_REGISTERED, default=False):
        raise CaseError("sign.exempt_registered", fields.at(_REGISTERED))
    _within(sign.area, known.indoor_cm2, fields)
    return paragraph


def _within(area: Decimal, most_cm2: int, fields: Fields) -> None:
    if area > most_cm2:
        raise CaseError(
            "sign.exempt_area",
            fields.at(_EXEMPT),
            area=f"{area:f}",
            most=most_cm2,
        )


def _exempt_answer(
    fields: Fields, paragraph: str, taxed: Answer, rules: RuleBook
) -> Answer:
    on = fields.text("on") if fields.has("on") else None
    explanation = explain_exemption(paragraph, rules, on=on)
    title = sign_exemptions(rules.entries).untaxed[paragraph]
    nothing = dict.fromkeys(("annual_tax", "tax_per_side", "tax"), "0.00")
    head = taxed | nothing
    head |= {
        "exempt_under": paragraph,
        "exempt_title_th": title["th"],
        "exempt_title_en": title["en"],
        "tax_without_exemption": taxed["tax"],
    }
    return procedure_answer(explanation, head)
