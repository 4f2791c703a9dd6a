"""Planting gaps: every kind, each on ground of its own, nothing else disturbed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import shapely

from kkmgis.demo.answers import Answer, Answers
from kkmgis.demo.columns import Columns, joined, taken, texts
from kkmgis.demo.deeds import surveyed_area
from kkmgis.demo.footprints import Flags
from kkmgis.demo.noding import Ints
from kkmgis.demo.planted_ground import choose_holes, push_into_neighbours
from kkmgis.demo.register import Register, rai_ngan_wa
from kkmgis.demo.town import Texts

_SMALL_LAND = ("empty", "farm", "orchard", "parking")


class Planter:
    """Plants gaps into a register and keeps the answer key.

    Parcels that one gap uses, or that lie beside it, are not used by another.
    """

    def __init__(self, register: Register, rng: np.random.Generator) -> None:
        self.register = register
        self.rng = rng
        self.answers: Answers = {}
        town = register.town
        self.free: Flags = np.ones(len(town.code), dtype=np.bool_)
        self.free[np.isin(register.sites.kind, ["condo", "market", "park"])] = False
        self.free[register.sites.lessor != ""] = False
        self.free[register.assets.parcel] = False
        self.built = np.isin(np.arange(len(town.code)), register.buildings.parcel)
        self.signed = np.isin(np.arange(len(town.code)), register.signs.parcel)
        self.row_of = {code: i for i, code in enumerate(town.code)}

    def pick(self, among: Flags, number: int) -> Ints:
        """Draw free parcels and take them, in order of their codes."""
        rows = np.flatnonzero(among & self.free)
        chosen = np.sort(self.rng.choice(rows, number, replace=False))
        self.free[chosen] = False
        return chosen

    def note(self, kind: str, answers: list[Answer]) -> None:
        """Enter planted gaps into the key."""
        self.answers.setdefault(kind, []).extend(answers)

    def drop(self, table: str, column: str, codes: Texts) -> None:
        """Take rows about some codes out of a table."""
        rows = self.register.tables[table]
        keep = ~np.isin(rows[column].astype(str), codes.astype(str))
        self.register.tables[table] = taken(rows, keep)

    def drop_price(self, parcels: Ints) -> None:
        """Take the prices of parcels out of both price lists."""
        deeds, tables = self.register.deeds, self.register.tables
        keys = deed_keys(deeds.map3, deeds.map4, deeds.land_no)
        listed = tables["prices-land"]
        of_row = deed_keys(listed["UTMMAP3"], listed["UTMMAP4"], listed["LAND_NO"])
        gone = np.isin(of_row, keys[parcels][deeds.land_no[parcels] != ""])
        tables["prices-land"] = taken(listed, ~gone)
        self.drop("prices-land-parcel", "parcel_code", self.register.town.code[parcels])


def deed_keys(map3: Texts, map4: Texts, land_no: Texts) -> np.ndarray:
    """Join the parts of deed keys that differ within a town."""
    return joined(map3, "/", map4, "/", land_no).astype(str)


def plant_on_land(planter: Planter, number: int) -> Ints:
    """Plant the kinds that are about parcels; the parcels that were taken out."""
    register = planter.register
    town = register.town
    bare = np.isin(register.sites.kind, _SMALL_LAND) & ~planter.built & ~planter.signed
    holes = choose_holes(town, bare & planter.free, town.plan.holes, planter.rng)
    for table in ("rights", "uses"):
        planter.drop(table, "object_code", town.code[holes])
    # Ground beside a hole or an overlap is left alone.
    planter.free[_beside(register, holes)] = False
    middles = shapely.get_coordinates(shapely.point_on_surface(town.geom[holes]))
    planter.note(
        "uncovered_area",
        [
            Answer(
                (town.code[row][:3],),
                (round(float(x), 3), round(float(y), 3)),
                {
                    "area_m2": round(float(town.area[row]), 1),
                    "block": town.code[row][:3],
                },
            )
            for row, (x, y) in zip(holes.tolist(), middles.tolist(), strict=True)
        ],
    )
    _overlaps(planter, number)
    rows = planter.pick(bare, number)
    planter.drop("rights", "object_code", town.code[rows])
    planter.note("parcel_without_owner", [Answer((c,)) for c in town.code[rows]])
    rows = planter.pick(bare, number)
    planter.drop("uses", "object_code", town.code[rows])
    planter.note("parcel_without_use", [Answer((c,)) for c in town.code[rows]])
    rows = planter.pick(
        np.isin(register.sites.kind, ["house", "empty", "shophouse"]), number
    )
    planter.drop_price(rows)
    planter.note("parcel_without_price", [Answer((c,)) for c in town.code[rows]])
    _wrong_areas(planter, number)
    return holes


def _beside(register: Register, parcels: Ints) -> Ints:
    geom = register.town.geom
    _, found = shapely.STRtree(geom).query(geom[parcels], predicate="intersects")
    return np.unique(found)


def _overlaps(planter: Planter, number: int) -> None:
    register = planter.register
    town = register.town
    pairs = push_into_neighbours(
        town, register.buildings, register.signs, planter.free,
        number=number, rng=planter.rng,
    )  # fmt: skip
    found = []
    for first, second, common in pairs:
        planter.free[[first, second]] = False
        pair = sorted((town.code[first], town.code[second]))
        found.append(
            Answer(
                tuple(pair),
                evidence={"area_m2": round(float(shapely.area(common)), 2)},
            )
        )
    rows = np.array([first for first, _, _ in pairs])
    _restate_area(
        planter, rows, surveyed_area(shapely.area(town.geom[rows]), planter.rng)
    )
    planter.note("parcel_overlap", found)


def _wrong_areas(planter: Planter, number: int) -> None:
    register = planter.register
    town = register.town
    fits = np.isin(register.sites.kind, ["house", "empty", "farm"]) & (town.area > 180)
    rows = planter.pick(fits, number)
    more = planter.rng.random(len(rows)) < 0.5
    part = np.where(
        more,
        planter.rng.uniform(1.14, 1.5, len(rows)),
        planter.rng.uniform(0.6, 0.86, len(rows)),
    )
    area = np.rint(register.deeds.area[rows] * part).astype(np.int64)
    _restate_area(planter, rows, area)
    planter.note(
        "area_mismatch",
        [
            Answer(
                (town.code[row],),
                evidence={
                    "deed_wa": f"{wa // 10}.{wa % 10}",
                    "map_m2": round(float(town.area[row]), 1),
                },
            )
            for row, wa in zip(rows.tolist(), area.tolist(), strict=True)
        ],
    )


def _restate_area(planter: Planter, rows: Ints, area_tenths: Ints) -> None:
    """Give deeds another area, and their uses with them."""
    register = planter.register
    codes = register.town.code[rows]
    before = dict(zip(codes, register.deeds.area[rows].tolist(), strict=True))
    after = dict(zip(codes, area_tenths.tolist(), strict=True))
    register.deeds.area[rows] = area_tenths
    table = register.tables["parcels"]
    parts = zip(("RAI", "NGAN", "WA"), rai_ngan_wa(area_tenths), strict=True)
    for name, values in parts:
        table[name][rows] = values
    _restate_uses(register.tables["uses"], before, after)


def _restate_uses(uses: Columns, before: dict[str, int], after: dict[str, int]) -> None:
    """Let uses add up to the new area: the first in proportion, the second the rest."""
    rows = np.flatnonzero(np.isin(uses["object_code"].astype(str), list(before)))
    first: dict[str, int] = {}
    for row in rows[np.argsort(uses["position"][rows], kind="stable")].tolist():
        code = uses["object_code"][row]
        if uses["position"][row] == "1":
            share = Fraction(uses["amount"][row]) * 10 / before[code]
            amount = min(after[code], max(1, round(share * after[code])))
            # A past use filled the whole parcel; only today's has a second.
            if not uses["to_year_be"][row]:
                first[code] = amount
        else:
            amount = after[code] - first[code]
        uses["amount"][row] = f"{amount // 10}.{amount % 10}"


def plant_uses(planter: Planter, number: int) -> None:
    """Declare houses as idle land, and hang business signs on mere homes."""
    register = planter.register
    town, declared, uses = register.town, register.declared, register.tables["uses"]
    homes = (register.sites.kind == "house") & planter.built & ~planter.signed
    homes &= (declared.use == "residential") & (declared.second == "")
    homes &= ~register.owners.unsold
    # Lately built houses have a past as vacant land; half idle ones are no homes.
    late, idle = (
        np.isin(town.code, [code[:6] for code in uses["object_code"][rows]])
        for rows in (
            (uses["to_year_be"] != "") & (uses["object_kind"] == "parcel"),
            (uses["use"] == "vacant") & (uses["object_kind"] == "building"),
        )
    )
    homes &= ~late & ~idle
    rows = planter.pick(homes, number)
    farmed = np.isin(town.code, town.code[rows[1::2]])
    _declare(uses, town.code[rows[::2]], "vacant", "2563")
    _declare(uses, town.code[farmed], "agriculture", "")
    planter.note(
        "use_contradicted",
        [
            Answer(
                (town.code[row],),
                evidence={
                    "declared": "agriculture" if farmed[row] else "vacant",
                    "building": f"{town.code[row]}-B001",
                },
            )
            for row in rows.tolist()
        ],
    )
    rows = planter.pick(homes, number)
    add_signs(planter, town.code[rows], rows)
    planter.note(
        "use_contradicted",
        [
            Answer(
                (code,), evidence={"declared": "residential", "sign": f"{code}-P001"}
            )
            for code in town.code[rows]
        ],
    )


def _declare(uses: Columns, codes: Texts, use: str, since: str) -> None:
    rows = np.isin(uses["object_code"].astype(str), codes.astype(str))
    uses["use"][rows] = use
    uses["vacant_since_be"][rows] = since
    uses["reduction_pct"][rows] = ""


def add_signs(
    planter: Planter,
    parcel_codes: Texts,
    parcels: Ints | None = None,
    places: np.ndarray | None = None,
) -> Texts:
    """Put up further business signs, on parcels or at places without one."""
    register = planter.register
    table = register.tables["signs"]
    size = len(parcel_codes)
    like = np.flatnonzero(
        (table["kind"] == "permanent")
        & (table["exempt_under"] == "")
        & (table["removed_on"] == "")
        & (table["width_cm"] != "")
    )
    new = taken(table, planter.rng.choice(like, size, replace=False))
    new["code"] = joined(parcel_codes, "-P001")
    new["building_code"] = np.full(size, "", dtype=object)
    if parcels is not None:
        new["parcel_code"] = parcel_codes.copy()
        point = shapely.point_on_surface(register.town.geom[parcels])
        places = np.round(shapely.get_coordinates(point), 2)
    else:
        new["parcel_code"] = np.full(size, "", dtype=object)
    if places is not None:
        new["x"] = texts([f"{v:.2f}" for v in places[:, 0]])
        new["y"] = texts([f"{v:.2f}" for v in places[:, 1]])
    register.tables["signs"] = {
        name: np.concatenate([values, new[name]]) for name, values in table.items()
    }
    return new["code"]


def plant_unassessed(planter: Planter, number: int) -> None:
    """Leave out what a value needs: type, floor area, year, or a unit's area."""
    register = planter.register
    buildings, units = register.tables["buildings"], register.tables["condos"]
    behind = np.flatnonzero(
        ~register.buildings.main & planter.free[register.buildings.parcel]
    )
    third = max(2, number // 4)
    rows = np.sort(planter.rng.choice(behind, 3 * third, replace=False))
    planter.free[register.buildings.parcel[rows]] = False
    for i, (column, reason) in enumerate(
        (
            ("BLD_TYPE", "no_type"),
            ("AREA_M2", "no_area"),
            ("BUILT_YEAR", "no_built_year"),
        )
    ):
        some = rows[i::3]
        buildings[column][some] = ""
        planter.note(
            "unassessed",
            [
                Answer((code,), evidence={"reason": reason})
                for code in buildings["BLD_CODE"][some]
            ],
        )
    some = np.sort(planter.rng.choice(len(units["code"]), third, replace=False))
    units["area_m2"][some] = ""
    planter.note(
        "unassessed",
        [Answer((c,), evidence={"reason": "no_area"}) for c in units["code"][some]],
    )
