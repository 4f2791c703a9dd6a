"""The key of a title deed: sheet, scale and land number, written in one way.

Parcels, prices and the land office's list join by it, so that all three write it
alike: a leading zero that a spreadsheet lost is put back, ``I`` and ``1`` are the same
quarter, ``1:1000`` and ``1000`` the same scale. What has another form is kept as it
is: old sheets have names of their own.
"""

from __future__ import annotations

import re

from importers.kind import Field
from importers.value import text_value
from kkmgis.thai import ascii_digits

_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_WHOLE = re.compile(r"(\d+)(?:\.0+)?")


def _digits(text: str) -> str | None:
    found = _WHOLE.fullmatch(ascii_digits(text).replace(" ", ""))
    return None if found is None else found[1]


def sheet_value(text: str) -> str:
    """Write the four digits of a sheet or square.

    >>> sheet_value("816"), sheet_value("5541.0"), sheet_value("ก")
    ('0816', '5541', 'ก')
    """
    digits = _digits(text)
    return text_value(text) if digits is None else digits.lstrip("0").zfill(4)


def quarter_value(text: str) -> str:
    """Write the quarter of a sheet 1:50,000 as a digit.

    >>> quarter_value("IV"), quarter_value("๑"), quarter_value("1.0")
    ('4', '1', '1')
    """
    roman = _ROMAN.get(text.strip().upper())
    return roman or _plain_number(text)


def part_value(text: str) -> str:
    """Write the number of a part of a square with at least two digits.

    >>> part_value("0"), part_value("7"), part_value("012"), part_value("")
    ('00', '07', '12', '')
    """
    digits = _digits(text)
    return text_value(text) if digits is None else digits.lstrip("0").zfill(2)


def scale_value(text: str) -> str:
    """Write the scale by its denominator.

    >>> scale_value("1:1000"), scale_value("4,000")
    ('1000', '4000')
    """
    plain = ascii_digits(text).replace(",", "").replace(" ", "")
    return _plain_number(plain.removeprefix("1:"))


def land_no_value(text: str) -> str:
    """Write a land number without leading zeros.

    >>> land_no_value("0012"), land_no_value("12/3"), land_no_value("0")
    ('12', '12/3', '')
    """
    digits = _digits(text)
    return text_value(text) if digits is None else digits.lstrip("0")


def _plain_number(text: str) -> str:
    digits = _digits(text)
    return text_value(text) if digits is None else str(int(digits))


DEED_KEY_FIELDS = (
    Field("utm_map1", sheet_value, aliases=("utmmap1", "utm1", "ระวาง1")),
    Field("utm_map2", quarter_value, aliases=("utmmap2", "utm2", "ระวาง2")),
    Field("utm_map3", sheet_value, aliases=("utmmap3", "utm3", "ระวาง3")),
    Field("utm_map4", part_value, aliases=("utmmap4", "utm4", "ระวาง4")),
    Field("utm_scale", scale_value, aliases=("utmscale", "scale", "มาตราส่วน")),
    Field(
        "land_no", land_no_value, aliases=("landno", "parcelno", "parcel_no", "เลขที่ดิน")
    ),
)
DEED_KEY = tuple(field.name for field in DEED_KEY_FIELDS)


def same_key(one: str, other: str) -> str:
    """Write the condition that rows of two tables have the same deed key."""
    return " AND ".join(
        f"coalesce({one}.{name}, '') = coalesce({other}.{name}, '')"
        for name in DEED_KEY
    )
