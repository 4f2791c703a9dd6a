"""How parcels and buildings are declared to be used, year by year."""

from __future__ import annotations

import numpy as np

from kkmgis.demo.columns import Columns, blank, hundredths, stacked, tenths, texts
from kkmgis.demo.footprints import Flags
from kkmgis.demo.houses import Buildings
from kkmgis.demo.noding import Ints
from kkmgis.demo.owners import Owners, building_codes
from kkmgis.demo.sites import Sites
from kkmgis.demo.town import Texts, Town

FIRST_YEAR = 2566

_RESIDENTIAL = frozenset("house townhouse rooms apartment farmhouse".split())
_EXEMPT = {
    "temple": "8(5)", "park": "8(1)", "market": "8(1)", "school": "8(1)",
    "agency": "8(1)", "university": "8(1)", "hospital": "8(1)", "condo": "8(9)",
}  # fmt: skip


class Declared:
    """The main use of each parcel, shape (n,) each.

    Attributes
    ----------
    use : the use, or the first of a mixed one
    second : the other use of a mixed one, else empty
    part : thousandths of the first use
    """

    def __init__(self, sites: Sites, rng: np.random.Generator) -> None:
        n = len(sites.kind)
        self.use = np.full(n, "other", dtype=object)
        self.second = blank(n)
        self.part = np.full(n, 1000)
        self.paragraph = texts([_EXEMPT.get(kind, "") for kind in sites.kind])
        self.use[sites.are(_RESIDENTIAL)] = "residential"
        self.use[self.paragraph != ""] = "exempt"
        self.use[sites.kind == "empty"] = "vacant"
        self.use[np.isin(sites.kind, ["farm", "orchard"])] = "agriculture"
        draw = rng.random(n)
        shops = sites.kind == "shophouse"
        self.use[shops & (draw < 0.22)] = "residential"
        # Shop below, home above.
        mixed = shops & (draw > 0.58)
        mixed |= (sites.kind == "house") & (draw > 0.965)
        self._mix(mixed, "other", "residential", rng.integers(250, 510, n))
        farm = sites.kind == "farmhouse"
        self._mix(farm, "agriculture", "residential", rng.integers(780, 950, n))

    def _mix(self, rows: Flags, first: str, second: str, part: Ints) -> None:
        self.use[rows] = first
        self.second[rows] = second
        self.part[rows] = part[rows]

    def business(self) -> Flags:
        """Tell where a business sign may stand without contradiction."""
        trade: Flags = (self.use == "other") | (self.second == "other")
        return trade


def land_use_rows(
    town: Town,
    declared: Declared,
    owners: Owners,
    *,
    area_tenths: Ints,
    built: Ints,
    rng: np.random.Generator,
) -> Columns:
    """Write the uses of parcels, in square wa.

    Parameters
    ----------
    area_tenths : ndarray, shape (n,), tenths of a square wa of the deed
    built : ndarray, shape (n,), BE
        Year in which the parcel's main building was built, 0 where none stands.
    """
    n = len(town.code)
    since = np.full(n, 0)
    empty = declared.use == "vacant"
    drawn = rng.choice(
        np.arange(2563, 2570), n, p=[0.62, 0.06, 0.07, 0.07, 0.07, 0.06, 0.05]
    )
    since[empty] = drawn[empty]
    reduced = blank(n)
    reduced[owners.unsold] = "90"
    inherited = owners.lives & (declared.use == "residential") & (declared.second == "")
    reduced[inherited & (rng.random(n) < 0.012)] = "50"
    start = np.full(n, FIRST_YEAR)
    # What was built lately was vacant land before.
    late = (built >= 2567) & np.isin(declared.use, ["residential", "other"])
    start[late] = built[late] + 1
    start[empty & (since > FIRST_YEAR)] = since[empty & (since > FIRST_YEAR)]
    whole = np.maximum(area_tenths, 1)
    one = np.where(
        declared.second == "", whole, np.maximum(whole * declared.part // 1000, 1)
    )
    first = _rows("parcel", town.code, start, declared.use, tenths(one))
    first["exempt_under"] = declared.paragraph.copy()
    first["vacant_since_be"][empty] = since[empty].astype(str)
    first["reduction_pct"] = reduced
    two = np.flatnonzero((declared.second != "") & (whole > one))
    second = _rows(
        "parcel",
        town.code[two],
        start[two],
        declared.second[two],
        tenths((whole - one)[two]),
    )
    second["position"] = np.full(len(two), "2", dtype=object)
    before = np.flatnonzero(late)
    past = _rows(
        "parcel",
        town.code[before],
        np.full(len(before), FIRST_YEAR),
        np.full(len(before), "vacant", dtype=object),
        tenths(whole[before]),
    )
    past["to_year_be"] = built[before].astype(str).astype(object)
    past["vacant_since_be"] = np.full(len(before), "2563", dtype=object)
    return stacked([first, second, past])


def building_use_rows(
    town: Town,
    buildings: Buildings,
    declared: Declared,
    owners: Owners,
    rng: np.random.Generator,
) -> Columns:
    """Write the uses of buildings, in m²."""
    parcel = buildings.parcel
    codes = building_codes(town, buildings)
    use = declared.use[parcel].copy()
    mixed = (declared.second[parcel] != "") & buildings.main
    farm = use == "agriculture"
    use[farm] = "residential"
    mixed &= ~farm
    # What stands behind a shop with a home in it belongs to the home.
    use[(declared.second[parcel] == "residential") & ~mixed] = "residential"
    use[use == "vacant"] = "other"
    size = len(parcel)
    start = np.maximum(FIRST_YEAR, buildings.built_year + 1)
    whole = buildings.floor_area
    one = np.where(mixed, whole * declared.part[parcel] // 1000, whole)
    first = _rows("building", codes, start, use, hundredths(one))
    first["exempt_under"] = declared.paragraph[parcel].copy()
    first["reduction_pct"][owners.unsold[parcel]] = "90"
    abandoned = (
        ~buildings.main
        & np.isin(buildings.kind, ["house", "rooms"])
        & (use == "residential")
        & (rng.random(size) < 0.02)
    )
    first["use"][abandoned] = "vacant"
    first["vacant_since_be"][abandoned] = "2566"
    first["reduction_pct"][abandoned] = ""
    first["from_year_be"][abandoned & (start > FIRST_YEAR)] = "2569"
    first["vacant_since_be"][abandoned & (start > FIRST_YEAR)] = "2569"
    two = np.flatnonzero(mixed & (whole > one))
    second = _rows(
        "building",
        codes[two],
        start[two],
        declared.second[parcel[two]],
        hundredths((whole - one)[two]),
    )
    second["position"] = np.full(len(two), "2", dtype=object)
    return stacked([first, second])


def _rows(kind: str, codes: Texts, start: Ints, use: Texts, amount: Texts) -> Columns:
    size = len(codes)
    return {
        "object_kind": np.full(size, kind, dtype=object),
        "object_code": codes.copy(),
        "from_year_be": texts([str(year) for year in start.tolist()]),
        "to_year_be": blank(size),
        "position": np.full(size, "1", dtype=object),
        "use": use.copy(),
        "amount": amount,
        "vacant_since_be": blank(size),
        "exempt_under": blank(size),
        "reduction_pct": blank(size),
    }
