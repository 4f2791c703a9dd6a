"""The address of a piece of property on one line, as Thai offices write it."""

from __future__ import annotations

# What goes before a part, unless the register wrote it already in one of these ways.
_PARTS = (
    ("house_no", "", ()),
    ("moo", "หมู่ที่ ", ("หมู่", "ม.")),
    ("soi", "ซอย", ("ซอย", "ซ.")),
    ("road", "ถนน", ("ถนน", "ถ.")),
    ("tambon", "ตำบล", ("ตำบล", "ต.", "แขวง")),
)


def address_text(parts: dict[str, str | None]) -> str | None:
    """Write an address; None when nothing of it is known.

    Examples
    --------
    >>> address_text({"house_no": "12/3", "road": "มิตรภาพ", "tambon": "ต.ศิลา"})
    '12/3 ถนนมิตรภาพ ต.ศิลา'
    """
    words = []
    for name, before, known in _PARTS:
        value = (parts.get(name) or "").strip()
        if value:
            words.append(value if known and value.startswith(known) else before + value)
    return " ".join(words) or None
