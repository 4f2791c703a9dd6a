"""Turn the register of a tax year into the facts of the tax kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from kkmgis.assess.following import follow_buildings
from kkmgis.assess.holding import Holding, read_holding
from kkmgis.assess.objects import (
    AREA_DECIMALS,
    BUILDING,
    PRICE_DECIMALS,
    Objects,
    read_objects,
)
from kkmgis.assess.pools import neighbours, pool_numbers
from kkmgis.assess.reasons import REASONS
from kkmgis.assess.structure import materials
from kkmgis.assess.uses import (
    UNKNOWN_PARAGRAPH,
    Uses,
    join_uses,
    land_rows,
    on_own_land,
    read_uses,
)
from kkmgis.tax.facts import Facts, Use
from kkmgis.tax.rulebook import RuleBook

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LandRegister:
    """The register as it bears on one tax year.

    Attributes
    ----------
    holding : Holding
    objects : Objects
    uses : Uses
        Recorded ones and those that follow buildings.
    followed : mapping of int to list of int
        Rows of the buildings that a parcel's use follows (C3).
    pool : ndarray of int64, shape (objects,)
    """

    holding: Holding
    objects: Objects
    uses: Uses
    followed: Mapping[int, list[int]]
    pool: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LandFacts:
    """Facts for the kernel, and how their rows lie to the register's.

    Attributes
    ----------
    facts : Facts
    asset_rows : ndarray of int64, shape (assets,), row in `Objects`
    line_rows : ndarray of int64, shape (lines,), row in `Uses`
    faults : mapping of str to ndarray of bool, shape (objects,)
        By reason code: what keeps an object from being assessed.
    """

    facts: Facts
    asset_rows: npt.NDArray[np.int64]
    line_rows: npt.NDArray[np.int64]
    faults: Mapping[str, Flags]


def read_land_register(connection: Connection[Any], rules: RuleBook) -> LandRegister:
    """Read all that the land and building tax of a year looks at.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    rules : RuleBook
        Of the tax year.

    Returns
    -------
    LandRegister
    """
    holding = read_holding(connection, rules.tax_year)
    objects = read_objects(connection, rules.tax_year, holding)
    recorded = read_uses(connection, objects, rules.tax_year)
    following, followed = follow_buildings(connection, objects, recorded)
    pairs = neighbours(connection, objects, Decimal(rules.pool_gap_m))
    return LandRegister(
        holding=holding,
        objects=objects,
        uses=join_uses(recorded, following),
        followed=followed,
        pool=pool_numbers(objects, *pairs),
    )


def find_faults(register: LandRegister, rules: RuleBook) -> dict[str, Flags]:
    """Tell what keeps objects from being assessed.

    Returns
    -------
    dict of str to ndarray of bool, shape (objects,)
        By reason code, in the order of `kkmgis.assess.reasons.REASONS`.
    """
    objects, uses = register.objects, register.uses
    building = objects.kind == BUILDING
    stated = objects.stated >= 0
    # A price of 0 in a list means that nothing was appraised.
    priced = (objects.price > 0) | stated
    used = np.zeros(len(objects), dtype=np.bool_)
    used[uses.owner] = True
    paragraphs = [int(name[2:-1]) for name in rules.land.untaxed]
    vacant = uses.use == Use.VACANT
    bad_year = (uses.vacant_since <= 0) | (uses.vacant_since > rules.tax_year)
    exempt = uses.use == Use.EXEMPT
    known = np.isin(uses.exempt_under, paragraphs)
    later = building & (objects.built_year_be >= rules.tax_year)
    typed = np.asarray(objects.type_code.is_valid())
    computed = building & ~stated
    faults = {
        "no_owner": objects.owner_set < 0,
        "no_use": ~used,
        "no_type": computed & ~typed,
        "no_area": ~stated & (objects.area < 0),
        "no_price": ~priced & ~(building & ~typed),
        "no_built_year": computed & (objects.built_year_be < 0),
        "built_later": later,
        "vacancy_year": _of_objects(objects, uses, vacant & bad_year),
        "exempt_paragraph": _of_objects(
            objects, uses, exempt & (~known | (uses.exempt_under == UNKNOWN_PARAGRAPH))
        ),
    }
    return {code: faults[code] for code in REASONS if code in faults}


def _of_objects(objects: Objects, uses: Uses, wrong: Flags) -> Flags:
    found = np.zeros(len(objects), dtype=np.bool_)
    found[uses.owner[wrong]] = True
    return found


def land_facts(register: LandRegister, rules: RuleBook) -> LandFacts:
    """Make the kernel's columns of all objects that can be assessed.

    Parameters
    ----------
    register : LandRegister
    rules : RuleBook
        Of the tax year.

    Returns
    -------
    LandFacts
        Objects with a fault are left out.

    Notes
    -----
    Legal source: s.9, s.35, s.38, s.40, s.41, C3, C5, C6, C9, C10, C12.
    """
    objects, uses = register.objects, register.uses
    faults = find_faults(register, rules)
    faulty = np.logical_or.reduce(list(faults.values()))
    rows = np.flatnonzero(~faulty)
    asset_of = np.full(len(objects), -1, dtype=np.int64)
    asset_of[rows] = np.arange(len(rows))
    lines = np.flatnonzero(asset_of[uses.owner] >= 0)
    taken = uses.take(lines)
    taxpayer_key = objects.owner_set[rows] * 2 + objects.possessed[rows]
    _, first, taxpayer = np.unique(taxpayer_key, return_index=True, return_inverse=True)
    holders = rows[first]
    material, assumed = materials(objects, rules.tax_year, rules.land.assumed_material)
    asset = asset_of[taken.owner]
    share_whole = np.ones(len(rows), dtype=taken.whole.dtype)
    share_whole[asset] = taken.whole
    follows = np.zeros(len(objects), dtype=np.bool_)
    follows[list(register.followed)] = True
    stated = objects.stated[rows] >= 0
    facts = Facts(
        tax_year=rules.tax_year,
        area_decimals=AREA_DECIMALS,
        price_decimals=PRICE_DECIMALS,
        natural=objects.all_natural[holders],
        resident=objects.any_natural[holders],
        co_owned=objects.co_owned[holders],
        kind=objects.kind[rows].astype(np.int8),
        taxpayer=taxpayer,
        pool=_dense(register.pool[rows]),
        home=_dense(_homes(objects)[rows]),
        own_land=(objects.kind != BUILDING)[rows] | on_own_land(objects)[rows],
        value_given=stated,
        given_value=np.maximum(objects.stated[rows], 0),
        area=np.maximum(objects.area[rows], 0),
        price=np.maximum(objects.price[rows], 0),
        material=material[rows],
        age_years=_ages(objects, rules.tax_year)[rows],
        share_whole=share_whole,
        assumed_material=assumed[rows],
        follows_building=follows[rows],
        asset=asset,
        use=taken.use.astype(np.int8),
        share_part=taken.part,
        principal=taken.home,
        vacant_since=taken.vacant_since,
        exempt_under=taken.exempt_under.astype(np.int8),
        listed_reduction=taken.reduction.astype(np.int8),
    )
    return LandFacts(facts, rows, lines, faults)


def _dense(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    inverse: npt.NDArray[np.int64] = np.unique(numbers, return_inverse=True)[1]
    return inverse


def _ages(objects: Objects, tax_year: int) -> npt.NDArray[np.int64]:
    """Count completed years on 1 January (C9).

    Of the year of building only the number is known: on 1 January the year in
    which the building was finished is the first one that is not complete.
    """
    age = tax_year - 1 - objects.built_year_be
    return np.where(objects.built_year_be > 0, np.maximum(age, 0), 0)


def _homes(objects: Objects) -> npt.NDArray[np.int64]:
    """Give a number to what shares one home exemption (C6).

    A parcel and the holders' buildings on it share one; so do several buildings
    of one set of owners on the same parcel of somebody else. A unit, and a
    building on no known parcel, has its own.
    """
    home = np.arange(len(objects), dtype=np.int64)
    land = land_rows(objects)
    own = (objects.kind == BUILDING) & on_own_land(objects)
    home[own] = land[own]
    other = (objects.kind == BUILDING) & ~own & (land >= 0)
    rows = np.flatnonzero(other)
    place = np.stack(
        [objects.owner_set[rows], objects.possessed[rows], land[rows]], axis=1
    )
    if len(rows):
        _, first, group = np.unique(
            place, axis=0, return_index=True, return_inverse=True
        )
        home[rows] = rows[first][group.ravel()]
    return home
