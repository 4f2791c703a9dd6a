"""The cells of one row → the text of one field, as a rule of a profile says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from importers.mapping import Rule
from importers.pattern import Pattern
from importers.person_name import NAME_PARTS, split_name
from importers.value import ValueProblem, clean_text, decimal_value
from kkmgis.thai import WA_PER_NGAN, WA_PER_RAI

Cell = tuple[str | None, ...]


def combiner(rule: Rule) -> Callable[[Cell], str | None]:
    """Make the function that reads a rule's cells as one text.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    callable
        From the cells of the rule's columns to text, or None where nothing is
        told.

    Raises
    ------
    ValueProblem
        By that function: a value does not have the form of the rule's pattern.
    """
    take = _taker(rule)

    def combined(cell: Cell) -> str | None:
        parts = [clean_text(part) if part else "" for part in cell]
        if not any(parts):
            return None
        if rule.combine == "rai_ngan_wa" and len(parts) > 1:
            return _area(parts)
        if rule.combine == "join":
            text = rule.join.join(part for part in parts if part)
        else:
            text = parts[0]
        return (take(text) if text else None) or None

    return combined


def _area(parts: list[str]) -> str | None:
    rai, ngan, wa = (decimal_value(part) if part else Decimal(0) for part in parts)
    total = rai * WA_PER_RAI + ngan * WA_PER_NGAN + wa
    return f"{total:f}" if total else None


def _taker(rule: Rule) -> Callable[[str], str | None]:
    """Make the function that takes the wanted part out of a text."""
    if rule.title:
        place = NAME_PARTS.index(rule.part)
        return lambda text: split_name(text)[place]
    if rule.split:
        return lambda text: _piece(text.split(rule.split), int(rule.part))
    if rule.pattern:
        return _by_pattern(Pattern.of(rule.pattern, "pattern"), rule.part)
    return lambda text: text


def _piece(pieces: list[str], part: int) -> str | None:
    """Take a piece by its number from 1, or from the end by a negative one."""
    at = part - 1 if part > 0 else len(pieces) + part
    return pieces[at].strip() if 0 <= at < len(pieces) else None


def _by_pattern(pattern: Pattern, part: str) -> Callable[[str], str | None]:
    def take(text: str) -> str | None:
        found = pattern.match(text)
        if found is None:
            raise ValueProblem("value.pattern", pattern=pattern.text)
        return found[part]

    return take
