"""Exact amounts as JSON carries them: decimal strings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

BANGKOK = dt.timezone(dt.timedelta(hours=7))
"""Thailand's clock; it has no summer time."""


def today() -> dt.date:
    """Tell today's date in Thailand."""
    return dt.datetime.now(BANGKOK).date()


def first_of_january(year_be: int) -> dt.date:
    """Tell the day on which owners and homes of a tax year are fixed (s.9, s.41)."""
    return dt.date(year_be - 543, 1, 1)


def baht_text(satang: int | None) -> str | None:
    """Write satang as baht with two decimals.

    Examples
    --------
    >>> baht_text(540000), baht_text(5), baht_text(None)
    ('5400.00', '0.05', None)
    """
    return None if satang is None else f"{Decimal(satang) / 100:.2f}"


def plain(number: Decimal | None) -> str | None:
    """Write a decimal without idle zeros or exponent.

    Examples
    --------
    >>> plain(Decimal("125.5000")), plain(Decimal("100.00"))
    ('125.5', '100')
    """
    if number is None:
        return None
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def share_text(part: Decimal | int, whole: Decimal | int) -> str:
    """Write a share as an exact fraction.

    Examples
    --------
    >>> share_text(Decimal("50.00"), Decimal("200.00")), share_text(1, 1)
    ('1/4', '1/1')
    """
    share = Fraction(part) / Fraction(whole)
    return f"{share.numerator}/{share.denominator}"


def day(date: dt.date | None) -> str | None:
    """Write a date as ISO, None as None."""
    return None if date is None else date.isoformat()
