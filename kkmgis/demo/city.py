"""From a size and a seed to a folder of files with an answer key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kkmgis.demo.answers import ANSWER_KEY, Answers
from kkmgis.demo.columns import Columns, taken, texts
from kkmgis.demo.files import (
    renamed,
    replaced,
    write_csv,
    write_shapefile,
    write_workbook,
)
from kkmgis.demo.footprints import Flags
from kkmgis.demo.headers import (
    ASSET_HEADERS,
    ASSET_WORDS,
    BUILDING_PRICE_HEADERS,
    CONDO_HEADERS,
    CONDO_PRICE_HEADERS,
    DEED_HEADERS,
    LEASE_HEADERS,
    LEASE_WORDS,
    PARTY_HEADERS,
    PARTY_WORDS,
    PERMIT_HEADERS,
    RIGHT_HEADERS,
    RIGHT_WORDS,
    SIGN_HEADERS,
    SIGN_WORDS,
    USE_HEADERS,
    USE_WORDS,
)
from kkmgis.demo.people import MUNICIPALITY
from kkmgis.demo.plan import PLANS, Size
from kkmgis.demo.planted import Planter, plant_on_land, plant_unassessed, plant_uses
from kkmgis.demo.planted_lists import (
    plant_deeds,
    plant_footprints,
    plant_overdue_permits,
)
from kkmgis.demo.planted_things import (
    plant_expired_leases,
    plant_stray_buildings,
    plant_stray_signs,
    plant_untaxed_signs,
)
from kkmgis.demo.prices import building_price_rows
from kkmgis.demo.register import Register, fill_register, finish_parties
from kkmgis.demo.town import lay_town

SEED = 2569


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written.

    Attributes
    ----------
    folder : Path
    size, seed : as asked for
    files : list of (kind, path)
        In the order in which they must be imported.
    counts : mapping of str to int
        Rows by file and of the register: what an import must report as loaded.
    answers : mapping of kind to planted gaps
    """

    folder: Path
    size: Size
    seed: int
    files: list[tuple[str, Path]]
    counts: dict[str, int]
    answers: Answers

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data, paths relative to the folder."""
        return {
            "size": self.size,
            "seed": self.seed,
            "files": [{"kind": kind, "file": path.name} for kind, path in self.files],
            "counts": self.counts,
            "answers": {
                kind: [answer.as_json() for answer in found]
                for kind, found in sorted(self.answers.items())
            },
        }


def write_city(folder: Path, size: Size, seed: int = SEED) -> Manifest:
    """Write the demo city as the files that municipalities really have.

    Shapefiles in Indian 1975 with text in cp874, workbooks and CSV files with Thai
    headers, the Treasury's price list, and ``answer_key.json`` with what was
    planted. All people are invented. The same size and seed give the same bytes.

    Parameters
    ----------
    folder : Path
        Made when missing; files of the same names are replaced.
    size : {"small", "city"}
        About 3,000 parcels in a second, or 65,000 in half a minute.
    seed : int
        Another one makes another town.
    """
    rng = np.random.default_rng(seed)
    register = fill_register(lay_town(PLANS[size], rng), rng)
    planter = Planter(register, rng)
    number = register.town.plan.planted
    holes = plant_on_land(planter, number)
    plant_uses(planter, number)
    plant_unassessed(planter, number)
    plant_stray_buildings(planter, number)
    plant_stray_signs(planter, number)
    plant_untaxed_signs(planter, number)
    plant_expired_leases(planter, register.town.plan.expired)
    finish_parties(register, rng)
    # Numbers of their own: the register is the same with and without these lists.
    planter.rng = np.random.default_rng((seed, 1))
    plant_footprints(planter, number)
    plant_deeds(planter, holes, number)
    plant_overdue_permits(planter, number)
    kept = np.ones(len(register.town.code), dtype=np.bool_)
    kept[holes] = False
    folder.mkdir(parents=True, exist_ok=True)
    files = _write_maps(folder, register, kept) + _write_tables(folder, register)
    order = [
        "boundary", "blocks", "public-areas", "parcels", "buildings", "parties",
        "condos", "prices-land", "prices-building", "prices-condo", "rights", "uses",
        "signs", "assets", "leases", "sign-permits", "deeds", "footprints",
    ]  # fmt: skip
    files.sort(key=lambda entry: order.index(entry[0]))
    manifest = Manifest(
        folder, size, seed, files, _counts(register, kept), planter.answers
    )
    text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=1)
    (folder / ANSWER_KEY).write_text(text + "\n", encoding="utf-8")
    return manifest


def _counts(register: Register, kept: Flags) -> dict[str, int]:
    tables = register.tables
    counts = {name: len(next(iter(rows.values()))) for name, rows in tables.items()}
    counts["parcels"] = int(kept.sum())
    counts["blocks"] = len(register.town.block_code)
    counts["public-areas"] = len(register.town.strips.kind)
    return dict(sorted(counts.items()))


def _write_maps(
    folder: Path, register: Register, kept: Flags
) -> list[tuple[str, Path]]:
    town = register.town
    limit = np.array([town.limit], dtype=object)
    boundary: Columns = {
        "LAO_CODE": texts(["DEMO40"]),
        "NAME_TH": texts([MUNICIPALITY]),
        "NAME_EN": texts(["Khon Kaen City (demo)"]),
        "PROVINCE": texts(["ขอนแก่น"]),
    }
    blocks = {
        "BLOCK_ID": town.block_code,
        "ZONE_ID": texts([c[:2] for c in town.block_code]),
    }
    order = np.argsort(town.block_code.astype(str))
    strips = town.strips
    number = {"road": 0, "water": 0, "open": 0}
    codes = []
    for kind in strips.kind:
        number[kind] += 1
        codes.append(f"{kind[0].upper()}{number[kind]:05d}")
    public: Columns = {
        "CODE": texts(codes),
        "KIND": replaced(
            strips.kind, {"road": "ถนน", "water": "แหล่งน้ำ", "open": "ที่โล่ง"}
        ),
        "NAME": strips.name,
    }
    shapes = np.concatenate([register.buildings.geom, register.stray])
    return [
        ("boundary", write_shapefile(folder / "boundary.shp", boundary, limit)),
        (
            "blocks",
            write_shapefile(
                folder / "block.shp", taken(blocks, order), town.block_geom[order]
            ),
        ),
        ("public-areas", write_shapefile(folder / "public.shp", public, strips.geom)),
        (
            "parcels",
            write_shapefile(
                folder / "parcel.shp",
                taken(register.tables["parcels"], kept),
                town.geom[kept],
            ),
        ),
        (
            "buildings",
            write_shapefile(
                folder / "building.shp", register.tables["buildings"], shapes
            ),
        ),
        (
            "footprints",
            write_shapefile(
                folder / "drone.shp", register.tables["footprints"], register.footprints
            ),
        ),
    ]


def _write_tables(folder: Path, register: Register) -> list[tuple[str, Path]]:
    tables = register.tables

    def told(
        name: str, headers: dict[str, str], words: dict[str, dict[str, str]]
    ) -> Columns:
        rows = dict(tables[name])
        for column, table in words.items():
            rows[column] = replaced(rows[column], table)
        return renamed(rows, headers)

    book, csv = write_workbook, write_csv
    return [
        (
            "parties",
            book(
                folder / "owners.xlsx",
                "เจ้าของทรัพย์สิน",
                told("parties", PARTY_HEADERS, PARTY_WORDS),
            ),
        ),
        (
            "condos",
            book(
                folder / "condo_units.xlsx", "ห้องชุด", told("condos", CONDO_HEADERS, {})
            ),
        ),
        (
            "prices-land",
            csv(
                folder / "treasury_land_prices.csv", tables["prices-land"], "utf-8-sig"
            ),
        ),
        (
            "prices-land",
            csv(
                folder / "land_prices_by_parcel.csv",
                renamed(
                    tables["prices-land-parcel"],
                    {"parcel_code": "รหัสแปลง", "price_baht_per_wa": "ราคาประเมิน"},
                ),
                "cp874",
            ),
        ),
        (
            "prices-building",
            book(
                folder / "building_prices.xlsx",
                "ราคาสิ่งปลูกสร้าง",
                renamed(building_price_rows(), BUILDING_PRICE_HEADERS),
            ),
        ),
        (
            "prices-condo",
            csv(
                folder / "condo_prices.csv",
                renamed(tables["prices-condo"], CONDO_PRICE_HEADERS),
                "cp874",
            ),
        ),
        (
            "rights",
            csv(
                folder / "rights.csv",
                told("rights", RIGHT_HEADERS, RIGHT_WORDS),
                "cp874",
            ),
        ),
        (
            "uses",
            csv(folder / "uses.csv", told("uses", USE_HEADERS, USE_WORDS), "cp874"),
        ),
        (
            "signs",
            book(folder / "signs.xlsx", "ป้าย", told("signs", SIGN_HEADERS, SIGN_WORDS)),
        ),
        (
            "assets",
            book(
                folder / "assets.xlsx",
                "ทรัพย์สิน",
                told("assets", ASSET_HEADERS, ASSET_WORDS),
            ),
        ),
        (
            "leases",
            book(
                folder / "leases.xlsx",
                "สัญญาเช่า",
                told("leases", LEASE_HEADERS, LEASE_WORDS),
            ),
        ),
        (
            "sign-permits",
            book(
                folder / "sign_permits.xlsx",
                "ป้ายชั่วคราว",
                told("sign-permits", PERMIT_HEADERS, {}),
            ),
        ),
        (
            "deeds",
            csv(folder / "title_deeds.csv", told("deeds", DEED_HEADERS, {}), "cp874"),
        ),
    ]
