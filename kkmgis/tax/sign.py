"""Signboard tax over columns: any number of signs of one tax year.

Acts on facts of signs that are taxed; a sign exempt by s.8 stays out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kkmgis.errors import TaxError
from kkmgis.tax.compile_sign import QUARTERS, SignText
from kkmgis.tax.exact import multiply, multiply_divide
from kkmgis.tax.facts import Column
from kkmgis.tax.rulebook import RuleBook
from kkmgis.thai import BE_OFFSET


@dataclass(frozen=True, slots=True)
class SignFacts:
    """Facts of signs for one tax year, all of shape (signs,).

    Attributes
    ----------
    tax_year : int
        Buddhist Era.
    area_decimals : int, >= 0
    area : Column, > 0
        Widest times longest part of one side, cm² times ``10**area_decimals``
        (schedule (6)).
    sides : ndarray of int64, >= 1
        Taxed sides (S2).
    text : ndarray of int8, SignText
    moving : ndarray of bool
        Text or picture moves or changes.
    quarter : ndarray of int8, 0 to 4
        Quarter of the tax year in which the sign was first put up; 0 when it
        stood before. See `first_year_quarter`.
    """

    tax_year: int
    area_decimals: int
    area: Column
    sides: npt.NDArray[np.int64]
    text: npt.NDArray[np.int8]
    moving: npt.NDArray[np.bool_]
    quarter: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class SignAssessment:
    """Tax of signs, row by row; money in satang.

    Attributes
    ----------
    tax_year : int
    rules_version : str
    units : Column
        Of 500 cm², of one side.
    rate : ndarray of int64, satang per unit
    annual : Column
        Tax of one side for a whole year, not below the minimum.
    share : ndarray of int64, percent
        Of the year's tax, for a sign first put up in the year.
    per_side, tax : Column
    """

    tax_year: int
    rules_version: str
    units: Column
    rate: npt.NDArray[np.int64]
    annual: Column
    share: npt.NDArray[np.int64]
    per_side: Column
    tax: Column


def first_year_quarter(installed_on: dt.date | None, tax_year: int) -> int:
    """Tell the quarter a sign was put up in, if that was in the tax year.

    Parameters
    ----------
    installed_on : date or None
        None: unknown, taken as before the year.
    tax_year : int
        Buddhist Era; the tax year is the calendar year (s.6).

    Returns
    -------
    int
        1 to 4, or 0 for a sign that stood before.

    Raises
    ------
    TaxError
        The sign was put up after the tax year.

    Examples
    --------
    >>> first_year_quarter(dt.date(2026, 3, 31), 2569)
    1
    >>> first_year_quarter(dt.date(2025, 12, 31), 2569)
    0
    """
    if installed_on is None or installed_on.year + BE_OFFSET < tax_year:
        return 0
    if installed_on.year + BE_OFFSET > tax_year:
        raise TaxError(f"a sign put up on {installed_on} has no tax in {tax_year}")
    return (installed_on.month - 1) // 3 + 1


def assess_signs(facts: SignFacts, rules: RuleBook) -> SignAssessment:
    """Work out the signboard tax of every sign.

    Parameters
    ----------
    facts : SignFacts
    rules : RuleBook
        Of the same tax year.

    Returns
    -------
    SignAssessment

    Raises
    ------
    TaxError
        The facts contradict each other or are of another tax year.

    Notes
    -----
    Legal source: Signboard Tax Act B.E. 2510, s.7 and schedule (1)-(3), (6),
    (7). Law silent on the minimum after a quarter share and on sides: S1, S2.
    """
    _check(facts, rules)
    law = rules.sign
    units = _units(facts, law.unit_cm2, law.dropped_up_to_cm2)
    rates = np.array(law.rates, dtype=np.int64)
    rate = rates[facts.text, facts.moving.astype(np.int8)]
    annual = np.maximum(multiply(units, rate), law.minimum)
    share = np.array([100, *law.quarter_shares], dtype=np.int64)[facts.quarter]
    per_side = np.where(
        facts.quarter > 0, law.rounding.divide(annual, share, 100), annual
    )
    if law.floor_after_quarter:
        per_side = np.maximum(per_side, law.minimum)
    return SignAssessment(
        tax_year=rules.tax_year,
        rules_version=rules.version,
        units=units,
        rate=rate,
        annual=annual,
        share=share,
        per_side=per_side,
        tax=multiply(per_side, facts.sides),
    )


def _units(facts: SignFacts, unit_cm2: int, dropped_cm2: int) -> Column:
    """Count units; a remainder above half of one counts as one more."""
    one = 10**facts.area_decimals
    units, rest = multiply_divide(facts.area, 1, unit_cm2 * one)
    more: Column = rest > dropped_cm2 * one
    return units + more


def _check(facts: SignFacts, rules: RuleBook) -> None:
    if facts.tax_year != rules.tax_year:
        raise TaxError(
            f"signs of {facts.tax_year} cannot be taxed by the law of {rules.tax_year}"
        )
    columns = ("area", "sides", "text", "moving", "quarter")
    if len({len(getattr(facts, name)) for name in columns}) != 1:
        raise TaxError("columns of signs are of unequal length")
    for name, wrong in (
        ("area", facts.area <= 0),
        ("sides", facts.sides < 1),
        ("text", (facts.text < 0) | (facts.text >= len(SignText))),
        ("quarter", (facts.quarter < 0) | (facts.quarter > QUARTERS)),
    ):
        if np.any(wrong):
            raise TaxError(f"column {name}, row {int(np.argmax(wrong))} is impossible")
