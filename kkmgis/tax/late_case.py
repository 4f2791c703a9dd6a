"""A case of late payment: from JSON fields to its answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of_year
from kkmgis.tax.compile_sign import FILINGS
from kkmgis.tax.fields import Fields
from kkmgis.tax.late import LateCharge, land_late_charge, sign_late_charge
from kkmgis.tax.money import baht_text
from kkmgis.tax.rulebook import RuleBook
from kkmgis.thai import BE_OFFSET

LAWS = ("land_building", "sign")
_BOTH = (KIND, "law", "tax", "due", "paid")
_LAND = (*_BOTH, "stage", "deferral_approved")
_EXTRA, _CORRECTED = "extra_tax", "corrected_before_notice"
_SIGN = (*_BOTH, "filing", _EXTRA, _CORRECTED)
LATE_FIELDS = (*_LAND, *_SIGN)
_STAGES = ("before_warning", "within_warning", "after_warning")


def answer_late(case: object, path: str) -> Answer:
    """Answer a case of late payment.

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
    if Fields(case, path, LATE_FIELDS).choice("law", LAWS) == "sign":
        return _sign_late(Fields(case, path, _SIGN))
    return _land_late(Fields(case, path, _LAND))


def _land_late(fields: Fields) -> Answer:
    tax, due, paid, rules = _late_fields(fields)
    deferred = fields.truth("deferral_approved", default=False)
    late = paid > due and not deferred
    stage: Any = None
    if late or fields.has("stage"):
        stage = fields.choice("stage", _STAGES)
    charge = land_late_charge(
        tax,
        due=due,
        paid=paid,
        stage=stage,
        deferral_approved=deferred,
        rules=rules,
    )
    return _late_answer(charge, ["C13"] * bool(charge.months), rules)


def _sign_late(fields: Fields) -> Answer:
    tax, due, paid, rules = _late_fields(fields)
    filing: Any = (
        fields.choice("filing", FILINGS) if fields.has("filing") else FILINGS[0]
    )
    charge = sign_late_charge(
        tax,
        due=due,
        paid=paid,
        filing=filing,
        rules=rules,
        extra_tax=_extra_tax(fields, tax),
    )
    touched = ["S4"] * bool(charge.months)
    touched += ["S8"] * bool(charge.penalty and charge.wrong_return)
    answer = _late_answer(charge, touched, rules)
    return answer | {"wrong_return_surcharge": baht_text(charge.wrong_return)}


def _extra_tax(fields: Fields, tax: int) -> int:
    """Read the part of the tax that a wrong return had left out (s.25 (2))."""
    if not fields.has(_EXTRA):
        fields.needs(_CORRECTED, _EXTRA)
        return 0
    extra = fields.satang(_EXTRA)
    if extra > tax:
        raise CaseError(
            "extra_tax.above_tax",
            fields.at(_EXTRA),
            value=baht_text(extra),
            tax=baht_text(tax),
        )
    return 0 if fields.truth(_CORRECTED, default=False) else extra


def _late_fields(fields: Fields) -> tuple[int, dt.date, dt.date, RuleBook]:
    tax = fields.satang("tax")
    due, paid = fields.day("due"), fields.day("paid")
    return tax, due, paid, rules_of_year(due.year + BE_OFFSET, fields.at("due"))


def _late_answer(charge: LateCharge, touched: list[str], rules: RuleBook) -> Answer:
    return {
        "months": charge.months,
        "penalty": baht_text(charge.penalty),
        "surcharge": baht_text(charge.surcharge),
        "total": baht_text(charge.total),
        "law": list(charge.law),
        "assumptions": touched,
        "rules_version": rules.version,
    }
