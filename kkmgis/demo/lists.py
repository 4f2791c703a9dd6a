"""What others know of the town: seen from above, at the land office, on permits.

The rows are as those who keep them write them; ``planted_lists`` makes them differ
from the register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from kkmgis.demo.columns import (
    Columns,
    Days,
    blank,
    days_between,
    joined,
    numbered,
    taken,
    texts,
    thai_dates,
)
from kkmgis.demo.deeds import CHANOTE
from kkmgis.demo.footprints import Flags
from kkmgis.demo.names import SHOP_OWN, SHOPS
from kkmgis.demo.noding import Ints
from kkmgis.demo.register import Register, rai_ngan_wa
from kkmgis.demo.town import Shapes, Texts

_SEEN_ON = "01/02/2569"
_MISSED_M = 0.35
"""How far a plan drawn from the air may lie off, each way."""
_KINDS = ("ป้ายผ้า", "ป้ายไวนิล", "คัตเอาท์")
_SIZES_CM = ((120, 240), (100, 300), (240, 480))


@dataclass(frozen=True, slots=True)
class Permits:
    """Permits of temporary signs, shape (n,) each; ``removed`` not-a-time: standing."""

    parcel: Ints
    start: Days
    end: Days
    removed: Days


def seen_from_above(shapes: Shapes, rng: np.random.Generator) -> Shapes:
    """Draw plans of buildings as a drone shows them: a little off, each in its way."""
    off = rng.uniform(-_MISSED_M, _MISSED_M, (len(shapes), 2))
    corners = np.repeat(off, shapely.get_num_coordinates(shapes), axis=0)
    moved = (shapely.get_coordinates(shapes) + corners).round(3)
    return shapely.set_coordinates(shapes.copy(), moved)


def footprint_rows(number: int) -> Columns:
    """Write the attributes of plans drawn from the air."""
    return {
        "FP_ID": numbered("F%06d", np.arange(1, number + 1)),
        "SEEN_ON": np.full(number, _SEEN_ON, dtype=object),
    }


def deed_rows(register: Register) -> Columns:
    """Write the land office's list of title deeds, in the order of the parcels."""
    deeds = register.deeds
    rai, ngan, wa = rai_ngan_wa(deeds.area)
    rows = {
        "deed_no": deeds.number,
        "utm_map1": deeds.map1,
        "utm_map2": deeds.map2,
        "utm_map3": deeds.map3,
        "utm_map4": deeds.map4,
        "utm_scale": deeds.scale,
        "land_no": deeds.land_no,
        "survey_no": deeds.survey_no,
        "rai": rai,
        "ngan": ngan,
        "wa": wa,
    }
    return taken(rows, titled(register))


def titled(register: Register) -> Flags:
    """Tell which parcels have a title deed."""
    found: Flags = register.deeds.kind == CHANOTE
    return found


def draw_permits(register: Register, number: int, rng: np.random.Generator) -> Permits:
    """Allow temporary signs: some for long, some taken down in time."""
    parcel = rng.choice(np.unique(register.signs.parcel), 2 * number)
    start = days_between("2026-01-05", "2026-05-29", 2 * number, rng)
    length = rng.choice(np.array([30, 60, 90]), 2 * number).astype("timedelta64[D]")
    end = start + length
    removed = end - rng.integers(0, 4, 2 * number).astype("timedelta64[D]")
    # Those that stand are allowed beyond the year, however late it is asked.
    lasting = np.arange(2 * number) % 2 == 0
    end[lasting] = days_between("2027-01-15", "2027-12-30", number, rng)
    removed[lasting] = np.datetime64("NaT")
    return Permits(parcel, start, end, removed)


def permit_numbers(number: int) -> Texts:
    """Write the numbers of permits, counted within a year."""
    return numbered("ผส.%04d/2569", np.arange(1, number + 1))


def permit_rows(
    register: Register, permits: Permits, rng: np.random.Generator
) -> Columns:
    """Write the register of permits of temporary signs."""
    size = len(permits.parcel)
    town = register.town
    shop, own = (rng.integers(0, len(names), size) for names in (SHOPS, SHOP_OWN))
    applicant = joined(texts(SHOPS)[shop], texts(SHOP_OWN)[own])
    kind = rng.integers(0, len(_KINDS), size)
    sizes = np.array(_SIZES_CM)[kind]
    removed = ~np.isnat(permits.removed)
    receipt = blank(size)
    receipt[:] = numbered("R69-%05d", np.arange(1, size + 1))
    return {
        "permit_no": permit_numbers(size),
        "applicant_name": applicant,
        "purpose": np.full(size, "เพื่อการค้า", dtype=object),
        "sign_kind": texts(_KINDS)[kind],
        "content": joined("ลดราคา ", applicant),
        "place": town.road[permits.parcel],
        "parcel_code": town.code[permits.parcel],
        "width_cm": texts([str(v) for v in sizes[:, 0].tolist()]),
        "height_cm": texts([str(v) for v in sizes[:, 1].tolist()]),
        "sides": np.full(size, "1", dtype=object),
        "quantity": texts([str(v) for v in rng.integers(1, 6, size).tolist()]),
        "start_on": thai_dates(permits.start),
        "end_on": thai_dates(permits.end),
        "fee_baht": np.full(size, "200.00", dtype=object),
        "receipt_no": receipt,
        "status": np.where(removed, "รื้อถอนแล้ว", "อนุญาต").astype(object),
        "removed_on": thai_dates(permits.removed),
    }
