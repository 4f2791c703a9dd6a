"""Which column of a file feeds which field: by profile, or by its name."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable

from importers.kind import Field, Kind
from importers.mapping import Rule, Section
from importers.person_name import NAME_PARTS
from importers.source import Source
from importers.value import ValueProblem
from kkmgis.errors import SourceError
from kkmgis.i18n import both

DBF_NAME = 10
"""Letters that DBF leaves of a column name."""

SHAPE_FIELDS = ("x", "y", "geom")
_X = ("x", "lon", "lng", "longitude", "easting", "east", "พิกัดx", "ลองจิจูด", "utmx")
_Y = ("y", "lat", "latitude", "northing", "north", "พิกัดy", "ละติจูด", "utmy")
_GEOM = ("geom", "geometry", "wkt", "wkt_geom", "thegeom")
SHAPE_ALIASES = {"x": _X, "y": _Y, "geom": _GEOM}


Cell = tuple[str | None, ...]
Outcome = tuple[str | None, ValueProblem | None]


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """A field and the rule by which it is filled.

    Attributes
    ----------
    known : dict
        What cells were read as before: most stretches of a file say the same.
    """

    field: Field
    rule: Rule
    known: dict[Cell, Outcome] = dataclasses.field(
        init=False, default_factory=dict, compare=False, repr=False
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Binding:
    """How the columns of one source feed the fields of one kind.

    Attributes
    ----------
    fields : tuple of Bound
        Fields that have a column.
    shape : mapping of str to str
        Columns ``x`` and ``y``, or ``geom`` as WKT, of a table without shapes.
    unused : tuple of str
        Columns that feed nothing.
    defaults : mapping of str to str
        Values of fields without column or value.
    code_pattern : str or None
    sealed : frozenset of str
        Columns with personal values that feed no field.
    """

    fields: tuple[Bound, ...]
    shape: dict[str, str]
    unused: tuple[str, ...]
    defaults: dict[str, str]
    said: frozenset[str] = frozenset()
    code_pattern: str | None = None
    sealed: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Name the fields that file or profile say something about."""
        return frozenset(bound.field.name for bound in self.fields) | self.said

    @property
    def personal(self) -> frozenset[str]:
        """Name the columns whose values identify or reach a person."""
        return self.sealed | frozenset(
            column
            for bound in self.fields
            if bound.field.personal
            for column in bound.rule.columns
        )


def bind(kind: Kind, source: Source, section: Section | None) -> Binding:
    """Find the column of each field.

    Parameters
    ----------
    kind : Kind
    source : Source
    section : Section or None
        Of a mapping profile; without one columns are known by their names.

    Raises
    ------
    SourceError
        The profile names a column or field that there is not, or no column at
        all is known.
    """
    if section is None:
        rules = _by_name(kind, source.columns)
    else:
        rules = _present(section, source.columns)
    shape = {name: rules.pop(name).columns[0] for name in SHAPE_FIELDS if name in rules}
    if section is None and not source.has_shapes and kind.shape is not None:
        shape = shape_by_name(source.columns)
    bounds = tuple(_bound(kind, name, rule, source) for name, rule in rules.items())
    used = {column for bound in bounds for column in bound.rule.columns}
    used |= set(shape.values())
    _refuse_unknown(set(shape.values()), source)
    defaults = _defaults(kind, section)
    filled = {bound.field.name for bound in bounds} | set(defaults)
    filled |= _said(kind, None)
    for field in kind.fields:
        if field.required and field.name not in filled and used:
            shown = {"field": field.name, "name": source.path.name}
            raise SourceError(both("source.field_missing", **shown))
    if not used and (source.columns or not source.has_shapes):
        shown = {"kind": kind.name, "columns": ", ".join(source.columns)[:200]}
        raise SourceError(both("source.no_known_column", **shown))
    return Binding(
        fields=bounds,
        shape=shape,
        unused=tuple(name for name in source.columns if name not in used),
        defaults=defaults,
        said=_said(kind, section),
        code_pattern=None if section is None else section.code_pattern,
        sealed=_sealed(kind, source.columns),
    )


def _said(kind: Kind, section: Section | None) -> frozenset[str]:
    worked_out = kind.row_work.fills if kind.row_work else frozenset()
    return worked_out | frozenset(section.defaults if section else ())


def _sealed(kind: Kind, columns: tuple[str, ...]) -> frozenset[str]:
    personal = kind.row_work.personal if kind.row_work else frozenset()
    names = {plain_name(name) for name in personal}
    return frozenset(column for column in columns if plain_name(column) in names)


def _present(section: Section, columns: tuple[str, ...]) -> dict[str, Rule]:
    """Settle alternatives; leave out optional fields that the file does not have."""
    rules: dict[str, Rule] = {}
    for name, rule in section.fields.items():
        there = [column for column in rule.any_of if column in columns]
        settled = rule
        if rule.any_of:
            settled = dataclasses.replace(rule, columns=(*there, *rule.any_of)[:1])
        if not rule.optional or all(column in columns for column in settled.columns):
            rules |= _named(name, settled, section)
    return rules


def _named(name: str, rule: Rule, section: Section) -> dict[str, Rule]:
    """Let a full name feed title, name and surname, as far as no rule does."""
    if not rule.title or rule.part:
        return {name: rule}
    return {
        part: dataclasses.replace(rule, part=part)
        for part in NAME_PARTS
        if part == name or part not in section.fields
    }


def _defaults(kind: Kind, section: Section | None) -> dict[str, str]:
    given = {} if section is None else dict(section.defaults)
    for name, value in given.items():
        field = kind.field(name)
        if field is None:
            raise SourceError(both("profile.field", field=name, kind=kind.name))
        try:
            given[name] = field.parse(value)
        except ValueProblem:
            raise SourceError(
                both("profile.default", field=name, value=value)
            ) from None
    own = {f.name: f.default for f in kind.fields if f.default is not None}
    return {**own, **given}


def _bound(kind: Kind, name: str, rule: Rule, source: Source) -> Bound:
    field = kind.field(name)
    if field is None:
        raise SourceError(both("profile.field", field=name, kind=kind.name))
    _refuse_unknown(rule.columns, source)
    return Bound(field, rule)


def _refuse_unknown(columns: Iterable[str], source: Source) -> None:
    for column in columns:
        if column not in source.columns:
            listed = ", ".join(source.columns)[:200] or "-"
            shown = {"name": source.path.name, "column": column, "columns": listed}
            raise SourceError(both("source.column_missing", **shown))


def _by_name(kind: Kind, columns: tuple[str, ...]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    taken: set[str] = set()
    for field in kind.fields:
        column = _find((field.name, *field.aliases), columns, taken)
        if column is not None:
            rules[field.name] = Rule((column,))
            taken.add(column)
    if kind.field("area_wa") is not None and "area_wa" not in rules:
        parts = [_find((name, thai), columns, taken) for name, thai in _RAI_NGAN_WA]
        if all(part is not None for part in parts):
            named = tuple(part for part in parts if part is not None)
            rules["area_wa"] = Rule(named, combine="rai_ngan_wa")
    return rules


_RAI_NGAN_WA = (("rai", "ไร่"), ("ngan", "งาน"), ("wa", "ตารางวา"))


def shape_by_name(columns: tuple[str, ...]) -> dict[str, str]:
    """Find the columns of coordinates of a table by their names.

    Returns
    -------
    dict of str to str
        ``geom``, or ``x`` and ``y`` → column; empty where there are none.
    """
    found = {
        name: column
        for name in SHAPE_FIELDS
        if (column := _find(SHAPE_ALIASES[name], columns, set())) is not None
    }
    if "geom" in found:
        return {"geom": found["geom"]}
    return found if {"x", "y"} <= set(found) else {}


def _find(
    names: tuple[str, ...], columns: tuple[str, ...], taken: set[str]
) -> str | None:
    """Find a column by one of its names, whole or cut as DBF cuts it."""
    free = [column for column in columns if column not in taken]
    for name in names:
        for column in free:
            if plain_name(column) == plain_name(name):
                return column
    for name in names:
        for column in free:
            cut = len(column) == DBF_NAME and name.lower().startswith(column.lower())
            if cut and len(name) > DBF_NAME:
                return column
    return None


def plain_name(name: str) -> str:
    """Write a column name without what people vary: case, blanks, signs.

    >>> plain_name("Parcel_Code "), plain_name("เลขที่โฉนด (ใหม่)")
    ('parcelcode', 'เลขที่โฉนดใหม่')
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(
        letter
        for letter in folded
        if letter.isalnum() or unicodedata.category(letter) == "Mn"
    )
