"""The table in which a person matches the columns of a file with fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from importers.binding import SHAPE_FIELDS
from importers.jobs.choices import Choices, Chosen
from importers.jobs.workbooks import LTAX
from importers.kind import Field, Kind
from importers.kinds import KINDS
from importers.unit import FACTORS
from kkmgis.geometry.repair import DEFAULT_REPAIRS, REPAIRS

OPTIONAL_REPAIRS = tuple(name for name in REPAIRS if name not in DEFAULT_REPAIRS)
"""Repairs that are done when a person asks for them."""
FIRST_YEAR, LAST_YEAR = 2563, 2700
"""Tax years (BE) that there are."""

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the table.

    Attributes
    ----------
    field : str
    required : bool
        Without it a row is kept out, and the kind gives no value of its own.
    chosen : str
        Value of the chosen option; empty for none.
    units : tuple of str
        Units that it can be in; empty for what has none.
    unit : str
    confidence : float or None
        Of the proposal, while it is the proposed column that is chosen.
    """

    field: str
    required: bool
    chosen: str
    units: tuple[str, ...]
    unit: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Option:
    """A column, or several together, that can be chosen for a field."""

    value: str
    label: str


def proposal_of(found: Found, kind: str) -> Found | None:
    """Find what was proposed for a kind."""
    return next((one for one in found["proposals"] if one["kind"] == kind), None)


def likeliest_kind(found: Found) -> str:
    """Tell the kind that a file most likely is; empty when nothing speaks for any."""
    return str(found["proposals"][0]["kind"]) if found["proposals"] else ""


def options_of(found: Found) -> list[Option]:
    """List what can be chosen: each column, and each combination proposed."""
    single = [Option(option_value((name,)), name) for name in found["columns"]]
    several = {
        tuple(match["columns"])
        for proposal in found["proposals"]
        for match in proposal["mapping"]
        if len(match["columns"]) > 1
    }
    joined = [Option(option_value(one), " + ".join(one)) for one in sorted(several)]
    return [*joined, *single]


def lines_of(kind: Kind, found: Found, choices: Choices) -> list[Line]:
    """Make the lines of a kind: what was chosen, else what is proposed."""
    proposed = _proposed(found, kind.name)
    lines = []
    for field in _fields(kind, has_shapes=bool(found["geometry_types"])):
        suggestion = proposed.get(field.name)
        if choices.fields is not None and choices.kind == kind.name:
            chosen = choices.fields.get(field.name)
        else:
            chosen = (
                None if suggestion is None else Chosen(tuple(suggestion["columns"]))
            )
        same = (
            suggestion is not None
            and chosen is not None
            and tuple(suggestion["columns"]) == chosen.columns
        )
        lines.append(
            Line(
                field=field.name,
                required=field.required and field.default is None,
                chosen="" if chosen is None else option_value(chosen.columns),
                units=tuple(FACTORS.get(field.quantity, {})),
                unit="" if chosen is None else chosen.unit,
                confidence=suggestion["confidence"] if same and suggestion else None,
            )
        )
    # What must be there first, then what was found, the rest in its own order.
    return sorted(lines, key=lambda line: (not line.required, not line.chosen))


def missing_of(lines: list[Line]) -> list[str]:
    """Name the fields that must have a column and have none."""
    return [line.field for line in lines if line.required and not line.chosen]


def option_value(columns: tuple[str, ...]) -> str:
    """Write columns as the value of an option."""
    return json.dumps(columns, ensure_ascii=False)


def chosen_columns(value: str) -> tuple[str, ...]:
    """Read the value of an option; what is none of ours is no column."""
    try:
        columns = json.loads(value)
    except ValueError:
        return ()
    if not isinstance(columns, list) or len(columns) > 3:
        return ()
    return tuple(str(column) for column in columns)


def choices_of_form(form: Mapping[str, str]) -> Choices:
    """Read what a person chose from the fields of the form."""
    kind = form.get("kind", "")
    mapping = form.get("mapping", "")
    fields: dict[str, Chosen] | None = None
    if mapping == "" and kind in KINDS and form.get("shown_kind") == kind:
        fields = {}
        for name, value in form.items():
            group, _, field = name.partition(".")
            columns = chosen_columns(value) if group == "column" else ()
            if columns:
                fields[field] = Chosen(columns, form.get(f"unit.{field}", ""))
    return Choices(
        kind=kind if kind in (*KINDS, LTAX) else "",
        layer=form.get("layer") or None,
        crs=form.get("crs") or None,
        encoding=form.get("encoding") or None,
        mapping=mapping or None,
        fields=fields,
        year_be=_year(form.get("year_be", "")) if kind == LTAX else None,
        repairs={name: True for name in OPTIONAL_REPAIRS if f"repair.{name}" in form},
    )


def _year(written: str) -> int | None:
    year = int(written) if written.isascii() and written.isdigit() else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _fields(kind: Kind, *, has_shapes: bool) -> list[Field]:
    fields = list(kind.fields)
    if kind.shape is not None and not has_shapes:
        fields += [Field(name) for name in SHAPE_FIELDS]
    return fields


def _proposed(found: Found, kind: str) -> dict[str, Found]:
    proposal = proposal_of(found, kind)
    if proposal is None:
        return {}
    return {match["field"]: match for match in proposal["mapping"]}
