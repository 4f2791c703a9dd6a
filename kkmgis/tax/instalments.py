"""Tax paid in parts: the plan, and what is owed on a day.

Notes
-----
Legal source: s.52 of the Land and Building Tax Act, s.19 bis of the Signboard Tax
Act. Law silent on odd satang (C15, S6), on payments after a missed part and on the
day from which its surcharge runs (C16, S10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kkmgis.tax.compile_procedure import InstalmentRules
from kkmgis.tax.late import months_late


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: number from 1, last day, satang."""

    number: int
    due: dt.date
    amount: int


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid on a day, satang."""

    paid: dt.date
    amount: int


@dataclass(frozen=True, slots=True)
class LateSlice:
    """Tax that was unpaid for some months after the missed day, satang."""

    until: dt.date
    amount: int
    months: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan stands on a day; satang.

    Attributes
    ----------
    paid : int
        All payments up to the day.
    missed : Part or None
        The first part that was not paid in time: the right is lost.
    outstanding : int
        Tax that is not paid.
    late : tuple of LateSlice
        What the surcharge was reckoned from.
    surcharge : int
        All of it up to the day, paid or not.
    owed : int
        Unpaid tax and surcharge.
    payable : int
        Of that, what must be paid by ``payable_by``.
    payable_by : date or None
        None: nothing is owed. In the past when the right is lost.
    overpaid : int
    """

    paid: int
    missed: Part | None
    outstanding: int
    late: tuple[LateSlice, ...]
    surcharge: int
    owed: int
    payable: int
    payable_by: dt.date | None
    overpaid: int


def instalment_plan(tax: int, days: Sequence[dt.date]) -> tuple[Part, ...]:
    """Divide a tax over the days on which its parts are due.

    Parameters
    ----------
    tax : int, satang, >= 0
    days : sequence of date
        Last day of each part, at least one.

    Returns
    -------
    tuple of Part
        Equal parts, the odd satang in the last one (C15, S6); they add up to the tax.
    """
    each = tax // len(days)
    amounts = [each] * (len(days) - 1)
    amounts.append(tax - sum(amounts))
    return tuple(
        Part(number, due, amount)
        for number, (due, amount) in enumerate(zip(days, amounts, strict=True), 1)
    )


def standing_on(
    plan: Sequence[Part],
    payments: Sequence[Payment],
    on: dt.date,
    rules: InstalmentRules,
) -> Standing:
    """Tell what is owed on a day.

    Parameters
    ----------
    plan : sequence of Part
    payments : sequence of Payment
        In any order; those after the day do not count.
    on : date
    rules : InstalmentRules
    """
    made = sorted((p for p in payments if p.paid <= on), key=lambda p: p.paid)
    tax, paid = sum(part.amount for part in plan), sum(p.amount for p in made)
    missed = _first_missed(plan, made, on)
    if missed is None:
        return _kept(plan, tax, paid)
    unpaid = tax - sum(p.amount for p in made if p.paid <= missed.due)
    first_unpaid, late = unpaid, []
    for payment in made:
        if payment.paid > missed.due and unpaid:
            part = min(payment.amount, unpaid)
            months = months_late(missed.due, payment.paid)
            late.append(LateSlice(payment.paid, part, months))
            unpaid -= part
    if unpaid:
        late.append(LateSlice(on, unpaid, months_late(missed.due, on)))
    exact = rules.rate * sum(one.amount * one.months for one in late)
    surcharge = _rounded(exact, rules)
    if rules.at_most_the_tax:
        surcharge = min(surcharge, first_unpaid)
    balance = tax + surcharge - paid
    owed = max(0, balance)
    return Standing(
        paid=paid,
        missed=missed,
        outstanding=unpaid,
        late=tuple(late),
        surcharge=surcharge,
        owed=owed,
        payable=owed,
        payable_by=missed.due if owed else None,
        overpaid=max(0, -balance),
    )


def _first_missed(
    plan: Sequence[Part], made: Sequence[Payment], on: dt.date
) -> Part | None:
    wanted = 0
    for part in plan:
        wanted += part.amount
        in_time = sum(p.amount for p in made if p.paid <= part.due)
        if on > part.due and in_time < wanted:
            return part
    return None


def _kept(plan: Sequence[Part], tax: int, paid: int) -> Standing:
    wanted, payable, payable_by = 0, 0, None
    for part in plan:
        wanted += part.amount
        if wanted > paid:
            payable, payable_by = wanted - paid, part.due
            break
    outstanding = max(0, tax - paid)
    return Standing(
        paid=paid,
        missed=None,
        outstanding=outstanding,
        late=(),
        surcharge=0,
        owed=outstanding,
        payable=payable,
        payable_by=payable_by,
        overpaid=max(0, paid - tax),
    )


def _rounded(amount: Fraction, rules: InstalmentRules) -> int:
    return rules.rounding.divide_number(amount.numerator, amount.denominator)
