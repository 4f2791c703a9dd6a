"""Assets of taxpayers one by one: columns taken apart, changed, and put together again.

Quantities are exact decimals here and shares are exact fractions, so that what
somebody writes in the place of a fact needs no scale of the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm

import numpy as np

from kkmgis.errors import TaxError
from kkmgis.tax.facts import AssetKind, Facts, Material, Use, whole_numbers
from kkmgis.tax.money import decimals_of, scaled
from kkmgis.tax.relief import UNKNOWN


@dataclass(slots=True)
class Part:
    """One use of an asset."""

    use: Use
    share: Fraction
    principal: bool = False
    vacant_since: int = 0
    exempt_under: int = 0
    listed_reduction: int = 0


@dataclass(slots=True)
class Holding:
    """One asset with its uses.

    Attributes
    ----------
    name : str
    kind : AssetKind
    taxpayer, pool, home : int
        As in `kkmgis.tax.facts.Facts`.
    own_land : bool
    stated : int or None, satang
        Stated value; None: area times price.
    area, price : Decimal
        Square wa or m², baht a square wa or m².
    material : Material
    age_years : int
    assumed_material, follows_building : bool
    old_tax : int, satang
    parts : list of Part
    """

    name: str
    kind: AssetKind
    taxpayer: int
    pool: int
    home: int
    own_land: bool
    stated: int | None
    area: Decimal
    price: Decimal
    material: Material = Material.MASONRY
    age_years: int = 0
    assumed_material: bool = False
    follows_building: bool = False
    old_tax: int = UNKNOWN
    parts: list[Part] = field(default_factory=list)


def holdings_of(facts: Facts, names: Sequence[str]) -> list[Holding]:
    """Take facts apart.

    Parameters
    ----------
    facts : Facts
    names : sequence of str, one an asset

    Returns
    -------
    list of Holding, in the order of the assets

    Raises
    ------
    TaxError
        There is not one name an asset.
    """
    if len(names) != len(facts.kind):
        raise TaxError(f"{len(names)} names for {len(facts.kind)} assets")
    found = [_holding(facts, row, name) for row, name in enumerate(names)]
    for line, asset in enumerate(facts.asset.tolist()):
        whole = int(facts.share_whole[asset])
        found[asset].parts.append(
            Part(
                use=Use(int(facts.use[line])),
                share=Fraction(int(facts.share_part[line]), whole),
                principal=bool(facts.principal[line]),
                vacant_since=int(facts.vacant_since[line]),
                exempt_under=int(facts.exempt_under[line]),
                listed_reduction=int(facts.listed_reduction[line]),
            )
        )
    return found


def _holding(facts: Facts, row: int, name: str) -> Holding:
    given = bool(facts.value_given[row])
    return Holding(
        name=name,
        kind=AssetKind(int(facts.kind[row])),
        taxpayer=int(facts.taxpayer[row]),
        pool=int(facts.pool[row]),
        home=int(facts.home[row]),
        own_land=bool(facts.own_land[row]),
        stated=int(facts.given_value[row]) if given else None,
        area=Decimal(int(facts.area[row])).scaleb(-facts.area_decimals),
        price=Decimal(int(facts.price[row])).scaleb(-facts.price_decimals),
        material=Material(int(facts.material[row])),
        age_years=int(facts.age_years[row]),
        assumed_material=bool(facts.assumed_material[row]),
        follows_building=bool(facts.follows_building[row]),
        old_tax=UNKNOWN if facts.old_tax is None else int(facts.old_tax[row]),
    )


def facts_of_holdings(holdings: Sequence[Holding], like: Facts) -> Facts:
    """Put holdings together as columns.

    Parameters
    ----------
    holdings : sequence of Holding
    like : Facts
        Whose tax year and taxpayers these are.

    Returns
    -------
    Facts
        Scaled so that every quantity is whole.
    """
    rows = [(row, part) for row, one in enumerate(holdings) for part in one.parts]
    area_decimals = max((decimals_of(one.area) for one in holdings), default=0)
    price_decimals = max(2, *(decimals_of(one.price) for one in holdings), 2)
    wholes = [lcm(*(part.share.denominator for part in one.parts)) for one in holdings]
    old_tax = [one.old_tax for one in holdings]

    def flags(name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return np.array([getattr(one, name) for one in holdings], dtype=np.bool_)

    def numbers(name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([getattr(one, name) for one in holdings], dtype=np.int64)

    def of_lines(name: str) -> list[int]:
        return [int(getattr(part, name)) for _, part in rows]

    return replace(
        like,
        area_decimals=area_decimals,
        price_decimals=price_decimals,
        kind=numbers("kind").astype(np.int8),
        taxpayer=numbers("taxpayer"),
        pool=numbers("pool"),
        home=numbers("home"),
        own_land=flags("own_land"),
        value_given=np.array(
            [one.stated is not None for one in holdings], dtype=np.bool_
        ),
        given_value=whole_numbers(one.stated or 0 for one in holdings),
        area=whole_numbers(scaled(one.area, area_decimals) for one in holdings),
        price=whole_numbers(scaled(one.price, price_decimals) for one in holdings),
        material=numbers("material").astype(np.int8),
        age_years=numbers("age_years"),
        share_whole=whole_numbers(wholes),
        assumed_material=flags("assumed_material"),
        follows_building=flags("follows_building"),
        asset=np.array([row for row, _ in rows], dtype=np.int64),
        use=np.array(of_lines("use"), dtype=np.int8),
        share_part=whole_numbers(int(part.share * wholes[row]) for row, part in rows),
        principal=np.array([part.principal for _, part in rows], dtype=np.bool_),
        vacant_since=np.array(of_lines("vacant_since"), dtype=np.int64),
        exempt_under=np.array(of_lines("exempt_under"), dtype=np.int8),
        listed_reduction=np.array(of_lines("listed_reduction"), dtype=np.int8),
        old_tax=None if set(old_tax) <= {UNKNOWN} else whole_numbers(old_tax),
    )
