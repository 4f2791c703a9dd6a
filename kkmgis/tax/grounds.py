"""On what a line of tax rests: sections of the Act, and conventions."""

from __future__ import annotations

from collections.abc import Iterable

from kkmgis.tax.entry import KEPT_ONE
from kkmgis.tax.facts import AssetKind, RateGroup, Use
from kkmgis.tax.records import LineRecord
from kkmgis.tax.rulebook import RuleBook

_USE_SECTION = {
    Use.AGRICULTURE: "s.37 p1 (1)",
    Use.RESIDENTIAL: "s.37 p1 (2)",
    Use.OTHER: "s.37 p1 (3)",
    Use.VACANT: "s.37 p1 (4)",
}


def rate_section(group: RateGroup, rules: RuleBook) -> str:
    """Name the section that sets the rates of a group in this year."""
    return rules.entries[f"land_building.rate.{group.name.lower()}"].source["section"]


def ladder_section(record: LineRecord) -> str:
    """Name the paragraph by which the line's base meets the rates."""
    return "s.42 p2" if record.pool_lines > 1 else "s.42 p1"


def exemption_section(record: LineRecord, rules: RuleBook) -> str | None:
    """Name the section by which the line's base, or part of it, is exempt."""
    group = record.rate_group
    if group is RateGroup.EXEMPT:
        return f"s.8({record.exempt_under})"
    if group is RateGroup.HOME:
        return "s.41 p1"
    if group is RateGroup.HOME_BUILDING_ONLY:
        return "s.41 p2"
    if group is RateGroup.AGRICULTURE and record.natural:
        return "s.96" if rules.land.farm_wholly_exempt else "s.40"
    return None


def sections(record: LineRecord, rules: RuleBook) -> list[str]:
    """List the sections of the Act that a line rests on, in order of use."""
    found = ["s.35"]
    if record.share_part != record.share_whole:
        found.append("s.38")
    exempt = exemption_section(record, rules)
    if record.rate_group is RateGroup.EXEMPT:
        return [*found, str(exempt)]
    found.append(_USE_SECTION[record.line_use])
    if exempt is not None:
        found.append(exempt)
    if record.rate_group is RateGroup.VACANT:
        found.append("s.43")
    if record.taxable:
        found.append(ladder_section(record))
        found.append(rate_section(record.rate_group, rules))
        found += ["s.55"] * (record.kept != KEPT_ONE)
        found += ["s.97"] * is_relieved(record)
    return found


def assumptions(record: LineRecord, rules: RuleBook) -> list[str]:
    """List the conventions that touched a line, in order of their numbers."""
    group = record.rate_group
    computed = record.kind == AssetKind.BUILDING and not record.value_given
    several = record.share_part != record.share_whole
    taxed = record.taxable > 0
    alone = record.kind == AssetKind.CONDO or not record.own_land
    farm_limit = group is RateGroup.AGRICULTURE and record.natural
    touched = {
        "C1": True,
        "C2": several,
        "C3": bool(record.follows_building),
        "C4": taxed and (several or record.pool_taxable > _second_floor(record, rules)),
        "C5": taxed and (record.pool_lines > 1 or alone),
        "C6": group in (RateGroup.HOME, RateGroup.HOME_BUILDING_ONLY),
        "C7": bool(farm_limit),
        "C8": group is RateGroup.VACANT,
        "C9": computed,
        "C10": computed and bool(record.assumed_material),
        "C11": taxed and record.kept != KEPT_ONE,
        "C12": bool(record.co_owned),
        "C14": is_relieved(record),
    }
    return [name for name, is_touched in touched.items() if is_touched]


def is_relieved(record: LineRecord) -> bool:
    """Tell whether s.97 takes a part of the line's tax off."""
    return record.tax != record.tax_before_relief


def _second_floor(record: LineRecord, rules: RuleBook) -> int:
    floors = rules.land.ladders[record.group].floors
    return floors[1] if len(floors) > 1 else record.pool_taxable


def in_order(names: Iterable[str]) -> list[str]:
    """Sort conventions by letter and number, each once.

    Examples
    --------
    >>> in_order(["C10", "C2", "C1", "C2"])
    ['C1', 'C2', 'C10']
    """
    return sorted(set(names), key=lambda name: (name[0], int(name[1:])))


_INSERTED = {"bis": "ทวิ", "tri": "ตรี"}
_PARAGRAPHS = {
    "1": "หนึ่ง",
    "2": "สอง",
    "3": "สาม",
    "4": "สี่",
    "5": "ห้า",
    "6": "หก",
}


def section_th(section: str) -> str:
    """Write a section as Thai texts cite it.

    Examples
    --------
    >>> section_th("s.37 p1 (2)"), section_th("schedule (6)")
    ('ม.37 วรรคหนึ่ง (2)', 'บัญชีอัตราภาษีป้าย (6)')
    >>> section_th("s.19 bis")
    'ม.19 ทวิ'
    """
    words = section.replace("schedule", "บัญชีอัตราภาษีป้าย").split()
    return " ".join(
        f"วรรค{_PARAGRAPHS[word[1:]]}"
        if word[0] == "p" and word[1:] in _PARAGRAPHS
        else _INSERTED.get(word, word.replace("s.", "ม."))
        for word in words
    )
