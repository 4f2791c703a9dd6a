"""Compile the parameters of the Signboard Tax Act B.E. 2510."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from kkmgis.tax.entry import Entry
from kkmgis.tax.exact import Rounding

QUARTERS = 4
FILINGS = ("in_time", "late_before_notice", "late_after_notice")


class SignText(IntEnum):
    """Class of a sign's text (schedule (1)-(3))."""

    THAI = 0
    MIXED = 1
    FOREIGN = 2


@dataclass(frozen=True, slots=True)
class SignLate:
    """Surcharges of s.25, percent as exact fractions of 1."""

    filing: Mapping[str, Fraction]
    surcharge: Fraction
    at_most_the_tax: bool
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class SignRules:
    """The Signboard Tax Act in one tax year.

    Attributes
    ----------
    rates : tuple of (int, int), satang per unit
        By SignText: still, moving.
    unit_cm2, dropped_up_to_cm2 : int
        Schedule (6): a remainder up to the second is dropped.
    minimum : int, satang
        Schedule (7), of each sign or side.
    quarter_shares : tuple of int, percent
        Of the year's tax, by quarter of putting up (s.7).
    floor_after_quarter : bool
        The minimum holds again after the quarter share (S1).
    rounding : Rounding
        C1, for quarter shares that leave parts of a satang.
    """

    rates: tuple[tuple[int, int], ...]
    unit_cm2: int
    dropped_up_to_cm2: int
    minimum: int
    quarter_shares: tuple[int, ...]
    floor_after_quarter: bool
    rounding: Rounding
    late: SignLate


def sign_rules(entries: Mapping[str, Entry]) -> SignRules:
    """Compile the signboard rules.

    Raises
    ------
    ParameterError
        A value cannot be law: a rate above its ceiling of the schedule, a
        share above 100 %, and the like.
    """
    unit, minimum = entries["sign.rule.unit"], entries["sign.rule.minimum"]
    area = unit.count(unit.field("area"))
    dropped = unit.count(unit.field("dropped_up_to"))
    if dropped >= area:
        unit.refuse("drops a whole unit")
    floor_again = entries["convention.S1"]
    return SignRules(
        rates=tuple(_rates(entries[f"sign.rate.{t.name.lower()}"]) for t in SignText),
        unit_cm2=area,
        dropped_up_to_cm2=dropped,
        minimum=minimum.satang(minimum.value),
        quarter_shares=_shares(entries["sign.rule.quarter_share"]),
        floor_after_quarter=floor_again.truth(floor_again.value),
        rounding=entries["convention.C1"].rounding(),
        late=_late(entries),
    )


def _rates(entry: Entry) -> tuple[int, int]:
    still, moving = entry.field("still"), entry.field("moving")
    for baht in (still, moving):
        entry.capped(entry.number(baht))
    return entry.satang(still), entry.satang(moving)


def _shares(entry: Entry) -> tuple[int, ...]:
    shares = tuple(entry.whole(entry.percent(share), "1 %") for share in entry.value)
    if len(shares) != QUARTERS:
        entry.refuse("is not four quarters")
    return shares


def _late(entries: Mapping[str, Entry]) -> SignLate:
    filing, surcharge = entries["sign.late.filing"], entries["sign.late.surcharge"]
    return SignLate(
        filing={
            name: Fraction(filing.percent(filing.field(name))) / 100 for name in FILINGS
        },
        surcharge=Fraction(surcharge.percent(surcharge.field("rate"))) / 100,
        at_most_the_tax=surcharge.truth(surcharge.field("at_most_the_tax")),
        rounding=entries["convention.C13"].rounding(),
    )
