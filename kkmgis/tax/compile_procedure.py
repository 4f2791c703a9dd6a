"""Compile the procedures of both Acts: instalments, refunds, former years.

Compiled on demand from `RuleBook.entries`: a rule book that was stored before
these parameters were there keeps rebuilding its lines, and only who asks for a
procedure is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kkmgis.errors import TaxError
from kkmgis.tax.entry import Entry
from kkmgis.tax.exact import Rounding

_LAND = "land_building.procedure."
_SIGN = "sign.procedure."
_EXEMPTION = "sign.exemption."


class ProcedureMissingError(TaxError):
    """The rule book is of a version from before it had this parameter."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the rule book has no {key}")
        self.key = key


@dataclass(frozen=True, slots=True)
class InstalmentRules:
    """Payment in parts (s.52; signs s.19 bis).

    Attributes
    ----------
    least : int, satang
        Tax from which it is allowed.
    rate : Fraction
        Surcharge a month on what is unpaid when a part is missed.
    at_most_the_tax : bool
    rounding : Rounding
    """

    least: int
    rate: Fraction
    at_most_the_tax: bool
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class InterestRules:
    """Interest on a refund (s.54), simple, a month or part."""

    rate: Fraction
    at_most_the_refund: bool
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class RefundRules:
    """Refund of what was paid too much (s.54; signs s.24).

    Attributes
    ----------
    claim_years, collect_years : int
        From the payment; from being told.
    decision_days, notice_days : int or None
        None: the Act sets no term.
    interest : InterestRules or None
        When the local authority erred; None: the Act gives none.
    """

    claim_years: int
    collect_years: int
    decision_days: int | None
    notice_days: int | None
    interest: InterestRules | None


@dataclass(frozen=True, slots=True)
class LandProcedure:
    """Procedures of the Land and Building Tax Act in one tax year.

    Attributes
    ----------
    review_years : int
        From the last day of payment (s.53).
    review_payment_days : int
        For the extra tax, from the notice.
    overpayment_notice_days, overpayment_collect_years : int
        s.53, found by the authority itself.
    """

    instalments: InstalmentRules
    refund: RefundRules
    review_years: int
    review_payment_days: int
    overpayment_notice_days: int
    overpayment_collect_years: int


@dataclass(frozen=True, slots=True)
class SignProcedure:
    """Procedures of the Signboard Tax Act in one tax year.

    Attributes
    ----------
    parts, interval_months : int
        Instalments, and from one to the next (s.19 bis).
    wrong_return : Fraction
        Surcharge on the extra tax (s.25 (2)).
    look_back_years : int
        Former tax years that may still be assessed (s.29).
    """

    instalments: InstalmentRules
    parts: int
    interval_months: int
    refund: RefundRules
    wrong_return: Fraction
    look_back_years: int


@dataclass(frozen=True, slots=True)
class SignExemptions:
    """Signs that bear no tax (s.8).

    Attributes
    ----------
    untaxed : mapping of str to mapping
        By paragraph, e.g. ``8(6)``: its words, ``th`` and ``en``.
    indoor_cm2 : int
        Largest sign of s.8 (5).
    vehicles : mapping of str to mapping
        What the regulation under s.8 (13) names, with words.
    vehicle_cm2 : int
        Largest sign on ``other_vehicle``.
    """

    untaxed: Mapping[str, Mapping[str, str]]
    indoor_cm2: int
    vehicles: Mapping[str, Mapping[str, str]]
    vehicle_cm2: int


def land_procedure(entries: Mapping[str, Entry]) -> LandProcedure:
    """Compile the procedures of the Land and Building Tax Act.

    Raises
    ------
    ProcedureMissingError
        A parameter is not in this rule book.
    ParameterError
        A value cannot be law.
    """
    interest = _entry(entries, f"{_LAND}refund_interest")
    return LandProcedure(
        instalments=_instalments(entries, _LAND),
        refund=RefundRules(
            claim_years=_count(entries, f"{_LAND}refund_claim"),
            collect_years=_count(entries, f"{_LAND}refund_collect"),
            decision_days=_days(entries, f"{_LAND}refund_decision"),
            notice_days=_days(entries, f"{_LAND}refund_notice"),
            interest=InterestRules(
                rate=_part(interest, interest.field("rate")),
                at_most_the_refund=interest.truth(interest.field("at_most_the_refund")),
                rounding=_entry(entries, "convention.C17").rounding(),
            ),
        ),
        review_years=_count(entries, f"{_LAND}review"),
        review_payment_days=_days(entries, f"{_LAND}review_payment"),
        overpayment_notice_days=_days(entries, f"{_LAND}overpayment_notice"),
        overpayment_collect_years=_count(entries, f"{_LAND}overpayment_collect"),
    )


def sign_procedure(entries: Mapping[str, Entry]) -> SignProcedure:
    """Compile the procedures of the Signboard Tax Act.

    Raises
    ------
    ProcedureMissingError
        A parameter is not in this rule book.
    ParameterError
        A value cannot be law.
    """
    wrong = _entry(entries, f"{_SIGN}wrong_return")
    return SignProcedure(
        instalments=_instalments(entries, _SIGN),
        parts=_count(entries, f"{_SIGN}instalment_parts"),
        interval_months=_count(entries, f"{_SIGN}instalment_interval"),
        refund=RefundRules(
            claim_years=_count(entries, f"{_SIGN}refund_claim"),
            collect_years=_count(entries, f"{_SIGN}refund_collect"),
            decision_days=None,
            notice_days=None,
            interest=None,
        ),
        wrong_return=_part(wrong, wrong.value),
        look_back_years=_count(entries, f"{_SIGN}look_back"),
    )


def sign_exemptions(entries: Mapping[str, Entry]) -> SignExemptions:
    """Compile what the Signboard Tax Act exempts.

    Raises
    ------
    ProcedureMissingError
        A parameter is not in this rule book.
    ParameterError
        A value cannot be law.
    """
    return SignExemptions(
        untaxed=_words(entries, f"{_EXEMPTION}untaxed"),
        indoor_cm2=_count(entries, f"{_EXEMPTION}indoor_area"),
        vehicles=_words(entries, f"{_EXEMPTION}vehicle"),
        vehicle_cm2=_count(entries, f"{_EXEMPTION}vehicle_area"),
    )


def check_procedures(entries: Mapping[str, Entry]) -> None:
    """See that all procedures compile.

    Raises
    ------
    ProcedureMissingError, ParameterError
    """
    land_procedure(entries)
    sign_procedure(entries)
    sign_exemptions(entries)


def _entry(entries: Mapping[str, Entry], key: str) -> Entry:
    if key not in entries:
        raise ProcedureMissingError(key)
    return entries[key]


def _count(entries: Mapping[str, Entry], key: str) -> int:
    entry = _entry(entries, key)
    return entry.count(entry.value)


def _days(entries: Mapping[str, Entry], key: str) -> int:
    entry = _entry(entries, key)
    return entry.count(entry.field("days"))


def _part(entry: Entry, percent: object) -> Fraction:
    return Fraction(entry.percent(percent)) / 100


def _words(entries: Mapping[str, Entry], key: str) -> Mapping[str, Mapping[str, str]]:
    entry = _entry(entries, key)
    if not isinstance(entry.value, dict):
        entry.refuse("is not a table")
    words: Mapping[str, Mapping[str, str]] = entry.value
    return words


def _instalments(entries: Mapping[str, Entry], prefix: str) -> InstalmentRules:
    least = _entry(entries, f"{prefix}instalments_from")
    surcharge = _entry(entries, f"{prefix}instalment_surcharge")
    return InstalmentRules(
        least=least.satang(least.value),
        rate=_part(surcharge, surcharge.field("rate")),
        at_most_the_tax=surcharge.truth(surcharge.field("at_most_the_tax")),
        rounding=_entry(entries, "convention.C13").rounding(),
    )
