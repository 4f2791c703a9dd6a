"""What the values of a column look like, whatever the column is called."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from importers.value import ValueProblem, clean_text, date_value, decimal_value
from kkmgis.codes import clean_code, is_standard
from kkmgis.identity import normalise_id_number
from kkmgis.thai import ascii_digits, identity_number_holds

Pattern = str

ENOUGH = 0.8
"""Share of the values that must have a pattern."""
ENOUGH_IDENTITY = 0.5
"""Less for identity numbers: many of real registers are wrong."""

_IDENTITY = re.compile(r"\d([- ]?\d){12}", re.ASCII)
_PHONE = re.compile(r"(\+66|0)[-. ]?[2-9]([-. ]?\d){7,8}", re.ASCII)
_AREA = re.compile(r"\d{1,5}-[0-3]-\d{1,3}(\.\d+)?", re.ASCII)
_SHARE = re.compile(r"\d{1,6}\s*/\s*\d{1,6}", re.ASCII)
_WKT = re.compile(
    r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)\s*[ZM]{0,2}\s*\(", re.I
)
_HOUSE = re.compile(r"\d{1,5}(/\d{1,5})?([ก-ฮ])?")
_QUADRANTS = frozenset({"I", "II", "III", "IV", "1", "2", "3", "4"})
_SCALES = frozenset({"500", "1000", "2000", "4000", "5000"})
_BE_YEARS = (2300, 2700)
_CE_YEARS = (1757, 2157)


def is_identity_number(text: str) -> bool:
    """Tell whether a text is an identity number whose check digit holds."""
    plain = ascii_digits(text.strip())
    return _IDENTITY.fullmatch(plain) is not None and identity_number_holds(
        normalise_id_number(plain)
    )


def looks_like_identity(text: str) -> bool:
    """Tell whether a text has the thirteen digits of an identity number."""
    return _IDENTITY.fullmatch(ascii_digits(text.strip())) is not None


def is_phone(text: str) -> bool:
    """Tell whether a text is a Thai telephone number."""
    return _PHONE.fullmatch(ascii_digits(text.strip())) is not None


def number_of(text: str) -> Decimal | None:
    """Read a number as the importers do; None for what is none."""
    try:
        return decimal_value(clean_text(text))
    except ValueProblem:
        return None


def is_date(text: str) -> bool:
    """Tell whether a text is a date; a bare number is none."""
    if text.strip().isdigit():
        return False
    try:
        date_value(clean_text(text))
    except ValueProblem:
        return False
    return True


def _is_buddhist_date(text: str) -> bool:
    if not is_date(text):
        return False
    year = re.search(r"\d{4}", ascii_digits(text))
    return year is not None and int(year[0]) > dt.date.max.year // 4


def _is_code(kind: str) -> Callable[[str], bool]:
    return lambda text: is_standard(clean_code(text), kind)  # type: ignore[arg-type]


def _whole_between(low: int, high: int) -> Callable[[str], bool]:
    def holds(text: str) -> bool:
        number = number_of(text)
        return (
            number is not None
            and number == number.to_integral_value()
            and low <= number <= high
        )

    return holds


def _is_sheet(text: str) -> bool:
    plain = ascii_digits(text.strip())
    return len(plain) == 4 and plain.isdigit() and 4300 <= int(plain) <= 6200


def _is_sheet_corner(text: str) -> bool:
    plain = ascii_digits(text.strip())
    return len(plain) == 4 and plain.isdigit()


def _between(low: float, high: float) -> Callable[[str], bool]:
    def holds(text: str) -> bool:
        number = number_of(text)
        return number is not None and low <= number <= high

    return holds


def _fraction_between(low: float, high: float) -> Callable[[str], bool]:
    within = _between(low, high)
    return lambda text: "." in text and within(text)


# The first pattern that holds is the one that is shown; all of them are evidence.
_PATTERNS: dict[Pattern, Callable[[str], bool]] = {
    "identity_number": looks_like_identity,
    "phone": is_phone,
    "parcel": _is_code("parcel"),
    "building": _is_code("building"),
    "sign": _is_code("sign"),
    "block": _is_code("block"),
    "wkt": lambda text: _WKT.match(text) is not None,
    "rai_ngan_wa": lambda text: _AREA.fullmatch(ascii_digits(text.strip())) is not None,
    "share": lambda text: _SHARE.fullmatch(ascii_digits(text.strip())) is not None,
    "date": is_date,
    "year_be": _whole_between(*_BE_YEARS),
    "year_ce": _whole_between(*_CE_YEARS),
    "sheet": _is_sheet,
    "sheet_corner": _is_sheet_corner,
    "quadrant": lambda text: text.strip().upper() in _QUADRANTS,
    "scale": lambda text: ascii_digits(text.strip()) in _SCALES,
    "longitude": _fraction_between(97.3, 105.7),
    "latitude": _fraction_between(5.6, 20.5),
    "easting": _between(150_000, 850_000),
    "northing": _between(600_000, 2_300_000),
    "house_no": lambda text: _HOUSE.fullmatch(ascii_digits(text.strip())) is not None,
    "price": _between(100, 1_000_000),
    "number": lambda text: number_of(text) is not None,
}


def patterns_of(values: Sequence[str]) -> frozenset[Pattern]:
    """Find the patterns that nearly all values of a column have.

    Parameters
    ----------
    values : sequence of str
        The different values that are filled.
    """
    if not values:
        return frozenset()
    found = {
        name for name, holds in _PATTERNS.items() if _share(values, holds) >= ENOUGH
    }
    if "identity_number" not in found:
        checked = _share(values, is_identity_number)
        if checked >= ENOUGH_IDENTITY:
            found.add("identity_number")
    if "date" in found and _share(values, _is_buddhist_date) >= ENOUGH:
        found.add("date_be")
    return frozenset(found)


def shown_pattern(patterns: frozenset[Pattern]) -> Pattern | None:
    """Choose the most telling pattern."""
    if "date_be" in patterns:
        return "date_be"
    telling = [name for name in _PATTERNS if name in patterns and name != "number"]
    return telling[0] if telling and telling[0] not in _WEAK else None


# So common among other things that they only support what a name says.
_WEAK = frozenset(
    {"sheet_corner", "house_no", "price", "easting", "northing", "quadrant"}
)


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, values)) / len(values)
