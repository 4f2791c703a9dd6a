"""Signs of shops, offices and temples, with their owners, sizes and places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from kkmgis.demo.columns import (
    Columns,
    Days,
    blank,
    days_between,
    joined,
    texts,
    thai_dates,
)
from kkmgis.demo.footprints import Flags, frames_of
from kkmgis.demo.houses import Buildings
from kkmgis.demo.names import SHOP_ENGLISH, SHOP_OWN, SHOP_OWN_ENGLISH, SHOPS
from kkmgis.demo.noding import Floats, Ints
from kkmgis.demo.owners import NONE, Owners
from kkmgis.demo.people import Parties, party_codes
from kkmgis.demo.sites import Sites
from kkmgis.demo.town import Texts, Town
from kkmgis.demo.uses import Declared

# How many signs a parcel may have, and how readily, by what it is.
_READY = {
    "shophouse": 1.0, "retail": 6.0, "showroom": 6.0, "restaurant": 4.0, "office": 2.5,
    "hotel": 4.0, "petrol": 6.0, "garage": 3.0, "warehouse": 1.6, "factory": 2.0,
    "house": 1.2, "parking": 0.8,
}  # fmt: skip
_EXEMPT = {"temple": "8(11)", "agency": "8(6)", "school": "8(6)", "hospital": "8(6)",
           "university": "8(6)", "park": "8(6)", "market": "8(6)"}  # fmt: skip
_SPOT = np.array([0.0, -0.28, 0.28, -0.14, 0.14, -0.36, 0.36, 0.07])


@dataclass(slots=True)
class Signs:
    """Signs in the order of their parcels, shape (s,) each.

    ``owner`` is a party number; sizes are in cm; dates not-a-time where none.
    """

    parcel: Ints
    owner: Ints
    business: Texts
    content: Texts
    text_class: Texts
    temporary: Flags
    moving: Flags
    width: Ints
    height: Ints
    sides: Ints
    installed: Days
    removed: Days
    exempt: Texts
    x: Floats
    y: Floats

    def numbers(self) -> Ints:
        """Count the signs of each parcel from 1."""
        starts = np.flatnonzero(np.r_[True, self.parcel[1:] != self.parcel[:-1]])
        sizes = np.diff(np.r_[starts, len(self.parcel)])
        return np.arange(len(self.parcel)) - np.repeat(starts, sizes) + 1

    def codes(self, town: Town) -> Texts:
        """Write the codes: 01A001-P001."""
        pairs = zip(town.code[self.parcel], self.numbers().tolist(), strict=True)
        return texts([f"{code}-P{number:03d}" for code, number in pairs])


def put_up_signs(
    town: Town,
    sites: Sites,
    declared: Declared,
    owners: Owners,
    parties: Parties,
    *,
    rng: np.random.Generator,
) -> Signs:
    """Put up as many signs as planned, where they contradict no declared use."""
    parcel = _parcels(town, sites, declared, rng)
    size = len(parcel)
    exempt = texts([_EXEMPT.get(kind, "") for kind in sites.kind[parcel]])
    owner = _owners(owners, parcel, exempt, parties=parties, rng=rng)
    shop = rng.integers(0, len(SHOPS), size)
    own = rng.integers(0, len(SHOP_OWN), size)
    business = joined(texts(SHOPS)[shop], texts(SHOP_OWN)[own])
    english = joined(texts(SHOP_OWN_ENGLISH)[own], " ", texts(SHOP_ENGLISH)[shop])
    text_class = rng.choice(
        np.array(["thai", "mixed", "foreign"], dtype=object), size, p=[0.34, 0.56, 0.10]
    )
    text_class[exempt != ""] = "thai"
    content = np.where(
        text_class == "thai",
        business,
        np.where(text_class == "foreign", english, joined(business, " ", english)),
    )
    big = rng.random(size) < 0.06
    width = np.where(
        big, rng.integers(40, 121, size) * 10, rng.integers(8, 49, size) * 10
    )
    height = np.where(
        big, rng.integers(30, 61, size) * 10, rng.integers(6, 25, size) * 10
    )
    temporary = (exempt == "") & (rng.random(size) < 0.025)
    installed = days_between("2005-01-04", "2025-12-20", size, rng)
    new = rng.random(size) < 0.05
    new |= temporary
    installed[new] = days_between("2026-01-06", "2026-11-16", int(new.sum()), rng)
    installed[rng.random(size) < 0.12] = np.datetime64("NaT")
    removed = np.full(size, np.datetime64("NaT"), dtype="datetime64[D]")
    gone = (~new) & (rng.random(size) < 0.03)
    removed[gone] = days_between("2025-12-21", "2026-10-30", int(gone.sum()), rng)
    x, y = _places(town, parcel)
    return Signs(
        parcel,
        owner,
        business,
        content.astype(object),
        text_class,
        temporary,
        rng.random(size) < 0.04,
        width,
        height,
        1 + (rng.random(size) < 0.16).astype(np.int64),
        installed,
        removed,
        exempt,
        x,
        y,
    )


def _parcels(
    town: Town, sites: Sites, declared: Declared, rng: np.random.Generator
) -> Ints:
    """Draw parcels, one a sign, in order; at most eight signs on one."""
    ready = np.array([_READY.get(kind, 0.0) for kind in sites.kind])
    ready *= declared.business()
    ready *= np.array([1.8, 1.4, 1.0, 0.6])[town.rank]
    state = np.flatnonzero([kind in _EXEMPT for kind in sites.kind])
    wanted = town.plan.regular_signs - len(state)
    most = np.minimum(np.ceil(ready * 1.1), len(_SPOT)).astype(np.int64)
    slots = np.repeat(np.arange(len(ready)), most)
    weight = (ready / np.maximum(most, 1))[slots]
    # Weighted draw without putting back, by exponential clocks.
    clock = rng.exponential(size=len(slots)) / weight
    if len(slots) < wanted:
        raise ValueError(f"{wanted} signs are wanted, {len(slots)} have room")
    drawn = slots[np.argpartition(clock, wanted - 1)[:wanted]]
    return np.sort(np.concatenate([drawn, state]))


def _owners(
    owners: Owners,
    parcel: Ints,
    exempt: Texts,
    *,
    parties: Parties,
    rng: np.random.Generator,
) -> Ints:
    """Owner of the parcel's business, or somebody who rents there."""
    holder = np.where(owners.tenant >= 0, owners.tenant, owners.party)
    owner = holder[parcel]
    rents = (exempt == "") & (owners.tenant[parcel] == NONE)
    rents &= rng.random(len(parcel)) < 0.42
    # Signs of one parcel mostly belong to one business.
    shops, number = np.unique(parcel[rents], return_inverse=True)
    owner[rents] = parties.add_people(len(shops))[number]
    return owner


def _places(town: Town, parcel: Ints) -> tuple[Floats, Floats]:
    """Put signs just inside the front of their parcels."""
    starts = np.flatnonzero(np.r_[True, parcel[1:] != parcel[:-1]])
    sizes = np.diff(np.r_[starts, len(parcel)])
    number = np.arange(len(parcel)) - np.repeat(starts, sizes)
    frames = frames_of(town).take(parcel)
    front = np.hypot(
        town.front[parcel, 2] - town.front[parcel, 0],
        town.front[parcel, 3] - town.front[parcel, 1],
    )
    sideways = _SPOT[number] * front
    x, y = frames.at(np.full(len(parcel), 0.6), sideways)
    inside = shapely.contains_xy(town.geom[parcel], x, y)
    point = shapely.point_on_surface(town.geom[parcel[~inside]])
    x[~inside], y[~inside] = shapely.get_x(point), shapely.get_y(point)
    return np.round(x, 2), np.round(y, 2)


def sign_rows(
    town: Town, signs: Signs, buildings: Buildings, rng: np.random.Generator
) -> Columns:
    """Write the register of signs."""
    size = len(signs.parcel)
    # The first building of a parcel carries most of its signs.
    built = np.isin(signs.parcel, buildings.parcel)
    on_wall = built & (rng.random(size) < 0.7)
    building = blank(size)
    building[on_wall] = joined(town.code[signs.parcel[on_wall]], "-B001")
    return {
        "code": signs.codes(town),
        "kind": np.where(signs.temporary, "temporary", "permanent").astype(object),
        "parcel_code": town.code[signs.parcel],
        "building_code": building,
        "owner_code": party_codes(signs.owner),
        "business_name": signs.business,
        "content": signs.content,
        "text_class": signs.text_class,
        "moving": np.where(signs.moving, "ใช่", "ไม่").astype(object),
        "width_cm": texts([str(v) for v in signs.width.tolist()]),
        "height_cm": texts([str(v) for v in signs.height.tolist()]),
        "sides": texts([str(v) for v in signs.sides.tolist()]),
        "installed_on": thai_dates(signs.installed),
        "removed_on": thai_dates(signs.removed),
        "exempt_under": signs.exempt,
        "x": texts([f"{v:.2f}" for v in signs.x.tolist()]),
        "y": texts([f"{v:.2f}" for v in signs.y.tolist()]),
    }
