"""Codes of blocks, parcels, buildings and signs as LTAX writes them.

Zone (two digits), block (zone and a letter, ``01B``), parcel (block and three
digits, ``01B012``), sub-lot (``/001``), building (``-B001``), sign (``-P001``).
Real registers hold other codes too: they are cleaned, flagged and kept.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from kkmgis.thai import ascii_digits

CodeKind = Literal["block", "parcel", "building", "sign"]

_PARCEL = r"\d{2}[A-Z]\d{3}(?:/\d{3})?"
_PATTERNS: dict[CodeKind, re.Pattern[str]] = {
    "block": re.compile(r"\d{2}[A-Z]", re.ASCII),
    "parcel": re.compile(_PARCEL, re.ASCII),
    "building": re.compile(rf"{_PARCEL}-B\d{{3}}", re.ASCII),
    "sign": re.compile(rf"{_PARCEL}-P\d{{3}}", re.ASCII),
}
# Thai vowels and tone marks above or below a letter: between Latin letters and
# digits they are slips of a Thai keyboard (`99ฺA999` occurs in real tax maps).
_THAI_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")


def clean_code(text: str) -> str:
    """Write a code as it was meant.

    Takes away blanks at the ends, invisible characters and stray Thai marks,
    writes Thai digits as western ones, and small letters as capitals where that
    makes it an LTAX code. A code of another pattern is otherwise kept.

    Parameters
    ----------
    text : str
        Code as received.

    Returns
    -------
    str
        Empty when nothing is left.

    Examples
    --------
    >>> clean_code(" ๐๑a๐๐๑ ")
    '01A001'
    >>> clean_code("99ฺA999")
    '99A999'
    >>> clean_code("267.3-275")
    '267.3-275'
    """
    if any_standard(text):
        return text
    visible = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if unicodedata.category(letter) not in {"Cf", "Cc", "Cn", "Co", "Cs"}
    )
    plain = " ".join(ascii_digits(visible).split())
    if not _has_thai_letters(plain):
        plain = "".join(letter for letter in plain if letter not in _THAI_MARKS)
    packed = plain.replace(" ", "").upper()
    return packed if any_standard(packed) else plain


def _has_thai_letters(text: str) -> bool:
    return any("ก" <= letter <= "ฮ" for letter in text)


def is_standard(code: str, kind: CodeKind) -> bool:
    """Tell whether a code has the pattern of LTAX.

    >>> is_standard("04M016/001", "parcel"), is_standard("004M16", "parcel")
    (True, False)
    """
    return _PATTERNS[kind].fullmatch(code) is not None


def standard_pattern(kind: CodeKind) -> str:
    """Give the pattern of LTAX as a regular expression of a whole text."""
    return f"^(?:{_PATTERNS[kind].pattern})$"


def any_standard(code: str) -> bool:
    """Tell whether a code has one of the patterns of LTAX."""
    return any(pattern.fullmatch(code) for pattern in _PATTERNS.values())


def place_code(x_m: float, y_m: float) -> str:
    """Make a code for a parcel that came without one, from a point inside it.

    The same shape gets the same code again, so that a file can be loaded twice.

    Parameters
    ----------
    x_m, y_m : float, m
        Point on the surface in the storage CRS; decimetres are kept.

    Examples
    --------
    >>> place_code(267220.31, 1818160.94)
    'X2672203Y18181609'
    """
    return f"X{round(x_m * 10)}Y{round(y_m * 10)}"
