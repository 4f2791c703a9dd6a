"""The two addresses of an owner in the workbook, and the one that letters go to."""

from __future__ import annotations

from collections.abc import Mapping

CARD = ("เลขที่บ้าน", "หมู่ที่", "ซอย", "ถนน", "ตำบล", "อำเภอ", "จังหวัด", "รหัสไปรษณีย์")
CURRENT = ("บ้านเลขที่ปัจจุบัน", *(f"{name}ปัจจุบัน" for name in CARD[1:]))
SEND_TO = "ที่อยู่เพื่อส่งจดหมาย"
_BEFORE = ("", "หมู่ที่ ", "ซอย ", "ถนน ", "ต.", "อ.", "จ.", "")
_TO_CURRENT = frozenset({"2", "ที่อยู่ปัจจุบัน", "ปัจจุบัน"})
_TO_CARD = frozenset({"1", "ที่อยู่ตามบัตรประชาชน", "ที่อยู่ตามบัตร", "ตามบัตร"})


def address_of(told: Mapping[str, str | None]) -> str:
    """Write the address that letters go to in one line; empty: none was told.

    Parameters
    ----------
    told : mapping of header to cell

    Examples
    --------
    >>> address_of({"เลขที่บ้าน": "9/1", "หมู่ที่": "4", "ตำบล": "ในเมือง"})
    '9/1 หมู่ที่ 4 ต.ในเมือง'
    """
    said = (told.get(SEND_TO) or "").strip()
    card, current = _line(told, CARD), _line(told, CURRENT)
    if said in _TO_CARD:
        return card or current
    if said in _TO_CURRENT:
        return current or card
    return current or card


def _line(told: Mapping[str, str | None], headers: tuple[str, ...]) -> str:
    parts = [" ".join((told.get(header) or "").split()) for header in headers]
    return " ".join(
        before + part for before, part in zip(_BEFORE, parts, strict=True) if part
    )


def spread_address(address: str) -> dict[str, str]:
    """Put an address of one line into the workbook, as the current one.

    A line is not taken apart again: it stands where the house number does.
    """
    return {**dict.fromkeys(CURRENT, ""), CURRENT[0]: address, SEND_TO: "2"}
