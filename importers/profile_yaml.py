"""Mapping profiles as YAML: read with every slip named, and written losslessly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from importers.layout import layout_of
from importers.mapping import Combine, Profile, Rounding, Rule, Section
from importers.pattern import Pattern
from importers.person_name import NAME_PARTS
from kkmgis.errors import SourceError
from kkmgis.geometry.repair import chosen_repairs
from kkmgis.i18n import both

LONGEST = 1_000_000
"""Letters of a profile: whole registers are mapped in a few thousand."""

RULE_KEYS = frozenset(
    "column columns any_of optional unit as join values empty round split pattern"
    " part title".split()
)
SECTION_KEYS = frozenset(
    "layer crs encoding defaults fields code_pattern columns layout repairs".split()
)
_AREA_COLUMNS = (1, 3)
_PIECE = re.compile(r"-?[1-9]\d{0,2}")


def parse_profile(content: str, name: str) -> Profile:
    """Read a profile from YAML.

    Parameters
    ----------
    content : str
    name : str
        For a profile that does not name itself.

    Raises
    ------
    SourceError
        With the place in the file, or the key that has no meaning.
    """
    if len(content) > LONGEST:
        reason = f"> {LONGEST:,}"
        raise SourceError(both("profile.broken", name=name, reason=reason))
    try:
        # Plain scalars stay text: codes such as 0101 are no numbers.
        raw = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
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
    code_pattern = _said(part.get("code_pattern"))
    if code_pattern is not None:
        Pattern.of(code_pattern, f"{where}.code_pattern")
    return Section(
        fields={
            field: _rule(rule, f"{where}.fields.{field}", field)
            for field, rule in fields.items()
        },
        defaults={field: str(value) for field, value in defaults.items()},
        layer=_said(part.get("layer")),
        crs=_said(part.get("crs")),
        encoding=_said(part.get("encoding")),
        code_pattern=code_pattern,
        columns=_names(part, "columns", where),
        repairs=_repairs(part.get("repairs") or {}, f"{where}.repairs"),
        layout=layout_of(part["layout"], f"{where}.layout")
        if "layout" in part
        else None,
    )


def _repairs(raw: object, where: str) -> dict[str, bool]:
    said = _mapping(raw, where)
    wished = {name: str(wish).lower() == "true" for name, wish in said.items()}
    chosen_repairs(wished)
    return wished


def _said(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return None if text in ("", "null", "~") else text


def _rule(raw: object, where: str, field: str) -> Rule:
    if isinstance(raw, str) and raw:
        return Rule((raw,))
    rule = _mapping(raw, where, RULE_KEYS)
    columns = _names(rule, "columns", where)
    columns = columns or ((str(rule["column"]),) if rule.get("column") else ())
    any_of = _names(rule, "any_of", where)
    if not columns and not any_of:
        raise SourceError(both("profile.no_column", where=where))
    values = _mapping(rule.get("values") or {}, f"{where}.values")
    title = _title(rule, where, field)
    return Rule(
        columns=columns,
        unit=str(rule.get("unit") or ""),
        combine=_combine(rule, len(columns), where),
        join=str(rule.get("join") or ""),
        values={key: str(value) for key, value in values.items()},
        empty=frozenset(_names(rule, "empty", where)),
        round=_rounding(rule, where),
        any_of=any_of,
        optional=_flag(rule, "optional", where),
        split=str(rule.get("split") or ""),
        pattern=str(rule.get("pattern") or ""),
        part=_part(rule, where, field, title=title),
        title=title,
    )


def _names(raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    names = raw.get(key) or []
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise SourceError(both("profile.list", where=f"{where}.{key}"))
    return tuple(names)


def _flag(rule: Mapping[str, Any], key: str, where: str) -> bool:
    said = rule.get(key, "false")
    if said not in ("true", "false"):
        raise SourceError(both("profile.key", where=where, key=f"{key}: {said}"))
    return bool(said == "true")


def _title(rule: Mapping[str, Any], where: str, field: str) -> bool:
    match rule.get("title"):
        case None:
            return False
        case "split" if field in NAME_PARTS:
            return True
        case other:
            raise SourceError(both("profile.key", where=where, key=f"title: {other}"))


def _part(rule: Mapping[str, Any], where: str, field: str, *, title: bool) -> str:
    """Settle which part of a value is wanted; just one way of taking it apart."""
    split, pattern = rule.get("split"), rule.get("pattern")
    part = str(rule.get("part") or "")
    ways = [way for way in (title, split, pattern) if way]
    if len(ways) > 1 or (part and not ways):
        raise SourceError(both("profile.key", where=where, key=f"part: {part}"))
    if title:
        part = part or ("" if field == "name" else field)
        if part and part not in NAME_PARTS:
            raise SourceError(both("profile.key", where=where, key=f"part: {part}"))
    elif pattern:
        groups = Pattern.of(str(pattern), f"{where}.pattern").groups
        part = part or field
        if part not in groups:
            shown = {"where": f"{where}.pattern", "part": part}
            raise SourceError(both("profile.group", **shown))
    elif split and not _PIECE.fullmatch(part):
        raise SourceError(both("profile.piece", where=f"{where}.part", part=part))
    return part


def _combine(rule: Mapping[str, Any], columns: int, where: str) -> Combine | None:
    match rule.get("as"):
        case None:
            return "join" if "join" in rule or columns > 1 else None
        case "join":
            return "join"
        case "rai_ngan_wa" if columns in _AREA_COLUMNS or not columns:
            return "rai_ngan_wa"
        case other:
            raise SourceError(both("profile.key", where=where, key=f"as: {other}"))


def _rounding(rule: Mapping[str, Any], where: str) -> Rounding | None:
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


def profile_yaml(profile: Profile) -> str:
    """Write a profile as YAML; `parse_profile` reads the same profile from it."""
    content = {
        "name": profile.name,
        "title": dict(profile.title),
        "kinds": {
            kind: _section_content(section) for kind, section in profile.kinds.items()
        },
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=88)


def _section_content(section: Section) -> dict[str, Any]:
    return _without_empty(
        {
            "layer": section.layer,
            "crs": section.crs,
            "encoding": section.encoding,
            "code_pattern": section.code_pattern,
            "columns": list(section.columns),
            "repairs": dict(section.repairs),
            "layout": dict(section.layout.raw) if section.layout else {},
            "defaults": dict(section.defaults),
            "fields": {name: _rule_content(r) for name, r in section.fields.items()},
        }
    )


def _rule_content(rule: Rule) -> str | dict[str, Any]:
    if rule == Rule(rule.columns) and len(rule.columns) == 1:
        return rule.columns[0]
    one = len(rule.columns) == 1
    content = _without_empty(
        {
            "column": rule.columns[0] if one else "",
            "columns": [] if one else list(rule.columns),
            "any_of": list(rule.any_of),
            "as": rule.combine,
            "join": rule.join,
            "title": "split" if rule.title else "",
            "split": rule.split,
            "pattern": rule.pattern,
            "part": rule.part,
            "unit": rule.unit,
            "values": dict(rule.values),
            "empty": sorted(rule.empty),
            "round": rule.round,
        }
    )
    return {**content, "optional": "true"} if rule.optional else content


def _without_empty(content: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value for key, value in content.items() if value not in (None, "", [], {})
    }
