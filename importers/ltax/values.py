"""How LTAX writes uses and classes of signs, and what they are in the register."""

from __future__ import annotations

import re

from importers.value import ValueProblem
from kkmgis.ltax.codes import SIGN_CLASS_NUMBERS, SIGN_CLASSES
from kkmgis.thai import ascii_digits

MIXED = "mixed"
"""A use that says only that there are several: the register needs each of them."""

_LAND = {
    "1": "agriculture", "2": "home", "3": "home_of_another", "4": "other_home",
    "5": "other", "6": "vacant 0", "7": MIXED, "8": "vacant 3", "9": "vacant 6",
}  # fmt: skip
_BUILDING = {
    "1": "residential", "2": MIXED, "3": "other", "4": "vacant 0", "5": "other",
}  # fmt: skip
_WORDS = {
    "เกษตรกรรม": "agriculture", "ประกอบเกษตรกรรม": "agriculture",
    "เกษตร": "agriculture",
    "อยู่อาศัย": "residential", "ที่อยู่อาศัย": "residential", "บ้านพักอาศัย": "residential",
    "อยู่อาศัยหลัก": "home", "บ้านหลังหลัก": "home",
    "พาณิชย์": "other", "พาณิชยกรรม": "other", "ค้าขาย": "other", "ประกอบการค้า": "other",
    "อื่นๆ": "other", "อื่น": "other", "อื่นๆนอกเหนือจากเกษตรกรรมและอยู่อาศัย": "other",
    "ว่างเปล่า": "vacant 0", "ทิ้งไว้ว่างเปล่า": "vacant 0", "ไม่ได้ทำประโยชน์": "vacant 0",
    "หลายประเภท": MIXED, "ใช้ประโยชน์หลายประเภท": MIXED, "อยู่อาศัยและพาณิชย์": MIXED,
}  # fmt: skip
_EXEMPT = re.compile(r"(?:ได้รับ)?ยกเว้น(?:ตาม)?\s*(?:ม\.|มาตรา)?\s*(\S.*)")
_LEADING_CODE = re.compile(r"([1-9])[.):\-](?=\D)")


def land_use_value(text: str) -> str:
    """Read a use of land: LTAX's number, or words.

    Returns
    -------
    str
        The use of the register; ``home``, where the owner lives,
        ``home_of_another``, ``other_home``; ``vacant N`` of N years at least;
        ``exempt`` with the paragraph; ``mixed``.

    Raises
    ------
    ValueProblem
        ``value.unknown``.
    """
    return _use(text, _LAND)


def building_use_value(text: str) -> str:
    """Read a use of a building; see `land_use_value`."""
    return _use(text, _BUILDING)


def _use(text: str, numbers: dict[str, str]) -> str:
    plain = "".join(ascii_digits(text).split())
    if match := _EXEMPT.fullmatch(text):
        return f"exempt {match[1]}"
    if match := _LEADING_CODE.match(plain):
        plain = match[1]
    found = numbers.get(plain) or _WORDS.get(plain)
    if found is None:
        raise ValueProblem("value.unknown", known=", ".join(numbers))
    return found


def sign_class_value(text: str) -> str:
    """Read a class of the signboard schedule as class of text and ``true`` if moving.

    >>> sign_class_value("5"), sign_class_value("ประเภท 2 (ข)")
    ('thai true', 'mixed false')
    """
    plain = re.sub(r"[\s.()]|ประเภท|ป้าย", "", ascii_digits(text))
    found = SIGN_CLASSES.get(SIGN_CLASS_NUMBERS.get(plain, plain))
    if found is None:
        raise ValueProblem("value.unknown", known=", ".join(SIGN_CLASSES))
    return f"{found[0]} {str(found[1]).lower()}"
