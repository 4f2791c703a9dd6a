"""A case of former years assessed anew: the difference of each, and what is barred.

Legal source: s.53 of the Land and Building Tax Act (three years from the last day of
payment), s.29 of the Signboard Tax Act (five years, counted by S9). Each year is
taxed by its own law.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from kkmgis.tax.calendar import tax_calendar
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of_year
from kkmgis.tax.compile_procedure import land_procedure, sign_procedure
from kkmgis.tax.explanation import Explanation, money
from kkmgis.tax.fields import Fields
from kkmgis.tax.land_answer import answer_land
from kkmgis.tax.late_case import LAWS
from kkmgis.tax.money import baht_text
from kkmgis.tax.payment_day import last_payment_day
from kkmgis.tax.procedure_answer import procedure_answer
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign_answer import answer_sign
from kkmgis.tax.terms import days_after, years_after
from kkmgis.thai import BE_OFFSET

BACK_FIELDS = (KIND, "law", "notified", "years")
_YEAR_FIELDS = {
    "land_building": ("case", "assessed", "due"),
    "sign": ("case", "assessed"),
}
_SECTION = {"land_building": "s.53", "sign": "s.29"}
_CONVENTION = {"land_building": "C18", "sign": "S9"}


@dataclass(frozen=True, slots=True)
class _Year:
    """One former year; satang.

    Attributes
    ----------
    due : date or None
        Last day of payment of that year; None for signs.
    assessed, right : int
        What was assessed then, and what it should have been.
    answer : dict
        Of the case as it should have been.
    """

    tax_year: int
    due: dt.date | None
    assessed: int
    right: int
    answer: Answer

    @property
    def difference(self) -> int:
        """More tax than was assessed; negative when less."""
        return self.right - self.assessed


def answer_back_assessment(case: object, path: str) -> Answer:
    """Answer a case of former years.

    Parameters
    ----------
    case : object
        What JSON holds in its place.
    path : str
        JSON path of that place.

    Raises
    ------
    CaseError
        The first thing that is wrong, also within the cases of the years.
    """
    fields = Fields(case, path, BACK_FIELDS)
    law = fields.choice("law", LAWS)
    notified = fields.day("notified")
    rules = rules_of_year(notified.year + BE_OFFSET, fields.at("notified"))
    years = [
        _read_year(raw, f"{fields.at('years')}[{number}]", law, rules)
        for number, raw in enumerate(fields.items("years"))
    ]
    if law == "land_building":
        _refuse_twice(years, fields.at("years"))
    explanation = Explanation(rules)
    rows: list[Answer] = []
    extra, overpaid = 0, 0
    for year in years:
        until = _until(year, rules)
        barred = notified > until
        _explain_year(explanation, year, law, until, notified)
        counted = 0 if barred else year.difference
        extra, overpaid = extra + max(0, counted), overpaid + max(0, -counted)
        step = explanation.steps[-1]
        rows.append(
            {
                "tax_year": year.tax_year,
                "tax": baht_text(year.right),
                "assessed": baht_text(year.assessed),
                "difference": baht_text(year.difference),
                "until": until.isoformat(),
                "barred": barred,
                "reason_th": step["th"] if barred else None,
                "reason_en": step["en"] if barred else None,
                "counted": baht_text(counted),
                "answer": year.answer,
            }
        )
    pay_by = None
    if extra:
        pay_by = _explain_extra(explanation, law, notified, extra)
    if overpaid:
        _explain_overpaid(explanation, law, overpaid)
    head = {
        "years": rows,
        "extra_tax": baht_text(extra),
        "overpaid": baht_text(overpaid),
        "difference": baht_text(extra - overpaid),
        "pay_by": pay_by.isoformat() if pay_by else None,
    }
    return procedure_answer(explanation, head)


def _read_year(raw: object, path: str, law: str, rules: RuleBook) -> _Year:
    fields = Fields(raw, path, _YEAR_FIELDS[law])
    inner: Any = fields.required("case")
    place = fields.at("case")
    answer = (answer_land if law == "land_building" else answer_sign)(inner, place)
    if KIND in inner and inner[KIND] != law:
        raise CaseError("value.unknown", f"{place}.kind", value=inner[KIND], known=law)
    year = answer["tax_year"]
    if year > rules.tax_year:
        raise CaseError(
            "back_assessment.future",
            f"{place}.tax_year",
            tax_year=year,
            notice_year=rules.tax_year,
        )
    due = None
    if law == "land_building":
        due = last_payment_day(fields, rules_of_year(year, f"{place}.tax_year"))
    total = answer["total_tax" if law == "land_building" else "tax"]
    return _Year(
        tax_year=year,
        due=due,
        assessed=fields.satang("assessed"),
        right=int(total.replace(".", "")),
        answer=answer,
    )


def _refuse_twice(years: list[_Year], path: str) -> None:
    seen: set[int] = set()
    for number, year in enumerate(years):
        if year.tax_year in seen:
            raise CaseError(
                "back_assessment.year_twice",
                f"{path}[{number}].case.tax_year",
                tax_year=year.tax_year,
            )
        seen.add(year.tax_year)


def _until(year: _Year, rules: RuleBook) -> dt.date:
    """Give the last day on which a notice for the year may come."""
    if year.due is not None:
        return years_after(year.due, land_procedure(rules.entries).review_years)
    back = sign_procedure(rules.entries).look_back_years
    return dt.date(year.tax_year - BE_OFFSET + back, 12, 31)


def _explain_year(
    explanation: Explanation, year: _Year, law: str, until: dt.date, notified: dt.date
) -> None:
    barred = notified > until
    name = "review" if law == "land_building" else "look_back"
    explanation.step(
        "back_barred" if barred else "back_year",
        0 if barred else year.difference,
        law=(_SECTION[law],),
        assumptions=(_CONVENTION[law],),
        parameters=(f"{law}.procedure.{name}",),
        year=year.tax_year,
        right=money(year.right),
        assessed=money(year.assessed),
        difference=money(year.difference),
        last=until,
        notified=notified,
    )


def _explain_extra(
    explanation: Explanation, law: str, notified: dt.date, extra: int
) -> dt.date:
    """Say how much is to be paid, and by when."""
    rules = explanation.rules
    if law == "land_building":
        days = land_procedure(rules.entries).review_payment_days
        key, section = "back_pay_land", "s.53"
        parameter = "land_building.procedure.review_payment"
    else:
        days = tax_calendar(rules, "sign").period("payment").days
        key, section, parameter = "back_pay_sign", "s.19", "sign.calendar.payment"
    pay_by = days_after(notified, days)
    explanation.step(
        key,
        extra,
        law=(section,),
        assumptions=("C18",),
        parameters=(parameter, "convention.C18"),
        extra=money(extra),
        days=days,
        last=pay_by,
    )
    return pay_by


def _explain_overpaid(explanation: Explanation, law: str, overpaid: int) -> None:
    """Say how what was assessed too much comes back."""
    entries = explanation.rules.entries
    if law == "land_building":
        procedure = land_procedure(entries)
        explanation.step(
            "back_overpaid_land",
            overpaid,
            law=("s.53",),
            parameters=("land_building.procedure.overpayment_notice",),
            overpaid=money(overpaid),
            days=procedure.overpayment_notice_days,
            years=procedure.overpayment_collect_years,
        )
        return
    explanation.step(
        "back_overpaid_sign",
        overpaid,
        law=("s.24",),
        parameters=("sign.procedure.refund_claim",),
        overpaid=money(overpaid),
        years=sign_procedure(entries).refund.claim_years,
    )
