"""Show whole numbers of satang, rates and scaled quantities as exact decimals."""

from __future__ import annotations

from decimal import Decimal

from kkmgis.tax.entry import RATE_ONE


def baht_text(satang: int) -> str:
    """Write satang as baht with two decimals.

    Examples
    --------
    >>> baht_text(540000), baht_text(-5)
    ('5400.00', '-0.05')
    """
    sign, satang = ("-", -satang) if satang < 0 else ("", satang)
    return f"{sign}{satang // 100}.{satang % 100:02d}"


def percent_text(rate: int) -> str:
    """Write a rate in units of 0.001 % as percent, without idle zeros.

    Examples
    --------
    >>> percent_text(300), percent_text(20), percent_text(1000)
    ('0.3', '0.02', '1')
    """
    return decimal_text(rate * 100, RATE_ONE)


def decimal_text(number: int, one: int) -> str:
    """Write ``number / one``, where one is a power of ten, without idle zeros.

    Examples
    --------
    >>> decimal_text(2550, 100), decimal_text(100, 100)
    ('25.5', '1')
    """
    whole, part = divmod(number, one)
    digits = f"{part:0{len(str(one)) - 1}d}".rstrip("0") if part else ""
    return f"{whole}.{digits}" if digits else str(whole)


def scaled(number: Decimal, decimals: int) -> int:
    """Write a decimal as a whole number of ``10 ** -decimals``.

    Raises
    ------
    ValueError
        The number is finer than that.

    Examples
    --------
    >>> scaled(Decimal("25.5"), 2)
    2550
    """
    numerator, denominator = number.as_integer_ratio()
    result, rest = divmod(numerator * int(10**decimals), denominator)
    if rest:
        raise ValueError(f"{number} has more than {decimals} decimals")
    return result


def decimals_of(number: Decimal) -> int:
    """Count the decimals a number was written with.

    Examples
    --------
    >>> decimals_of(Decimal("25.50")), decimals_of(Decimal("3E4"))
    (2, 0)
    """
    return max(0, -int(number.as_tuple().exponent))
