"""What is in the columns of a file: type, filling, samples, patterns."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Literal

from importers.inspection.patterns import (
    Pattern,
    is_date,
    is_identity_number,
    is_phone,
    looks_like_identity,
    number_of,
    patterns_of,
    shown_pattern,
)
from importers.sampling import Sample
from kkmgis.thai import ascii_digits

Type = Literal["empty", "integer", "decimal", "date", "boolean", "text"]

SAMPLES = 5
LONGEST_SAMPLE = 60
JUDGED = 400
"""Different values of a column that are looked at."""
LONGEST_JUDGED = 1_000
"""Letters of a value that are looked at: what it is shows long before."""
_PERSONAL_SHARE = 0.3
_BOOLEAN = frozenset({"true", "false", "t", "f", "y", "n", "yes", "no"})
_MASK = "x"
_SHOWN_OF_PHONE = 2
_NUMBER_OF_PERSON = re.compile(
    r"(?<!\d)(?:\d(?:[ -]?\d){12}|0[2-9](?:[ -]?\d){7,8})(?!\d)", re.ASCII
)


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One column of a sample.

    Attributes
    ----------
    name : str
    type : str
        What its values are.
    filled : float, 0 to 1
        Share of the rows that have a value.
    distinct : int
        Different values among the rows that were looked at.
    unique : float, 0 to 1
        Different values for each row that has one.
    samples : tuple of str
        Some of them, shortened; of a personal column masked.
    personal : bool
        It holds what identifies or reaches people.
    patterns : frozenset of str
        What its values look like.
    values : tuple of str
        Different values for judging, never shown.
    """

    name: str
    type: Type
    filled: float
    distinct: int
    unique: float
    samples: tuple[str, ...]
    personal: bool
    patterns: frozenset[Pattern]
    values: tuple[str, ...] = dataclasses.field(repr=False)

    def as_json(self) -> dict[str, object]:
        """Tell it as JSON can hold it."""
        return {
            "name": self.name,
            "type": self.type,
            "filled": self.filled,
            "distinct": self.distinct,
            "samples": list(self.samples),
            "personal": self.personal,
            "looks_like": shown_pattern(self.patterns),
        }


def describe(sample: Sample, name: str, *, personal: bool) -> Column:
    """Describe one column.

    Parameters
    ----------
    sample : Sample
    name : str
        Of the column.
    personal : bool
        Its name says that it is personal; else its values decide.
    """
    texts = [None if text is None else text.strip() for text in sample.columns[name]]
    there = [text for text in texts if text]
    distinct = list(dict.fromkeys(there))
    judged = [
        text[:LONGEST_JUDGED]
        for text in distinct[:: max(1, -(-len(distinct) // JUDGED))]
    ]
    secret = personal or _is_personal(judged)
    return Column(
        name=name,
        type=_type(judged),
        filled=round(len(there) / len(texts), 4) if texts else 0.0,
        distinct=len(distinct),
        unique=len(distinct) / len(there) if there else 0.0,
        samples=tuple(shown(text, personal=secret) for text in distinct[:SAMPLES]),
        personal=secret,
        patterns=patterns_of(judged),
        values=tuple(judged),
    )


def shown(text: str, *, personal: bool) -> str:
    """Write a value for people to see: shortened, and without personal facts.

    >>> shown("1234567890121", personal=True), shown("0812345678", personal=True)
    ('1-xxxx-xxxxx-xx-1', '08xxxxxxxx')
    """
    text = text[:LONGEST_JUDGED]
    if looks_like_identity(text) and (personal or is_identity_number(text)):
        digits = [letter for letter in text if letter.isdigit()]
        return f"{digits[0]}-xxxx-xxxxx-xx-{digits[-1]}"
    if personal:
        kept = _SHOWN_OF_PHONE if is_phone(text) else 1
        return text[:kept] + _MASK * min(max(len(text) - kept, 0), 10)
    text = _without_numbers_of_people(text)
    return text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"


def _without_numbers_of_people(text: str) -> str:
    """Mask identity and telephone numbers that stand among other words."""
    digits = ascii_digits(text)
    hidden = list(text)
    for found in _NUMBER_OF_PERSON.finditer(digits):
        if found.span() != (0, len(text)):
            hidden[found.start() : found.end()] = _MASK * len(found[0])
    return "".join(hidden)


def _is_personal(values: Sequence[str]) -> bool:
    """Tell whether values identify people, even where only some of them do."""
    if not values:
        return False
    secret = sum(is_identity_number(value) or is_phone(value) for value in values)
    return secret >= _PERSONAL_SHARE * len(values)


def _type(values: Sequence[str]) -> Type:
    if not values:
        return "empty"
    if all(value.lower() in _BOOLEAN for value in values):
        return "boolean"
    if all(is_date(value) for value in values):
        return "date"
    numbers = [number_of(value) for value in values]
    if any(number is None for number in numbers) or any(map(_is_code, values)):
        return "text"
    whole = all(
        number == number.to_integral_value() for number in numbers if number is not None
    )
    return "integer" if whole else "decimal"


def _is_code(value: str) -> bool:
    """Tell whether a row of digits would lose something as a number."""
    return len(value) > 1 and value[0] in "0๐" and value.isdigit()
