"""What a file may be imported as: kinds, each with its mapping and how sure it is."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache

from importers.binding import plain_name
from importers.inspection.columns import Column
from importers.inspection.mapping import Match, match_columns
from importers.kind import Kind
from importers.profile import (
    Profile,
    Rule,
    Section,
    fitting_profiles,
    load_profile,
    shipped_profiles,
)
from importers.source import Source
from kkmgis.ltax.layout import LOADED

MOST = 4
"""Kinds that are proposed at most."""
LEAST = 0.03

# Words in the name of a file or layer that say what is in it, one kind a line.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "boundary": ("boundary", "ขอบเขต", "เขตเทศบาล", "เขตอบต"),
    "blocks": ("block", "zone", "บล็อก", "เขตย่อย", "โซน", "tambon", "ตำบล"),
    "public-areas": ("road", "water", "public", "ถนน", "แหล่งน้ำ", "ทางสาธารณะ"),
    "parcels": ("parcel", "plot", "cadastr", "plang", "แปลง", "ที่ดิน", "โฉนด"),
    "buildings": ("building", "footprint", "bldg", "สิ่งปลูกสร้าง", "อาคาร", "โรงเรือน"),
    "condos": ("condo", "อาคารชุด", "ห้องชุด"),
    "parties": ("owner", "party", "parties", "person", "เจ้าของ", "ผู้เสียภาษี", "ผู้ถือ"),
    "rights": ("right", "holder", "สิทธิ", "กรรมสิทธิ์"),
    "uses": ("landuse", "usage", "ใช้ประโยชน์"),
    "prices-land": ("price", "valuation", "ราคาประเมินที่ดิน", "ราคาที่ดิน"),
    "prices-building": ("buildingprice", "ราคาสิ่งปลูกสร้าง", "ราคาประเมินสิ่งปลูกสร้าง"),
    "prices-condo": ("condoprice", "ราคาห้องชุด", "ราคาอาคารชุด"),
    "signs": ("sign", "billboard", "ป้าย"),
    "assets": ("asset", "ทรัพย์สิน"),
    "leases": ("lease", "contract", "สัญญา", "เช่า"),
    "roll": ("roll", "assessment", "บัญชีประเมิน"),
    "footprints": ("footprint", "osm", "buildings_open"),
    "payments": ("payment", "receipt", "ชำระ", "รับเงิน"),
    "deeds": ("deed", "โฉนด", "กรมที่ดิน"),
    "sign-permits": ("permit", "อนุญาตป้าย"),
}  # fmt: skip
_WORD = 1.5
_KEYED = 2.0
"""What it says that each row has a code of the kind, and each another one."""
_UNIQUE = 0.9
_COORDINATE = 0.25
"""What a column of coordinates says about the kind."""
_POLYGONS, _POINTS, _LINES = "polygon", "point", "line"
# What is left of a kind whose shapes the file does not have, and the reverse.
_WRONG_SHAPE = 0.05
_NO_SHAPE_NEEDED = 0.25
_SHAPE_MISSING = 0.5
_REQUIRED_MISSING = 0.5
_MANY_MISSING = 0.2
_BARE_SHAPES = 0.15
"""What speaks for a kind that only needs shapes, before any column does."""
_LEARNED = 6.0
"""What it says that somebody saved a profile for just such a file."""
_SHEETS = 2
"""Sheets of the workbook that a file has at least, to be one."""
_WORKBOOK = 0.98
_HALF = 1.0
"""Evidence at which a kind is half sure, were it the only one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """A kind that a file may be.

    Attributes
    ----------
    kind : str
    confidence : float, 0 to 1
        Those of all kinds together are at most 1.
    profile : str or None
        A shipped or saved profile whose columns the file has; the matches are then its.
    matches : tuple of Match
    missing : tuple of str
        Fields that the kind needs and that nothing feeds.
    """

    kind: str
    confidence: float
    profile: str | None
    matches: tuple[Match, ...]
    missing: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Tell it as JSON can hold it."""
        return {
            "kind": self.kind,
            "confidence": self.confidence,
            "profile": self.profile,
            "mapping": [match.as_json() for match in self.matches],
            "missing": list(self.missing),
        }


def propose(
    kinds: Mapping[str, Kind],
    source: Source,
    columns: Sequence[Column],
    saved: Sequence[Profile] = (),
) -> list[Proposal]:
    """Propose what a file may be imported as.

    Parameters
    ----------
    kinds : mapping of str to Kind
        All kinds, see ``importers.kinds``.
    source : Source
    columns : sequence of Column
        Of a sample of the file.
    saved : sequence of Profile
        That people of this register saved; one made for a file with the very same
        columns goes before everything else.

    Returns
    -------
    list of Proposal
        The likeliest first, none with next to no evidence.
    """
    whole = _workbook(source)
    if whole is not None:
        # One of its sheets looks like a table of its kind, and is not meant alone.
        return [whole]
    rarity = _rarity(kinds)
    weighed = [
        _weighed(kind, source, columns, rarity, saved) for kind in kinds.values()
    ]
    total = sum(evidence for evidence, _ in weighed)
    if total == 0:
        return []
    made = []
    for evidence, proposal in weighed:
        # Squares: of two kinds that share columns the fuller one is meant.
        share = evidence**2 / sum(other**2 for other, _ in weighed)
        sure = share * (1 - 0.5 ** (evidence / _HALF))
        made.append(dataclasses.replace(proposal, confidence=round(min(sure, 0.99), 3)))
    made.sort(key=lambda proposal: -proposal.confidence)
    return [one for one in made if one.confidence >= LEAST][:MOST]


def _workbook(source: Source) -> Proposal | None:
    """Propose the workbook of six sheets, by the titles of its sheets."""
    titles = {sheet.title for sheet in LOADED}
    found = [one for one in source.layers if one.name in titles]
    if len(found) < _SHEETS:
        return None
    return Proposal("ltax", _WORKBOOK, None, (), ())


def _weighed(
    kind: Kind,
    source: Source,
    columns: Sequence[Column],
    rarity: Mapping[str, float],
    saved: Sequence[Profile],
) -> tuple[float, Proposal]:
    matches = match_columns(kind, columns, has_shapes=source.has_shapes)
    evidence = sum(
        match.confidence * rarity.get(match.field, _COORDINATE) for match in matches
    )
    evidence += _KEYED * _is_keyed(kind, matches, columns)
    filled = {match.field for match in matches}
    fitting = _learned(kind, source, columns, saved)
    fitting = fitting or _best_profile(kind, source, columns, saved)
    if fitting is not None and _uses_more(fitting, matches, evidence, len(columns)):
        matches = _by_profile(fitting.section, columns)
        evidence = max(evidence, _profile_evidence(fitting.section, len(columns)))
        evidence += _LEARNED * fitting.exact
        filled = {match.field for match in matches} | set(fitting.section.defaults)
    else:
        fitting = None
    if not columns and kind.shape is not None:
        evidence += _BARE_SHAPES
    evidence += _WORD * _said_by_name(kind.name, source)
    missing = tuple(
        field.name
        for field in kind.fields
        if field.required and field.default is None and field.name not in filled
    )
    placed = source.has_shapes or any(match.field in ("x", "geom") for match in matches)
    evidence *= max(_REQUIRED_MISSING ** len(missing), _MANY_MISSING)
    evidence *= _shape_factor(kind, source, placed)
    name = None if fitting is None else fitting.name
    return evidence, Proposal(kind.name, 0.0, name, tuple(matches), missing)


def _rarity(kinds: Mapping[str, Kind]) -> dict[str, float]:
    """Weigh fields: one that few kinds have says more about the kind."""
    having = Counter(field.name for kind in kinds.values() for field in kind.fields)
    return {
        name: math.log(1 + len(kinds) / count) / math.log(1 + len(kinds))
        for name, count in having.items()
    }


def _is_keyed(kind: Kind, matches: Sequence[Match], columns: Sequence[Column]) -> bool:
    """Tell whether the rows are told apart by codes of this kind."""
    code = next((match.columns[0] for match in matches if match.field == "code"), None)
    return any(
        column.name == code
        and kind.code_kind in column.patterns
        and column.unique >= _UNIQUE
        for column in columns
    )


def _shape_factor(kind: Kind, source: Source, placed: bool) -> float:
    if not source.has_shapes:
        needs = kind.shape_required and not placed
        return _SHAPE_MISSING if needs else 1.0
    if kind.shape is None:
        return _NO_SHAPE_NEEDED
    form = _form(source)
    if kind.shape == "any" or form is None:
        return 1.0
    return 1.0 if form == kind.shape else _WRONG_SHAPE


def _form(source: Source) -> str | None:
    """Tell whether a layer holds polygons, points or lines; None for any mixture."""
    layer = next((one for one in source.layers if one.name == source.layer), None)
    told = (layer.geometry_type or "").lower() if layer is not None else ""
    for form in (_POLYGONS, _POINTS, _LINES):
        if form in told:
            return form
    return None


def _said_by_name(kind: str, source: Source) -> float:
    """Tell how much of the name of file and layer says that it is of a kind."""
    name = plain_name(f"{source.path.stem} {source.layer}")
    words = [word for word in _WORDS.get(kind, ()) if plain_name(word) in name]
    others = [
        word
        for other, theirs in _WORDS.items()
        if other != kind
        for word in theirs
        if plain_name(word) in name
    ]
    longest = max(map(len, words), default=0)
    return 0.0 if longest == 0 else longest / max(longest, *map(len, others), 1)


@cache
def _profiles() -> tuple[Profile, ...]:
    return tuple(load_profile(name) for name in shipped_profiles())


@dataclasses.dataclass(frozen=True, slots=True)
class _Fitting:
    """A profile none of whose columns the file lacks; exact: it has no others."""

    name: str
    section: Section
    used: frozenset[str]
    exact: bool = False


def _learned(
    kind: Kind, source: Source, columns: Sequence[Column], saved: Sequence[Profile]
) -> _Fitting | None:
    """Find the profile that was saved for a file with the same columns."""
    names = {column.name for column in columns}
    for fit in fitting_profiles(names, saved, kind.name):
        section = fit.profile.kinds[kind.name]
        if fit.exact and _is_layer(section, source):
            used = _columns_used(section, names) or set()
            return _Fitting(fit.profile.name, section, frozenset(used), exact=True)
    return None


def _best_profile(
    kind: Kind, source: Source, columns: Sequence[Column], saved: Sequence[Profile]
) -> _Fitting | None:
    """Find the profile that uses most of the columns and lacks none.

    Of equal ones a saved one counts, then that for the fewest kinds: it was made for
    such files.
    """
    names = {column.name for column in columns}
    best: _Fitting | None = None
    shipped = sorted(_profiles(), key=lambda profile: len(profile.kinds))
    for profile in (*saved, *shipped):
        section = profile.kinds.get(kind.name)
        if section is None or not section.fields or not _is_layer(section, source):
            continue
        used = _columns_used(section, names)
        if used is not None and (best is None or len(used) > len(best.used)):
            best = _Fitting(profile.name, section, frozenset(used))
    return best


def _is_layer(section: Section, source: Source) -> bool:
    return section.layer is None or fnmatchcase(source.layer, section.layer)


def _uses_more(
    fitting: _Fitting, matches: Sequence[Match], evidence: float, columns: int
) -> bool:
    """Tell whether a profile does no less than names and values do without it."""
    if fitting.exact:
        return True
    matched = {column for match in matches for column in match.columns}
    more = len(fitting.used) >= len(matched)
    return more or _profile_evidence(fitting.section, columns) > evidence


def _columns_used(section: Section, names: set[str]) -> set[str] | None:
    """List the columns that a profile takes; None where one is missing."""
    used: set[str] = set()
    for rule in section.fields.values():
        found = _columns_of(rule, names)
        if found is not None:
            used |= set(found)
        elif not rule.optional:
            return None
    return used or None


def _columns_of(rule: Rule, names: set[str]) -> tuple[str, ...] | None:
    if rule.any_of:
        return next(((name,) for name in rule.any_of if name in names), None)
    return rule.columns if all(name in names for name in rule.columns) else None


def _profile_evidence(section: Section, columns: int) -> float:
    """Weigh a profile: many columns of its own, and most of those of the file."""
    needed = [rule for rule in section.fields.values() if not rule.optional]
    named = 4.0 if section.layer is not None else 0.0
    return named + min(len(needed), 12) * (0.7 + 0.6 * len(needed) / max(columns, 1))


def _by_profile(section: Section, columns: Sequence[Column]) -> list[Match]:
    """Take the columns that a profile names."""
    names = {column.name for column in columns}
    chosen = [
        Match(field, found, 0.97, "profile")
        for field, rule in section.fields.items()
        if (found := _columns_of(rule, names)) is not None
    ]
    order = {column.name: place for place, column in enumerate(columns)}
    return sorted(chosen, key=lambda match: order[match.columns[0]])
