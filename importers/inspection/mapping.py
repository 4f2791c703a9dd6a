"""Which column would feed which field of a kind, and how sure that is.

Names and values are weighed together: a column that is called like a field and
whose values the field cannot take is no candidate, and a column of any name whose
values have the pattern of a parcel code may be one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from importers.binding import SHAPE_ALIASES, SHAPE_FIELDS
from importers.inspection.columns import Column
from importers.inspection.likeness import likeness
from importers.inspection.patterns import Pattern
from importers.kind import Field, Kind
from importers.value import ValueProblem, clean_text, code_value, text_value

PROPOSED = 0.35
"""Confidence below which a column is rather left to the person."""
CHECKED = 60
"""Different values of a column that a field has to take."""

# What the pattern of the values says for a field, by its name.
_BY_PATTERN: tuple[tuple[re.Pattern[str], Pattern, float], ...] = tuple(
    (re.compile(names), pattern, sure)
    for names, pattern, sure in (
        ("id_number", "identity_number", 0.95),
        ("phone", "phone", 0.85),
        ("parcel_code|object_code", "parcel", 0.85),
        ("building_code|object_code", "building", 0.85),
        ("block_code", "block", 0.8),
        ("sign_code", "sign", 0.85),
        ("area_wa", "rai_ngan_wa", 0.9),
        ("share", "share", 0.6),
        (".*_on", "date", 0.3),
        (".*_on", "date_be", 0.35),
        (".*year_be", "year_be", 0.3),
        ("built_year_be", "year_ce", 0.3),
        ("utm_map1", "sheet", 0.35),
        ("utm_map2", "quadrant", 0.2),
        ("utm_map3", "sheet_corner", 0.1),
        ("utm_scale", "scale", 0.4),
        ("house_no", "house_no", 0.1),
        (".*price.*|.*_value|rent_baht", "price", 0.1),
        ("x", "longitude", 0.7),
        ("x", "easting", 0.35),
        ("y", "latitude", 0.7),
        ("y", "northing", 0.4),
        ("geom", "wkt", 0.95),
    )
)
_OWN_CODE = 0.9
_CHOICE = 0.45
_OTHER_CODE = 0.25
"""What is left of a name when the values are codes of something else."""
_CODES: frozenset[Pattern] = frozenset({"parcel", "building", "sign", "block"})
_MOST_CHOICES = 40
RAI_NGAN_WA = (
    ("rai", "ไร่"),
    ("ngan", "งาน"),
    ("wa", "square_wah", "squarewahstr", "ตารางวา", "วา"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A field and what would feed it.

    Attributes
    ----------
    field : str
        Name of the field, or ``x``, ``y``, ``geom``.
    columns : tuple of str
        One column; three of rai, ngan and wa.
    confidence : float, 0 to 1
    by : str
        What speaks for it: ``name``, ``values``, ``both`` or ``profile``.
    """

    field: str
    columns: tuple[str, ...]
    confidence: float
    by: str

    def as_json(self) -> dict[str, object]:
        """Tell it as JSON can hold it."""
        return {
            "field": self.field,
            "columns": list(self.columns),
            "confidence": self.confidence,
            "by": self.by,
        }


def match_columns(
    kind: Kind, columns: Sequence[Column], *, has_shapes: bool
) -> list[Match]:
    """Propose the columns of a kind, each column and each field once.

    Parameters
    ----------
    kind : Kind
    columns : sequence of Column
    has_shapes : bool
        A file with shapes of its own needs no columns of coordinates.

    Returns
    -------
    list of Match
        In the order of the columns.
    """
    pairs = [
        match
        for column in columns
        for field in kind.fields
        if (match := _weighed(kind, field, column)) is not None
    ]
    if not has_shapes and kind.shape is not None:
        pairs += _shape_columns(kind, columns)
    if kind.field("area_wa") is not None:
        pairs += _area_in_parts(columns)
    order = {column.name: place for place, column in enumerate(columns)}
    pairs.sort(key=lambda match: (-match.confidence, order[match.columns[0]]))
    chosen: list[Match] = []
    taken: set[str] = set()
    filled: set[str] = set()
    for match in pairs:
        if match.field not in filled and not taken & set(match.columns):
            chosen.append(match)
            filled.add(match.field)
            taken |= set(match.columns)
    return sorted(chosen, key=lambda match: order[match.columns[0]])


def _weighed(kind: Kind, field: Field, column: Column) -> Match | None:
    by_name = _by_name((field.name, *field.aliases), column)
    by_values = _by_values(kind, field, column)
    taken = _taken(field, column)
    called = by_name * (0.3 + 0.7 * taken)
    if field.parse is code_value and _is_code_of_other(kind, field, column):
        called *= _OTHER_CODE
    sure = round(1 - (1 - called) * (1 - by_values * taken), 3)
    if sure < PROPOSED:
        return None
    by = "both" if by_name and by_values else "name" if by_name else "values"
    return Match(field.name, (column.name,), min(sure, 0.99), by)


def _by_name(names: Sequence[str], column: Column) -> float:
    """Compare a name with a field's; the field's own counts a little more."""
    own = likeness(column.name, names[0])
    others = max((likeness(column.name, name) for name in names[1:]), default=0.0)
    return max(own * 0.96, others * 0.94)


def _by_values(kind: Kind, field: Field, column: Column) -> float:
    if field.name == "code" and kind.code_kind in column.patterns:
        return _OWN_CODE
    found = [
        sure
        for names, pattern, sure in _BY_PATTERN
        if pattern in column.patterns and names.fullmatch(field.name)
    ]
    if _is_choice(field) and 2 <= column.distinct <= _MOST_CHOICES:
        words = [value for value in column.values if not value.isdigit()]
        if words and _taken(field, column) == 1.0:
            found.append(_CHOICE)
    return max(found, default=0.0)


def _is_choice(field: Field) -> bool:
    """Tell whether a field takes one of a few words: no number, no free text."""
    if field.type != "text" or field.parse in (text_value, code_value):
        return False
    try:
        field.parse("\u0e00 no such word \u0e00")
    except ValueProblem as problem:
        return problem.code == "value.unknown"
    return False


def _is_code_of_other(kind: Kind, field: Field, column: Column) -> bool:
    wanted = (
        kind.code_kind if field.name == "code" else field.name.removesuffix("_code")
    )
    codes = _CODES & column.patterns
    return bool(codes) and wanted in _CODES and wanted not in codes


def _taken(field: Field, column: Column) -> float:
    """Measure how many of the values a field can take."""
    values = column.values[:CHECKED]
    if not values or field.parse in (text_value, code_value):
        return 1.0
    return sum(_takes(field, value) for value in values) / len(values)


def _takes(field: Field, value: str) -> bool:
    try:
        field.parse(clean_text(value))
    except (ValueProblem, ValueError, ArithmeticError):
        return False
    return True


def _shape_columns(kind: Kind, columns: Sequence[Column]) -> list[Match]:
    found = []
    # Two coordinates make a point and no parcel.
    for name in ("geom",) if kind.shape == "polygon" else SHAPE_FIELDS:
        for column in columns:
            called = max(likeness(column.name, alias) for alias in SHAPE_ALIASES[name])
            seen = max(
                (
                    sure
                    for names, pattern, sure in _BY_PATTERN
                    if pattern in column.patterns and names.fullmatch(name)
                ),
                default=0.0,
            )
            # A column called "north" that holds words is no coordinate.
            fits = {"number", "wkt"} & column.patterns
            sure = round(1 - (1 - called * 0.9) * (1 - seen), 3) if fits else 0.0
            if sure >= PROPOSED:
                by = "both" if called and seen else "name" if called else "values"
                found.append(Match(name, (column.name,), min(sure, 0.99), by))
    return found


def _area_in_parts(columns: Sequence[Column]) -> list[Match]:
    parts: list[tuple[str, float]] = []
    for names in RAI_NGAN_WA:
        best = max(
            (
                (max(likeness(column.name, name) for name in names), column.name)
                for column in columns
                if "number" in column.patterns
            ),
            default=(0.0, ""),
        )
        parts.append((best[1], best[0]))
    sure = min(part[1] for part in parts)
    named = tuple(part[0] for part in parts)
    if sure < PROPOSED or len(set(named)) < len(named):
        return []
    return [Match("area_wa", named, round(sure * 0.97, 3), "name")]
