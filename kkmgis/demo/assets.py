"""Municipal and Treasury property, its leases and tenants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from kkmgis.demo.columns import (
    Columns,
    Days,
    blank,
    days_between,
    stacked,
    taken,
    texts,
    thai_dates,
    years,
)
from kkmgis.demo.houses import Buildings
from kkmgis.demo.noding import Ints
from kkmgis.demo.owners import Owners
from kkmgis.demo.people import Parties, party_codes
from kkmgis.demo.plan import Plan
from kkmgis.demo.sites import Sites
from kkmgis.demo.town import Texts, Town

# Everybody's contract runs on well past the demo year, so that time alone does not
# make the demo's leases expire.
_TERMS = {"stall": 9, "land": 30, "building": 12, "hall": 10, "sign_site": 8}


@dataclass(slots=True)
class Assets:
    """Assets, shape (a,) each; ``parcel`` is a parcel's number.

    ``building`` is the code of the building, or empty; ``let`` whether a lease
    runs; ``tenant`` the party that holds it, -1 where it is not let.
    """

    code: Texts
    kind: Texts
    owner: Texts
    name: Texts
    parcel: Ints
    building: Texts
    let: np.ndarray
    tenant: Ints
    x: np.ndarray
    y: np.ndarray


def keep_assets(
    town: Town,
    sites: Sites,
    buildings: Buildings,
    owners: Owners,
    parties: Parties,
    *,
    rng: np.random.Generator,
) -> Assets:
    """List what the municipality keeps, with as many leases as planned."""
    parts: list[tuple[str, str, str, Ints]] = []
    treasury = np.flatnonzero(sites.lessor == "treasury")
    shops = np.flatnonzero(sites.lessor == "municipal")
    markets = np.flatnonzero(sites.kind == "market")
    parks = np.flatnonzero(sites.kind == "park")
    halls = np.flatnonzero((sites.kind == "agency") & (town.area < 6_000))[
        : max(1, town.plan.leases // 60)
    ]
    posts = rng.choice(parks, max(3, town.plan.leases // 45))
    running = town.plan.leases - past_leases(town.plan)
    fixed = len(treasury) + len(shops) + len(halls) + len(posts)
    stalls = int((running - fixed) * 1.06)
    at = markets[np.arange(stalls) % len(markets)]
    parts.append(("land", "treasury", "ที่ราชพัสดุ แปลงที่ %d", treasury))
    parts.append(("building", "municipal", "อาคารพาณิชย์เทศบาล ห้องที่ %d", shops))
    parts.append(("hall", "municipal", "หอประชุม หลังที่ %d", halls))
    parts.append(("sign_site", "municipal", "จุดติดตั้งป้าย จุดที่ %d", posts))
    parts.append(("stall", "municipal", "แผงค้าตลาด เลขที่ %d", np.sort(at)))
    parts.append(("land", "municipal", "สวนสาธารณะ แห่งที่ %d", parks))
    kind = np.concatenate([np.full(len(p), k, dtype=object) for k, _, _, p in parts])
    owner = np.concatenate([np.full(len(p), o, dtype=object) for _, o, _, p in parts])
    parcel = np.concatenate([p for *_, p in parts])
    name = np.concatenate(
        [
            texts([pattern % (i + 1) for i in range(len(p))])
            for _, _, pattern, p in parts
        ]
    )
    size = len(parcel)
    let = np.arange(size) < size - len(parks)
    spare = int(let.sum()) - running
    may = np.flatnonzero(kind == "stall")
    let[rng.choice(may, spare, replace=False)] = False
    tenant = np.full(size, -1)
    state = let & (owners.tenant[parcel] >= 0) & np.isin(kind, ["land", "building"])
    tenant[state] = owners.tenant[parcel[state]]
    others = np.flatnonzero(let & ~state)
    tenant[others] = parties.add_people(len(others))
    x, y = _spots(town, parcel, kind)
    return Assets(
        _codes(kind, owner),
        kind,
        owner,
        name,
        parcel,
        _standing(town, buildings, parcel, kind),
        let,
        tenant,
        x,
        y,
    )


def past_leases(plan: Plan) -> int:
    """How many of the contracts are over and followed by another."""
    return plan.leases // 15


def _codes(kind: Texts, owner: Texts) -> Texts:
    letter = {"land": "L", "building": "B", "hall": "H", "stall": "S", "sign_site": "G"}
    counts: dict[str, int] = {}
    found = []
    for k, o in zip(kind, owner, strict=True):
        prefix = f"{'T' if o == 'treasury' else 'M'}{letter[k]}"
        counts[prefix] = counts.get(prefix, 0) + 1
        found.append(f"{prefix}{counts[prefix]:04d}")
    return texts(found)


def _standing(town: Town, buildings: Buildings, parcel: Ints, kind: Texts) -> Texts:
    """Code of the building that an asset is, or is in."""
    built = np.isin(parcel, buildings.parcel) & np.isin(
        kind, ["building", "hall", "stall"]
    )
    found = blank(len(parcel))
    found[built] = texts([f"{code}-B001" for code in town.code[parcel[built]]])
    return found


def _spots(town: Town, parcel: Ints, kind: Texts) -> tuple[np.ndarray, np.ndarray]:
    """Places of assets: stalls in lines within their market."""
    middle = shapely.point_on_surface(town.geom[parcel])
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    number = np.arange(len(parcel))
    stall = kind == "stall"
    x = np.where(stall, x + (number % 8 - 3.5) * 2.2, x)
    y = np.where(stall, y + (number // 8 % 6 - 2.5) * 2.2, y)
    inside = shapely.contains_xy(town.geom[parcel], x, y)
    x = np.where(inside, x, shapely.get_x(middle))
    y = np.where(inside, y, shapely.get_y(middle))
    return np.round(x, 2), np.round(y, 2)


def asset_rows(town: Town, assets: Assets) -> Columns:
    """Write the register of assets."""
    return {
        "code": assets.code,
        "kind": assets.kind,
        "owner": assets.owner,
        "name": assets.name,
        "parcel_code": town.code[assets.parcel],
        "building_code": assets.building,
        "x": texts([f"{v:.2f}" for v in assets.x.tolist()]),
        "y": texts([f"{v:.2f}" for v in assets.y.tolist()]),
    }


def lease_rows(
    plan: Plan, assets: Assets, parties: Parties, rng: np.random.Generator
) -> Columns:
    """Write the contracts: one running on each asset that is let, and past ones."""
    rows = np.flatnonzero(assets.let)
    size = len(rows)
    kind = assets.kind[rows]
    start = days_between("2018-10-01", "2024-10-01", size, rng)
    # Contracts start with a month.
    start = start.astype("datetime64[M]").astype("datetime64[D]")
    end = _after(start, np.array([_TERMS[k] for k in kind]), rng)
    rent = np.select(
        [kind == "stall", kind == "land", kind == "building", kind == "hall"],
        [
            rng.integers(6, 31, size) * 50,
            rng.integers(8, 60, size) * 250,
            rng.integers(12, 60, size) * 250,
            rng.integers(8, 30, size) * 500,
        ],
        rng.integers(4, 24, size) * 500,
    )
    use = {"stall": "ค้าขาย", "land": "อยู่อาศัยและค้าขาย", "building": "ค้าขาย",
           "hall": "จัดกิจกรรม", "sign_site": "ติดตั้งป้ายโฆษณา"}  # fmt: skip
    running = {
        "contract_no": blank(size),
        "asset_code": assets.code[rows],
        "tenant_code": party_codes(assets.tenant[rows]),
        "start_on": thai_dates(start),
        "end_on": thai_dates(end),
        "terminated_on": blank(size),
        "rent_baht": texts([f"{r}.00" for r in rent.tolist()]),
        "rent_period": np.where(kind == "land", "year", "month").astype(object),
        "deposit_baht": texts([f"{r * 3}.00" for r in rent.tolist()]),
        "permitted_use": texts([use[k] for k in kind]),
    }
    count = past_leases(plan)
    over = np.sort(rng.choice(size, count, replace=False))
    past = taken(running, over)
    past["tenant_code"] = party_codes(parties.add_people(count))
    past["start_on"] = thai_dates(start[over] - np.timedelta64(1096, "D"))
    past["end_on"] = thai_dates(start[over] - np.timedelta64(1, "D"))
    early = rng.random(count) < 0.4
    left = start[over] - rng.integers(30, 300, count).astype("timedelta64[D]")
    past["terminated_on"][early] = thai_dates(left)[early]
    leases = stacked([past, running])
    begun = np.concatenate([start[over] - np.timedelta64(1096, "D"), start])
    leases["contract_no"] = texts(
        [f"{i}/{year}" for i, year in enumerate(years(begun).tolist(), 1)]
    )
    return leases


def _after(start: Days, terms: Ints, rng: np.random.Generator) -> Days:
    months = start.astype("datetime64[M]").astype(np.int64)
    # Never before 2030, whatever the term.
    least = (2031 - 1970) * 12 + rng.integers(0, 24, len(start))
    ends = np.maximum(months + terms * 12, least)
    days: Days = ends.astype("datetime64[M]").astype("datetime64[D]") - 1
    return days
