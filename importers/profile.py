"""Mapping profiles: how the columns of a foreign register become our fields.

A profile is a YAML file, shipped in `importers/profiles` or the user's own. Its
format is told in `importers/profiles/README.md`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml

from kkmgis.errors import SourceError
from kkmgis.i18n import both

Combine = Literal["rai_ngan_wa", "join"]
Rounding = Literal["up", "down", "nearest"]

RULE_KEYS = frozenset(
    {
        "column",
        "columns",
        "any_of",
        "optional",
        "unit",
        "as",
        "join",
        "values",
        "empty",
        "round",
    }
)
SECTION_KEYS = frozenset(
    {"layer", "crs", "encoding", "defaults", "fields", "code_pattern"}
)


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """Where one field comes from.

    Attributes
    ----------
    columns : tuple of str
        One column, or several that are combined.
    any_of : tuple of str
        Instead of one column: the first of these that the file has.
    optional : bool
        A file without the column is no mistake.
    unit : str
        Unit of the source, empty for the unit of the register.
    combine : str or None
        How several columns become one value.
    join : str
        What stands between them when they are joined.
    values : mapping of str to str
        Value of the source → canonical value; ``12*`` is all that begins with
        12, ``130-132`` a range of whole numbers, the most particular one counts.
    empty : frozenset of str
        Values that mean nothing.
    round : str or None
        How a fraction becomes a whole number.
    """

    columns: tuple[str, ...]
    unit: str = ""
    combine: Combine | None = None
    join: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    round: Rounding | None = None
    any_of: tuple[str, ...] = ()
    optional: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One kind of a profile.

    Attributes
    ----------
    fields : mapping of str to Rule
    defaults : mapping of str to str
        Canonical values of fields that the source does not have.
    layer, crs, encoding : str or None
        Said where the file itself does not say.
    code_pattern : str or None
        Regular expression of the codes of that register; without it codes of
        another pattern than LTAX's are flagged one by one.
    """

    fields: Mapping[str, Rule] = dataclasses.field(default_factory=dict)
    defaults: Mapping[str, str] = dataclasses.field(default_factory=dict)
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    code_pattern: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Profile:
    """A mapping profile."""

    name: str
    title: Mapping[str, str]
    kinds: Mapping[str, Section]

    def section(self, kind: str) -> Section:
        """Give the section of a kind.

        Raises
        ------
        SourceError
            The profile says nothing about that kind.
        """
        if kind not in self.kinds:
            shown = {"name": self.name, "kind": kind, "kinds": ", ".join(self.kinds)}
            raise SourceError(both("profile.no_kind", **shown))
        return self.kinds[kind]


def shipped_profiles() -> list[str]:
    """Name the profiles that come with kkmgis."""
    folder = files("importers") / "profiles"
    names = (Path(entry.name) for entry in folder.iterdir())
    return sorted(name.stem for name in names if name.suffix == ".yaml")


def load_profile(name: str) -> Profile:
    """Read a profile by its name, or from a file.

    Parameters
    ----------
    name : str
        Name of a shipped profile, or path of a YAML file.

    Raises
    ------
    SourceError
        There is no such profile, or it says something that has no meaning.
    """
    shipped = files("importers") / "profiles" / f"{name}.yaml"
    path = Path(name)
    if "/" not in name and shipped.is_file():
        content = shipped.read_text(encoding="utf-8")
    elif path.is_file():
        content = _read(path)
    else:
        shown = {"name": name, "shipped": ", ".join(shipped_profiles())}
        raise SourceError(both("profile.missing", **shown))
    return parse_profile(content, path.stem)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        shown = {"name": path.name, "reason": str(error).splitlines()[0][:120]}
        raise SourceError(both("source.unreadable", **shown)) from error


def parse_profile(content: str, name: str) -> Profile:
    """Read a profile from YAML.

    Raises
    ------
    SourceError
        With the place in the file, or the key that has no meaning.
    """
    try:
        # Plain scalars stay text: codes such as 0101 are no numbers.
        raw = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())[:160]
        raise SourceError(both("profile.broken", name=name, reason=reason)) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("kinds"), dict):
        raise SourceError(both("profile.broken", name=name, reason="kinds: …"))
    named = str(raw.get("name") or name)
    title = raw.get("title")
    return Profile(
        named,
        title if isinstance(title, dict) else {},
        {
            kind: _section(part, f"{named}.{kind}")
            for kind, part in raw["kinds"].items()
        },
    )


def _section(raw: object, where: str) -> Section:
    part = _mapping(raw, where, SECTION_KEYS)
    fields = _mapping(part.get("fields") or {}, f"{where}.fields")
    defaults = _mapping(part.get("defaults") or {}, f"{where}.defaults")
    return Section(
        fields={
            field: _rule(rule, f"{where}.fields.{field}")
            for field, rule in fields.items()
        },
        defaults={field: str(value) for field, value in defaults.items()},
        layer=_said(part.get("layer")),
        crs=_said(part.get("crs")),
        encoding=_said(part.get("encoding")),
        code_pattern=_said(part.get("code_pattern")),
    )


def _said(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return None if text in ("", "null", "~") else text


def _rule(raw: object, where: str) -> Rule:
    if isinstance(raw, str):
        return Rule((raw,))
    rule = _mapping(raw, where, RULE_KEYS)
    columns = rule.get("columns", [rule["column"]] if "column" in rule else [])
    any_of = rule.get("any_of", [])
    if not (isinstance(columns, list) and isinstance(any_of, list)):
        raise SourceError(both("profile.no_column", where=where))
    if not columns and not any_of:
        raise SourceError(both("profile.no_column", where=where))
    values = _mapping(rule.get("values") or {}, f"{where}.values")
    return Rule(
        columns=tuple(str(column) for column in columns),
        unit=str(rule.get("unit") or ""),
        combine=_combine(rule, len(columns), where),
        join=str(rule.get("join") or ""),
        values={key: str(value) for key, value in values.items()},
        empty=frozenset(str(value) for value in rule.get("empty") or []),
        round=_rounding(rule, where),
        any_of=tuple(str(column) for column in any_of),
        optional=rule.get("optional") == "true",
    )


def _combine(rule: dict[str, Any], columns: int, where: str) -> Combine | None:
    match rule.get("as"):
        case None:
            return "join" if "join" in rule or columns > 1 else None
        case "join":
            return "join"
        case "rai_ngan_wa":
            return "rai_ngan_wa"
        case other:
            raise SourceError(both("profile.key", where=where, key=f"as: {other}"))


def _rounding(rule: dict[str, Any], where: str) -> Rounding | None:
    match rule.get("round"):
        case None:
            return None
        case "up":
            return "up"
        case "down":
            return "down"
        case "nearest":
            return "nearest"
        case other:
            raise SourceError(both("profile.key", where=where, key=f"round: {other}"))


def _mapping(
    raw: object, where: str, known: frozenset[str] | None = None
) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise SourceError(both("profile.key", where=where, key=str(raw)[:40]))
    for key in raw:
        if known is not None and key not in known:
            raise SourceError(both("profile.key", where=where, key=str(key)))
    return raw
