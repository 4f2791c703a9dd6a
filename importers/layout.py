"""Layouts of record files, as banks deliver them: header, detail and trailer lines.

A profile gives the layout; the format of it is told in `importers/profiles/README.md`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from kkmgis.errors import SourceError
from kkmgis.i18n import both

Pattern = Literal["ddmmyyyy", "yyyymmdd", "hhmmss"]
PATTERNS: tuple[Pattern, ...] = ("ddmmyyyy", "yyyymmdd", "hhmmss")
MOST_LETTERS = 10_000
"""Longest line that a layout may describe."""

_LAYOUT_KEYS = frozenset({"delimiter", "record", "header", "detail", "trailer"})
_RECORD_KEYS = frozenset({"type", "fields"})
_TRAILER_KEYS = _RECORD_KEYS | {"count", "sum", "of", "where"}
_PLACE_KEYS = frozenset({"at", "length", "decimals", "as"})


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in a line.

    Attributes
    ----------
    at : int
        First letter counted from 1; in a delimited file, the number of the cell.
    length : int
        Letters; 0 in a delimited file.
    decimals : int
        Digits behind a point that is not written.
    pattern : str or None
        How a date or time is written without signs between.
    """

    at: int
    length: int = 0
    decimals: int = 0
    pattern: Pattern | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """Lines of one kind: the letters by which they are known, and their fields."""

    type: str
    fields: Mapping[str, Place]


@dataclasses.dataclass(frozen=True, slots=True)
class Control:
    """What a trailer says about the details before it.

    Attributes
    ----------
    count, sum : str or None
        Its fields with their number, and with the sum of a detail field.
    of : str or None
        That detail field.
    where : mapping of str to str
        Only details whose fields have these values are meant.
    """

    count: str | None
    sum: str | None
    of: str | None
    where: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """A record file.

    Attributes
    ----------
    delimiter : str or None
        None: each value has its place in the line.
    kind_at : Place
        Where a line says what it is.
    header, trailer : Record or None
        Where there is one, a file without it is refused.
    detail : Record
    control : Control or None
    raw : mapping
        As the profile has it, which JSON can hold.
    """

    delimiter: str | None
    kind_at: Place
    header: Record | None
    detail: Record
    trailer: Record | None
    control: Control | None
    raw: Mapping[str, Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns: the fields of a detail, then those of its header."""
        head = () if self.header is None else tuple(self.header.fields)
        return (*self.detail.fields, *head)


def layout_of(raw: object, where: str) -> Layout:
    """Understand the layout of a profile.

    Parameters
    ----------
    raw : object
        As YAML gives it, all values text.
    where : str
        Its place in the profile, for messages.

    Raises
    ------
    SourceError
        A key or value has no meaning, with its place.
    """
    part = _mapping(raw, where, _LAYOUT_KEYS)
    delimiter = str(part.get("delimiter") or "") or None
    if delimiter is not None and len(delimiter) != 1:
        raise _wrong(where, f"delimiter: {delimiter}")
    fixed = delimiter is None
    header = _record(part.get("header"), f"{where}.header", _RECORD_KEYS, fixed)
    detail = _record(part.get("detail"), f"{where}.detail", _RECORD_KEYS, fixed)
    trailer = _record(part.get("trailer"), f"{where}.trailer", _TRAILER_KEYS, fixed)
    if detail is None:
        raise _wrong(where, "detail")
    if header is not None and set(header.fields) & set(detail.fields):
        raise _wrong(f"{where}.header", ", ".join(header.fields))
    layout = Layout(
        delimiter,
        _place(part.get("record"), f"{where}.record", fixed),
        header,
        detail,
        trailer,
        None,
        part,
    )
    if trailer is None:
        return layout
    control = _control(part["trailer"], f"{where}.trailer", trailer, detail)
    return dataclasses.replace(layout, control=control)


def _wrong(where: str, key: str) -> SourceError:
    return SourceError(both("profile.key", where=where, key=key[:60]))


def _mapping(raw: object, where: str, known: frozenset[str]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _wrong(where, str(raw))
    for key in raw:
        if key not in known:
            raise _wrong(where, str(key))
    return raw


def _record(
    raw: object, where: str, known: frozenset[str], fixed: bool
) -> Record | None:
    if raw is None:
        return None
    part = _mapping(raw, where, known)
    fields = part.get("fields") or {}
    if not part.get("type") or not isinstance(fields, dict):
        raise _wrong(where, "type")
    return Record(
        str(part["type"]),
        {
            str(name): _place(place, f"{where}.fields.{name}", fixed)
            for name, place in fields.items()
        },
    )


def _place(raw: object, where: str, fixed: bool) -> Place:
    part = _mapping(raw, where, _PLACE_KEYS)
    at = _number(part.get("at"), f"{where}.at", 1)
    length = _number(part.get("length"), f"{where}.length", 1) if fixed else 0
    if at + length > MOST_LETTERS:
        raise _wrong(f"{where}.at", str(at))
    pattern = part.get("as")
    if pattern is not None and pattern not in PATTERNS:
        raise _wrong(where, f"as: {pattern}")
    decimals = _number(part.get("decimals", "0"), f"{where}.decimals", 0)
    return Place(at, length, decimals, pattern)


def _number(raw: object, where: str, least: int) -> int:
    text = str(raw)
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise _wrong(where, text)
    if int(text) < least:
        raise _wrong(where, text)
    return int(text)


def _control(
    raw: dict[str, Any], where: str, trailer: Record, detail: Record
) -> Control:
    control = Control(
        raw.get("count"), raw.get("sum"), raw.get("of"), raw.get("where") or {}
    )
    named = ((control.count, trailer), (control.sum, trailer), (control.of, detail))
    for name, record in named:
        if name is not None and name not in record.fields:
            raise _wrong(where, str(name))
    if (control.sum is None) != (control.of is None):
        raise _wrong(where, "sum, of")
    if not isinstance(control.where, dict) or set(control.where) - set(detail.fields):
        raise _wrong(where, "where")
    return control
