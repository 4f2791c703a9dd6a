"""Who owns and possesses what, since when, and who lives there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kkmgis.demo.columns import (
    Columns,
    Days,
    blank,
    days_between,
    texts,
    thai_dates,
    years,
)
from kkmgis.demo.footprints import Flags
from kkmgis.demo.houses import Buildings
from kkmgis.demo.noding import Ints
from kkmgis.demo.people import Parties, party_codes
from kkmgis.demo.sites import Sites, neighbours_in_row
from kkmgis.demo.town import Texts, Town

_LIVED_IN = frozenset("house townhouse shophouse farmhouse".split())
_BODY_OF = {"temple": "temple", "park": "municipality", "market": "municipality",
            "school": "agency", "agency": "agency", "university": "agency",
            "hospital": "agency"}  # fmt: skip
_COMPANY = {
    "retail": 0.45, "warehouse": 0.40, "factory": 0.85, "showroom": 0.85, "hotel": 0.7,
    "petrol": 0.7, "office": 0.4, "apartment": 0.15, "empty": 0.07, "parking": 0.2,
}  # fmt: skip
NONE = -1
# The last day on which a change counts for tax year 2568 and 2569.
_BEFORE = "2024-12-30"


@dataclass(slots=True)
class Owners:
    """Owners of parcels, shape (n,) each; party numbers, -1 for none.

    Attributes
    ----------
    party, partner, third : the owner and co-owners
    tenant : who possesses the parcel where the state lets it
    of_building : owner of the buildings where it is another than the parcel's
    unsold : lots that a company holds for sale
    lives : the owner (or the owner of the buildings) lives there
    since : day on which the owner's right began, not-a-time where unknown
    """

    party: Ints
    partner: Ints
    third: Ints
    tenant: Ints
    of_building: Ints
    unsold: Flags
    lives: Flags
    since: Days
    related: dict[int, int] = field(default_factory=dict)


def _rooted(parent: Ints) -> Ints:
    """Follow each to the first of its chain."""
    while not np.array_equal(parent, parent[parent]):
        parent = parent[parent]
    return parent


def _people_of(
    rows: Ints, town: Town, parties: Parties, rng: np.random.Generator
) -> Ints:
    """Give parcels to people: some own several, often side by side."""
    size = len(rows)
    place = np.full(len(town.code), NONE)
    place[rows] = np.arange(size)
    before = neighbours_in_row(town)[rows]
    beside = np.where(before >= 0, place[before], NONE)
    parent = np.arange(size)
    elsewhere = rng.random(size) < 0.11
    parent[elsewhere] = (rng.random(size) * np.maximum(np.arange(size), 1)).astype(
        np.int64
    )[elsewhere]
    pooled = (beside >= 0) & (rng.random(size) < 0.11)
    parent[pooled] = beside[pooled]
    roots, number = np.unique(_rooted(parent), return_inverse=True)
    return parties.add_people(len(roots))[number]


def share_out(
    town: Town,
    sites: Sites,
    parties: Parties,
    bodies: dict[str, Ints],
    rng: np.random.Generator,
) -> Owners:
    """Give every parcel an owner."""
    n = len(town.code)
    party = np.full(n, NONE)
    for kind, body in _BODY_OF.items():
        rows = np.flatnonzero(sites.kind == kind)
        party[rows] = bodies[body][np.arange(len(rows)) % len(bodies[body])]
    chance = np.array([_COMPANY.get(kind, 0.0) for kind in sites.kind])
    unsold = np.isin(sites.kind, ["house", "townhouse"]) & np.isin(
        town.fabric, ["estate", "terraces"]
    )
    unsold &= rng.random(n) < 0.02
    held = unsold | (rng.random(n) < chance)
    party[held & (party < 0)] = rng.choice(bodies["company"], n)[held & (party < 0)]
    rare = rng.random(n)
    free = (party < 0) & np.isin(sites.kind, ["empty", "office", "house"])
    party[free & (rare < 0.0006)] = bodies["foundation"][0]
    party[free & (rare > 0.9994)] = bodies["enterprise"][0]
    party[sites.lessor == "treasury"] = bodies["treasury"][0]
    party[sites.lessor == "municipal"] = bodies["municipality"][0]
    unsold &= np.isin(party, bodies["company"])
    _condominiums(sites, party, parties)
    rows = np.flatnonzero(party < 0)
    party[rows] = _people_of(rows, town, parties, rng)
    owners = Owners(
        party=party,
        partner=np.full(n, NONE),
        third=np.full(n, NONE),
        tenant=np.full(n, NONE),
        of_building=np.full(n, NONE),
        unsold=unsold,
        lives=np.zeros(n, dtype=np.bool_),
        since=days_between("1976-01-05", _BEFORE, n, rng),
    )
    owners.since[rng.random(n) < 0.22] = np.datetime64("NaT")
    _co_owners(owners, rows, parties, rng)
    _tenants(owners, sites, parties, bodies["company"], rng)
    _relatives_buildings(owners, sites, rows, parties, rng)
    _homes(owners, sites, len(parties.name), rng)
    return owners


def _condominiums(sites: Sites, party: Ints, parties: Parties) -> None:
    from kkmgis.demo.names import CONDOMINIUMS

    rows = np.flatnonzero(sites.kind == "condo")
    names = [CONDOMINIUMS[i % len(CONDOMINIUMS)] for i in range(len(rows))]
    party[rows] = parties.add("other", [f"นิติบุคคลอาคารชุด {name}" for name in names])


def _co_owners(
    owners: Owners, people: Ints, parties: Parties, rng: np.random.Generator
) -> None:
    shared = people[rng.random(len(people)) < 0.06]
    owners.partner[shared] = parties.add_people(len(shared))
    three = shared[rng.random(len(shared)) < 0.16]
    owners.third[three] = parties.add_people(len(three))
    for row in shared.tolist():
        owners.related[int(owners.partner[row])] = int(owners.party[row])


def _tenants(
    owners: Owners,
    sites: Sites,
    parties: Parties,
    companies: Ints,
    rng: np.random.Generator,
) -> None:
    let = np.flatnonzero(sites.lessor != "")
    owners.tenant[let] = parties.add_people(len(let))
    firms = let[rng.random(len(let)) < 0.1]
    owners.tenant[firms] = rng.choice(companies, len(firms))
    built = let[sites.lessor[let] == "treasury"]
    owners.of_building[built] = owners.tenant[built]


def _relatives_buildings(
    owners: Owners,
    sites: Sites,
    people: Ints,
    parties: Parties,
    rng: np.random.Generator,
) -> None:
    """Build some houses on the land of a parent."""
    rows = people[(sites.kind[people] == "house") & (owners.partner[people] < 0)]
    rows = rows[rng.random(len(rows)) < 0.03]
    owners.of_building[rows] = parties.add_people(len(rows))
    for row in rows.tolist():
        owners.related[int(owners.of_building[row])] = int(owners.party[row])


def _homes(
    owners: Owners, sites: Sites, people_from: int, rng: np.random.Generator
) -> None:
    """Let people live in one of their houses each."""
    person = np.where(owners.of_building >= 0, owners.of_building, owners.party)
    may = sites.are(_LIVED_IN) & ~owners.unsold & (sites.lessor != "municipal")
    may &= (rng.random(len(person)) < 0.78) & (person >= people_from)
    rows = np.flatnonzero(may)
    _, once = np.unique(person[rows], return_index=True)
    owners.lives[rows[once]] = True


def right_rows(
    town: Town,
    buildings: Buildings,
    owners: Owners,
    parties: Parties,
    rng: np.random.Generator,
) -> Columns:
    """Write the register of rights, past ones among them."""
    n = len(town.code)
    people_from = len(parties.name)
    rows = _Rights()
    share = np.where(owners.third >= 0, "1/3", np.where(owners.partner >= 0, "1/2", ""))
    share = share.astype(object)
    since = owners.since.copy()
    sold = (owners.party >= people_from) & (owners.partner < 0) & (rng.random(n) < 0.03)
    lately = sold & (rng.random(n) < 0.3)
    since[sold] = days_between("2025-01-06", "2025-12-29", int(sold.sum()), rng)
    since[lately] = days_between("2026-01-05", "2026-11-13", int(lately.sum()), rng)
    homes = owners.lives & (owners.of_building < 0)
    home = _home_years(since, homes, rng)
    code = town.code
    every = np.arange(n)
    rows.add("parcel", code, owners.party, "owner", since, share=share, home=home)
    for also in (owners.partner, owners.third):
        co = every[also >= 0]
        rows.add("parcel", code[co], also[co], "owner", since[co], share=share[co])
    past = every[sold]
    before = parties.add_people(len(past))
    began = days_between("1981-02-02", "2015-11-30", len(past), rng)
    rows.add("parcel", code[past], before, "owner", began, end=since[past])
    let = every[owners.tenant >= 0]
    began = days_between("2008-01-07", "2022-10-01", len(let), rng)
    rows.add("parcel", code[let], owners.tenant[let], "possessor", began)
    other = np.flatnonzero(owners.of_building[buildings.parcel] >= 0)
    parcel = buildings.parcel[other]
    codes = building_codes(town, buildings)[other]
    began = owners.since[parcel]
    home = _home_years(began, owners.lives[parcel] & buildings.main[other], rng)
    rows.add("building", codes, owners.of_building[parcel], "owner", began, home=home)
    return rows.columns()


def building_codes(town: Town, buildings: Buildings) -> Texts:
    """Write the codes of buildings: 01A001-B001."""
    numbers = buildings.numbers()
    codes = town.code[buildings.parcel]
    return texts(
        [f"{c}-B{k:03d}" for c, k in zip(codes, numbers.tolist(), strict=True)]
    )


def _home_years(since: Days, lives: Flags, rng: np.random.Generator) -> Texts:
    """Write the first tax year of a home, empty where nobody lives."""
    first = np.maximum(years(since) + 1, 2563)
    later = rng.random(len(since)) < 0.05
    first = np.where(later, np.maximum(first, 2566), first)
    found = blank(len(since))
    found[lives] = first[lives].astype(str)
    return found


class _Rights:
    """Rows of the register of rights, gathered."""

    def __init__(self) -> None:
        self._parts: list[Columns] = []

    def add(
        self,
        object_kind: str,
        code: Texts,
        party: Ints,
        kind: str,
        start: Days,
        *,
        share: Texts | None = None,
        end: Days | None = None,
        home: Texts | None = None,
    ) -> None:
        size = len(code)
        self._parts.append(
            {
                "object_kind": np.full(size, object_kind, dtype=object),
                "object_code": code,
                "party_code": party_codes(party),
                "kind": np.full(size, kind, dtype=object),
                "share": blank(size) if share is None else share,
                "start_on": thai_dates(start),
                "end_on": blank(size) if end is None else thai_dates(end),
                "home_from_year_be": blank(size) if home is None else home,
                "home_to_year_be": blank(size),
            }
        )

    def columns(self) -> Columns:
        return {
            name: np.concatenate([part[name] for part in self._parts])
            for name in self._parts[0]
        }
