"""Deeds: documents, areas, sheet keys, and the appraised prices that join by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from kkmgis.demo.columns import blank, numbered, texts
from kkmgis.demo.datum import indian_1975
from kkmgis.demo.noding import Floats, Ints
from kkmgis.demo.sites import Sites
from kkmgis.demo.town import Texts, Town

_SHEET_M = 2_000
_QUARTERS = {(1, 1): "1", (1, 0): "2", (0, 0): "3", (0, 1): "4"}
# Document kinds by LTAX number: title deed, น.ส.3ก, น.ส.ล., ที่ราชพัสดุ.
CHANOTE, NS3K, NSL, TREASURY = "1", "2", "10", "12"


@dataclass(slots=True)
class Deeds:
    """Deeds of the parcels, shape (n,) each.

    ``area`` is in tenths of a square wa; ``map1`` to ``map4``, ``scale`` and
    ``land_no`` are the key by which the Treasury's prices join, empty for land
    without a title deed. ``price`` is in baht a square wa.
    """

    kind: Texts
    number: Texts
    map1: Texts
    map2: Texts
    map3: Texts
    map4: Texts
    scale: Texts
    land_no: Texts
    survey_no: Texts
    area: Ints
    price: Ints


def draw_deeds(town: Town, sites: Sites, rng: np.random.Generator) -> Deeds:
    """Write a deed for every parcel."""
    n = len(town.code)
    kind = np.full(n, CHANOTE, dtype=object)
    kind[(town.distance > 0.7) & (rng.random(n) < 0.14)] = NS3K
    kind[sites.kind == "park"] = NSL
    kind[sites.lessor == "treasury"] = TREASURY
    map1, map2, map3, map4, scale = _sheets(town)
    titled = kind == CHANOTE
    key = np.array([f"{a}{b}" for a, b in zip(map3, map4, strict=True)], dtype=object)
    number = rng.permutation(n) + 10_001
    land_no = blank(n)
    land_no[titled] = _counted(key[titled])
    for part in (map1, map2, map3, map4, scale):
        part[~titled] = ""
    return Deeds(
        kind,
        texts([str(v) for v in number]),
        map1,
        map2,
        map3,
        map4,
        scale,
        land_no,
        texts([str(v) for v in rng.integers(1, 9_000, n)]),
        surveyed_area(town.area, rng),
        _prices(town, sites, rng),
    )


def surveyed_area(area_m2: Floats, rng: np.random.Generator) -> Ints:
    """Area of a deed in tenths of a square wa: the map's, within survey noise.

    The difference from the map stays below 1 %, the rounding of small lots with it.
    """
    exact = area_m2 / 4 * 10
    noise = np.clip(rng.normal(0.0, 0.0022, len(area_m2)), -0.006, 0.006)
    noisy = np.rint(exact * (1 + noise))
    fair = np.abs(noisy / exact - 1) < 0.0095
    return np.where(fair, noisy, np.rint(exact)).astype(np.int64)


def _sheets(town: Town) -> tuple[Texts, Texts, Texts, Texts, Texts]:
    """Sheet of each parcel (registers_and_ltax D6): 1:1,000 in town, else 1:4,000."""
    middle = shapely.get_coordinates(shapely.centroid(town.geom))
    east, north, lon, lat = indian_1975(middle)
    column = np.floor((lon - 75.0) / 0.5).astype(int)
    row = np.floor((lat + 4.5) / 0.5).astype(int)
    upper = ((lat + 4.5) % 0.5 >= 0.25).astype(int)
    right = ((lon - 75.0) % 0.5 >= 0.25).astype(int)
    corner_e = (east // _SHEET_M * 2).astype(int)
    corner_n = (north // _SHEET_M * 2).astype(int)
    # Sixteen sheets 1:1,000 of 500 m make one 1:4,000, counted from the north-west.
    across = (east % _SHEET_M // 500).astype(int)
    down = 3 - (north % _SHEET_M // 500).astype(int)
    fine = town.distance < 0.8
    map4 = np.where(fine, down * 4 + across + 1, 0)
    quarter = [
        _QUARTERS[pair] for pair in zip(right.tolist(), upper.tolist(), strict=True)
    ]
    pairs = zip((corner_e % 100).tolist(), (corner_n % 100).tolist(), strict=True)
    return (
        texts([f"{c:02d}{r:02d}" for c, r in zip(column, row, strict=True)]),
        texts(quarter),
        texts([f"{e:02d}{m:02d}" for e, m in pairs]),
        numbered("%02d", map4),
        np.where(fine, "1000", "4000").astype(object),
    )


def _counted(keys: Texts) -> Texts:
    """Count rows of the same key from 1."""
    _, number = np.unique(keys.astype(str), return_inverse=True)
    order = np.argsort(number, kind="stable")
    sizes = np.bincount(number)
    counted = np.empty(len(keys), dtype=np.int64)
    counted[order] = np.arange(len(keys)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return texts([str(v + 1) for v in counted.tolist()])


def _prices(town: Town, sites: Sites, rng: np.random.Generator) -> Ints:
    """Appraise land by distance, road and form, to 250 baht."""
    base = 1_900 + 118_000 * np.exp(-((town.distance / 0.21) ** 0.9))
    by_rank = np.array([1.55, 1.30, 1.0, 0.82])[town.rank]
    form = np.select(
        [
            np.isin(town.form, ["shop", "plot"]),
            np.isin(town.form, ["back", "court"]),
            town.form == "field",
        ],
        [1.18, 0.72, 0.42],
        1.0,
    )
    _, road = np.unique(town.road.astype(str), return_inverse=True)
    street = rng.normal(1.0, 0.10, int(road.max()) + 1).clip(0.75, 1.3)[road]
    price = base * by_rank * form * street
    rounded = np.rint(price / 250) * 250
    fair: Ints = np.clip(rounded, 500, 250_000).astype(np.int64)
    return fair
