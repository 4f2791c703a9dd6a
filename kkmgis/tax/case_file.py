"""Files of tax cases: one JSON object, a JSON array, or JSON Lines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from kkmgis.errors import SourceError
from kkmgis.i18n import text
from kkmgis.tax.fields import JsonObject

Shape = Literal["object", "array", "lines"]
_LONGEST_INT = 40
MOST_NESTED = 100
"""Objects and lists in each other. No case has ten; each version of Python gives
up somewhere else, so that a limit of our own is what makes them agree."""


class UnreadableError(SourceError):
    """A file of cases is no JSON. The message is one line, Thai then English."""

    def __init__(self, reason: str, **values: object) -> None:
        key = f"tax.file.{reason}"
        super().__init__(f"{text(key, 'th', **values)} · {text(key, 'en', **values)}")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Cases of a file, and the shape in which the answers go back."""

    shape: Shape
    cases: list[Any]


def _whole(digits: str) -> int | Decimal:
    # Longer ones are out of every range; Python refuses to read thousands.
    return int(digits) if len(digits) <= _LONGEST_INT else _exact(digits)


def _exact(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("NaN")


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    result = JsonObject(pairs)
    if len(result) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        result.twice = next(name for name, times in counted.items() if times > 1)
    result.nested = 1 + max(map(_nested, result.values()), default=0)
    return result


def _nested(value: object) -> int:
    if isinstance(value, JsonObject):
        return value.nested
    if isinstance(value, list):
        return 1 + max(map(_nested, value), default=0)
    return 0


def read_json(content: bytes | str, *, strict: bool = False) -> Any:  # noqa: ANN401
    """Read one JSON document, numbers by their written digits.

    Parameters
    ----------
    content : bytes or str
        UTF-8, with or without a byte order mark.
    strict : bool
        Refuse the document for a NaN or an Infinity, which are no JSON.

    Returns
    -------
    object
        Whole numbers as int, all others as Decimal; what JSON knows no number
        for (NaN, Infinity) as Decimal NaN, which every field refuses.

    Raises
    ------
    UnreadableError
        It is no JSON, or nested deeper than `MOST_NESTED`.
    """
    return _read(_decoded(content), 0, strict=strict)


def read_cases(content: bytes | str) -> CaseFile:
    r"""Read a file of cases.

    Parameters
    ----------
    content : bytes or str

    Raises
    ------
    UnreadableError
        It is no JSON, or a line of JSON Lines is none.

    Examples
    --------
    >>> read_cases('{\n"a": 1}').shape, read_cases("[]").shape
    ('object', 'array')
    >>> len(read_cases('{"a": 1}\n\n{"a": 2}\n').cases)
    2
    """
    document = _decoded(content)
    if not document.strip():
        raise UnreadableError("empty")
    numbered = enumerate(document.split("\n"), 1)
    filled = [(number, line) for number, line in numbered if line.strip()]
    if len(filled) > 1 and _starts_lines(filled[0][1]):
        return CaseFile("lines", [_read(line, number) for number, line in filled])
    value = _read(document, 0)
    if isinstance(value, list):
        return CaseFile("array", value)
    # One line is an object and JSON Lines of one; its answer stays on one line.
    return CaseFile("lines" if len(filled) == 1 else "object", [value])


def _starts_lines(line: str) -> bool:
    """Tell whether a first line is whole JSON by itself."""
    try:
        _read(line, 1)
    except UnreadableError:
        return False
    return True


def _decoded(content: bytes | str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("not_utf8") from None


def _read(document: str, line: int, *, strict: bool = False) -> Any:  # noqa: ANN401
    def constant(name: str) -> Decimal:
        if strict:
            place = document.index(name)
            raise json.JSONDecodeError("no JSON number", document, place)
        return Decimal("NaN")

    try:
        value = json.loads(
            document,
            parse_float=_exact,
            parse_int=_whole,
            parse_constant=constant,
            object_pairs_hook=_object,
        )
        too_deep = _nested(value) > MOST_NESTED
    except json.JSONDecodeError as error:
        raise UnreadableError(
            "not_json", line=max(line, error.lineno), column=error.colno
        ) from None
    except RecursionError:
        too_deep = True
    if too_deep:
        raise UnreadableError("too_deep")
    return value


def write_answers(shape: Shape, answers: list[dict[str, Any]]) -> str:
    """Write answers in the shape of their cases.

    Returns
    -------
    str
        JSON, ending in a line feed; one answer a line but for a single object.
    """
    if shape == "object":
        return json.dumps(answers[0], ensure_ascii=False, indent=2) + "\n"
    rows = [json.dumps(answer, ensure_ascii=False) for answer in answers]
    if shape == "lines":
        return "".join(row + "\n" for row in rows)
    return "[" + ",\n ".join(rows) + "]\n"
