"""Samples of columns, as far as they may be shown: never who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from importers.kinds import KINDS

HIDDEN = "•"
_IDENTITY = re.compile(r"(?<!\d)\d(?:[\s-]?\d){12}(?!\d)")
_PHONE = re.compile(r"(?<!\d)0(?:[\s-]?\d){8,9}(?!\d)")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def personal_names() -> frozenset[str]:
    """Name the columns that identify or reach a person, as files spell them."""
    return frozenset(
        _plain(name)
        for kind in KINDS.values()
        for field in kind.fields
        if field.personal
        for name in (field.name, *field.aliases)
    )


def mask_samples(
    columns: Sequence[tuple[str, Sequence[str | None]]],
    also_personal: Iterable[str] = (),
) -> dict[str, list[str | None]]:
    """Hide personal values of samples.

    Parameters
    ----------
    columns : sequence of (str, sequence of str or None)
        Name of each column and its first values.
    also_personal : iterable of str
        Columns that the mapping says are personal, whatever their names.
    """
    personal = personal_names()
    named = set(also_personal)
    shown: dict[str, list[str | None]] = {}
    for name, values in columns:
        hide = name in named or _plain(name) in personal
        shown[name] = [_shown(value, hide=hide) for value in values]
    return shown


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _shown(value: str | None, *, hide: bool) -> str | None:
    if value is None or value == "":
        return value
    if hide:
        return value[0] + HIDDEN * min(6, max(1, len(value) - 1))
    digits = value.translate(_THAI_DIGITS)
    if _IDENTITY.search(digits) or _PHONE.search(digits):
        return "".join(HIDDEN if letter.isdigit() else letter for letter in value)
    return value
