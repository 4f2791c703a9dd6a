"""A land and building case of the contract: from JSON fields to facts in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

import numpy as np

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.exact import Rounding
from kkmgis.tax.facts import AssetKind, Column, Facts, Material, Use, whole_numbers
from kkmgis.tax.fields import EXACT, Fields, read_number
from kkmgis.tax.money import decimals_of, scaled
from kkmgis.tax.relief import UNKNOWN

KINDS = {kind.name.lower(): kind for kind in AssetKind}
USES = {use.name.lower(): use for use in Use}
MATERIALS = {material.name.lower(): material for material in Material}
REDUCTIONS = {"50": 50, "90": 90}
_AREA = re.compile(r"(\d{1,9})-([0-3])-(\d{1,2}(?:\.\d{1,20})?)", re.ASCII)
_EXEMPT_UNDER = re.compile(r"8\((\d{1,2})\)", re.ASCII)
SATANG_DECIMALS = 2
_OLDEST = 2000
_FIRST_VACANT = 2400

_ASSET_FIELDS = {
    AssetKind.LAND: ("group", "area", "area_wa", "price_per_wa"),
    AssetKind.BUILDING: (
        "on",
        "material",
        "floor_area_m2",
        "price_per_m2",
        "age_years",
    ),
    AssetKind.CONDO: ("area_m2", "price_per_m2"),
}
_EVERY_ASSET = ("id", "kind", "value", "uses", "old_tax")
USE_FIELDS = (
    "use",
    "share",
    "principal",
    "vacant_since",
    "exempt_under",
    "reduction",
)


@dataclass(slots=True)
class CaseUse:
    """One use of an asset of a case."""

    path: str
    use: Use
    share: Decimal
    principal: bool = False
    vacant_since: int = 0
    exempt_under: int = 0
    listed_reduction: int = 0


@dataclass(slots=True)
class CaseAsset:
    """One asset of a case; areas and prices as written."""

    path: str
    name: str
    kind: AssetKind
    value: Decimal | None = None
    old_tax: Decimal | None = None
    area: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    group: str = ""
    stands_on: str | None = None
    material: Material = Material.MASONRY
    age_years: int = 0
    uses: list[CaseUse] = field(default_factory=list)


@dataclass(slots=True)
class LandCase:
    """A case that was read and found whole."""

    tax_year: int
    natural: bool
    assets: list[CaseAsset]


def read_land_case(fields: Fields, tax_year: int, untaxed: Sequence[str]) -> LandCase:
    """Read a land and building case.

    Parameters
    ----------
    fields : Fields
        The whole case.
    tax_year : int
        Buddhist Era; law data of it exists.
    untaxed : sequence of str
        Known paragraphs of s.8, e.g. ``8(5)``.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    taxpayer = Fields(fields.required("taxpayer"), fields.at("taxpayer"), ("kind",))
    natural = taxpayer.choice("kind", ("natural", "juristic")) == "natural"
    assets = [
        read_asset(raw, f"{fields.at('assets')}[{number}]", tax_year, untaxed)
        for number, raw in enumerate(fields.items("assets"))
    ]
    _check_names(assets)
    case = LandCase(tax_year, natural, assets)
    if natural:
        _check_one_home(case)
    return case


def read_asset(
    raw: object, path: str, tax_year: int, untaxed: Sequence[str]
) -> CaseAsset:
    """Read one asset with its uses.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    every = {name for names in _ASSET_FIELDS.values() for name in names}
    loose = Fields(raw, path, (*_EVERY_ASSET, *every))
    kind = KINDS[loose.choice("kind", KINDS)]
    fields = Fields(raw, path, (*_EVERY_ASSET, *_ASSET_FIELDS[kind]))
    asset = CaseAsset(path, fields.text("id"), kind)
    if kind is AssetKind.LAND:
        asset.group = fields.text("group") if fields.has("group") else asset.name
    elif kind is AssetKind.BUILDING and fields.required("on") is not None:
        asset.stands_on = fields.text("on")
    _read_value(fields, asset)
    if fields.has("old_tax"):
        asset.old_tax = fields.number("old_tax")
        if decimals_of(asset.old_tax.normalize(EXACT)) > SATANG_DECIMALS:
            raise CaseError("money.too_fine", fields.at("old_tax"), value=asset.old_tax)
    asset.uses = [
        read_use(use, f"{fields.at('uses')}[{number}]", tax_year, untaxed)
        for number, use in enumerate(fields.items("uses"))
    ]
    total = reduce(EXACT.add, (use.share for use in asset.uses))
    if total != 1:
        raise CaseError("share.sum", fields.at("uses"), total=total)
    return asset


def _read_value(fields: Fields, asset: CaseAsset) -> None:
    area_name, price_name = {
        AssetKind.LAND: ("area_wa", "price_per_wa"),
        AssetKind.BUILDING: ("floor_area_m2", "price_per_m2"),
        AssetKind.CONDO: ("area_m2", "price_per_m2"),
    }[asset.kind]
    given = fields.has("value")
    if asset.kind is AssetKind.BUILDING:
        if not given or fields.has("material"):
            asset.material = MATERIALS[fields.choice("material", MATERIALS)]
        if not given or fields.has("age_years"):
            asset.age_years = fields.whole("age_years", 0, _OLDEST)
    if given:
        for name in ("area", area_name, price_name):
            fields.forbid(name, "value")
        asset.value = fields.number("value")
        return
    if fields.has("area"):
        fields.forbid(area_name, "area")
        asset.area = _area_wa(fields)
    else:
        asset.area = fields.number(area_name)
    asset.price = fields.number(price_name)


def _area_wa(fields: Fields) -> Decimal:
    """Read rai-ngan-wa: 1 rai = 4 ngan = 400 square wa."""
    path, text = fields.at("area"), fields.required("area")
    match = _AREA.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise CaseError("area.invalid", path, value=text)
    rai, ngan, wa = match.groups()
    return EXACT.add(read_number(wa, path), Decimal(int(rai) * 400 + int(ngan) * 100))


def read_use(raw: object, path: str, tax_year: int, untaxed: Sequence[str]) -> CaseUse:
    """Read one use of an asset.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    fields = Fields(raw, path, USE_FIELDS)
    kind = USES[fields.choice("use", USES)]
    use = CaseUse(path, kind, fields.number("share"))
    use.principal = fields.truth("principal", default=False)
    if use.principal and kind is not Use.RESIDENTIAL:
        raise CaseError("use.principal", fields.at("principal"), use=kind.name.lower())
    if kind is Use.VACANT:
        use.vacant_since = fields.whole("vacant_since", _FIRST_VACANT, 9999)
        if use.vacant_since > tax_year:
            raise CaseError(
                "vacant_since.future",
                fields.at("vacant_since"),
                value=use.vacant_since,
                tax_year=tax_year,
            )
    else:
        fields.forbid("vacant_since", f"use {kind.name.lower()}")
    if kind is Use.EXEMPT:
        under = fields.choice("exempt_under", untaxed)
        match = _EXEMPT_UNDER.fullmatch(under)
        use.exempt_under = int(match[1]) if match else 0
    else:
        fields.forbid("exempt_under", f"use {kind.name.lower()}")
    if fields.has("reduction"):
        use.listed_reduction = REDUCTIONS[fields.choice("reduction", REDUCTIONS)]
    return use


def _check_names(assets: list[CaseAsset]) -> None:
    kinds: dict[str, AssetKind] = {}
    for asset in assets:
        if asset.name in kinds:
            raise CaseError("asset.twice", f"{asset.path}.id", id=asset.name)
        kinds[asset.name] = asset.kind
    for asset in assets:
        if asset.stands_on is None:
            continue
        if asset.stands_on not in kinds:
            raise CaseError("on.unknown", f"{asset.path}.on", id=asset.stands_on)
        if kinds[asset.stands_on] is not AssetKind.LAND:
            raise CaseError("on.not_land", f"{asset.path}.on", id=asset.stands_on)


def _pools(assets: list[CaseAsset]) -> list[tuple[str, str]]:
    """Name the pool of each asset (C5); a unit or lone building is its own."""
    group = {asset.name: asset.group for asset in assets}
    pools = []
    for asset in assets:
        land = asset.name if asset.kind is AssetKind.LAND else asset.stands_on
        alone = ("alone", asset.name)
        pools.append(alone if land is None else ("land", group[land]))
    return pools


def _check_one_home(case: LandCase) -> None:
    """Refuse two homes of one person; adjoining parcels are one home (C6)."""
    home: tuple[str, str] | None = None
    for asset, pool in zip(case.assets, _pools(case.assets), strict=True):
        for use in asset.uses:
            if use.principal and home not in (None, pool):
                raise CaseError("home.second", f"{use.path}.principal", id=asset.name)
            home = pool if use.principal else home


def facts_of(case: LandCase, rounding: Rounding) -> Facts:
    """Lay a case out as columns.

    Parameters
    ----------
    case : LandCase
    rounding : Rounding
        C1, for a given value finer than the satang.

    Returns
    -------
    Facts
        One taxpayer; assets and lines in the order of the case.
    """
    assets = case.assets
    lines = [(row, use) for row, asset in enumerate(assets) for use in asset.uses]
    area_decimals = max(decimals_of(asset.area) for asset in assets)
    price_decimals = max(2, *(decimals_of(asset.price) for asset in assets))
    places = [max(decimals_of(use.share) for use in asset.uses) for asset in assets]
    pools = _pools(assets)
    number = {pool: row for row, pool in enumerate(dict.fromkeys(pools))}
    pool = np.array([number[name] for name in pools], dtype=np.int64)
    none = np.zeros(len(assets), dtype=np.bool_)
    return Facts(
        tax_year=case.tax_year,
        area_decimals=area_decimals,
        price_decimals=price_decimals,
        natural=np.array([case.natural]),
        resident=np.array([case.natural]),
        co_owned=np.array([False]),
        kind=np.array([asset.kind for asset in assets], dtype=np.int8),
        taxpayer=np.zeros(len(assets), dtype=np.int64),
        pool=pool,
        home=pool,
        own_land=np.array(
            [
                asset.kind is not AssetKind.BUILDING or asset.stands_on is not None
                for asset in assets
            ]
        ),
        value_given=np.array([asset.value is not None for asset in assets]),
        given_value=whole_numbers(_satang(asset.value, rounding) for asset in assets),
        area=whole_numbers(scaled(asset.area, area_decimals) for asset in assets),
        price=whole_numbers(scaled(asset.price, price_decimals) for asset in assets),
        material=np.array([asset.material for asset in assets], dtype=np.int8),
        age_years=np.array([asset.age_years for asset in assets], dtype=np.int64),
        share_whole=whole_numbers(10**place for place in places),
        assumed_material=none,
        follows_building=none,
        asset=np.array([row for row, _ in lines], dtype=np.int64),
        use=np.array([use.use for _, use in lines], dtype=np.int8),
        share_part=whole_numbers(scaled(use.share, places[row]) for row, use in lines),
        principal=np.array([use.principal for _, use in lines]),
        vacant_since=np.array([use.vacant_since for _, use in lines], dtype=np.int64),
        exempt_under=np.array([use.exempt_under for _, use in lines], dtype=np.int8),
        listed_reduction=np.array(
            [use.listed_reduction for _, use in lines], dtype=np.int8
        ),
        old_tax=_old_taxes(assets),
    )


def _old_taxes(assets: list[CaseAsset]) -> Column | None:
    if all(asset.old_tax is None for asset in assets):
        return None
    return whole_numbers(
        UNKNOWN if asset.old_tax is None else scaled(asset.old_tax, SATANG_DECIMALS)
        for asset in assets
    )


def _satang(value: Decimal | None, rounding: Rounding) -> int:
    numerator, denominator = (value or Decimal(0)).as_integer_ratio()
    return rounding.divide_number(numerator * 100, denominator)
