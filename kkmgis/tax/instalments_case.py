"""A case of instalments: from JSON fields to the plan and what is owed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kkmgis.tax.calendar import tax_calendar
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of
from kkmgis.tax.compile_procedure import (
    InstalmentRules,
    land_procedure,
    sign_procedure,
)
from kkmgis.tax.explanation import Explanation, money
from kkmgis.tax.fields import Fields
from kkmgis.tax.instalments import (
    Part,
    Payment,
    Standing,
    instalment_plan,
    standing_on,
)
from kkmgis.tax.late_case import LAWS
from kkmgis.tax.money import baht_text, decimal_text
from kkmgis.tax.payment_day import last_payment_day
from kkmgis.tax.procedure_answer import procedure_answer
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.terms import days_after, months_after
from kkmgis.thai import BE_OFFSET

_BOTH = (KIND, "law", "tax_year", "tax", "payments", "on")
_LAND = (*_BOTH, "first_due")
_SIGN = (*_BOTH, "notice_received", "requested_on")
INSTALMENT_FIELDS = tuple(dict.fromkeys((*_LAND, *_SIGN)))


@dataclass(frozen=True, slots=True)
class _Law:
    """What differs between the two Acts.

    Attributes
    ----------
    counted : bool
        The days are counted from a first one (C18), not those of a calendar.
    """

    rules: InstalmentRules
    days: tuple[dt.date, ...]
    section: str
    counted: bool
    odd_satang: str
    missed: str
    months: str
    prefix: str


def answer_instalments(case: object, path: str) -> Answer:
    """Answer a case of instalments.

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
    name = Fields(case, path, INSTALMENT_FIELDS).choice("law", LAWS)
    fields = Fields(case, path, _SIGN if name == "sign" else _LAND)
    rules = rules_of(fields)
    law = _sign_law(fields, rules) if name == "sign" else _land_law(fields, rules)
    tax = fields.satang("tax")
    if tax < law.rules.least:
        raise CaseError(
            "instalments.too_little",
            fields.at("tax"),
            value=baht_text(tax),
            least=baht_text(law.rules.least),
        )
    plan = instalment_plan(tax, law.days)
    explanation = Explanation(rules)
    _explain_plan(explanation, plan, law)
    head: Answer = {
        "tax_year": rules.tax_year,
        "tax": baht_text(tax),
        "parts": [
            {
                "number": part.number,
                "due": part.due.isoformat(),
                "amount": baht_text(part.amount),
            }
            for part in plan
        ],
    }
    if fields.has("payments") or fields.has("on"):
        payments = _payments(fields)
        dated = fields.has("on") or not payments
        on = fields.day("on") if dated else max(p.paid for p in payments)
        _check_days(fields, payments, on)
        head |= _standing(
            explanation, plan, law, standing_on(plan, payments, on, law.rules), on
        )
    return procedure_answer(explanation, head)


def _land_law(fields: Fields, rules: RuleBook) -> _Law:
    days = tax_calendar(rules, "land_building").term("instalments").last
    put_off = fields.has("first_due")
    if put_off:
        days = _monthly(last_payment_day(fields, rules, "first_due"), len(days), 1)
    return _Law(
        rules=land_procedure(rules.entries).instalments,
        days=days,
        section="s.52",
        counted=put_off,
        odd_satang="C15",
        missed="C16",
        months="C13",
        prefix="land_building",
    )


def _sign_law(fields: Fields, rules: RuleBook) -> _Law:
    procedure = sign_procedure(rules.entries)
    term = tax_calendar(rules, "sign").period("payment").days
    year_begins = dt.date(rules.tax_year - BE_OFFSET, 1, 1)
    received = fields.day_from("notice_received", year_begins)
    first = days_after(received, term)
    if fields.has("requested_on") and fields.day("requested_on") > first:
        raise CaseError(
            "instalments.requested_late",
            fields.at("requested_on"),
            value=fields.day("requested_on"),
            last=first,
        )
    return _Law(
        rules=procedure.instalments,
        days=_monthly(first, procedure.parts, procedure.interval_months),
        section="s.19 bis",
        counted=True,
        odd_satang="S6",
        missed="S10",
        months="S4",
        prefix="sign",
    )


def _monthly(first: dt.date, parts: int, months: int) -> tuple[dt.date, ...]:
    days = [first]
    while len(days) < parts:
        days.append(months_after(days[-1], months))
    return tuple(days)


def _payments(fields: Fields) -> list[Payment]:
    if not fields.has("payments") or fields.raw["payments"] == []:
        return []
    payments = []
    for number, raw in enumerate(fields.items("payments")):
        one = Fields(raw, f"{fields.at('payments')}[{number}]", ("paid", "amount"))
        payments.append(Payment(one.day("paid"), one.satang("amount", positive=True)))
    return payments


def _check_days(fields: Fields, payments: list[Payment], on: dt.date) -> None:
    for number, payment in enumerate(payments):
        if payment.paid > on:
            raise CaseError(
                "date.order",
                f"{fields.at('payments')}[{number}].paid",
                value=payment.paid,
                after=on,
            )


def _explain_plan(explanation: Explanation, plan: tuple[Part, ...], law: _Law) -> None:
    procedure = f"{law.prefix}.procedure"
    explanation.step(
        "instalment_plan",
        sum(part.amount for part in plan),
        law=(law.section,),
        assumptions=(law.odd_satang,),
        parameters=(f"{procedure}.instalments_from", f"convention.{law.odd_satang}"),
        tax=money(sum(part.amount for part in plan)),
        least=money(law.rules.least),
        parts=len(plan),
    )
    for part in plan:
        explanation.step(
            "instalment_part",
            part.amount,
            law=(law.section,),
            assumptions=("C18",) * law.counted,
            number=part.number,
            day=part.due,
            part=money(part.amount),
        )


def _standing(
    explanation: Explanation,
    plan: tuple[Part, ...],
    law: _Law,
    found: Standing,
    on: dt.date,
) -> Answer:
    if found.missed is not None:
        _explain_missed(explanation, law, found, found.missed)
    explanation.step(
        _standing_key(found),
        found.owed,
        on=on,
        paid=money(found.paid),
        owed=money(found.owed),
        payable=money(found.payable),
        day=found.payable_by or on,
        overpaid=money(found.overpaid),
    )
    missed = found.missed
    return {
        "on": on.isoformat(),
        "paid": baht_text(found.paid),
        "right_lost": missed is not None,
        "missed": None
        if missed is None
        else {"number": missed.number, "due": missed.due.isoformat()},
        "outstanding": baht_text(found.outstanding),
        "surcharge": baht_text(found.surcharge),
        "owed": baht_text(found.owed),
        "payable": baht_text(found.payable),
        "payable_by": found.payable_by.isoformat() if found.payable_by else None,
        "overpaid": baht_text(found.overpaid),
    }


def _standing_key(found: Standing) -> str:
    if found.owed:
        return "instalment_owed" if found.missed is None else "instalment_all_due"
    return "instalment_overpaid" if found.overpaid else "instalment_done"


def _explain_missed(
    explanation: Explanation, law: _Law, found: Standing, missed: Part
) -> None:
    explanation.step(
        "instalment_missed",
        None,
        law=(law.section,),
        number=missed.number,
        day=missed.due,
    )
    rate = law.rules.rate * 100
    percent = decimal_text(int(rate * 100), 100)
    for one in found.late:
        explanation.step(
            "instalment_late",
            None,
            law=(law.section,),
            assumptions=(law.missed, law.months),
            parameters=(f"{law.prefix}.procedure.instalment_surcharge",),
            unpaid=money(one.amount),
            rate=percent,
            months=one.months,
            day=one.until,
        )
    explanation.step(
        "instalment_surcharge",
        found.surcharge,
        law=(law.section,),
        assumptions=(law.missed,),
        surcharge=money(found.surcharge),
    )
