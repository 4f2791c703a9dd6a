"""The objects of two rolls half way from one to the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kkmgis.tax.difference_lines import AFTER, BEFORE, HALF_WAY, line_table
from kkmgis.tax.difference_roll import Aspect, Roll, Step
from kkmgis.tax.exact import multiply
from kkmgis.tax.facts import AssetKind, Column, Facts, Use
from kkmgis.tax.relief import UNKNOWN

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

_VALUE = ("value_given", "given_value", "price")
_BUILDING = ("area", "material", "assumed_material")
_HOLDING = ("taxpayer", "pool", "home", "own_land")
_COLUMNS = ("kind", *_VALUE, *_BUILDING, "age_years", "follows_building", *_HOLDING)


class Draft:
    """Every object that both rolls have; its aspects are exchanged one by one.

    Each ``take_…`` exchanges an aspect of the objects in ``rows``, or of all, and
    tells whether anything changed by it.

    Parameters
    ----------
    before, after : Roll
    """

    def __init__(self, before: Roll, after: Roll) -> None:
        # Listed order before, until the owners are exchanged.
        in_a = np.flatnonzero(np.isin(before.key, after.key))
        self.key = before.key[in_a]
        by_key = np.argsort(after.key)
        in_b = by_key[np.searchsorted(after.key[by_key], self.key)]
        a, b = _of_one_scale(before.facts, after.facts)
        self._area_decimals, self._price_decimals = a.area_decimals, a.price_decimals
        self._a, self._b = _columns(a, in_a), _columns(b, in_b)
        for name in ("pool", "home"):
            self._b[name] = _renumbered(self._a[name], self._b[name])
        self._now = dict(self._a)
        self._rules, self._rules_after = before.rules, after.rules
        self._years = b.tax_year - a.tax_year
        self._taxpayers = _taxpayers(before, after)
        self._taxpayers_after = _taxpayers(after, before)
        self._order: Rows = np.arange(len(in_a))
        self._order_after: Rows = np.argsort(in_b)
        self._state = np.full(len(in_a), BEFORE, dtype=np.int8)
        first_vacant_year = before.rules.land.vacancy.first_year
        self.lines = line_table(a, b, in_a, in_b, first_vacant_year)
        self._sold = _identity(before)[in_a] != _identity(after)[in_b]
        self.price_mended = _overwritten(
            (before.price_entry[in_a], before.price_version[in_a]),
            (after.price_entry[in_b], after.price_version[in_b]),
        )
        uses_mended = _overwritten(
            (before.use_entry[in_a], before.use_version[in_a]),
            (after.use_entry[in_b], after.use_version[in_b]),
        )
        self.use_mended: Flags = uses_mended | self.lines.vacancy_mended
        # A home is recorded with the right, not with the use.
        of_use = self.lines.flipped | self.lines.listed_otherwise
        self.exemption_mended: Flags = uses_mended & of_use

    def __len__(self) -> int:
        """Count the objects."""
        return len(self.key)

    def step(self, aspect: Aspect, corrected: bool) -> Step:
        """Give the roll as it stands now."""
        order = self._order
        lines, asset = self.lines.take(self._state, order)
        now: dict[str, Any] = {
            name: column[order] for name, column in self._now.items()
        }
        tax_year = self._rules.tax_year
        # A vacancy that begins later has not begun: it adds nothing to the rate.
        lines["vacant_since"] = np.minimum(lines["vacant_since"], tax_year)
        facts = Facts(
            tax_year=tax_year,
            area_decimals=self._area_decimals,
            price_decimals=self._price_decimals,
            **self._taxpayers,
            **now,
            **lines,
            share_whole=self.lines.whole(self._state)[order],
            asset=asset,
        )
        return Step(aspect, corrected, facts, self._rules, self.key[order])

    def take_law(self) -> bool:
        """Exchange the law, and with it the tax year."""
        changed = self._rules.version != self._rules_after.version
        self._rules = self._rules_after
        return changed

    def take_price(self, rows: Flags) -> bool:
        """Exchange prices; a stated value that comes or goes brings all with it."""
        given = self._a["value_given"] != self._b["value_given"]
        changed = self._take(_VALUE, rows)
        return self._take((*_BUILDING, "age_years"), rows & given) or changed

    def take_area(self, rows: Flags) -> bool:
        """Exchange areas, and pools that changed while nobody in them sold."""
        building = self._a["kind"] == AssetKind.BUILDING
        changed = self._take(("area",), rows & ~building)
        stayed = ~self._with_sale("pool")
        return self._take(("pool",), rows & stayed) or changed

    def take_building(self, rows: Flags) -> bool:
        """Exchange floor areas and materials, and let the buildings age."""
        building = rows & (self._a["kind"] == AssetKind.BUILDING)
        changed = self._take(_BUILDING, building)
        age = np.maximum(self._a["age_years"] + self._years, 0)
        given = self._a["value_given"] | self._b["value_given"]
        aged = building & ~given
        changed |= bool(np.any(self._now["age_years"][aged] != age[aged]))
        ages = self._now["age_years"].copy()
        ages[aged] = age[aged]
        self._now["age_years"] = ages
        return changed

    def take_built_year(self) -> bool:
        """Exchange ages that are not what the years between make of them."""
        return self._take(("age_years", *_BUILDING), np.ones(len(self), dtype=np.bool_))

    def take_use(self, rows: Flags) -> bool:
        """Exchange uses, homes and reductions staying as they were."""
        rows = rows & ~self.lines.flipped
        self._state[rows] = HALF_WAY
        self._take(("follows_building",), rows)
        return bool(np.any(self.lines.used_otherwise[rows]))

    def take_exemption(self, rows: Flags) -> bool:
        """Exchange homes, reductions, exempt uses and former taxes.

        Whose home a property is that changed hands is exchanged with its owner,
        unless the property is on another list or exempt as well.
        """
        rows = rows & (~self._sold | self.lines.flipped | self.lines.listed_otherwise)
        self._state[rows] = AFTER
        former = ("old_tax",) if "old_tax" in self._a else ()
        self._take(("follows_building", *former), rows)
        self._take(("home",), rows & ~self._with_sale("home"))
        return bool(np.any(rows))

    def take_owner(self) -> bool:
        """Exchange taxpayers with their pools and homes, and the listed order."""
        former = ("old_tax",) if "old_tax" in self._a else ()
        held = (*_HOLDING, "follows_building", *former)
        self._take(held, np.ones(len(self), dtype=np.bool_))
        self._state[:] = AFTER
        self._taxpayers, self._order = self._taxpayers_after, self._order_after
        return True

    def _take(self, names: tuple[str, ...], rows: Flags) -> bool:
        changed = False
        for name in names:
            now, after = self._now[name], self._b[name]
            differs = rows & (now != after)
            if np.any(differs):
                changed = True
                self._now[name] = np.where(differs, after, now)
        return changed

    def _with_sale(self, name: str) -> Flags:
        """Tell which objects share a pool or home with one that changed hands."""
        sold = self._sold
        found: Flags = sold.copy()
        for side in (self._a, self._b):
            group = side[name]
            touched = np.zeros(int(group.max(initial=0)) + 1, dtype=np.bool_)
            touched[group[sold]] = True
            found |= touched[group]
        return found


def _overwritten(a: tuple[Rows, Rows], b: tuple[Rows, Rows]) -> Flags:
    """Tell where the same entry of the register stands in another version."""
    changed: Flags = (a[0] > 0) & (a[0] == b[0]) & (a[1] != b[1])
    return changed


def _columns(facts: Facts, assets: Rows) -> dict[str, Column]:
    names = _COLUMNS if facts.old_tax is None else (*_COLUMNS, "old_tax")
    return {name: getattr(facts, name)[assets] for name in names}


def _of_one_scale(a: Facts, b: Facts) -> tuple[Facts, Facts]:
    """Give areas and prices of both the same decimals, and both a former tax."""
    area = max(a.area_decimals, b.area_decimals)
    price = max(a.price_decimals, b.price_decimals)
    former = a.old_tax is not None or b.old_tax is not None

    def scaled(facts: Facts) -> Facts:
        changes: dict[str, Any] = {"area_decimals": area, "price_decimals": price}
        if facts.area_decimals < area:
            factor = 10 ** (area - facts.area_decimals)
            changes["area"] = multiply(facts.area, factor)
        if facts.price_decimals < price:
            factor = 10 ** (price - facts.price_decimals)
            changes["price"] = multiply(facts.price, factor)
        if former and facts.old_tax is None:
            changes["old_tax"] = np.full(len(facts.kind), UNKNOWN, dtype=np.int64)
        return replace(facts, **changes)

    return scaled(a), scaled(b)


def _renumbered(a: Rows, b: Rows) -> Rows:
    """Give a group that has the same members as before the number it had.

    Examples
    --------
    >>> _renumbered(np.array([0, 0, 1, 2]), np.array([5, 5, 7, 7])).tolist()
    [0, 0, 10, 10]
    """
    if not len(a):
        return b
    offset = int(a.max()) + 1
    pair = np.unique(a * (int(b.max()) + 1) + b, return_inverse=True)[1]
    together = np.bincount(pair)[pair]
    same = (np.bincount(a)[a] == together) & (np.bincount(b)[b] == together)
    return np.where(same, a, b + offset)


def _identity(roll: Roll) -> Rows:
    """Name taxpayers in both rolls: whoever holds, and as whom (s.5, C12)."""
    facts = roll.facts
    return roll.holder * 2 + facts.natural[facts.taxpayer]


def _taxpayers(roll: Roll, other: Roll) -> dict[str, Any]:
    """Give the taxpayers of a roll, with what only the other one knows of them.

    That holders who are not all natural persons can have a home (C12) shows only
    while they have one. It must not seem to change with the home.
    """
    facts = roll.facts
    can_have = other.facts.resident[other.facts.taxpayer]
    at_home = np.unique(_identity(other)[can_have])
    known = np.zeros(len(facts.natural), dtype=np.bool_)
    known[facts.taxpayer[np.isin(_identity(roll), at_home)]] = True
    entered = facts.principal & (facts.use == Use.RESIDENTIAL)
    denied = np.zeros_like(known)
    denied[facts.taxpayer[facts.asset[entered]]] = True
    return {
        "natural": facts.natural,
        "resident": facts.resident | (known & ~denied),
        "co_owned": facts.co_owned,
    }
