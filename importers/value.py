"""From the text of one cell to the value of one field, or what is wrong with it.

Each parser takes cleaned text and gives text that PostgreSQL reads without doubt.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from kkmgis.codes import clean_code
from kkmgis.thai import (
    BE_OFFSET,
    FIRST_BE_YEAR,
    WA_PER_NGAN,
    WA_PER_RAI,
    ascii_digits,
    parse_area,
    parse_date,
)

Parser = Callable[[str], str]

_ISO_WITH_TIME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[T ]\d{1,2}:\d{2}.*")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_COMMA_DECIMAL = re.compile(r"[-+]?\d+,\d+")
_SERIAL = re.compile(r"\d{5,6}(\.\d+)?")
_WORDED_AREA = re.compile(
    r"(?:([\d.,]+)\s*ไร่)?\s*(?:([\d.,]+)\s*งาน)?"
    r"\s*(?:([\d.,]+)\s*(?:ตารางวา|ตร\.?\s*วา|ตร\.?\s*ว\.?|วา))?"
)
_SHARE = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})")
_THAI = re.compile("[ก-๙]")
_TRUE = frozenset({"true", "t", "yes", "y", "1", "ใช่", "มี", "เคลื่อนที่", "x"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "ไม่", "ไม่ใช่", "ไม่มี", "คงที่", "-"})
# Years that the register takes: 2300 to 2700 of the Buddhist Era.
LAST_CE_YEAR = 2157
FIRST_CE_YEAR = 1757
MOST_DIGITS = 30
EXCEL_DAY_0 = dt.date(1899, 12, 30)
"""Day that a spreadsheet counts from; true for days after February 1900."""
MOST = Decimal("999999999999")
"""Largest number of a field that names no other: numeric(14,2) holds it."""


class ValueProblem(ValueError):
    """A value that a field cannot take.

    Attributes
    ----------
    code : str
        Issue code, e.g. ``value.not_a_number``.
    values : mapping
        Placeholders of its message.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def clean_text(text: str) -> str:
    r"""Write text as it was meant: composed, without invisible signs, blanks at ends.

    >>> clean_text("\u200bบ้าน\u00a0ไผ่ ")
    'บ้าน ไผ่'
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable() and "\xa0" not in composed:
        return composed.strip()
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    )
    return " ".join(kept.split())


def text_value(text: str) -> str:
    """Take text as it is; a row of dashes or dots means nothing."""
    return "" if text.strip("-–—. ") == "" else text


def code_value(text: str) -> str:
    """Take a code, cleaned of slips of the keyboard."""
    return clean_code(text)


def decimal_value(text: str) -> Decimal:
    """Read a number with Thai digits, thousands separators or a decimal comma.

    Raises
    ------
    ValueProblem
        ``value.not_a_number``.

    Examples
    --------
    >>> decimal_value("1,234.5"), decimal_value("๑๒"), decimal_value("0,25")
    (Decimal('1234.5'), Decimal('12'), Decimal('0.25'))
    """
    plain = ascii_digits(text).replace(" ", "").replace("\u2212", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _COMMA_DECIMAL.fullmatch(plain):
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueProblem("value.not_a_number") from None
    # An exponent such as 1e999999 is a number in name only.
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueProblem("value.not_a_number")
    return number


def within(number: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """Give the number back if it lies in its range.

    Raises
    ------
    ValueProblem
        ``value.out_of_range``.
    """
    if low is not None and number < low:
        raise ValueProblem("value.out_of_range", low=f"{low:f}")
    if high is not None and number > high:
        raise ValueProblem("value.out_of_range", high=f"{high:f}")
    return number


def more_than(number: Decimal, low: Decimal) -> Decimal:
    """Give the number back if it is more than a bound.

    Raises
    ------
    ValueProblem
        ``value.out_of_range``.
    """
    if number <= low:
        raise ValueProblem("value.out_of_range", above=f"{low:f}")
    return number


def number_parser(
    places: int, low: str | None = "0", high: str | None = None, *, above: bool = False
) -> Parser:
    """Make the parser of a number.

    Parameters
    ----------
    places : int
        Decimal places that the register keeps; the rest is rounded half-even.
    low, high : str or None
        Bounds of the range; without a lower one it is as far below zero.
    above : bool
        ``low`` itself is too little.
    """
    highest = Decimal(high) if high is not None else MOST
    lowest = -highest if low is None else Decimal(low)
    step = Decimal(1).scaleb(-places)

    def parse(text: str) -> str:
        number = within(decimal_value(text), None, highest)
        number = number if above else within(number, lowest, None)
        number = number.quantize(step)
        return f"{more_than(number, lowest) if above else number:f}"

    return parse


def area_wa_value(text: str) -> str:
    """Read an area in square wa: a number, or rai-ngan-wa as ``5-1-10.5`` or in words.

    Raises
    ------
    ValueProblem
        It is none of these, or not above zero.

    Examples
    --------
    >>> area_wa_value("5-1-10.5"), area_wa_value("๕ ไร่ ๑๐.๕ ตร.วา")
    ('2110.5000', '2010.5000')
    """
    try:
        area = parse_area(text)
    except ValueError:
        area = _worded_area(text)
    area = within(more_than(area, Decimal(0)), None, Decimal(10) ** 9)
    return f"{area.quantize(Decimal('0.0001')):f}"


def _worded_area(text: str) -> Decimal:
    match = _WORDED_AREA.fullmatch(ascii_digits(text))
    if match is None or not any(match.groups()):
        return decimal_value(text)
    rai, ngan, wa = (decimal_value(part or "0") for part in match.groups())
    return rai * WA_PER_RAI + ngan * WA_PER_NGAN + wa


def integer_parser(low: int, high: int) -> Parser:
    """Make the parser of a whole number in a range."""

    def parse(text: str) -> str:
        number = within(decimal_value(text), Decimal(low), Decimal(high))
        if number != number.to_integral_value():
            raise ValueProblem("value.not_whole")
        return str(int(number))

    return parse


def year_be_value(text: str) -> str:
    """Read a year; a Christian one gains 543.

    >>> year_be_value("2014"), year_be_value("๒๕๖๙"), year_be_value("1910-05-01")
    ('2557', '2569', '2453')
    """
    plain = ascii_digits(text).removeprefix("พ.ศ.").strip()
    if re.fullmatch(r"\d{4}(-\d\d-\d\d|\.0+)?", plain):
        plain = plain[:4]
    year = decimal_value(plain)
    if year != year.to_integral_value():
        raise ValueProblem("value.not_a_year")
    number = int(year)
    if FIRST_CE_YEAR <= number <= LAST_CE_YEAR:
        number += BE_OFFSET
    if not FIRST_CE_YEAR + BE_OFFSET <= number <= LAST_CE_YEAR + BE_OFFSET:
        raise ValueProblem("value.not_a_year")
    return str(number)


def date_value(text: str) -> str:
    """Read a date as Thai offices and programs write it, give it in ISO.

    A bare number of five or six digits is the day number of a spreadsheet; one that
    comes out in the Buddhist Era was typed there with such a year.

    >>> date_value("๒๑/๑๑/๒๕๖๙"), date_value("2026-11-21 00:00:00")
    ('2026-11-21', '2026-11-21')
    >>> date_value("46347"), date_value("244674")
    ('2026-11-21', '2026-11-21')
    """
    plain = ascii_digits(text)
    match = _ISO_WITH_TIME.fullmatch(plain)
    try:
        if _SERIAL.fullmatch(plain):
            day = EXCEL_DAY_0 + dt.timedelta(days=int(float(plain)))
            date = parse_date(day.isoformat())
        else:
            date = parse_date(match[1] if match else text)
    except ValueError:
        raise ValueProblem("value.not_a_date") from None
    if not dt.date(FIRST_CE_YEAR, 1, 1) <= date <= dt.date(FIRST_BE_YEAR - 1, 12, 31):
        raise ValueProblem("value.date_out_of_era")
    return date.isoformat()


def boolean_value(text: str) -> str:
    """Read yes or no.

    Raises
    ------
    ValueProblem
        ``value.unknown``.
    """
    plain = ascii_digits(text).lower()
    if plain in _TRUE:
        return "true"
    if plain in _FALSE:
        return "false"
    raise ValueProblem("value.unknown", known="yes, no", known_th="ใช่, ไม่ใช่")


def share_value(text: str) -> str:
    """Read a share as an exact fraction; a percentage or decimal becomes one.

    >>> share_value("1/2"), share_value("0.25"), share_value("50%")
    ('1/2', '1/4', '1/2')
    """
    plain = ascii_digits(text)
    if match := _SHARE.fullmatch(plain):
        numerator, denominator = int(match[1]), int(match[2])
    else:
        percent = plain.endswith("%")
        number = decimal_value(plain.removesuffix("%"))
        numerator, denominator = (number / (100 if percent else 1)).as_integer_ratio()
    if not 0 < numerator <= denominator:
        raise ValueProblem("value.not_a_share")
    return f"{numerator}/{denominator}"


def choice_parser(choices: Mapping[str, str]) -> Parser:
    """Make the parser of a field that takes one of a few words.

    Parameters
    ----------
    choices : mapping of str to str
        Any way it is written → the word of the register. The words themselves
        are always understood.
    """
    known = {_folded(word): word for word in choices.values()}
    known |= {_folded(written): word for written, word in choices.items()}
    listed = ", ".join(dict.fromkeys(choices.values()))
    listed_th = ", ".join(_in_thai(choices).values())

    def parse(text: str) -> str:
        word = known.get(_folded(text))
        if word is None:
            raise ValueProblem("value.unknown", known=listed, known_th=listed_th)
        return word

    return parse


def _in_thai(choices: Mapping[str, str]) -> dict[str, str]:
    """Give the first Thai way to write each word; the word itself where none is."""
    first = dict.fromkeys(choices.values(), "")
    for written, word in choices.items():
        if not first[word] and _THAI.search(written):
            first[word] = written
    return {word: written or word for word, written in first.items()}


def _folded(text: str) -> str:
    return "".join(ascii_digits(text).casefold().split())
