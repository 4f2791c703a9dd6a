"""The rule book of a year as the page of the law shows it: groups, words, marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from api.law_values import ShownValue, shown_value
from kkmgis.i18n import Language, text
from kkmgis.tax.anchors import anchors_in
from kkmgis.tax.calendar import MONTHLY_UNIT, PERIOD_UNITS, TERM_UNITS
from kkmgis.tax.entry import Entry, entry_of
from kkmgis.tax.grounds import section_th
from kkmgis.tax.law_check import BUILDING_TYPES
from kkmgis.tax.local import CONVENTION_KEY, Form, form_of
from kkmgis.tax.rulebook import RuleBook, national_law, rule_book
from kkmgis.thai import format_date, parse_date

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rates", ("land_building.rate.",)),
    ("exemptions", ("land_building.exemption.",)),
    (
        "reductions",
        ("land_building.reduction.", "land_building.rise.", "land_building.relief."),
    ),
    ("vacancy", ("land_building.vacancy.",)),
    ("depreciation", ("land_building.depreciation.",)),
    ("calendar", ("land_building.calendar.",)),
    ("late", ("land_building.late.",)),
    ("procedure", ("land_building.",)),
    ("sign", ("sign.",)),
    ("conventions", (CONVENTION_KEY,)),
    ("types", ("land_building.building_type.",)),
)
"""Parts of the page in order. A parameter goes to its longest prefix."""


_SPEAKS_FOR_ITSELF = frozenset(
    {
        *TERM_UNITS,
        *PERIOD_UNITS,
        MONTHLY_UNIT,
        "decided_locally",
        "floor_again_after_quarter",
        "list_of_places",
        "list_of_s8",
        "list_of_types",
        "material",
        "method",
        "rounding",
        "tax_year",
        "yes_or_no",
    }
)
"""Units whose values are words already."""


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """One parameter as the page shows it.

    Attributes
    ----------
    key, name : str
        ``name`` is the last part: of a convention its number.
    anchors : tuple of str
        Sections for which this is the place on the page.
    title, text, unit : str
        In the language of the page; ``text`` may be empty.
    years : str
    value : ShownValue
    cap, source, note : str
        Empty when there is none.
    verified, carried_on : bool
    own : bool
        The authority set it itself.
    law_value : ShownValue or None
        What the law itself says, of a value that the authority set.
    law_source : str
    form : str or None
        How an authority may set it (`kkmgis.tax.local.form_of`).
    stored : object
        The value in the form of the law data, to begin a change from.
    """

    key: str
    name: str
    anchors: tuple[str, ...]
    title: str
    text: str
    unit: str
    years: str
    value: ShownValue
    cap: str
    source: str
    note: str
    verified: bool
    carried_on: bool
    own: bool
    law_value: ShownValue | None
    law_source: str
    form: Form | None
    stored: Any


@dataclass(slots=True)
class ShownLaw:
    """The whole rule book of a year.

    Attributes
    ----------
    groups : dict of str to list of ShownParameter
        By name of `GROUPS`, in their order.
    sections : dict of str to list of (str, str)
        Label and key of each parameter that speaks of a section, by its anchor.
    unverified, carried_on, own : int
        How many parameters bear the mark.
    """

    groups: dict[str, list[ShownParameter]] = field(default_factory=dict)
    sections: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    unverified: int = 0
    carried_on: int = 0
    own: int = 0


def shown_law(rules: RuleBook, language: Language) -> ShownLaw:
    """Put a rule book in words, with the list of building types.

    Parameters
    ----------
    rules : RuleBook
        The law in force, what the authority set itself included.
    language : {"th", "en"}
    """
    law = ShownLaw(groups={name: [] for name, _ in GROUPS})
    entries = {**rules.entries, **_building_types(rules.tax_year)}
    ordered = sorted(entries.values(), key=lambda one: _place(one.key))
    placed: set[str] = set()
    for entry in ordered:
        anchors = _sections_of(entry)
        new = tuple(name for name in anchors if name not in placed)
        placed.update(new)
        shown = replace(shown_parameter(entry, rules.tax_year, language), anchors=new)
        law.groups[_group(entry.key)].append(shown)
        for name in anchors:
            law.sections.setdefault(name, []).append((shown.title, shown.key))
        law.unverified += not entry.verified
        law.carried_on += entry.carried_on
        law.own += entry.changed_by is not None
    law.sections = dict(sorted(law.sections.items(), key=lambda one: _number(one[0])))
    return law


def shown_parameter(entry: Entry, tax_year: int, language: Language) -> ShownParameter:
    """Put one parameter in words."""
    national = rule_book(tax_year).entries.get(entry.key, entry)
    law = entry.law
    return ShownParameter(
        key=entry.key,
        name=entry.key.rpartition(".")[2],
        anchors=(),
        title=entry.title[language],
        text=(entry.text or {}).get(language, ""),
        unit=""
        if entry.unit in _SPEAKS_FOR_ITSELF
        else text(f"law.unit.{entry.unit}", language),
        years=_years(entry.first_year, entry.last_year),
        value=shown_value(entry, tax_year, language),
        cap=_cap(entry.cap, language),
        source=source_words(entry.source, language),
        note=_note(entry.source, language),
        verified=entry.verified,
        carried_on=entry.carried_on,
        own=entry.changed_by is not None,
        law_value=None if law is None else shown_value(national, tax_year, language),
        law_source="" if law is None else source_words(law["source"], language),
        form=form_of(national),
        stored=entry.value,
    )


def conventions(rules: RuleBook, language: Language) -> list[ShownParameter]:
    """Give the conventions in the order of their numbers."""
    return shown_law(rules, language).groups["conventions"]


def section_label(anchor: str, language: Language) -> str:
    """Name a section by its place on the page.

    Examples
    --------
    >>> section_label("s.41", "en"), section_label("sign-s.7", "th")
    ('s.41', 'ม.7')
    """
    section = anchor.removeprefix("sign-")
    return section_th(section) if language == "th" else section


def source_words(source: Mapping[str, str], language: Language) -> str:
    """Cite a source: act, section, instrument, gazette, date."""
    words = [text(f"law.act.{source['act']}", language)]
    if section := source.get("section"):
        words[0] += " " + (section_th(section) if language == "th" else section)
    if instrument := source.get("instrument"):
        words.append(instrument)
    if gazette := source.get("gazette"):
        words.append(text("law.gazette", language, issue=gazette))
    if dated := source.get("dated"):
        day = format_date(parse_date(dated), long=True)
        words.append(text("law.dated", language, day=day))
    return " · ".join(words)


def _note(source: Mapping[str, str], language: Language) -> str:
    thai = source.get("note_th") if language == "th" else None
    return thai or source.get("note", "")


def _cap(cap: Mapping[str, str] | None, language: Language) -> str:
    if cap is None:
        return ""
    section = section_th(cap["section"]) if language == "th" else cap["section"]
    return text("law.cap", language, value=cap["value"], section=section)


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _building_types(tax_year: int) -> dict[str, Entry]:
    parameter = national_law()[BUILDING_TYPES]
    dated = parameter.in_year(tax_year)
    return {} if dated is None else {parameter.key: entry_of(parameter, dated)}


def _group(key: str) -> str:
    fitting = [
        (len(prefix), name)
        for name, prefixes in GROUPS
        for prefix in prefixes
        if key.startswith(prefix)
    ]
    return max(fitting)[1]


def _place(key: str) -> tuple[int, int, int, str]:
    """Order parameters: by group, conventions by number, others as the law data."""
    group = [name for name, _ in GROUPS].index(_group(key))
    if key.startswith(CONVENTION_KEY):
        name = key.removeprefix(CONVENTION_KEY)
        return group, ord(name[0]), int(name[1:]), key
    order = list(national_law())
    return group, 0, order.index(key), key


def _sections_of(entry: Entry) -> list[str]:
    """List the places of the sections that a parameter rests on or speaks of."""
    act = entry.source["act"]
    cited: list[str] = [entry.source.get("section", "")]
    if entry.law is not None:
        cited.append(entry.law["source"].get("section", ""))
    if entry.cap is not None:
        cited.append(entry.cap["section"])
    if isinstance(entry.value, dict):
        cited += [
            part["section"]
            for part in entry.value.values()
            if isinstance(part, dict) and "section" in part
        ]
    cited.append((entry.text or {}).get("en", ""))
    found: Iterable[str] = (name for one in cited for name in anchors_in(one, act))
    return list(dict.fromkeys(found))


def _number(anchor: str) -> tuple[bool, int]:
    digits = anchor.rpartition(".")[2]
    return anchor.startswith("sign-"), int(digits) if digits.isdigit() else 0
