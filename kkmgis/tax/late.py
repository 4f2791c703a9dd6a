"""What late payment and late filing add to a tax."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kkmgis.tax.compile_procedure import sign_procedure
from kkmgis.tax.exact import Rounding
from kkmgis.tax.rulebook import RuleBook

Stage = Literal["before_warning", "within_warning", "after_warning"]
Filing = Literal["in_time", "late_before_notice", "late_after_notice"]


@dataclass(frozen=True, slots=True)
class LateCharge:
    """Additions to an unpaid tax, satang.

    Attributes
    ----------
    months : int
        A part of a month counts as one.
    penalty : int
        Land: s.68-69. Signs: the surcharge for filing late, s.25 (1).
    surcharge : int
        By the month: s.70, or s.25 (3) for signs.
    total : int
        Tax, penalty and surcharges.
    law : tuple of str
        Sections that were applied.
    wrong_return : int
        Signs: the surcharge for a return that lowered the tax, s.25 (2).
    """

    months: int
    penalty: int
    surcharge: int
    total: int
    law: tuple[str, ...]
    wrong_return: int = 0


def months_late(due: dt.date, paid: dt.date) -> int:
    """Count months from the day after the due date; a part counts as one.

    Parameters
    ----------
    due, paid : date

    Returns
    -------
    int
        0 when paid on or before the due date.

    Notes
    -----
    Law silent on the counting: C13, by day number. A month that lacks the day
    number ends with its last day.

    Examples
    --------
    >>> months_late(dt.date(2026, 6, 30), dt.date(2026, 7, 31))
    1
    >>> months_late(dt.date(2026, 6, 30), dt.date(2026, 8, 1))
    2
    """
    if paid <= due:
        return 0
    first = due + dt.timedelta(days=1)
    whole = (paid.year - first.year) * 12 + paid.month - first.month
    return whole + (paid.day >= first.day)


def land_late_charge(
    tax: int,
    *,
    due: dt.date,
    paid: dt.date,
    stage: Stage | None,
    deferral_approved: bool,
    rules: RuleBook,
) -> LateCharge:
    """Work out penalty and surcharge of the land and building tax.

    Parameters
    ----------
    tax : int, satang, >= 0
        Unpaid tax.
    due, paid : date
    stage : {"before_warning", "within_warning", "after_warning"} or None
        When it was paid; None only when nothing is late or deferred.
    deferral_approved : bool
        The mayor approved a later payment and it was kept (s.70 para 2).
    rules : RuleBook

    Returns
    -------
    LateCharge

    Raises
    ------
    ValueError
        The payment is late and no stage is given.

    Notes
    -----
    Legal source: s.68-70; rounding and months by C13.
    """
    months = months_late(due, paid)
    if months == 0:
        return LateCharge(0, 0, 0, tax, ())
    law = rules.land.late
    if deferral_approved:
        surcharge = _monthly(tax, law.deferred_surcharge, months, law.rounding)
        penalty = 0
        sections: tuple[str, ...] = ("s.70 p2",)
    else:
        if stage is None:
            raise ValueError("a late payment needs its stage")
        surcharge = _monthly(tax, law.surcharge, months, law.rounding)
        penalty = _part(tax, law.penalties[stage], law.rounding)
        sections = (law.penalty_sections[stage], "s.70")
    if law.at_most_the_tax:
        surcharge = min(surcharge, tax)
    return LateCharge(months, penalty, surcharge, tax + penalty + surcharge, sections)


def sign_late_charge(
    tax: int,
    *,
    due: dt.date,
    paid: dt.date,
    filing: Filing,
    rules: RuleBook,
    extra_tax: int = 0,
) -> LateCharge:
    """Work out the surcharges of the signboard tax.

    Parameters
    ----------
    tax : int, satang, >= 0
        Unpaid tax.
    due, paid : date
        Due is 15 days after the notice was received (s.19).
    filing : {"in_time", "late_before_notice", "late_after_notice"}
    rules : RuleBook
    extra_tax : int, satang, >= 0
        Of the tax, what a wrong return had left out; 0 when the owner had it
        corrected before the notice.

    Returns
    -------
    LateCharge

    Raises
    ------
    ProcedureMissingError
        There is extra tax, and the rule book is from before it knew of it.

    Notes
    -----
    Legal source: s.25 (1)-(3); the Act sets no ceiling. The surcharges are of the
    tax alone, never of each other. Months by S4; a late and wrong return by S8.
    """
    law = rules.sign.late
    months = months_late(due, paid)
    penalty = _part(tax, law.filing[filing], law.rounding)
    surcharge = _monthly(tax, law.surcharge, months, law.rounding)
    if law.at_most_the_tax:
        surcharge = min(surcharge, tax)
    wrong = 0
    if extra_tax:
        rate = sign_procedure(rules.entries).wrong_return
        wrong = _part(extra_tax, rate, law.rounding)
    applied = {
        "s.25 (1)": law.filing[filing],
        "s.25 (2)": extra_tax,
        "s.25 (3)": months,
    }
    return LateCharge(
        months=months,
        penalty=penalty,
        surcharge=surcharge,
        total=tax + penalty + surcharge + wrong,
        law=tuple(section for section, amount in applied.items() if amount),
        wrong_return=wrong,
    )


def _part(tax: int, rate: Fraction, rounding: Rounding) -> int:
    return rounding.divide_number(tax * rate.numerator, rate.denominator)


def _monthly(tax: int, rate: Fraction, months: int, rounding: Rounding) -> int:
    return _part(tax, rate * months, rounding)
