"""What an issue shows, as people write it: names of fields, reasons, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from kkmgis.i18n import Language, catalogue, text

IN_THAI = "_th"
"""Ends the name of a value that a Thai sentence shows instead of the plain one."""

_FILLED = re.compile(r"-?\d+\.\d{2,}0")
_KNOWN_NAMES = {
    "method": "repair.name",
    "reason": "geometry.reason",
    "found": "geometry.type",
    "table": "imports.table",
}
"""Name of a value → where the catalogue has the words for it."""
_BOUNDS = ("above", "low", "high")


def field_name(field: str, language: Language) -> str:
    """Name a field of a file as forms and tables do; one of no name as it is.

    Examples
    --------
    >>> field_name("deed_no", "en")
    'Document number'
    """
    words = catalogue(language)
    return words.get(f"imports.field.{field}") or words.get(f"web.field.{field}", field)


def plain_number(written: str) -> str:
    """Leave out zeros that a program wrote after the last digit of a fraction.

    Examples
    --------
    >>> plain_number("0.000000000000000"), plain_number("12.50"), plain_number("1.2.0")
    ('0', '12.50', '1.2.0')
    """
    if not _FILLED.fullmatch(written):
        return written
    short = written.rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def shown_values(values: Mapping[str, object], language: Language) -> dict[str, object]:
    """Write the values of an issue as its sentence shows them.

    Parameters
    ----------
    values : mapping
        As the check gave them: field, value received, bounds, reason of GEOS, areas
        (``…_m2``, m²), lengths (``…_m``, m), shares (``…_pct``, percent).
    language : {"th", "en"}

    Returns
    -------
    dict
        The same names, and ``bound``, what a number has to keep.
    """
    shown: dict[str, object] = {}
    for name, value in values.items():
        own = values.get(f"{name}{IN_THAI}") if language == "th" else None
        shown[name] = _shown(name, value if own is None else own, language)
    bounds = [name for name in _BOUNDS if values.get(name) is not None]
    if bounds:
        shown["bound"] = " ".join(
            text(f"issue.bound.{name}", language, bound=shown[name]) for name in bounds
        )
    return shown


def _shown(name: str, value: object, language: Language) -> object:
    if name == "field":
        return field_name(str(value), language)
    if name == "value":
        return plain_number(str(value))
    if name == "left":
        return _left(str(value), language)
    if name in _KNOWN_NAMES:
        return catalogue(language).get(f"{_KNOWN_NAMES[name]}.{_key(value)}", value)
    write = _writer(name)
    return value if write is None else write(value)


def _key(value: object) -> str:
    """Write a reason of GEOS as the end of a key.

    >>> _key("Ring Self-intersection")
    'ring_self_intersection'
    """
    return re.sub(r"\W+", "_", str(value)).lower()


def _writer(name: str) -> Callable[[object], object] | None:
    for ending, places in (("_m2", 2), ("_pct", 1), ("_m", 2)):
        if name.endswith(ending):
            return lambda value: _rounded(value, places)
    if name in _BOUNDS:
        return lambda value: _rounded(value, None)
    return None


def _rounded(value: object, places: int | None) -> object:
    """Write a number with thousands; one that would round to nothing keeps a digit."""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return "–" if value is None else value
    if not number.is_finite():
        return value
    if places is None:
        return f"{number:,f}"
    if number and abs(number) < Decimal(1).scaleb(-places):
        places = -number.adjusted()
    return f"{number:,.{places}f}"


def _left(value: str, language: Language) -> str:
    """Name what hangs on a parcel: ``building 2, sign 1``."""
    words = catalogue(language)
    parts = [part.rpartition(" ") for part in value.split(", ")]
    return ", ".join(
        f"{words.get(f'imports.table.{what}', what)} {count}".strip()
        for what, _, count in parts
    )
