"""What each parcel is: house, shop, field, temple, market and the like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkmgis.demo.noding import Ints
from kkmgis.demo.town import Texts, Town

# What stands on a lot, by the form it was cut for: (kind, weight).
_KINDS: dict[str, tuple[tuple[str, float], ...]] = {
    "shop": (("shophouse", 0.955), ("empty", 0.03), ("parking", 0.015)),
    "terrace": (("townhouse", 0.965), ("empty", 0.035)),
    "house": (
        ("house", 0.80), ("empty", 0.115), ("rooms", 0.030), ("office", 0.015),
        ("restaurant", 0.012), ("garage", 0.008), ("apartment", 0.020),
    ),
    "back": (
        ("house", 0.70), ("empty", 0.18), ("rooms", 0.08), ("warehouse", 0.02),
        ("apartment", 0.02),
    ),
    "court": (
        ("house", 0.22), ("apartment", 0.17), ("parking", 0.16), ("warehouse", 0.12),
        ("retail", 0.10), ("office", 0.09), ("hotel", 0.04), ("empty", 0.10),
    ),
    "plot": (
        ("retail", 0.20), ("warehouse", 0.15), ("office", 0.10), ("showroom", 0.09),
        ("empty", 0.19), ("restaurant", 0.09), ("garage", 0.06), ("petrol", 0.03),
        ("hotel", 0.03), ("apartment", 0.06),
    ),
    "industry": (
        ("factory", 0.42), ("warehouse", 0.34), ("empty", 0.14), ("office", 0.10),
    ),
    "field": (
        ("farm", 0.56), ("orchard", 0.10), ("farmhouse", 0.12), ("empty", 0.22),
    ),
    "site": (
        ("school", 0.38), ("agency", 0.30), ("university", 0.16), ("hospital", 0.10),
        ("retail", 0.06),
    ),
    "park": (("park", 1.0),),
}  # fmt: skip

BUILT = frozenset(
    "shophouse townhouse house rooms office restaurant garage apartment warehouse "
    "retail hotel showroom petrol factory farmhouse school agency university hospital "
    "temple market condo".split()
)
BUSINESS = frozenset(
    "shophouse office restaurant garage warehouse retail hotel showroom petrol factory "
    "apartment rooms".split()
)
STATE = frozenset("school agency university hospital park market".split())


@dataclass(slots=True)
class Sites:
    """What each parcel is, shape (n,) each.

    Attributes
    ----------
    kind : see the table of kinds
    lessor : "treasury" or "municipal" where the state lets the parcel, else ""
    """

    kind: Texts
    lessor: Texts

    def are(self, kinds: frozenset[str]) -> NDArray[np.bool_]:
        """Tell which parcels are of some kinds."""
        return np.isin(self.kind, list(kinds))


def choose_sites(town: Town, rng: np.random.Generator) -> Sites:
    """Choose what each parcel is."""
    n = len(town.code)
    kind = np.empty(n, dtype=object)
    form = town.form.copy()
    form[(town.fabric == "industry") & np.isin(form, ["plot", "house"])] = "industry"
    for name, kinds in _KINDS.items():
        rows = np.flatnonzero(form == name)
        names, weights = zip(*kinds, strict=True)
        odds = np.cumsum(weights) / sum(weights)
        kind[rows] = np.array(names, dtype=object)[
            np.searchsorted(odds, rng.random(len(rows)))
        ]
    sites = Sites(kind, np.full(n, "", dtype=object))
    _special(town, sites, rng)
    _let_by_state(town, sites, rng)
    return sites


def _special(town: Town, sites: Sites, rng: np.random.Generator) -> None:
    """Place temples, condominiums and markets where they have room."""
    part = town.plan.parcels / 65_000
    wide = np.isin(town.form, ["house", "back", "court", "plot", "field"])
    inner = town.distance < 0.62
    taken = np.zeros(len(town.code), dtype=np.bool_)
    for name, number, low, high, where in (
        ("temple", max(4, round(46 * part)), 1_800, 18_000, wide),
        ("condo", max(2, round(14 * part)), 900, 9_000, wide & inner),
        ("market", max(2, round(12 * part)), 1_100, 9_000, wide & inner),
        ("agency", max(3, round(70 * part)), 500, 6_000, wide & inner),
    ):
        fits = where & ~taken & (town.area > low) & (town.area < high)
        chosen = rng.choice(np.flatnonzero(fits), number, replace=False)
        sites.kind[chosen] = name
        taken[chosen] = True


def _let_by_state(town: Town, sites: Sites, rng: np.random.Generator) -> None:
    """Make whole rows of shops Treasury or municipal land."""
    plan = town.plan
    wanted = {
        "treasury": round(plan.leases * 0.28),
        "municipal": round(plan.leases * 0.09),
    }
    shops = np.flatnonzero(
        (sites.kind == "shophouse") & (town.row >= 0) & (town.distance < 0.5)
    )
    rows = rng.permutation(np.unique(town.row[shops]))
    of_row = {int(row): shops[town.row[shops] == row] for row in rows[: plan.leases]}
    for lessor, number in wanted.items():
        found = 0
        for row in list(of_row):
            if found >= number:
                break
            lots = of_row.pop(row)[: number - found]
            sites.lessor[lots] = lessor
            found += len(lots)


def neighbours_in_row(town: Town) -> Ints:
    """Find the parcel before each in its row, -1 at the row's start."""
    before = np.arange(len(town.row)) - 1
    same = np.r_[False, (town.row[1:] == town.row[:-1]) & (town.row[1:] >= 0)]
    return np.where(same, before, -1)
