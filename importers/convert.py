"""Rows as received → canonical values, and what is wrong with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from importers.binding import Binding, Bound, Cell, Outcome
from importers.column import Column
from importers.combine import combiner
from importers.mapping import Rounding, Rule
from importers.rows import Rows
from importers.translate import Translation
from importers.unit import factor
from importers.value import (
    Parser,
    ValueProblem,
    area_wa_value,
    code_value,
    decimal_value,
    text_value,
)
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


MOST_KNOWN = 20_000
"""Different cells of a field that are remembered from stretch to stretch."""
Read = Callable[[Cell], str | None]
Try = Callable[[Cell], Outcome]

PLAIN: Mapping[Parser, str] = {
    text_value: r"^[0-9A-Za-z](?:[ -~]*[0-9A-Za-z)])?$",
    code_value: r"^\d{2}[A-Z]\d{3}(?:/\d{3})?(?:-[BP]\d{3})?$",
    area_wa_value: r"^[1-9]\d{0,7}(?:\.\d{1,4})?$",
}
"""Texts that a parser gives back as they are, or as the same number; Thai is not
among them, because its marks may stand in an order that is put right."""


@dataclasses.dataclass(slots=True)
class Converted:
    """Canonical values of a stretch of rows.

    Attributes
    ----------
    values : dict of str to Column of text, each of length n
    flawed : dict of int to list of str
        Index of a row → fields whose value was wrong and is left out.
    problems : list of Problem
    """

    values: dict[str, Column]
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
            out.values[name] = Column(pa.repeat(pa.scalar(value), len(rows)))
    out.problems += [
        Problem(number, "row.ragged")
        for number in rows.numbers
        if number in rows.ragged
    ]
    return out


def _convert_field(
    rows: Rows, bound: Bound, default: str | None, out: Converted
) -> None:
    """Fill one field; each different value that is not plain is worked out once."""
    name = bound.field.name
    values, wrong = _read_all(rows, bound)
    for index, cell, problem in wrong:
        out.problems.append(_value_problem(rows.numbers[index], bound, cell, problem))
        out.flawed.setdefault(index, []).append(name)
    if values.null_count and (default is not None or bound.field.required):
        missing = values.is_null().to_numpy(zero_copy_only=False)
        missing[[index for index, _, _ in wrong]] = False
        if default is not None:
            values = pc.if_else(pa.array(missing), default, values)
        else:
            out.problems += [
                Problem(rows.numbers[int(index)], "value.required", name)
                for index in np.flatnonzero(missing)
            ]
    out.values[name] = Column(values)


Wrong = list[tuple[int, Cell, ValueProblem]]


def _read_all(rows: Rows, bound: Bound) -> tuple[pa.Array, Wrong]:
    """Read one field of all rows: its values, and rows with wrong ones."""
    read = _remembering(reader(bound), bound.known)
    columns = bound.rule.columns
    texts = rows.text_array(columns[0]) if len(columns) == 1 else None
    if texts is None:
        return _by_cell(read, [rows.texts(column) for column in columns])
    plain = _plain(texts, bound)
    if plain is None:
        return _by_text(read, texts)
    odd = np.flatnonzero(~plain)
    if len(odd) == 0:
        return texts, []
    values, wrong = _by_text(read, texts.take(pa.array(odd)))
    whole = pc.replace_with_mask(texts.cast(pa.string()), pa.array(~plain), values)
    return whole, [(int(odd[at]), cell, problem) for at, cell, problem in wrong]


def _plain(texts: pa.Array, bound: Bound) -> NDArray[np.bool_] | None:
    """Tell which texts are canonical as they are; None if a rule changes them."""
    rule = dataclasses.replace(bound.rule, any_of=(), optional=False)
    pattern = PLAIN.get(bound.field.parse)
    if pattern is None or rule != Rule(rule.columns):
        return None
    fits = pc.match_substring_regex(texts, pattern).fill_null(True)
    return np.asarray(fits.to_numpy(zero_copy_only=False), np.bool_)


def _by_text(read: Try, texts: pa.Array) -> tuple[pa.Array, Wrong]:
    encoded = texts.dictionary_encode()
    cells: list[Cell] = [(text,) for text in encoded.dictionary.to_pylist()]
    nothing = len(cells)
    which = encoded.indices.fill_null(nothing).to_numpy(zero_copy_only=False)
    return _looked_up(read, [*cells, (None,)], which)


def _by_cell(read: Try, columns: list[list[str | None]]) -> tuple[pa.Array, Wrong]:
    known: dict[Cell, int] = {}
    which = [known.setdefault(cell, len(known)) for cell in zip(*columns, strict=True)]
    return _looked_up(read, list(known), np.asarray(which, np.int64))


def _looked_up(
    read: Try, cells: list[Cell], which: NDArray[np.int64]
) -> tuple[pa.Array, Wrong]:
    """Read different cells, and give each row what became of its own."""
    tried = [read(cell) for cell in cells]
    values = pa.array([value for value, _ in tried], pa.string())
    bad = np.array([problem is not None for _, problem in tried], np.bool_)
    wrong: Wrong = []
    for index in np.flatnonzero(bad[which]) if bad.any() else ():
        cell, (_, problem) = cells[which[index]], tried[which[index]]
        if problem is not None:
            wrong.append((int(index), cell, problem))
    return values.take(pa.array(which)), wrong


def _remembering(read: Read, known: dict[Cell, Outcome]) -> Try:
    def attempt(cell: Cell) -> Outcome:
        found = known.get(cell)
        if found is None:
            found = _attempt(read, cell)
            if len(known) < MOST_KNOWN:
                known[cell] = found
        return found

    return attempt


def _attempt(read: Read, cell: Cell) -> Outcome:
    try:
        return read(cell), None
    except ValueProblem as problem:
        return None, problem.with_traceback(None)


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


def reader(bound: Bound) -> Read:
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

    def read(cell: Cell) -> str | None:
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
