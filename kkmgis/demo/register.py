"""The demo's register: everything that will be written into files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kkmgis.demo.assets import Assets, asset_rows, keep_assets, lease_rows
from kkmgis.demo.columns import (
    Columns,
    blank,
    days_between,
    hundredths,
    stacked,
    tenths,
    texts,
    thai_dates,
)
from kkmgis.demo.condos import (
    Units,
    condo_price_rows,
    draw_units,
    unit_right_rows,
    unit_rows,
    unit_use_rows,
)
from kkmgis.demo.deeds import Deeds, draw_deeds
from kkmgis.demo.houses import Buildings, build
from kkmgis.demo.noding import Ints
from kkmgis.demo.owners import Owners, building_codes, right_rows, share_out
from kkmgis.demo.people import Parties, found_bodies, party_rows
from kkmgis.demo.signs import Signs, put_up_signs, sign_rows
from kkmgis.demo.sites import Sites, choose_sites
from kkmgis.demo.town import Shapes, Texts, Town
from kkmgis.demo.uses import Declared, building_use_rows, land_use_rows

_STRUCTURES = {"wood": "1", "masonry": "2", "half": "3"}


@dataclass(slots=True)
class Register:
    """Facts of the town, and the tables made of them.

    ``tables`` holds one table a file, by name; parcels and buildings have their
    shapes in ``town.geom`` and ``buildings.geom`` in the same order. ``stray`` are
    shapes of further buildings on no parcel, ``footprints`` plans drawn from the air.
    """

    town: Town
    sites: Sites
    buildings: Buildings
    owners: Owners
    declared: Declared
    deeds: Deeds
    signs: Signs
    units: Units
    assets: Assets
    parties: Parties
    tables: dict[str, Columns]
    stray: Shapes
    footprints: Shapes


def fill_register(town: Town, rng: np.random.Generator) -> Register:
    """Invent owners, deeds, uses, prices, signs and leases for a town."""
    sites = choose_sites(town, rng)
    buildings = build(town, sites, rng)
    parties, bodies = found_bodies(town.plan.parcels)
    owners = share_out(town, sites, parties, bodies, rng)
    declared = Declared(sites, rng)
    deeds = draw_deeds(town, sites, rng)
    units = draw_units(town, sites, parties, bodies["company"], rng)
    signs = put_up_signs(town, sites, declared, owners, parties, rng=rng)
    assets = keep_assets(town, sites, buildings, owners, parties, rng=rng)
    built = np.zeros(len(town.code), dtype=np.int64)
    built[buildings.parcel[buildings.main]] = buildings.built_year[buildings.main]
    rights = right_rows(town, buildings, owners, parties, rng)
    address = house_numbers(town, buildings)
    tables = {
        "parcels": parcel_rows(town, deeds, address, rng),
        "buildings": building_rows(town, buildings, address),
        "condos": unit_rows(town, units),
        "rights": stacked([rights, unit_right_rows(units, rng)]),
        "uses": stacked(
            [
                land_use_rows(
                    town, declared, owners, area_tenths=deeds.area, built=built, rng=rng
                ),
                building_use_rows(town, buildings, declared, owners, rng),
                unit_use_rows(units),
            ]
        ),
        "prices-land": _prices_by_deed(deeds),
        "prices-land-parcel": _prices_by_parcel(town, deeds),
        "prices-condo": condo_price_rows(units, rng),
        "signs": sign_rows(town, signs, buildings, rng),
        "assets": asset_rows(town, assets),
        "leases": lease_rows(town.plan, assets, parties, rng),
    }
    return Register(
        town, sites, buildings, owners, declared, deeds, signs, units, assets, parties,
        tables, np.empty(0, dtype=object), np.empty(0, dtype=object),
    )  # fmt: skip


def finish_parties(register: Register, rng: np.random.Generator) -> None:
    """Write the register of parties, once nobody more is added."""
    rows = party_rows(register.parties, register.owners.related, rng)
    register.tables["parties"] = rows


def house_numbers(town: Town, buildings: Buildings) -> Texts:
    """Give houses numbers along their roads; shops of a row share the first part."""
    built = np.isin(np.arange(len(town.code)), buildings.parcel)
    counts: dict[str, int] = {}
    shares: dict[int, tuple[str, int]] = {}
    found = blank(len(town.code))
    for i in np.flatnonzero(built).tolist():
        key = town.lane[i] or town.road[i]
        row = int(town.row[i])
        if town.form[i] in ("shop", "terrace") and row in shares:
            base, number = shares[row]
            shares[row] = (base, number + 1)
            found[i] = f"{base}/{number}"
            continue
        counts[key] = counts.get(key, 0) + 1
        found[i] = str(counts[key])
        if town.form[i] in ("shop", "terrace"):
            found[i] = f"{counts[key]}/1"
            shares[row] = (str(counts[key]), 2)
    return found


def parcel_rows(
    town: Town, deeds: Deeds, address: Texts, rng: np.random.Generator
) -> Columns:
    """Write the attributes of parcels."""
    n = len(town.code)
    rai, ngan, wa = rai_ngan_wa(deeds.area)
    surveyed = days_between("2019-01-07", "2026-09-30", n, rng)
    return {
        "PARCEL_COD": town.code.copy(),
        "DOC_TYPE": deeds.kind,
        "DEED_NO": deeds.number,
        "UTMMAP1": deeds.map1,
        "UTMMAP2": deeds.map2,
        "UTMMAP3": deeds.map3,
        "UTMMAP4": deeds.map4,
        "UTMSCALE": deeds.scale,
        "LAND_NO": deeds.land_no,
        "SURVEY_NO": deeds.survey_no,
        "RAI": rai,
        "NGAN": ngan,
        "WA": wa,
        "HOUSE_NO": address,
        "SOI": town.lane,
        "ROAD": town.road,
        "TAMBON": np.full(n, "ในเมือง", dtype=object),
        "SURVEY_DT": thai_dates(surveyed),
        "NOTE": blank(n),
    }


def rai_ngan_wa(area_tenths: Ints) -> tuple[Texts, Texts, Texts]:
    """Split tenths of a square wa into rai, ngan and wa (1 rai = 400, 1 ngan = 100)."""
    return (
        texts([str(v) for v in (area_tenths // 4_000).tolist()]),
        texts([str(v) for v in (area_tenths % 4_000 // 1_000).tolist()]),
        tenths(area_tenths % 1_000),
    )


def building_rows(town: Town, buildings: Buildings, address: Texts) -> Columns:
    """Write the attributes of buildings."""
    size = len(buildings.parcel)
    return {
        "BLD_CODE": building_codes(town, buildings),
        "PARCEL_COD": town.code[buildings.parcel],
        "BLD_TYPE": buildings.type_code.copy(),
        "STRUCTURE": texts([_STRUCTURES[s] for s in buildings.structure]),
        "NO_FLOOR": texts([str(v) for v in buildings.storeys.tolist()]),
        "AREA_M2": hundredths(buildings.floor_area),
        "BUILT_YEAR": texts([str(v) for v in buildings.built_year.tolist()]),
        "HS_NO": np.where(buildings.main, address[buildings.parcel], "").astype(object),
        "NAME": blank(size),
        "NOTE": blank(size),
    }


def _prices_by_deed(deeds: Deeds) -> Columns:
    rows = deeds.land_no != ""
    return {
        "UTMMAP1": deeds.map1[rows],
        "UTMMAP2": deeds.map2[rows],
        "UTMMAP3": deeds.map3[rows],
        "UTMMAP4": deeds.map4[rows],
        "UTMSCALE": deeds.scale[rows],
        "LAND_NO": deeds.land_no[rows],
        "EVAPRICE": texts([str(v) for v in deeds.price[rows].tolist()]),
    }


def _prices_by_parcel(town: Town, deeds: Deeds) -> Columns:
    rows = deeds.land_no == ""
    return {
        "parcel_code": town.code[rows],
        "price_baht_per_wa": texts([str(v) for v in deeds.price[rows].tolist()]),
    }
