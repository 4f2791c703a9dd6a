"""Facts of land and buildings for one tax year, as columns.

Three tables stand beside each other, each a set of equally long arrays:

taxpayers
    one row an owner set that gets one assessment (C12);
assets
    one row a parcel, building or condominium unit of a taxpayer;
lines
    one row a use of an asset, in listed order: the rows of ภ.ด.ส.7/8.

Rows point to rows of another table by position. The order of the lines is the
listed order of the law's exemptions (C6, C7), so it decides money.

Amounts are whole numbers: satang, or an area times ``10 ** area_decimals``.
Columns of quantities are int64; where a number does not fit, a column of
Python integers (dtype object) is taken instead and stays exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from kkmgis.errors import TaxError

Column = npt.NDArray[Any]
"""A column of whole numbers: int64, or Python integers (dtype object)."""

INT64_SAFE = 2**62
"""Numbers below this leave room for one addition in int64."""


class AssetKind(IntEnum):
    """What is taxed (s.35 para 2)."""

    LAND = 0
    BUILDING = 1
    CONDO = 2


class Use(IntEnum):
    """Use of an asset (s.37 para 1), or no tax at all (s.8)."""

    AGRICULTURE = 0
    RESIDENTIAL = 1
    OTHER = 2
    VACANT = 3
    EXEMPT = 4


class Material(IntEnum):
    """Structure of a building, which picks its depreciation table."""

    MASONRY = 0
    HALF = 1
    WOOD = 2


class RateGroup(IntEnum):
    """Ladder of rates that a line runs through (s.94 and the rate decree)."""

    AGRICULTURE = 0
    HOME = 1
    HOME_BUILDING_ONLY = 2
    RESIDENTIAL = 3
    OTHER = 4
    VACANT = 5
    EXEMPT = 6


GROUPS = len(RateGroup)


def whole_numbers(values: Iterable[int]) -> Column:
    """Put whole numbers into the narrowest exact column.

    Parameters
    ----------
    values : iterable of int
        Any size.

    Returns
    -------
    ndarray, shape (n,)
        int64, or dtype object when a number does not fit.

    Examples
    --------
    >>> whole_numbers([1, 2]).dtype.name, whole_numbers([10**30]).dtype.name
    ('int64', 'object')
    """
    numbers = list(values)
    fits = all(-INT64_SAFE < number < INT64_SAFE for number in numbers)
    return np.array(numbers, dtype=np.int64 if fits else object)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of any number of taxpayers for one tax year.

    Attributes
    ----------
    tax_year : int
        Buddhist Era.
    area_decimals, price_decimals : int, >= 0
        Decimals of ``area`` and ``price``: 25.5 square wa is 2550 with two.

    natural : ndarray of bool, shape (taxpayers,)
        All owners of the set are natural persons (C12); false takes the farm
        exemption away (s.40).
    resident : ndarray of bool, shape (taxpayers,)
        At least one owner is a natural person, who can have a home (s.41, C12).
    co_owned : ndarray of bool, shape (taxpayers,)
        The set has several owners; only marks C12 in explanations.

    kind : ndarray of int8, shape (assets,), AssetKind
    taxpayer : ndarray of int64, shape (assets,), row of the taxpayer
    pool : ndarray of int64, shape (assets,), >= 0
        Adjoining parcels of one taxpayer and his buildings on them (s.42
        para 2, C5); a condominium unit, and a building on somebody else's
        land, is alone. Numbered from 0 without large holes; never shared by
        two taxpayers.
    home : ndarray of int64, shape (assets,), >= 0
        Which assets share one home exemption (C6): the parcel with its
        buildings, a unit, a building on somebody else's land. Numbered like
        ``pool``. Only looked at for principal lines.
    own_land : ndarray of bool, shape (assets,)
        False: a building on somebody else's land (10 M instead of 50 M).
    value_given : ndarray of bool, shape (assets,)
        ``given_value`` is the appraised value; area, price, age do not count.
    given_value : Column, shape (assets,), satang
    area : Column, shape (assets,), >= 0
        Square wa (land) or m² (building, unit), times ``10**area_decimals``.
    price : Column, shape (assets,), >= 0
        Baht per square wa or m², times ``10**price_decimals``.
    material : ndarray of int8, shape (assets,), Material
    age_years : ndarray of int64, shape (assets,)
        Completed years on 1 January of the tax year (C9).
    share_whole : Column, shape (assets,), > 0
        What the parts of the asset's lines add up to (m² of floor, 1000, ...).
    assumed_material : ndarray of bool, shape (assets,), marks C10
    follows_building : ndarray of bool, shape (assets,), marks C3

    asset : ndarray of int64, shape (lines,), row of the asset, never falling
    use : ndarray of int8, shape (lines,), Use
    share_part : Column, shape (lines,), >= 0, of the asset's ``share_whole``
    principal : ndarray of bool, shape (lines,)
        The owner lives there, in its house register, on 1 January (s.41).
    vacant_since : ndarray of int64, shape (lines,)
        First tax year of the running vacancy, BE; 0 when not vacant.
    exempt_under : ndarray of int8, shape (lines,)
        n of s.8(n) for an exempt line; 0 otherwise.
    listed_reduction : ndarray of int8, shape (lines,), 0, 50 or 90
        Property on that list of the decree on reductions B.E. 2563.

    old_tax : Column or None, shape (assets,), satang
        House-and-land or local maintenance tax of the year before the Act (s.97);
        -1 where it is not known. None: known of nothing.
    """

    tax_year: int
    area_decimals: int
    price_decimals: int

    natural: npt.NDArray[np.bool_]
    resident: npt.NDArray[np.bool_]
    co_owned: npt.NDArray[np.bool_]

    kind: npt.NDArray[np.int8]
    taxpayer: npt.NDArray[np.int64]
    pool: npt.NDArray[np.int64]
    home: npt.NDArray[np.int64]
    own_land: npt.NDArray[np.bool_]
    value_given: npt.NDArray[np.bool_]
    given_value: Column
    area: Column
    price: Column
    material: npt.NDArray[np.int8]
    age_years: npt.NDArray[np.int64]
    share_whole: Column
    assumed_material: npt.NDArray[np.bool_]
    follows_building: npt.NDArray[np.bool_]

    asset: npt.NDArray[np.int64]
    use: npt.NDArray[np.int8]
    share_part: Column
    principal: npt.NDArray[np.bool_]
    vacant_since: npt.NDArray[np.int64]
    exempt_under: npt.NDArray[np.int8]
    listed_reduction: npt.NDArray[np.int8]

    old_tax: Column | None = None


_TAXPAYERS = ("natural", "resident", "co_owned")
_ASSETS = (
    "kind",
    "taxpayer",
    "pool",
    "home",
    "own_land",
    "value_given",
    "given_value",
    "area",
    "price",
    "material",
    "age_years",
    "share_whole",
    "assumed_material",
    "follows_building",
)
_LINES = (
    "asset",
    "use",
    "share_part",
    "principal",
    "vacant_since",
    "exempt_under",
    "listed_reduction",
)
_NOT_NEGATIVE = ("given_value", "area", "price", "share_part", "age_years")


def check_facts(facts: Facts) -> None:
    """Refuse facts that contradict each other.

    Raises
    ------
    TaxError
        Columns of unequal length, a row that points nowhere, lines out of the
        order of their assets, a negative quantity, a pool of two taxpayers, or
        shares that do not add up; the message names the column and first row.
    """
    sizes = [_one_length(facts, names) for names in (_TAXPAYERS, _ASSETS, _LINES)]
    _check_pointers(facts, sizes[0], sizes[1])
    for name in _NOT_NEGATIVE:
        _refuse(name, getattr(facts, name) < 0, "is negative")
    _check_codes(facts)
    _refuse("share_whole", facts.share_whole <= 0, "is not above 0")
    if facts.old_tax is not None:
        _check_old_tax(facts, facts.old_tax)
    _check_shares(facts)
    _check_pools(facts)


def _one_length(facts: Facts, names: tuple[str, ...]) -> int:
    lengths = {name: len(getattr(facts, name)) for name in names}
    first = lengths[names[0]]
    for name, length in lengths.items():
        if length != first:
            raise TaxError(f"column {name} has {length} rows, {names[0]} has {first}")
    return first


def _refuse(name: str, wrong: npt.NDArray[np.bool_], what: str) -> None:
    if np.any(wrong):
        raise TaxError(f"column {name}, row {int(np.argmax(wrong))} {what}")


def _check_pointers(facts: Facts, taxpayers: int, assets: int) -> None:
    for name, length in (("taxpayer", taxpayers), ("asset", assets)):
        column = getattr(facts, name)
        _refuse(name, (column < 0) | (column >= length), "points nowhere")
    for name in ("pool", "home"):
        _refuse(name, getattr(facts, name) < 0, "is negative")
    _refuse("asset", np.diff(facts.asset, prepend=0) < 0, "falls back to an asset")


def _check_codes(facts: Facts) -> None:
    for name, codes in (
        ("kind", AssetKind),
        ("material", Material),
        ("use", Use),
    ):
        column = getattr(facts, name)
        _refuse(name, (column < 0) | (column >= len(codes)), "is no known code")
    vacant = facts.use == Use.VACANT
    _refuse(
        "vacant_since",
        vacant & ((facts.vacant_since <= 0) | (facts.vacant_since > facts.tax_year)),
        "is missing or after the tax year",
    )
    known = np.isin(facts.listed_reduction, (0, 50, 90))
    _refuse("listed_reduction", ~known, "is no known list")


def _check_old_tax(facts: Facts, old_tax: Column) -> None:
    if len(old_tax) != len(facts.kind):
        raise TaxError(
            f"column old_tax has {len(old_tax)} rows, kind has {len(facts.kind)}"
        )
    _refuse("old_tax", old_tax < -1, "is negative")


def _check_shares(facts: Facts) -> None:
    _refuse("share_part", facts.share_part > facts.share_whole[facts.asset], "above 1")
    # A sum of parts beyond int64 could wrap round to the whole by chance.
    wide = object in (facts.share_whole.dtype, facts.share_part.dtype)
    wide = wide or bool(np.any(facts.share_whole > 2**40))
    total = np.zeros(len(facts.kind), dtype=object if wide else np.int64)
    np.add.at(total, facts.asset, facts.share_part)
    _refuse("share_part", total != facts.share_whole, "(asset): not adding up")


def _check_pools(facts: Facts) -> None:
    if not len(facts.pool):
        return
    owner = np.full(int(facts.pool.max()) + 1, -1, dtype=np.int64)
    owner[facts.pool] = facts.taxpayer
    _refuse("pool", owner[facts.pool] != facts.taxpayer, "has two taxpayers")
