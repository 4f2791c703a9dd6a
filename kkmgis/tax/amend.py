"""Rule books that differ from the national law: by an ordinance, or as a proposal.

A changed value keeps its parameter, its ceiling and, beside it, what the law itself
says; the new rule book has a version of its own, so that lines computed by it can
never be taken for lines of the unchanged law.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from kkmgis.tax.entry import Entry
from kkmgis.tax.money import percent_text
from kkmgis.tax.parameters import ParameterError, RawValue
from kkmgis.tax.rulebook import RuleBook, rule_book_of_content

ChangedBy = Literal["authority", "proposal"]
"""``authority``: in force by ordinance or order; ``proposal``: only asked about."""

RATE_KEY = "land_building.rate."


class BelowDecreeError(ParameterError):
    """An ordinance would tax less than the rates in force (s.37 para 6).

    Attributes
    ----------
    rate, decreed : str, percent
    floor_baht : int
        Above which value the ordinance is lower.
    """

    def __init__(self, entry: Entry, rate: str, decreed: str, floor_baht: int) -> None:
        self.rate, self.decreed, self.floor_baht = rate, decreed, floor_baht
        super().__init__(
            entry.file,
            entry.key,
            f"{rate} % above {floor_baht} baht is below the {decreed} % of the"
            " decree; an ordinance may only raise rates (s.37 p6)",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of one parameter in one tax year.

    Attributes
    ----------
    key : str
        Of the parameter, e.g. ``land_building.rate.other``.
    value : object
        In the form of the parameter file; numbers of the law in quotes.
    by : {"authority", "proposal"}
    source : mapping of str to str
        ``act`` and what names the instrument, as in the parameter files.
    """

    key: str
    value: RawValue
    by: ChangedBy
    source: Mapping[str, str]


def amended_rule_book(rules: RuleBook, changes: Iterable[Change]) -> RuleBook:
    """Make a rule book in which some parameters have other values.

    Parameters
    ----------
    rules : RuleBook
        Of the tax year.
    changes : iterable of Change
        At most one a parameter.

    Returns
    -------
    RuleBook
        ``rules`` itself when nothing changes.

    Raises
    ------
    ParameterError
        There is no such parameter, it is changed twice, or the value cannot be
        law: a rate above the ceiling of s.37, brackets that do not ascend, or
        a rate of an authority below the decree's (s.37 para 6).
    """
    content: dict[str, Any] = json.loads(rules.content)
    in_force: dict[str, Any] = content["parameters"]
    changed: set[str] = set()
    for change in changes:
        entry = rules.entries.get(change.key)
        if entry is None:
            raise ParameterError(change.by, change.key, "is no parameter of this year")
        if change.key in changed:
            raise ParameterError(change.by, change.key, "is changed twice")
        changed.add(change.key)
        if change.by == "authority" and change.key.startswith(RATE_KEY):
            _not_below_the_law(entry, change)
        in_force[change.key] |= {
            "value": change.value,
            "from": rules.tax_year,
            "to": rules.tax_year,
            "source": dict(change.source),
            "verified": True,
            "carried_on": False,
            "changed_by": change.by,
            "law": {"value": entry.value, "source": dict(entry.source)},
        }
    if not changed:
        return rules
    return rule_book_of_content(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )


def _not_below_the_law(entry: Entry, change: Change) -> None:
    """Refuse an ordinance that taxes less than the decree: s.37 lets it only raise.

    The rates of both are compared at every bound of either ladder.
    """
    law, own = _steps(entry, entry.value), _steps(entry, change.value)
    for floor in sorted({floor for floor, _ in (*law, *own)}):
        if _rate_above(own, floor) < _rate_above(law, floor):
            raise BelowDecreeError(
                entry,
                percent_text(_rate_above(own, floor)),
                percent_text(_rate_above(law, floor)),
                floor // 100,
            )


def _steps(entry: Entry, brackets: RawValue) -> list[tuple[int, int]]:
    """Read brackets as (floor in satang, rate in units of 0.001 %)."""
    if not isinstance(brackets, list) or not brackets:
        entry.refuse("has no brackets")
    if not all(isinstance(one, Mapping) for one in brackets):
        entry.refuse("has a bracket that is none")
    bounds = [entry.satang(one["up_to"]) for one in brackets if "up_to" in one]
    floors = [0, *bounds][: len(brackets)]
    rates = [entry.rate(entry.field("rate", one)) for one in brackets]
    if len(floors) != len(rates) or any(a >= b for a, b in pairwise(floors)):
        entry.refuse("bounds do not ascend")
    return list(zip(floors, rates, strict=True))


def _rate_above(steps: list[tuple[int, int]], amount: int) -> int:
    return next(rate for floor, rate in reversed(steps) if floor <= amount)
