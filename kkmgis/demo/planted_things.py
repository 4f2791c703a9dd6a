"""Planted gaps about buildings, signs and leases that hang in the air."""

from __future__ import annotations

import numpy as np
import shapely

from kkmgis.demo.answers import Answer
from kkmgis.demo.columns import Columns, days_between, texts, thai_dates, years
from kkmgis.demo.footprints import Boxes, Frames, rectangles
from kkmgis.demo.noding import Floats
from kkmgis.demo.people import party_codes
from kkmgis.demo.planted import Planter, add_signs
from kkmgis.demo.town import Shapes, Texts


def _appended(table: Columns, rows: Columns) -> Columns:
    return {
        name: np.concatenate([values, rows[name].astype(object)])
        for name, values in table.items()
    }


def _stray_codes(number: int, first: int = 1) -> Texts:
    """Codes of a block that there is not: nobody knows where these belong."""
    return texts([f"99X{i:03d}" for i in range(first, first + number)])


def _spots(planter: Planter, number: int, metres: float) -> tuple[Shapes, Floats]:
    """Find room for small squares on roads and along the railway, well apart."""
    strips = planter.register.town.strips
    wide = np.flatnonzero(np.isin(strips.kind, ["road", "open"]))
    geom = strips.geom[wide]
    odds = shapely.area(geom)
    rows = planter.rng.choice(len(wide), 60 * number, p=odds / odds.sum())
    west, south, east, north = shapely.bounds(geom[rows]).T
    x = west + planter.rng.random(len(rows)) * (east - west)
    y = south + planter.rng.random(len(rows)) * (north - south)
    one = np.ones(len(rows))
    frames = Frames(x, y, one, 0 * one, 0 * one, one, one)
    squares = rectangles(frames, Boxes(0 * one, 0 * one, metres * one, metres * one))
    fits = np.flatnonzero(shapely.contains_properly(geom[rows], squares))
    chosen: list[int] = []
    for i in fits.tolist():
        if len(chosen) == number:
            break
        if all(np.hypot(x[i] - x[j], y[i] - y[j]) > 12 for j in chosen):
            chosen.append(i)
    if len(chosen) < number:
        raise ValueError(f"{number} places on roads are wanted, {len(chosen)} found")
    return squares[chosen], np.column_stack([x, y])[chosen]


def plant_stray_buildings(planter: Planter, number: int) -> None:
    """Build huts on public ground, with an owner but on no parcel."""
    register = planter.register
    tables, rng = register.tables, planter.rng
    squares, _ = _spots(planter, number, 4.2)
    codes = texts([f"{code}-B001" for code in _stray_codes(number)])
    blank = np.full(number, "", dtype=object)

    def all_of(value: str) -> Texts:
        return np.full(number, value, dtype=object)

    years = texts([str(v) for v in rng.integers(2540, 2567, number).tolist()])
    tables["buildings"] = _appended(
        tables["buildings"],
        {
            "BLD_CODE": codes,
            "PARCEL_COD": blank,
            "BLD_TYPE": all_of("103"),
            "STRUCTURE": all_of("2"),
            "NO_FLOOR": all_of("1"),
            "AREA_M2": all_of("17.10"),
            "BUILT_YEAR": years,
            "HS_NO": blank,
            "NAME": all_of("เพิงค้าขาย"),
            "NOTE": blank,
        },
    )
    register.stray = squares
    owners = register.parties.add_people(number)
    tables["rights"] = _appended(
        tables["rights"],
        {
            "object_kind": all_of("building"),
            "object_code": codes,
            "party_code": party_codes(owners),
            "kind": all_of("owner"),
            "share": blank,
            "start_on": all_of("01/06/2567"),
            "end_on": blank,
            "home_from_year_be": blank,
            "home_to_year_be": blank,
        },
    )
    tables["uses"] = _appended(
        tables["uses"],
        {
            "object_kind": all_of("building"),
            "object_code": codes,
            "from_year_be": all_of("2568"),
            "to_year_be": blank,
            "position": all_of("1"),
            "use": all_of("other"),
            "amount": all_of("17.10"),
            "vacant_since_be": blank,
            "exempt_under": blank,
            "reduction_pct": blank,
        },
    )
    planter.note("building_without_parcel", [Answer((code,)) for code in codes])


def plant_stray_signs(planter: Planter, number: int) -> None:
    """Put up signs on public ground, tied to no parcel."""
    _, places = _spots(planter, number, 2.0)
    codes = add_signs(planter, _stray_codes(number, 501), places=np.round(places, 2))
    planter.note("sign_without_parcel", [Answer((code,)) for code in codes])


def plant_untaxed_signs(planter: Planter, number: int) -> None:
    """Lose the owners of some signs, and the sizes of others."""
    table = planter.register.tables["signs"]
    known = {
        code for found in planter.answers.values() for a in found for code in a.codes
    }
    rows = np.flatnonzero(
        (table["kind"] == "permanent")
        & (table["exempt_under"] == "")
        & (table["removed_on"] == "")
        & (table["parcel_code"] != "")
    )
    rows = rows[[table["parcel_code"][i] not in known for i in rows]]
    rows = np.sort(planter.rng.choice(rows, number, replace=False))
    table["owner_code"][rows[::2]] = ""
    for column in ("width_cm", "height_cm"):
        table[column][rows[1::2]] = ""
    planter.note(
        "sign_untaxed",
        [
            Answer((table["code"][row],), evidence={"reason": reason})
            for some, reason in ((rows[::2], "no_owner"), (rows[1::2], "no_size"))
            for row in some.tolist()
        ],
    )


def plant_expired_leases(planter: Planter, number: int) -> None:
    """Let contracts run out without an end, a renewal or another tenant."""
    table = planter.register.tables["leases"]
    _, first, counts = np.unique(
        table["asset_code"].astype(str), return_index=True, return_counts=True
    )
    once = first[counts == 1]
    rows = np.sort(planter.rng.choice(once, number, replace=False))
    ends = days_between("2024-11-30", "2026-10-31", number, planter.rng)
    ends = ends.astype("datetime64[M]").astype("datetime64[D]") - 1
    starts = ends - np.timedelta64(3 * 365, "D")
    table["start_on"][rows] = thai_dates(starts)
    number_of = [text.partition("/")[0] for text in table["contract_no"][rows]]
    table["contract_no"][rows] = texts(
        [f"{n}/{y}" for n, y in zip(number_of, years(starts).tolist(), strict=True)]
    )
    table["end_on"][rows] = thai_dates(ends)
    planter.note(
        "lease_expired",
        [
            Answer(
                (table["contract_no"][row],),
                evidence={"asset": table["asset_code"][row], "end_on": str(end)},
            )
            for row, end in zip(rows.tolist(), ends.tolist(), strict=True)
        ],
    )
