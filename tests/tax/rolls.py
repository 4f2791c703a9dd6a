"""Small rolls of invented property, to be compared with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kkmgis.tax.assess import assess_columns
from kkmgis.tax.difference_roll import NOT_LACKING, Difference, Roll
from kkmgis.tax.facts import AssetKind, Facts, Material, Use
from kkmgis.tax.rulebook import RuleBook, rule_book

YEAR = 2569


@dataclass(frozen=True)
class Part:
    """A use of some property."""

    use: str = "other"
    part: int = 1
    principal: bool = False
    since: int = 0
    reduction: int = 0


@dataclass(frozen=True)
class Thing:
    """A parcel, building or unit; 100 square wa (or m²) at 10,000 baht, in business."""

    key: int
    holder: int = 1
    kind: str = "land"
    area: int = 100
    price: int = 10_000
    value: int | None = None
    """Stated, baht."""
    material: str = "masonry"
    age: int = 0
    uses: tuple[Part, ...] = (Part(),)
    pool: int | None = None
    home: int | None = None
    own_land: bool = True
    entry: tuple[int, int] = (-1, -1)
    """Entry of the price list and its version."""
    use_entry: tuple[int, int] = (-1, -1)
    lacking: int = NOT_LACKING
    old_tax: int = -1


@dataclass(frozen=True)
class Holder:
    """Who is taxed."""

    natural: bool = True
    resident: bool = True


def roll(
    things: Sequence[Thing],
    year: int = YEAR,
    *,
    rules: RuleBook | None = None,
    holders: Mapping[int, Holder] | None = None,
) -> Roll:
    """Tax the things in their order and make a roll of them."""
    law = rules or rule_book(year)
    facts = facts_of(things, year, holders or {})
    return Roll(
        facts=facts,
        rules=law,
        tax=assess_columns(facts, law).tax,
        key=_numbers(things, "key"),
        holder=_numbers(things, "holder"),
        price_entry=np.array([one.entry[0] for one in things], np.int64),
        price_version=np.array([one.entry[1] for one in things], np.int64),
        use_entry=np.array([one.use_entry[0] for one in things], np.int64),
        use_version=np.array([one.use_entry[1] for one in things], np.int64),
        lacking=np.array([one.lacking for one in things], np.int8),
    )


def _numbers(things: Sequence[Thing], name: str) -> Any:
    return np.array([getattr(one, name) for one in things], np.int64)


def facts_of(
    things: Sequence[Thing], year: int, holders: Mapping[int, Holder]
) -> Facts:
    """Lay things out as facts."""
    people = sorted({one.holder for one in things})
    who = [holders.get(number, Holder()) for number in people]
    lines = [(row, part) for row, one in enumerate(things) for part in one.uses]
    uses = np.array([Use[part.use.upper()] for _, part in lines], np.int8)
    return Facts(
        tax_year=year,
        area_decimals=0,
        price_decimals=0,
        natural=np.array([one.natural for one in who], np.bool_),
        resident=np.array([one.resident for one in who], np.bool_),
        co_owned=np.zeros(len(who), np.bool_),
        kind=np.array([AssetKind[one.kind.upper()] for one in things], np.int8),
        taxpayer=np.array([people.index(one.holder) for one in things], np.int64),
        pool=_groups(things, "pool"),
        home=_groups(things, "home"),
        own_land=np.array([one.own_land for one in things], np.bool_),
        value_given=np.array([one.value is not None for one in things], np.bool_),
        given_value=np.array([(one.value or 0) * 100 for one in things], np.int64),
        area=_numbers(things, "area"),
        price=_numbers(things, "price"),
        material=np.array([Material[t.material.upper()] for t in things], np.int8),
        age_years=_numbers(things, "age"),
        share_whole=np.array([sum(p.part for p in t.uses) for t in things], np.int64),
        assumed_material=np.zeros(len(things), np.bool_),
        follows_building=np.zeros(len(things), np.bool_),
        asset=np.array([row for row, _ in lines], np.int64),
        use=uses,
        share_part=np.array([part.part for _, part in lines], np.int64),
        principal=np.array([part.principal for _, part in lines], np.bool_),
        vacant_since=np.array([part.since for _, part in lines], np.int64),
        exempt_under=np.where(uses == Use.EXEMPT, 1, 0).astype(np.int8),
        listed_reduction=np.array([part.reduction for _, part in lines], np.int8),
        old_tax=_numbers(things, "old_tax"),
    )


def _groups(things: Sequence[Thing], name: str) -> Any:
    """Give pools or homes numbers; only things of one holder are ever together."""
    names: dict[tuple[int, ...], int] = {}
    rows = []
    for one in things:
        group = getattr(one, name)
        own = (0, one.key) if group is None else (1, group, one.holder)
        rows.append(names.setdefault(own, len(names)))
    return np.array(rows, np.int64)


def changed(things: Sequence[Thing], key: int, **columns: Any) -> list[Thing]:
    """Give the things with one of them changed."""
    return [replace(one, **columns) if one.key == key else one for one in things]


def causes(found: Difference) -> dict[int, dict[str, int]]:
    """Give the causes of each object that changed, satang, by key."""
    by_cause = found.by_cause()
    return {
        int(key): {
            name: int(column[row]) for name, column in by_cause.items() if column[row]
        }
        for row, key in enumerate(found.key)
        if any(column[row] for column in by_cause.values())
    }
