"""A sign that changes during the year: what tax becomes due for the year.

Legal source: Signboard Tax Act B.E. 2510 s.7, s.14, s.14 bis and schedule (5). Law
silent on quarters and credit after a change: S3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from kkmgis.tax.calendar import tax_calendar
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.case_rules import KIND, Answer, rules_of
from kkmgis.tax.explanation import Explanation, money
from kkmgis.tax.fields import Fields
from kkmgis.tax.money import baht_text
from kkmgis.tax.procedure_answer import procedure_answer
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign import first_year_quarter
from kkmgis.tax.sign_case import (
    SIZE_FIELDS,
    STANDING_FIELDS,
    SignCase,
    read_sign,
    sign_assumptions,
    sign_sections,
    tax_of_sign,
)
from kkmgis.tax.terms import days_after
from kkmgis.thai import BE_OFFSET

CHANGE_FIELDS = (KIND, "tax_year", "change", "changed_on", "before", "after")


@dataclass(frozen=True, slots=True)
class _Change:
    """A change that was read: the sign as it was, and as it is."""

    before: SignCase
    after: SignCase | None
    quarter: int


def answer_sign_change(case: object, path: str) -> Answer:
    """Answer a case of a sign that changed.

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
    fields = Fields(case, path, CHANGE_FIELDS)
    rules = rules_of(fields)
    kind = fields.choice("change", _RULES)
    changed_on = fields.day("changed_on")
    if changed_on.year + BE_OFFSET != rules.tax_year:
        raise CaseError(
            "change.other_year",
            fields.at("changed_on"),
            value=changed_on,
            tax_year=rules.tax_year,
        )
    quarter = first_year_quarter(changed_on, rules.tax_year)
    before = _standing(fields, "before", STANDING_FIELDS, rules)
    _check_order(fields, changed_on)
    after = None
    if kind == "taken_down":
        fields.forbid("after", "change taken_down")
    else:
        after = _standing(fields, "after", SIZE_FIELDS, rules)
    change = _Change(before, after, quarter)
    explanation = Explanation(rules)
    was = tax_of_sign(before, rules)
    explanation.step(
        "change_before",
        was.tax,
        law=sign_sections(before),
        assumptions=sign_assumptions(before),
        tax=money(was.tax),
    )
    due = _RULES[kind](change, explanation, fields.at("after"))
    file_by = None
    if kind in _FILED and (due or kind != "part_changed"):
        file_by = _explain_filing(explanation, changed_on)
    explanation.step(
        "change_total",
        due,
        before=money(was.tax),
        tax=money(due),
        total=money(was.tax + due),
    )
    head = {
        "tax_year": rules.tax_year,
        "change": kind,
        "tax_before": baht_text(was.tax),
        "annual_before": baht_text(_annual(before, rules)),
        "annual_after": None if after is None else baht_text(_annual(after, rules)),
        "tax": baht_text(due),
        "total_year": baht_text(was.tax + due),
        "file_by": file_by.isoformat() if file_by else None,
    }
    return procedure_answer(explanation, head)


def _check_order(fields: Fields, changed_on: dt.date) -> None:
    before = Fields(fields.raw["before"], fields.at("before"), STANDING_FIELDS)
    if before.has("installed_on") and before.day("installed_on") > changed_on:
        raise CaseError(
            "date.order",
            before.at("installed_on"),
            value=before.day("installed_on"),
            after=changed_on,
        )


def _explain_filing(explanation: Explanation, changed_on: dt.date) -> dt.date:
    days = tax_calendar(explanation.rules, "sign").period("new_sign").days
    file_by = days_after(changed_on, days)
    explanation.step(
        "change_file",
        None,
        law=("s.14",),
        assumptions=("C18",),
        parameters=("sign.calendar.new_sign", "convention.C18"),
        days=days,
        day=file_by,
    )
    return file_by


def _standing(
    fields: Fields, name: str, known: tuple[str, ...], rules: RuleBook
) -> SignCase:
    inner = Fields(fields.required(name), fields.at(name), known)
    return read_sign(inner, rules.tax_year)


def _annual(sign: SignCase, rules: RuleBook) -> int:
    """Tax of a sign, all its sides, for a whole year."""
    return tax_of_sign(replace(sign, quarter=0), rules).tax


def _replaced_same(change: _Change, explanation: Explanation, path: str) -> int:
    """Tax nothing: the new sign has the same area, text, picture and mark."""
    if change.after != replace(change.before, quarter=0):
        raise CaseError("change.not_same", path)
    explanation.step("change_replaced", 0, law=("s.14 (2)", "s.14 bis"))
    return 0


def _part_changed(change: _Change, explanation: Explanation, path: str) -> int:
    """Tax the increase alone, in full (S3)."""
    del path
    rules = explanation.rules
    before = _annual(change.before, rules)
    after = _annual(change.after, rules) if change.after else 0
    if after <= before:
        return _not_more(explanation, before, after)
    explanation.step(
        "change_part",
        after - before,
        law=("s.14 (3)", "schedule (5)"),
        assumptions=("S3",),
        parameters=("convention.S3",),
        before=money(before),
        after=money(after),
        tax=money(after - before),
    )
    return after - before


def _not_more(explanation: Explanation, before: int, after: int) -> int:
    explanation.step(
        "change_lowered",
        0,
        law=("s.14 bis",),
        before=money(before),
        after=money(after),
    )
    return 0


def _all_changed(change: _Change, explanation: Explanation, path: str) -> int:
    """Tax it as a new sign, without credit: text, picture and mark changed (S3)."""
    del path
    if change.after is None:
        return 0
    rules = explanation.rules
    new = replace(change.after, quarter=change.quarter)
    found = tax_of_sign(new, rules)
    explanation.step(
        "change_all",
        found.tax,
        law=("s.14 (3)", *sign_sections(new)),
        assumptions=("S3", *sign_assumptions(new)),
        parameters=("convention.S3", "sign.rule.quarter_share"),
        annual=money(_annual(new, rules)),
        quarter=change.quarter,
        share=found.share,
        tax=money(found.tax),
    )
    return found.tax


def _lowered(change: _Change, explanation: Explanation, path: str) -> int:
    """Tax nothing, give nothing back: less is due from the next tax year."""
    rules = explanation.rules
    before = _annual(change.before, rules)
    after = _annual(change.after, rules) if change.after else 0
    if after > before:
        raise CaseError(
            "change.not_lower",
            path,
            before=baht_text(before),
            after=baht_text(after),
        )
    return _not_more(explanation, before, after)


def _taken_down(change: _Change, explanation: Explanation, path: str) -> int:
    del change, path
    explanation.step("change_taken_down", 0, law=("s.14 bis",))
    return 0


_RULES: dict[str, Callable[[_Change, Explanation, str], int]] = {
    "replaced_same": _replaced_same,
    "part_changed": _part_changed,
    "all_changed": _all_changed,
    "lowered": _lowered,
    "taken_down": _taken_down,
}
_FILED = ("replaced_same", "part_changed", "all_changed")
"""A partial change is reported only when it raises the tax (s.14 (3))."""
