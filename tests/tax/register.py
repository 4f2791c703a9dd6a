"""The columns of a register of invented taxpayers, laid out by the tests themselves."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from kkmgis.tax.facts import AssetKind, Column, Facts, Material, Use
from tests.tax.people import Taxpayer

LINES = {
    *("asset", "use", "share_part", "principal"),
    *("vacant_since", "exempt_under", "listed_reduction"),
}
"""Columns of the lines; all others are of assets or taxpayers."""
AREA, PRICE = 4, 2
"""Decimals of areas and prices."""


def units(text: str, places: int) -> int:
    """Read a decimal as a whole number of ``10 ** -places``."""
    return int(Fraction(text) * 10**places)


def whole(numbers: list[int]) -> Column:
    """Lay numbers out as int64, or as Python integers if one is too large."""
    fits = all(number < 2**63 for number in numbers)
    return np.array(numbers, dtype=np.int64 if fits else object)


def columns(register: list[Taxpayer]) -> Facts:
    """Put taxpayers of one year into columns, in their order."""
    people = [case["taxpayer"] for case in register]
    assets = [(n, asset) for n, case in enumerate(register) for asset in case["assets"]]
    lines = [(row, use) for row, (_, a) in enumerate(assets) for use in a["uses"]]
    pools, homes = _places(register)
    parts = [use["share"].split("/") for _, use in lines]
    wholes = [int(asset["uses"][0]["share"].split("/")[1]) for _, asset in assets]
    return Facts(
        tax_year=register[0]["tax_year"],
        area_decimals=AREA,
        price_decimals=PRICE,
        natural=np.array([who["kind"] == "natural" for who in people]),
        resident=np.array([who["resident"] for who in people]),
        co_owned=np.array([who["co_owned"] for who in people]),
        kind=np.array([AssetKind[a["kind"].upper()] for _, a in assets], np.int8),
        taxpayer=np.array([n for n, _ in assets], np.int64),
        pool=np.array(pools, np.int64),
        home=np.array(homes, np.int64),
        own_land=np.array([a.get("on", "") is not None for _, a in assets]),
        value_given=np.array(["value" in a for _, a in assets]),
        given_value=whole([units(a.get("value", "0"), 2) for _, a in assets]),
        area=whole([units(_first(a, _AREAS), AREA) for _, a in assets]),
        price=whole([units(_first(a, _PRICES), PRICE) for _, a in assets]),
        material=np.array(
            [Material[a.get("material", "masonry").upper()] for _, a in assets], np.int8
        ),
        age_years=np.array([a.get("age_years", 0) for _, a in assets], np.int64),
        share_whole=whole(wholes),
        assumed_material=np.zeros(len(assets), np.bool_),
        follows_building=np.zeros(len(assets), np.bool_),
        asset=np.array([row for row, _ in lines], np.int64),
        use=np.array([Use[use["use"].upper()] for _, use in lines], np.int8),
        share_part=whole([int(part) for part, _ in parts]),
        principal=np.array([use.get("principal", False) for _, use in lines]),
        vacant_since=np.array([use.get("vacant_since", 0) for _, use in lines]),
        exempt_under=np.array(
            [int(use.get("exempt_under", "8(0)")[2:-1]) for _, use in lines], np.int8
        ),
        listed_reduction=np.array(
            [int(use.get("reduction", "0")) for _, use in lines], np.int8
        ),
        old_tax=whole([units(a.get("old_tax", "-0.01"), 2) for _, a in assets]),
    )


_AREAS = ("area_wa", "floor_area_m2", "area_m2")
_PRICES = ("price_per_wa", "price_per_m2")


def _first(asset: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((asset[name] for name in names if name in asset), "0")


def _places(register: list[Taxpayer]) -> tuple[list[int], list[int]]:
    """Give the pools and the homes of all taxpayers numbers."""
    pools: dict[tuple[object, ...], int] = {}
    homes: dict[tuple[object, ...], int] = {}
    pool_rows, home_rows = [], []
    for number, case in enumerate(register):
        groups = {
            a["id"]: a.get("group", a["id"])
            for a in case["assets"]
            if a["kind"] == "land"
        }
        for asset in case["assets"]:
            parcel = asset.get("on") or asset["id"]
            pool = (number, parcel in groups, groups.get(parcel, parcel))
            home = (number, "own", asset["home"]) if "home" in asset else pool
            pool_rows.append(pools.setdefault(pool, len(pools)))
            home_rows.append(homes.setdefault(home, len(homes)))
    return pool_rows, home_rows


def reordered(
    facts: Facts, order: npt.NDArray[np.int64]
) -> tuple[Facts, npt.NDArray[np.int64]]:
    """Put the assets into another order, their lines with them.

    Returns
    -------
    facts : Facts
    lines : ndarray of int64, shape (lines,)
        Row in the old order of each line of the new one.
    """
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    lines = np.argsort(place[facts.asset], kind="stable")
    columns: dict[str, Any] = {}
    for field in fields(Facts):
        column = getattr(facts, field.name)
        if field.name in ("natural", "resident", "co_owned") or np.ndim(column) == 0:
            continue
        rows = lines if field.name in LINES else order
        columns[field.name] = column[rows]
    columns["asset"] = place[columns["asset"]]
    return replace(facts, **columns), lines
