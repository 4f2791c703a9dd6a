"""The contract of `kkmgis tax`: a case as JSON fields in, its answer out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from kkmgis.tax.assess import assess_columns
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.compile_sign import FILINGS, SignText
from kkmgis.tax.facts import whole_numbers
from kkmgis.tax.fields import EXACT, Fields
from kkmgis.tax.grounds import assumptions, in_order, sections
from kkmgis.tax.land_case import facts_of, read_land_case
from kkmgis.tax.late import LateCharge, land_late_charge, sign_late_charge
from kkmgis.tax.money import baht_text, decimals_of, percent_text, scaled
from kkmgis.tax.parameters import LawMissingError
from kkmgis.tax.records import LineRecord, line_records
from kkmgis.tax.rulebook import RuleBook, rule_book
from kkmgis.tax.sign import BE_OFFSET, SignFacts, assess_signs, first_year_quarter
from kkmgis.tax.slices import line_slices

Answer = dict[str, Any]

_KIND = "kind"
_LAND_FIELDS = (_KIND, "tax_year", "taxpayer", "assets")
_SIGN_FIELDS = (
    _KIND,
    "tax_year",
    "width_cm",
    "height_cm",
    "area_cm2",
    "sides",
    "text",
    "moving",
    "installed_on",
)
_LATE_FIELDS = (_KIND, "law", "tax", "due", "paid")
_STAGES = ("before_warning", "within_warning", "after_warning")
_MOST_SIDES = 1000
_LAST_CE_YEAR = 2200


def compute_case(case: object) -> Answer:
    """Answer one case of the contract.

    Parameters
    ----------
    case : object
        What JSON holds in the place of the case. Numbers may be strings, whole
        numbers or Decimal; a float is read by the digits it is written with.

    Returns
    -------
    dict
        The answer, or ``{"error": {...}}``; never raises for a wrong case.
    """
    try:
        return _compute(case)
    except CaseError as error:
        return error.answer()


def _compute(case: object) -> Answer:
    every = {*_LAND_FIELDS, *_SIGN_FIELDS, *_LATE_FIELDS}
    every |= {"stage", "deferral_approved", "filing"}
    loose = Fields(case, "$", every)
    kinds: dict[str, Callable[[object], Answer]] = {
        "land_building": _land_building,
        "sign": _sign,
        "late_payment": _late_payment,
    }
    kind = loose.choice(_KIND, kinds) if loose.has(_KIND) else "land_building"
    return kinds[kind](case)


def _rules(tax_year: int, path: str) -> RuleBook:
    try:
        return rule_book(tax_year)
    except LawMissingError as error:
        raise CaseError(
            "tax_year.no_law",
            path,
            tax_year=tax_year,
            first=error.first,
            last=error.last,
        ) from error


def _rules_of(fields: Fields) -> RuleBook:
    return _rules(fields.whole("tax_year", 0, 9999), fields.at("tax_year"))


def _land_building(case: object) -> Answer:
    fields = Fields(case, "$", _LAND_FIELDS)
    rules = _rules_of(fields)
    land_case = read_land_case(fields, rules.tax_year, rules.land.untaxed)
    facts = facts_of(land_case, rules.land.rounding)
    assessment = assess_columns(facts, rules)
    records = line_records(facts, assessment)
    shares = [use.share for asset in land_case.assets for use in asset.uses]
    names = [asset.name for asset in land_case.assets for _ in asset.uses]
    lines = [
        _land_line(name, share, record, rules)
        for name, share, record in zip(names, shares, records, strict=True)
    ]
    touched = [name for line in lines for name in line["assumptions"]]
    return {
        "tax_year": rules.tax_year,
        "lines": lines,
        "total_tax": baht_text(sum(record.tax for record in records)),
        "assumptions": in_order(touched),
        "rules_version": rules.version,
    }


def _land_line(
    name: str, share: Decimal, record: LineRecord, rules: RuleBook
) -> Answer:
    return {
        "asset": name,
        "use": record.line_use.name.lower(),
        "rate_group": record.rate_group.name.lower(),
        "value": baht_text(record.value),
        "share": f"{share:f}",
        "base": baht_text(record.base),
        "exempt": baht_text(record.exempt),
        "taxable": baht_text(record.taxable),
        "pool_taxable": baht_text(record.pool_taxable),
        "added_points": percent_text(record.points),
        "slices": [
            {
                "from": baht_text(part.floor),
                "to": None if part.ceiling is None else baht_text(part.ceiling),
                "rate_pct": percent_text(part.rate),
                "taxable": baht_text(part.taxable),
                "tax": baht_text(part.tax),
            }
            for part in line_slices(record, rules.land)
        ],
        "reduction_pct": str(rules.land.reductions[record.listed_reduction].percent),
        "tax": baht_text(record.tax),
        "law": sections(record, rules),
        "assumptions": assumptions(record, rules),
    }


def _sign(case: object) -> Answer:
    fields = Fields(case, "$", _SIGN_FIELDS)
    rules = _rules_of(fields)
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


def _late_payment(case: object) -> Answer:
    law = Fields(case, "$", (*_LATE_FIELDS, "stage", "deferral_approved", "filing"))
    if law.choice("law", ("land_building", "sign")) == "sign":
        return _sign_late(Fields(case, "$", (*_LATE_FIELDS, "filing")))
    return _land_late(Fields(case, "$", (*_LATE_FIELDS, "stage", "deferral_approved")))


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
    return _late_answer(charge, "C13" if charge.months else None, rules)


def _sign_late(fields: Fields) -> Answer:
    tax, due, paid, rules = _late_fields(fields)
    filing: Any = (
        fields.choice("filing", FILINGS) if fields.has("filing") else FILINGS[0]
    )
    charge = sign_late_charge(tax, due=due, paid=paid, filing=filing, rules=rules)
    return _late_answer(charge, "S4" if charge.months else None, rules)


def _late_fields(fields: Fields) -> tuple[int, Any, Any, RuleBook]:
    amount = fields.number("tax")
    if decimals_of(amount.normalize(EXACT)) > 2:
        raise CaseError("money.too_fine", fields.at("tax"), value=amount)
    due, paid = fields.date("due"), fields.date("paid")
    for name, date in (("due", due), ("paid", paid)):
        if date.year > _LAST_CE_YEAR:
            raise CaseError("date.era", fields.at(name), value=date)
    rules = _rules(due.year + BE_OFFSET, fields.at("due"))
    return scaled(amount, 2), due, paid, rules


def _late_answer(charge: LateCharge, convention: str | None, rules: RuleBook) -> Answer:
    return {
        "months": charge.months,
        "penalty": baht_text(charge.penalty),
        "surcharge": baht_text(charge.surcharge),
        "total": baht_text(charge.total),
        "law": list(charge.law),
        "assumptions": [convention] if convention else [],
        "rules_version": rules.version,
    }
