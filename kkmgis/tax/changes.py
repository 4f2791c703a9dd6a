"""Changes of a what-if, as JSON from outside: other facts of named assets.

An asset is changed by the fields of a tax case; what is not named stays. A field
that is null is taken away, such as a stated value. Shares may also be fractions,
``"1/3"``, because the register has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.facts import AssetKind
from kkmgis.tax.fields import Fields, keyed
from kkmgis.tax.holdings import Holding, Part
from kkmgis.tax.land_case import USE_FIELDS, CaseAsset, CaseUse, read_asset, read_use
from kkmgis.tax.money import baht_text, scaled

CHANGE_FIELDS = ("parameters", "assets", "remove", "add")
_OF_KIND = {
    AssetKind.LAND: ("area", "area_wa", "price_per_wa"),
    AssetKind.BUILDING: ("material", "floor_area_m2", "price_per_m2", "age_years"),
    AssetKind.CONDO: ("area_m2", "price_per_m2"),
}
_AREA_NAMES = {
    AssetKind.LAND: ("area_wa", "price_per_wa"),
    AssetKind.BUILDING: ("floor_area_m2", "price_per_m2"),
    AssetKind.CONDO: ("area_m2", "price_per_m2"),
}
_ADDED_KINDS = ("building", "condo")
_FRACTION = re.compile(r"(\d{1,15})/(\d{1,15})", re.ASCII)
_ONE_USE = [{"use": "other", "share": "1"}]
_SATANG_DECIMALS = 2
_MOST_USES = 100
_MOST_ADDED = 100
_MOST_CHANGED = 1000
"""More is no question of a person, and shares of many strange denominators or
thousands of new buildings would keep the program busy for hours."""


class ChangeReader:
    """Reads changes and applies them to holdings.

    Parameters
    ----------
    holdings : sequence of Holding
        As they are; they are not changed.
    tax_year : int
        Buddhist Era.
    untaxed : sequence of str
        Known paragraphs of s.8, e.g. ``8(5)``.
    """

    def __init__(
        self, holdings: Sequence[Holding], tax_year: int, untaxed: Sequence[str]
    ) -> None:
        self._before = list(holdings)
        self._after = [deepcopy(one) for one in holdings]
        self._tax_year, self._untaxed = tax_year, untaxed

    def apply(self, fields: Fields) -> list[Holding]:
        """Give the holdings as they would be.

        Parameters
        ----------
        fields : Fields
            With `CHANGE_FIELDS`; ``parameters`` are not looked at.

        Raises
        ------
        CaseError
            The first thing that is wrong.
        """
        if fields.has("assets"):
            self._change_all(fields.raw["assets"], fields.at("assets"))
        if fields.has("remove"):
            self._remove_all(fields)
        if fields.has("add"):
            for number, raw in enumerate(fields.items("add", _MOST_ADDED)):
                self._add(raw, f"{fields.at('add')}[{number}]")
        self._check_homes(fields.path)
        return self._after

    def _find(self, name: object, path: str) -> int:
        for row, one in enumerate(self._after):
            if one.name == name:
                return row
        raise CaseError("asset.unknown", path, id=name)

    def _change_all(self, raw: object, path: str) -> None:
        if not isinstance(raw, Mapping):
            raise CaseError("type.object", path, value=raw)
        if len(raw) > _MOST_CHANGED:
            raise CaseError("list.long", path, name="assets", most=_MOST_CHANGED)
        Fields(raw, path, raw)
        for name, change in raw.items():
            row = self._find(name, path)
            self._after[row] = self._changed(
                self._after[row], change, keyed(path, name)
            )

    def _changed(self, one: Holding, raw: object, path: str) -> Holding:
        fields = Fields(raw, path, ("value", "uses", *_OF_KIND[one.kind]))
        merged = _as_case(one, fields) | dict(fields.raw)
        parts = one.parts
        if fields.has("uses"):
            parts = self._parts(fields)
        merged["uses"] = _ONE_USE
        kept = {name: value for name, value in merged.items() if value is not None}
        if one.kind is AssetKind.BUILDING:
            kept["on"] = None
        read = read_asset(kept, path, self._tax_year, self._untaxed)
        return replace(
            one,
            parts=parts,
            stated=_stated(read),
            area=read.area if read.value is None else one.area,
            price=read.price if read.value is None else one.price,
            material=read.material,
            age_years=read.age_years,
            assumed_material=one.assumed_material and not fields.has("material"),
            follows_building=one.follows_building and not fields.has("uses"),
        )

    def _parts(self, fields: Fields) -> list[Part]:
        parts = []
        for number, raw in enumerate(fields.items("uses", _MOST_USES)):
            path = f"{fields.at('uses')}[{number}]"
            use = Fields(raw, path, USE_FIELDS)
            share = use.required("share")
            match = _FRACTION.fullmatch(share) if isinstance(share, str) else None
            if match is None or int(match[2]) == 0:
                read = read_use(raw, path, self._tax_year, self._untaxed)
                parts.append(_part(read, Fraction(read.share)))
                continue
            whole = {**use.raw, "share": "1"}
            read = read_use(whole, path, self._tax_year, self._untaxed)
            parts.append(_part(read, Fraction(int(match[1]), int(match[2]))))
        total = sum((part.share for part in parts), Fraction(0))
        if total != 1:
            raise CaseError("share.sum", fields.at("uses"), total=total)
        return parts

    def _remove_all(self, fields: Fields) -> None:
        for number, name in enumerate(fields.items("remove", _MOST_CHANGED)):
            path = f"{fields.at('remove')}[{number}]"
            row = self._find(name, path)
            if self._after[row].kind is AssetKind.LAND:
                raise CaseError("remove.land", path, id=name)
            del self._after[row]

    def _add(self, raw: object, path: str) -> None:
        loose = Fields(raw, path, raw if isinstance(raw, Mapping) else ())
        loose.choice("kind", _ADDED_KINDS)
        read = read_asset(raw, path, self._tax_year, self._untaxed)
        if any(one.name == read.name for one in self._before):
            raise CaseError("asset.twice", loose.at("id"), id=read.name)
        alone = 1 + max((max(one.pool, one.home) for one in self._after), default=0)
        holder = self._before[0]
        added = Holding(
            name=read.name,
            kind=read.kind,
            taxpayer=holder.taxpayer,
            pool=alone,
            home=alone,
            own_land=read.kind is AssetKind.CONDO,
            stated=_stated(read),
            area=read.area,
            price=read.price,
            material=read.material,
            age_years=read.age_years,
            parts=[_part(use, Fraction(use.share)) for use in read.uses],
        )
        place = len(self._after)
        if read.stands_on is not None:
            land = self._land(read.stands_on, loose.at("on"))
            added.taxpayer, added.pool = land.taxpayer, land.pool
            added.home, added.own_land = land.home, True
            place = 1 + max(
                row for row, one in enumerate(self._after) if one.home == land.home
            )
        if any(one.name == read.name for one in self._after):
            raise CaseError("asset.twice", loose.at("id"), id=read.name)
        self._after.insert(place, added)

    def _land(self, name: str, path: str) -> Holding:
        for one in self._after:
            if one.name == name:
                if one.kind is not AssetKind.LAND:
                    raise CaseError("on.not_land", path, id=name)
                return one
        raise CaseError("on.unknown", path, id=name)

    def _check_homes(self, path: str) -> None:
        """Refuse a further home of the same holders (C6)."""
        before, after = _homes(self._before), _homes(self._after)
        for taxpayer, homes in after.items():
            known = before.get(taxpayer, set())
            if len(homes) > max(1, len(known)):
                new = next(
                    one
                    for one in self._after
                    if one.home in homes - known and _is_home(one)
                )
                raise CaseError("home.second", path, id=new.name)


def _as_case(one: Holding, change: Fields) -> dict[str, Any]:
    """Write an asset as a tax case has it, without its uses and what a change takes.

    A stated value takes the place of area and price; one that is taken away gives
    it back to them.
    """
    case: dict[str, Any] = {"id": one.name, "kind": one.kind.name.lower()}
    if one.kind is AssetKind.BUILDING:
        case["material"] = one.material.name.lower()
        case["age_years"] = one.age_years
    area, price = _AREA_NAMES[one.kind]
    if change.has("value"):
        computed = change.raw["value"] is None
    else:
        computed = one.stated is None
    if not computed:
        return case if change.has("value") else case | _value(one)
    if not change.has("area") and (one.area or one.stated is None):
        case[area] = f"{one.area:f}"
    if one.price or one.stated is None:
        case[price] = f"{one.price:f}"
    return case


def _value(one: Holding) -> dict[str, str]:
    return {} if one.stated is None else {"value": baht_text(one.stated)}


def _stated(read: CaseAsset) -> int | None:
    if read.value is None:
        return None
    # A value finer than the satang is cut as C1 rounds: half up.
    cent = Decimal(1).scaleb(-_SATANG_DECIMALS)
    return scaled(read.value.quantize(cent, "ROUND_HALF_UP"), _SATANG_DECIMALS)


def _part(use: CaseUse, share: Fraction) -> Part:
    return Part(
        use=use.use,
        share=share,
        principal=use.principal,
        vacant_since=use.vacant_since,
        exempt_under=use.exempt_under,
        listed_reduction=use.listed_reduction,
    )


def _is_home(one: Holding) -> bool:
    return any(part.principal for part in one.parts)


def _homes(holdings: Sequence[Holding]) -> dict[int, set[int]]:
    homes: dict[int, set[int]] = {}
    for one in holdings:
        if _is_home(one):
            homes.setdefault(one.taxpayer, set()).add(one.home)
    return homes
