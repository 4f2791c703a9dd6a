"""Made-up authorities for benchmarks and tests: any size, the same by their seed.

No person is in them. What stands on the ground is what the law tells apart: owners
with several adjoining parcels, homes, farms, empty land, mixed uses, condominiums,
buildings on somebody else's land, property exempt by s.8, and things set aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from kkmgis.national.columns import Flags, Numbers
from kkmgis.national.ground import COLUMNS, LOTS, areas_x10000_wa, as_wkb, lots
from kkmgis.national.layout import KINDS, Authority
from kkmgis.national.made_uses import Land, land_of, use_table
from kkmgis.national.write import write_partition
from kkmgis.tax.facts import AssetKind, Material

SRID = 32648
_LAND, _BUILDING, _UNIT = AssetKind.LAND, AssetKind.BUILDING, AssetKind.CONDO

_STATE = 0
"""Taxpayer number of the state, an owner of many parcels."""

_UNITS_A_HOUSE = 40


@dataclass(frozen=True, slots=True)
class _Owners:
    """Who holds: of each parcel, and what kind each taxpayer is."""

    of_parcel: Numbers
    natural: Flags
    resident: Flags
    co_owned: Flags


def authority_sizes(parcels: int, authorities: int, seed: int) -> list[int]:
    """Share parcels out over authorities of unlike size, large and small.

    Returns
    -------
    list of int
        At least 1 each; they add up to ``parcels``.
    """
    rng = np.random.default_rng([seed, authorities])
    weight = rng.uniform(0.4, 1.6, authorities)
    bounds = np.cumsum(weight) / weight.sum() * (parcels - authorities)
    sizes = np.diff(np.floor(bounds + 0.5).astype(np.int64), prepend=0) + 1
    found: list[int] = sizes.tolist()
    return found


def make_partition(
    directory: str, number: int, parcels: int, tax_year: int, seed: int
) -> int:
    """Write the partition of one made-up authority.

    Parameters
    ----------
    directory : str
    number : int
        Of the authority, from 0; with ``seed`` it decides everything.
    parcels : int
    tax_year : int
        Buddhist Era.
    seed : int

    Returns
    -------
    int
        Objects that were written.
    """
    rng = np.random.default_rng([seed, number])
    authority = Authority(
        code=f"T{number + 1:04d}",
        name_th=f"เทศบาลสมมุติที่ {number + 1}",
        name_en=f"Made-up municipality {number + 1}",
        tax_year=tax_year,
        srid=SRID,
    )
    objects, uses = made_tables(rng, number, parcels, tax_year)
    write_partition(Path(directory), authority, objects, uses)
    return len(objects)


def made_tables(
    rng: np.random.Generator, number: int, parcels: int, tax_year: int
) -> tuple[pa.Table, pa.Table]:
    """Make the objects and uses of an authority."""
    rings = lots(parcels, rng, number)
    owners = _owners(parcels, rng)
    land = land_of(rng, owners.of_parcel == _STATE, tax_year)
    kind, stands_on = _things(land, rng)
    taxpayer = owners.of_parcel[stands_on]
    people = len(owners.natural)
    # Some houses stand on somebody else's land; most units have owners of their own.
    strange = (kind == _BUILDING) & (rng.random(len(kind)) < 0.05)
    strange |= (kind == _UNIT) & (rng.random(len(kind)) < 0.95)
    taxpayer[strange] = rng.integers(1, people, np.count_nonzero(strange))
    price, area = _worth(rng, rings, kind, stands_on)
    stated = rng.random(len(kind)) < 0.01
    aside = (kind == _LAND) & (rng.random(len(kind)) < 0.004)
    building, is_land = kind == _BUILDING, kind == _LAND
    ids = np.arange(1, len(kind) + 1)
    land_ids = np.zeros(parcels, dtype=np.int64)
    land_ids[stands_on[is_land]] = ids[is_land]
    geometry = np.full(len(kind), None, dtype=object)
    geometry[is_land] = as_wkb(rings)
    objects = pa.table(
        {
            "id": ids,
            "code": _codes(stands_on),
            "kind": pa.array(KINDS).take(pa.array(kind)),
            "taxpayer": taxpayer,
            "natural": owners.natural[taxpayer],
            "resident": owners.resident[taxpayer],
            "co_owned": owners.co_owned[taxpayer],
            "land": pa.array(land_ids[stands_on], mask=is_land),
            "area_x10000": area,
            "price_satang": pa.array(price, mask=aside),
            "stated_satang": pa.array(area * price // 10_000, mask=~stated | aside),
            "material": pa.array([m.name.lower() for m in Material]).take(
                pa.array(rng.choice(3, len(kind), p=[0.7, 0.2, 0.1]), mask=~building)
            ),
            "age_years": pa.array(rng.integers(0, 51, len(kind)), mask=~building),
            "assumed_material": building & (rng.random(len(kind)) < 0.1),
            "set_aside": pa.array(["no_price"]).take(
                pa.array(np.zeros(len(kind), np.int64), mask=~aside)
            ),
            "geometry": pa.array(geometry.tolist(), pa.binary()),
        }
    )
    home = _homes(kind, stands_on, taxpayer, owners, land)
    uses = use_table(
        rng,
        ids=ids,
        kind=kind,
        land=land,
        stands_on=stands_on,
        home=home,
        assessed=~aside,
    )
    return objects, uses


def _owners(parcels: int, rng: np.random.Generator) -> _Owners:
    """Give each parcel an owner; some go on into the next lot, some own far apart."""
    column = np.arange(parcels) % LOTS % COLUMNS
    goes_on = (rng.random(parcels) < 0.12) & (column > 0)
    run = np.cumsum(~goes_on)
    last = int(run[-1]) + 1
    owner = np.arange(last)
    scattered = rng.random(last) < 0.04
    owner[scattered] = rng.integers(1, last, np.count_nonzero(scattered))
    owner[rng.random(last) < 0.03] = _STATE
    juristic = rng.random(last) < 0.07
    juristic[_STATE] = True
    co_owned = (rng.random(last) < 0.15) & (np.arange(last) != _STATE)
    return _Owners(
        of_parcel=owner[run],
        natural=~juristic,
        resident=~juristic | co_owned,
        co_owned=co_owned,
    )


def _things(land: Land, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """List land, then its buildings, then its units, parcel by parcel.

    Returns
    -------
    kind : ndarray of int64, shape (objects,)
    stands_on : ndarray of int64, shape (objects,), number of the parcel
    """
    parcels = len(land.built)
    draw = rng.random(parcels)
    buildings = np.where(land.built, 1 + (draw < 0.12), 0)
    towers = land.condominium
    units = np.where(towers, rng.integers(1, 2 * _UNITS_A_HOUSE, parcels), 0)
    number = np.arange(parcels)
    kinds, places = [], []
    for kind, count in ((_LAND, np.ones_like(units)), (_BUILDING, buildings)):
        kinds.append(np.full(int(count.sum()), int(kind), dtype=np.int64))
        places.append(np.repeat(number, count))
    kinds.append(np.full(int(units.sum()), int(_UNIT), dtype=np.int64))
    places.append(np.repeat(number, units))
    kind_of, stands_on = np.concatenate(kinds), np.concatenate(places)
    order = np.lexsort((kind_of, stands_on))
    return kind_of[order], stands_on[order]


def _worth(
    rng: np.random.Generator,
    rings: Numbers,
    kind: Numbers,
    stands_on: Numbers,
) -> tuple[Numbers, Numbers]:
    """Give prices in satang, the same in a block, and areas."""
    blocks = -(-len(rings) // LOTS)
    wa = np.clip(np.exp(rng.normal(8.5, 1.4, blocks)), 100, 400_000)
    of_block = (wa // 50 + 1).astype(np.int64) * 5000
    of_house = rng.choice(np.arange(4500, 12_000, 250), len(kind)) * 100
    of_unit = rng.choice(np.arange(20_000, 120_000, 1000), len(kind)) * 100
    land_price = of_block[stands_on // LOTS]
    price = np.choose(kind, [land_price, of_house, of_unit])
    floor = rng.integers(40, 400, len(kind)) * 10_000
    floor += rng.integers(0, 100, len(kind)) * 100
    unit = rng.integers(2400, 12_000, len(kind)) * 100
    area = np.choose(kind, [areas_x10000_wa(rings)[stands_on], floor, unit])
    return price, area


def _homes(
    kind: Numbers,
    stands_on: Numbers,
    taxpayer: Numbers,
    owners: _Owners,
    land: Land,
) -> Flags:
    """Tell which objects are their owner's home: the first place that can be one."""
    can = owners.resident[taxpayer] & (land.lived_in[stands_on] | (kind == _UNIT))
    can &= (kind != _LAND) | land.built[stands_on]
    rows = np.flatnonzero(can)
    people, first = np.unique(taxpayer[rows], return_index=True)
    place = np.full(len(owners.natural), -1, dtype=np.int64)
    place[people] = stands_on[rows[first]]
    home: Flags = can & (place[taxpayer] == stands_on)
    return home


def _codes(stands_on: Numbers) -> list[str]:
    """Write codes of parcels like those of the tax map, e.g. 01A001."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return [
        f"{n // 999 // len(letters) + 1:02d}{letters[n // 999 % len(letters)]}"
        f"{n % 999 + 1:03d}"
        for n in stands_on.tolist()
    ]
