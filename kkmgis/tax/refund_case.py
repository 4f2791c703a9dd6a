"""A case of refund: from JSON fields to what is given back, and until when.

Legal source: s.54 (on the payer's claim) and s.53 (found by the authority itself)
of the Land and Building Tax Act; s.24 of the Signboard Tax Act. Law silent on the
months of the interest: C17; on the end of terms: C18.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of, rules_of_year
from kkmgis.tax.compile_procedure import (
    InterestRules,
    RefundRules,
    land_procedure,
    sign_procedure,
)
from kkmgis.tax.entry import Entry
from kkmgis.tax.explanation import Explanation, money
from kkmgis.tax.fields import Fields
from kkmgis.tax.late import months_late
from kkmgis.tax.late_case import LAWS
from kkmgis.tax.money import baht_text, decimal_text
from kkmgis.tax.payment_day import last_payment_day
from kkmgis.tax.procedure_answer import procedure_answer
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.terms import days_after, years_after
from kkmgis.thai import BE_OFFSET

_BOTH = (KIND, "law", "basis", "amount", "paid", "notified", "refunded")
_SIGN = (*_BOTH, "claimed")
_LAND = (*_SIGN, "authority_error")
_REVIEW = (*_BOTH, "tax_year", "due", "found")
REFUND_FIELDS = tuple(dict.fromkeys((*_LAND, *_REVIEW)))
_CLAIM, _FOUND = "claim", "review"
_TERM = ("C18",)


@dataclass(frozen=True, slots=True)
class _Refund:
    """What was asked for, or found, in time or not.

    Attributes
    ----------
    amount : int, satang
    since : str
        Field of the day it was claimed or found.
    section : str
    collect_years : int
    collect_key : str
        Parameter of them.
    interest : InterestRules or None
        When the local authority erred.
    """

    amount: int
    since: str
    section: str
    collect_years: int
    collect_key: str
    interest: InterestRules | None


def answer_refund(case: object, path: str) -> Answer:
    """Answer a case of refund.

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
    loose = Fields(case, path, REFUND_FIELDS)
    law = loose.choice("law", LAWS)
    bases = (_CLAIM,) if law == "sign" else (_CLAIM, _FOUND)
    basis = loose.choice("basis", bases) if loose.has("basis") else _CLAIM
    if basis == _FOUND:
        return _answer_found(Fields(case, path, _REVIEW))
    return _answer_claim(Fields(case, path, _SIGN if law == "sign" else _LAND), law)


def _answer_claim(fields: Fields, law: str) -> Answer:
    """Answer for a claim of the payer (s.54; signs s.24)."""
    amount = fields.satang("amount", positive=True)
    paid, claimed = _in_order(fields, "paid", "claimed")
    rules = _rules_on(fields, "claimed")
    terms = _refund_rules(law)(rules.entries)
    erred = fields.truth("authority_error", default=False)
    if erred:
        fields.required("refunded")
    section = "s.24" if law == "sign" else "s.54"
    until = years_after(paid, terms.claim_years)
    in_time = claimed <= until
    explanation = Explanation(rules)
    explanation.step(
        "refund_claim" if in_time else "refund_claim_late",
        None,
        law=(section,),
        assumptions=_TERM,
        parameters=(f"{law}.procedure.refund_claim",),
        paid=paid,
        claimed=claimed,
        last=until,
        years=terms.claim_years,
    )
    decide_by = _by(claimed, terms.decision_days) if in_time else None
    head: Answer = {
        "amount": baht_text(amount),
        "in_time": in_time,
        "claim_until": until.isoformat(),
        "decide_by": _iso(decide_by),
        "notify_by": _iso(_by(decide_by, terms.notice_days)),
    }
    refund = _Refund(
        amount=amount,
        since="claimed",
        section=section,
        collect_years=terms.collect_years,
        collect_key=f"{law}.procedure.refund_collect",
        interest=terms.interest if erred else None,
    )
    return _give_back(fields, explanation, refund, head)


def _answer_found(fields: Fields) -> Answer:
    """Answer for an overpayment that the authority found itself (s.53)."""
    amount = fields.satang("amount", positive=True)
    _in_order(fields, "paid", "found")
    found = fields.day("found")
    own, rules = rules_of(fields), _rules_on(fields, "found")
    procedure = land_procedure(rules.entries)
    due = last_payment_day(fields, own)
    until = years_after(due, procedure.review_years)
    in_time = found <= until
    explanation = Explanation(rules)
    explanation.step(
        "review_in_time" if in_time else "review_late",
        None,
        law=("s.53",),
        assumptions=_TERM,
        parameters=("land_building.procedure.review",),
        year=own.tax_year,
        due=due,
        last=until,
        on=found,
        years=procedure.review_years,
    )
    notify_by = days_after(found, procedure.overpayment_notice_days)
    head: Answer = {
        "amount": baht_text(amount),
        "in_time": in_time,
        "review_until": until.isoformat(),
        "notify_by": notify_by.isoformat() if in_time else None,
    }
    refund = _Refund(
        amount=amount,
        since="found",
        section="s.53",
        collect_years=procedure.overpayment_collect_years,
        collect_key="land_building.procedure.overpayment_collect",
        interest=None,
    )
    return _give_back(fields, explanation, refund, head)


def _give_back(
    fields: Fields, explanation: Explanation, refund: _Refund, head: Answer
) -> Answer:
    """Say what is given back, when it was asked for and collected in time."""
    collect_by, refunded = None, None
    if fields.has("notified"):
        _, told = _in_order(fields, refund.since, "notified")
        if head["in_time"]:
            collect_by = years_after(told, refund.collect_years)
    if fields.has("refunded"):
        _, refunded = _in_order(fields, refund.since, "refunded")
    refused = None if head["in_time"] else "too_late"
    if refused is None and collect_by is not None:
        lapsed = refunded is not None and refunded > collect_by
        refused = "not_collected" if lapsed else None
        explanation.step(
            "refund_lapsed" if lapsed else "refund_collect",
            None,
            law=(refund.section,),
            assumptions=_TERM,
            parameters=(refund.collect_key,),
            last=collect_by,
            years=refund.collect_years,
        )
    given = 0 if refused else refund.amount
    months, interest = 0, 0
    if given and refund.interest is not None and refunded is not None:
        months = months_late(fields.day(refund.since), refunded)
        interest = _interest(explanation, given, months, refund.interest)
    explanation.step(
        "refund_total",
        given + interest,
        law=(refund.section,),
        refund=money(given),
        interest=money(interest),
        total=money(given + interest),
    )
    head |= {
        "collect_by": _iso(collect_by),
        "refused": refused,
        "refund": baht_text(given),
        "months": months,
        "interest": baht_text(interest),
        "total": baht_text(given + interest),
    }
    return procedure_answer(explanation, head)


def _interest(
    explanation: Explanation, amount: int, months: int, law: InterestRules
) -> int:
    exact = law.rate * amount * months
    interest = law.rounding.divide_number(exact.numerator, exact.denominator)
    if law.at_most_the_refund:
        interest = min(interest, amount)
    explanation.step(
        "refund_interest",
        interest,
        law=("s.54",),
        assumptions=("C17",),
        parameters=("land_building.procedure.refund_interest", "convention.C17"),
        refund=money(amount),
        rate=decimal_text(int(law.rate * 10_000), 100),
        months=months,
        interest=money(interest),
    )
    return interest


def _refund_rules(law: str) -> Callable[[Mapping[str, Entry]], RefundRules]:
    if law == "sign":
        return lambda entries: sign_procedure(entries).refund
    return lambda entries: land_procedure(entries).refund


def _rules_on(fields: Fields, name: str) -> RuleBook:
    return rules_of_year(fields.day(name).year + BE_OFFSET, fields.at(name))


def _in_order(fields: Fields, earlier: str, later: str) -> tuple[dt.date, dt.date]:
    """Read two days of which the second is not before the first."""
    first, second = fields.day(earlier), fields.day(later)
    if second < first:
        raise CaseError("date.order", fields.at(earlier), value=first, after=second)
    return first, second


def _by(day: dt.date | None, days: int | None) -> dt.date | None:
    return None if day is None or days is None else days_after(day, days)


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
