"""A partition's columns as facts of the tax kernel."""

from __future__ import annotations

import numpy as np

from kkmgis.assess.adjoining import connected
from kkmgis.national.columns import Flags, Numbers
from kkmgis.national.layout import AREA_DECIMALS, PRICE_DECIMALS
from kkmgis.national.read import Objects, Uses
from kkmgis.tax.exact import safe_for_sums
from kkmgis.tax.facts import AssetKind, Facts


def pool_numbers(objects: Objects, a: Numbers, b: Numbers) -> Numbers:
    """Give every object the row of its pool's first object.

    Parameters
    ----------
    objects : Objects
    a, b : ndarray of int64, shape (pairs,), rows of adjoining parcels

    Returns
    -------
    ndarray of int64, shape (objects,)
        Connected parcels are one pool, with the holders' buildings on them; a
        unit, and a building on somebody else's land, is alone (s.42 para 2, C5).
    """
    pool = connected(len(objects), a, b)
    own = _own_buildings(objects)
    pool[own] = pool[objects.land[own]]
    return pool


def facts_of(objects: Objects, uses: Uses, pool: Numbers, tax_year: int) -> Facts:
    """Make the kernel's columns of the objects that are not set aside.

    Parameters
    ----------
    objects : Objects
    uses : Uses
    pool : ndarray of int64, shape (objects,)
        See `pool_numbers`.
    tax_year : int
        Buddhist Era.

    Returns
    -------
    Facts
        Assets are the assessed rows of ``objects`` in order, lines those of
        ``uses``.

    Notes
    -----
    Legal source: s.9, s.35, s.38, s.40, s.41, C3, C5, C6, C9, C10, C12.
    """
    rows = np.flatnonzero(objects.assessed)
    asset_of = np.cumsum(objects.assessed) - 1
    asset = asset_of[uses.owner]
    _, first, taxpayer = np.unique(
        objects.taxpayer[rows], return_index=True, return_inverse=True
    )
    holders = rows[first]
    part = safe_for_sums(uses.part)
    whole = np.zeros(len(rows), dtype=part.dtype)
    np.add.at(whole, asset, part)
    own_land = (objects.kind != AssetKind.BUILDING) | _own_buildings(objects)
    return Facts(
        tax_year=tax_year,
        area_decimals=AREA_DECIMALS,
        price_decimals=PRICE_DECIMALS,
        natural=objects.natural[holders],
        resident=objects.resident[holders],
        co_owned=objects.co_owned[holders],
        kind=objects.kind[rows].astype(np.int8),
        taxpayer=taxpayer,
        pool=_dense(pool[rows]),
        home=_dense(_homes(objects)[rows]),
        own_land=own_land[rows],
        value_given=objects.stated[rows] >= 0,
        given_value=np.maximum(objects.stated[rows], 0),
        area=np.maximum(objects.area[rows], 0),
        price=np.maximum(objects.price[rows], 0),
        material=np.maximum(objects.material[rows], 0).astype(np.int8),
        age_years=np.maximum(objects.age_years[rows], 0),
        share_whole=whole,
        assumed_material=objects.assumed_material[rows],
        follows_building=objects.follows_building[rows],
        asset=asset,
        use=uses.use.astype(np.int8),
        share_part=uses.part,
        principal=uses.principal,
        vacant_since=uses.vacant_since,
        exempt_under=uses.exempt_under.astype(np.int8),
        listed_reduction=uses.reduction.astype(np.int8),
        old_tax=objects.old_tax[rows],
    )


def _dense(numbers: Numbers) -> Numbers:
    inverse: Numbers = np.unique(numbers, return_inverse=True)[1]
    return inverse


def _own_buildings(objects: Objects) -> Flags:
    """Tell which buildings stand on land of their own holders."""
    land = objects.land
    same = (objects.taxpayer >= 0) & (objects.taxpayer[land] == objects.taxpayer)
    own: Flags = (objects.kind == AssetKind.BUILDING) & (land >= 0) & same
    return own


def _homes(objects: Objects) -> Numbers:
    """Give a number to what shares one home exemption (C6).

    A parcel and the holders' buildings on it share one; so do several buildings
    of one taxpayer on the same parcel of somebody else. A unit, and a building
    on no known parcel, has its own.
    """
    home = np.arange(len(objects), dtype=np.int64)
    own = _own_buildings(objects)
    home[own] = objects.land[own]
    other = (objects.kind == AssetKind.BUILDING) & ~own & (objects.land >= 0)
    rows = np.flatnonzero(other)
    if len(rows):
        place = np.stack([objects.taxpayer[rows], objects.land[rows]], axis=1)
        _, first, group = np.unique(
            place, axis=0, return_index=True, return_inverse=True
        )
        home[rows] = rows[first][group.ravel()]
    return home
