"""How Thai offices write dates, areas, amounts of money and identity numbers.

Amounts are Decimal baht and areas Decimal square wa; nothing here is a float
and nothing is rounded unless the function says so.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal

BE_OFFSET = 543
"""Buddhist Era = Christian Era + 543."""

FIRST_BE_YEAR = 2400
"""A written year above this is Buddhist Era."""

WA_PER_NGAN = 100
WA_PER_RAI = 400

_WIDE = Context(prec=100)
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
_MONTHS_LONG = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED = re.compile(r"(\d{1,2})\s*([ก-๙.]+)\s*(?:พ\.ศ\.\s*)?(\d{4})")
_AREA = re.compile(r"(\d+)-(\d+)-(\d+(?:\.\d+)?)")
_DIGITS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 10**6
_ID_LENGTH = 13


def ascii_digits(text: str) -> str:
    """Turn Thai digits into ASCII ones.

    Examples
    --------
    >>> ascii_digits("ม.๓๗")
    'ม.37'
    """
    return text.translate(_THAI_DIGITS)


def buddhist_year(date: dt.date) -> int:
    """Give the Buddhist year of a date.

    Notes
    -----
    Years before 2484 began in April; such dates are not told apart.
    """
    return date.year + BE_OFFSET


def format_date(date: dt.date, *, long: bool = False) -> str:
    """Write a date with its Thai month and Buddhist year.

    Examples
    --------
    >>> format_date(dt.date(2026, 11, 21))
    '21 พ.ย. 2569'
    >>> format_date(dt.date(2026, 11, 21), long=True)
    '21 พฤศจิกายน 2569'
    """
    months = _MONTHS_LONG if long else _MONTHS_SHORT
    return f"{date.day} {months[date.month - 1]} {buddhist_year(date)}"


def parse_date(text: str) -> dt.date:
    """Read a date as Thai offices write it.

    Parameters
    ----------
    text : str
        ``dd/mm/yyyy`` (also with ``-`` or ``.``), ISO, or with a Thai month
        name; Thai digits are read; a year above 2400 is Buddhist Era.

    Raises
    ------
    ValueError
        It is no such date, or the day does not exist.

    Examples
    --------
    >>> parse_date("๒๑/๑๑/๒๕๖๙") == parse_date("21/11/2026") == parse_date("2026-11-21")
    True
    """
    plain = " ".join(ascii_digits(text).split())
    if match := _ISO.fullmatch(plain):
        year, month, day = map(int, match.groups())
    elif match := _SLASHED.fullmatch(plain):
        day, month, year = map(int, match.groups())
    elif match := _WORDED.fullmatch(plain):
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
    else:
        raise ValueError(f"{text!r} is no date such as 21/11/2569")
    try:
        return dt.date(year - BE_OFFSET if year > FIRST_BE_YEAR else year, month, day)
    except ValueError:
        raise ValueError(f"{text!r} is a day that does not exist") from None


def _month(name: str) -> int:
    for months in (_MONTHS_SHORT, _MONTHS_LONG):
        if name in months:
            return months.index(name) + 1
    raise ValueError(f"{name!r} is no Thai month")


def parse_area(text: str) -> Decimal:
    """Read rai-ngan-wa as square wa.

    Parameters
    ----------
    text : str
        E.g. ``5-1-10.5``; Thai digits are read. Ngan above 3 and wa above 99
        are added up as they stand, as registers hold them.

    Returns
    -------
    Decimal, square wa

    Raises
    ------
    ValueError
        It is no such area.

    Examples
    --------
    >>> parse_area("5-1-10.5")
    Decimal('2110.5')
    """
    match = _AREA.fullmatch(ascii_digits(text).strip())
    if match is None:
        raise ValueError(f"{text!r} is no area such as 5-1-10.5")
    rai, ngan = int(match[1]), int(match[2])
    return _WIDE.add(Decimal(rai * WA_PER_RAI + ngan * WA_PER_NGAN), Decimal(match[3]))


def rai_ngan_wa(wa: Decimal) -> tuple[int, int, Decimal]:
    """Divide square wa into rai, ngan and the remaining wa.

    Raises
    ------
    ValueError
        The area is negative.

    Examples
    --------
    >>> rai_ngan_wa(Decimal("2110.5"))
    (5, 1, Decimal('10.5'))
    """
    if wa < 0:
        raise ValueError(f"an area of {wa} square wa is negative")
    rai, rest = _WIDE.divmod(wa, Decimal(WA_PER_RAI))
    ngan, wa_left = _WIDE.divmod(rest, Decimal(WA_PER_NGAN))
    return int(rai), int(ngan), wa_left


def format_area(wa: Decimal) -> str:
    """Write square wa as rai-ngan-wa, without idle zeros.

    Examples
    --------
    >>> format_area(Decimal("2110.50"))
    '5-1-10.5'
    """
    rai, ngan, rest = rai_ngan_wa(wa)
    digits = f"{rest:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{rai}-{ngan}-{digits}"


def baht(satang: int) -> Decimal:
    """Turn satang into baht, exactly.

    Examples
    --------
    >>> baht(123450)
    Decimal('1234.50')
    """
    return Decimal(f"{satang}E-2")


def format_baht(amount: Decimal | int) -> str:
    """Write baht with thousands separators and satang.

    Raises
    ------
    ValueError
        The amount is finer than the satang; round it by its own rule first.

    Examples
    --------
    >>> format_baht(Decimal("1234.5"))
    '1,234.50'
    """
    return f"{baht(_satang(amount)):,}"


def short_baht(amount: Decimal | int) -> str:
    """Write baht in short for maps and tiles, rounded half-up.

    Returns
    -------
    str
        Millions (ลบ.) with two decimals from one million on, else whole baht.

    Examples
    --------
    >>> short_baht(3_421_000), short_baht(Decimal("999.50"))
    ('3.42 ลบ.', '1,000 บาท')
    """
    exact = Decimal(amount)
    if abs(exact) >= _MILLION:
        millions = (exact / _MILLION).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{millions:,} ลบ."
    return f"{exact.quantize(Decimal(1), ROUND_HALF_UP):,} บาท"


def baht_words(amount: Decimal | int) -> str:
    """Write baht in Thai words.

    Raises
    ------
    ValueError
        The amount is finer than the satang.

    Examples
    --------
    >>> baht_words(Decimal("317.10"))
    'สามร้อยสิบเจ็ดบาทสิบสตางค์'
    """
    exact = _satang(amount)
    sign = "ลบ" if exact < 0 else ""
    whole, satang = divmod(abs(exact), 100)
    words = f"{_number_words(whole)}บาท" if whole or not satang else ""
    return sign + words + (f"{_number_words(satang)}สตางค์" if satang else "ถ้วน")


def _satang(amount: Decimal | int) -> int:
    numerator, denominator = Decimal(amount).as_integer_ratio()
    satang, rest = divmod(numerator * 100, denominator)
    if rest:
        raise ValueError(f"{amount} baht is finer than a satang")
    return satang


def _number_words(number: int) -> str:
    if number < _MILLION:
        return _DIGITS[0] if number == 0 else _group_words(number)
    millions, rest = divmod(number, _MILLION)
    return f"{_number_words(millions)}ล้าน{_group_words(rest)}"


def _group_words(number: int) -> str:
    """Say a number of up to six digits; nothing for 0."""
    words = ""
    for place, digit in reversed(list(enumerate(map(int, reversed(str(number)))))):
        if digit == 0:
            continue
        if place == 1 and digit <= 2:
            words += "" if digit == 1 else "ยี่"
        elif place == 0 and digit == 1 and words:
            words += "เอ็ด"
            continue
        else:
            words += _DIGITS[digit]
        words += _PLACES[place]
    return words


def identity_number_holds(number: str) -> bool:
    """Tell whether the check digit of a 13-digit identity number is right.

    Parameters
    ----------
    number : str
        National or juristic person's number; spaces, dashes and Thai digits
        are read.

    Returns
    -------
    bool
        False also for anything that is not 13 digits. Warn only: real
        registers hold wrong numbers of real people.

    Examples
    --------
    >>> identity_number_holds("1-2345-67890-12-1")
    True
    """
    digits = re.sub(r"[\s-]", "", ascii_digits(number))
    if len(digits) != _ID_LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    weighted = sum(
        int(digit) * (_ID_LENGTH - place) for place, digit in enumerate(digits[:-1])
    )
    return (11 - weighted % 11) % 10 == int(digits[-1])
