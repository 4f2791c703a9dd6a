"""Condominiums: their units, who owns and lives in them, and prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kkmgis.demo.columns import (
    Columns,
    blank,
    days_between,
    hundredths,
    texts,
    thai_dates,
)
from kkmgis.demo.names import CONDOMINIUMS
from kkmgis.demo.noding import Ints
from kkmgis.demo.people import Parties, party_codes
from kkmgis.demo.sites import Sites
from kkmgis.demo.town import Texts, Town

_FLOORS = (7, 8)


@dataclass(slots=True)
class Units:
    """Condominium units, shape (u,) each; ``area`` in hundredths of a m²."""

    condominium: Ints
    parcel: Ints
    floor: Ints
    number: Texts
    code: Texts
    area: Ints
    owner: Ints
    lives: Texts
    use: Texts


def draw_units(
    town: Town,
    sites: Sites,
    parties: Parties,
    companies: Ints,
    rng: np.random.Generator,
) -> Units:
    """Fill the condominiums with as many units as planned."""
    parcels = np.flatnonzero(sites.kind == "condo")
    total = town.plan.units
    share = town.area[parcels] ** 0.5
    sizes = np.floor(total * share / share.sum()).astype(np.int64)
    sizes[: total - int(sizes.sum())] += 1
    condominium = np.repeat(np.arange(len(parcels)), sizes)
    within = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    floors = rng.integers(_FLOORS[0], _FLOORS[1] + 1, len(parcels))[condominium]
    a_floor = -(-sizes[condominium] // (floors - 1))
    floor = 2 + within // a_floor
    number = texts(
        [f"{f}{r + 1:02d}" for f, r in zip(floor, within % a_floor, strict=True)]
    )
    code = texts(
        [f"C{c + 1:02d}-{u}" for c, u in zip(condominium, number, strict=True)]
    )
    area = rng.choice(np.array([2_650, 2_890, 3_120, 3_475, 4_560, 6_210]), total)
    people = parties.add_people(total)
    owner = np.where(rng.random(total) < 0.07, rng.choice(companies, total), people)
    draw = rng.random(total)
    use = np.where(draw < 0.88, "residential", np.where(draw < 0.95, "other", "vacant"))
    lives = (owner == people) & (use == "residential") & (rng.random(total) < 0.4)
    return Units(
        condominium,
        parcels[condominium],
        floor,
        number,
        code,
        area + rng.integers(-40, 41, total),
        owner,
        np.where(lives, "2566", "").astype(object),
        use.astype(object),
    )


def unit_rows(town: Town, units: Units) -> Columns:
    """Write the list of units."""
    size = len(units.code)
    names = texts([CONDOMINIUMS[c % len(CONDOMINIUMS)] for c in units.condominium])
    return {
        "condominium_code": condominium_codes(units.condominium),
        "condominium_name": names,
        "parcel_code": town.code[units.parcel],
        "unit_no": units.number,
        "building_no": np.full(size, "1", dtype=object),
        "floor_no": texts([str(f) for f in units.floor.tolist()]),
        "area_m2": hundredths(units.area),
        "code": units.code,
    }


def condominium_codes(numbers: Ints) -> Texts:
    """Write registration numbers of condominiums."""
    return texts([f"C{number + 1:02d}" for number in numbers.tolist()])


def unit_right_rows(units: Units, rng: np.random.Generator) -> Columns:
    """Write who owns the units."""
    size = len(units.code)
    return {
        "object_kind": np.full(size, "unit", dtype=object),
        "object_code": units.code,
        "party_code": party_codes(units.owner),
        "kind": np.full(size, "owner", dtype=object),
        "share": blank(size),
        "start_on": thai_dates(days_between("2014-01-06", "2022-12-20", size, rng)),
        "end_on": blank(size),
        "home_from_year_be": units.lives,
        "home_to_year_be": blank(size),
    }


def unit_use_rows(units: Units) -> Columns:
    """Write how the units are used."""
    size = len(units.code)
    vacant = units.use == "vacant"
    return {
        "object_kind": np.full(size, "unit", dtype=object),
        "object_code": units.code,
        "from_year_be": np.full(size, "2566", dtype=object),
        "to_year_be": blank(size),
        "position": np.full(size, "1", dtype=object),
        "use": units.use,
        "amount": hundredths(units.area),
        "vacant_since_be": np.where(vacant, "2566", "").astype(object),
        "exempt_under": blank(size),
        "reduction_pct": blank(size),
    }


def condo_price_rows(units: Units, rng: np.random.Generator) -> Columns:
    """Write prices of condominium space: one a floor, and some a single unit."""
    pairs = np.unique(np.column_stack([units.condominium, units.floor]), axis=0)
    base = rng.integers(96, 180, int(units.condominium.max()) + 1) * 250
    price = base[pairs[:, 0]] + 250 * pairs[:, 1]
    corner = np.flatnonzero(rng.random(len(units.code)) < 0.03)
    at_corner = base[units.condominium[corner]] + 250 * (units.floor[corner] + 6)
    floors = np.concatenate([pairs[:, 1], units.floor[corner]])
    return {
        "condominium_code": condominium_codes(
            np.concatenate([pairs[:, 0], units.condominium[corner]])
        ),
        "floor_no": texts([str(f) for f in floors.tolist()]),
        "unit_no": np.concatenate([blank(len(pairs)), units.number[corner]]),
        "price_baht_per_m2": texts(
            [str(p) for p in np.concatenate([price, at_corner])]
        ),
    }
