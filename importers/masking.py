"""Identity numbers of people in values that are no place for them."""

from __future__ import annotations

import re

from kkmgis.thai import ascii_digits, identity_number_holds

_WHOLE = re.compile(r"\s*\d([ -]?\d){12}\s*")
_WITHIN = re.compile(
    r"(?<!\d)(?:\d{13}|\d-\d{4}-\d{5}-\d{2}-\d|\d \d{4} \d{5} \d{2} \d)(?!\d)"
)


def mask_identity_numbers(text: str) -> str:
    """Leave of each identity number only what tells it apart from others.

    A number whose check digit fails is left alone: it may be a reference, a survey
    number or a bar code.

    >>> mask_identity_numbers("1234567890121"), mask_identity_numbers("1234567890122")
    ('1xxxxxxxxx121', '1234567890122')
    >>> mask_identity_numbers("ค่าภาษี ๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑ (2569)")
    'ค่าภาษี 1xxxxxxxxx121 (2569)'
    >>> mask_identity_numbers("12345678901210000000")
    '12345678901210000000'
    """
    if _WHOLE.fullmatch(text):
        return _masked(text)
    return _WITHIN.sub(lambda found: _masked(found[0]), text)


def _masked(number: str) -> str:
    if not identity_number_holds(number):
        return number
    digits = re.sub(r"\D", "", ascii_digits(number))
    return f"{digits[0]}xxxxxxxxx{digits[-3:]}"


def holds_identity_number(text: str) -> bool:
    """Tell whether an identity number stands in a text."""
    return mask_identity_numbers(text) != text
