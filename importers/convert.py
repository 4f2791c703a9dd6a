"""Rows as received → canonical values, and what is wrong with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from importers.binding import Binding, Bound
from importers.combine import combiner
from importers.mapping import Rounding
from importers.rows import Rows
from importers.translate import Translation
from importers.unit import factor
from importers.value import ValueProblem, decimal_value
from kkmgis.issue import Severity
from kkmgis.rules.registry import severity_of

ROUNDINGS: dict[Rounding, str] = {
    "up": ROUND_CEILING,
    "down": ROUND_FLOOR,
    "nearest": ROUND_HALF_UP,
}
LONGEST_VALUE = 200
"""Letters of a value that an issue repeats."""


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one row, as it goes to the database."""

    row_no: int
    code: str
    field: str = ""
    value: str = ""
    details: dict[str, object] = dataclasses.field(default_factory=dict)
    place: str | None = None
    needed: bool = True

    @property
    def severity(self) -> Severity:
        """Tell how bad it is, as the registry of checks has it."""
        return severity_of(self.code, needed=self.needed)


@dataclasses.dataclass(slots=True)
class Converted:
    """Canonical values of a stretch of rows.

    Attributes
    ----------
    values : dict of str to list of str or None, each of length n
    flawed : dict of int to list of str
        Index of a row → fields whose value was wrong and is left out.
    problems : list of Problem
    """

    values: dict[str, list[str | None]]
    flawed: dict[int, list[str]]
    problems: list[Problem]


def convert(rows: Rows, binding: Binding) -> Converted:
    """Bring a stretch of rows into canonical form.

    Parameters
    ----------
    rows : Rows, n rows
    binding : Binding
        Columns of the source → fields of the kind.

    Returns
    -------
    Converted, n rows
        A wrong value is None here and a problem there: an error where the row
        cannot do without it, else a warning.
    """
    out = Converted({}, {}, [])
    for bound in binding.fields:
        _convert_field(rows, bound, binding.defaults.get(bound.field.name), out)
    for name, value in binding.defaults.items():
        if name not in out.values:
            out.values[name] = [value] * len(rows)
    out.problems += [
        Problem(rows.numbers[i], "row.ragged")
        for i in range(len(rows))
        if rows.numbers[i] in rows.ragged
    ]
    return out


def _convert_field(
    rows: Rows, bound: Bound, default: str | None, out: Converted
) -> None:
    """Fill one field; each different value is worked out once."""
    field = bound.field
    read = reader(bound)
    known: dict[tuple[str | None, ...], tuple[str | None, ValueProblem | None]] = {}
    values: list[str | None] = []
    cells = [rows.texts(column) for column in bound.rule.columns]
    for index, cell in enumerate(zip(*cells, strict=True)):
        if cell not in known:
            known[cell] = _attempt(read, cell)
        value, problem = known[cell]
        if problem is not None:
            out.problems.append(
                _value_problem(rows.numbers[index], bound, cell, problem)
            )
            out.flawed.setdefault(index, []).append(field.name)
        elif value is None and default is not None:
            value = default
        if value is None and problem is None and field.required:
            out.problems.append(
                Problem(rows.numbers[index], "value.required", field.name)
            )
        values.append(value)
    out.values[field.name] = values


def _attempt(
    read: Callable[[tuple[str | None, ...]], str | None], cell: tuple[str | None, ...]
) -> tuple[str | None, ValueProblem | None]:
    try:
        return read(cell), None
    except ValueProblem as problem:
        return None, problem


def _value_problem(
    row_no: int, bound: Bound, cell: Iterable[str | None], problem: ValueProblem
) -> Problem:
    field = bound.field
    shown = " ".join(part for part in cell if part)[:LONGEST_VALUE]
    return Problem(
        row_no,
        problem.code,
        field.name,
        "" if field.personal else shown.replace("\x00", ""),
        dict(problem.values),
        needed=field.required,
    )


def reader(bound: Bound) -> Callable[[tuple[str | None, ...]], str | None]:
    """Make the function that reads one field from its cells.

    Raises
    ------
    SourceError
        The unit of the rule does not fit the field.
    """
    field, rule = bound.field, bound.rule
    combined = combiner(rule)
    translation = Translation.of(rule.values)
    scale = factor(field.quantity, rule.unit, field.name) if rule.unit else None

    def read(cell: tuple[str | None, ...]) -> str | None:
        text = combined(cell)
        if text is None or text in rule.empty:
            return None
        translated = translation.apply(text)
        if translated is not None:
            text = translated
        elif scale is not None and "-" not in text[1:]:
            text = f"{decimal_value(text) * scale:f}"
        if rule.round is not None:
            text = f"{decimal_value(text).quantize(Decimal(1), ROUNDINGS[rule.round])}"
        return field.parse(text) or None

    return read
