"""The answer key against the files, by plain reading: all of it, nothing else."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
import shapely

from kkmgis.demo import ANSWER_KEY, KINDS, Manifest
from kkmgis.demo.found import read_answers
from tests.demo.reading import Ground, planted, read_map, read_table

TODAY = dt.date(2026, 11, 21)
LATER = dt.date(2029, 12, 31)


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    day, month, year = map(int, text.split("/"))
    return dt.date(year - 543, month, day)


@pytest.fixture(scope="module")
def uses(city: Manifest) -> pd.DataFrame:
    """Give the uses that hold for tax year 2569."""
    rows = read_table(city, "uses.csv")
    until = rows["ถึงปีภาษี"].replace("", "9999").astype(int)
    return rows[(rows["ตั้งแต่ปีภาษี"].astype(int) <= 2569) & (until >= 2569)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_planted_at_least_five_times(city: Manifest, kind: str) -> None:
    assert len(city.answers[kind]) >= 5
    assert (
        len(planted(city, kind)) == len(city.answers[kind]) or kind == "uncovered_area"
    )


def test_key_in_the_folder_is_the_manifests(city: Manifest) -> None:
    path = city.folder / ANSWER_KEY
    assert read_answers(path) == city.answers
    assert json.loads(path.read_text(encoding="utf-8"))["counts"] == city.counts


def test_parcels_without_owner(city: Manifest) -> None:
    rights = read_table(city, "rights.csv")
    owned = set()
    for code, start, end in zip(
        rights["รหัสทรัพย์สิน"], rights["วันที่ได้สิทธิ"], rights["วันที่สิ้นสิทธิ"], strict=True
    ):
        first, last = _day(start), _day(end)
        new_year = dt.date(2026, 1, 1)
        if (first is None or first <= new_year) and (last is None or last > new_year):
            owned.add(code)
    codes = set(read_map(city, "parcel.shp")["PARCEL_COD"])
    assert codes - owned == planted(city, "parcel_without_owner")


def test_parcels_without_price(city: Manifest) -> None:
    keys = ["UTMMAP1", "UTMMAP2", "UTMMAP3", "UTMMAP4", "UTMSCALE", "LAND_NO"]
    listed = read_table(city, "treasury_land_prices.csv")
    assert not listed.duplicated(keys).any()
    priced = set(map(tuple, listed[keys].to_numpy()))
    own = set(read_table(city, "land_prices_by_parcel.csv")["รหัสแปลง"])
    parcels = read_map(city, "parcel.shp")
    missing = {
        row["PARCEL_COD"]
        for _, row in parcels.iterrows()
        if row["PARCEL_COD"] not in own
        and tuple(row[key] for key in keys) not in priced
    }
    assert missing == planted(city, "parcel_without_price")


def test_parcels_without_use(city: Manifest, uses: pd.DataFrame) -> None:
    used = set(uses["รหัสทรัพย์สิน"])
    codes = set(read_map(city, "parcel.shp")["PARCEL_COD"])
    assert codes - used == planted(city, "parcel_without_use")
    assert set(read_map(city, "building.shp")["BLD_CODE"]) <= used


def test_areas_that_differ_from_the_map(city: Manifest, ground: Ground) -> None:
    parcels = read_map(city, "parcel.shp")
    deed = sum(
        parcels[name].astype(float) * wa
        for name, wa in (("RAI", 400), ("NGAN", 100), ("WA", 1))
    )
    share = np.abs(np.asarray(deed) / (shapely.area(ground.parcels) / 4) - 1)
    wrong = set(np.array(ground.parcel_code)[share > 0.05])
    assert wrong == planted(city, "area_mismatch")
    fine = [code not in wrong for code in ground.parcel_code]
    assert share[fine].max() < 0.01


def test_buildings_without_parcel(city: Manifest, ground: Ground) -> None:
    buildings = read_map(city, "building.shp")
    stray = buildings[buildings["PARCEL_COD"] == ""]
    assert set(stray["BLD_CODE"]) == planted(city, "building_without_parcel")
    tree = shapely.STRtree(ground.parcels)
    one, _ = tree.query(np.asarray(stray["geom"], dtype=object), predicate="intersects")
    assert len(one) == 0


def test_uses_that_are_contradicted(city: Manifest, uses: pd.DataFrame) -> None:
    of_parcel = uses.groupby("รหัสทรัพย์สิน")["การใช้ประโยชน์"].agg(set).to_dict()
    buildings = read_map(city, "building.shp")
    found = set()
    lived: dict[str, set[str]] = {}
    for code, parcel in zip(
        buildings["BLD_CODE"], buildings["PARCEL_COD"], strict=True
    ):
        idle = of_parcel.get(parcel, {"-"}) <= {"ว่างเปล่า", "เกษตรกรรม"}
        if idle and of_parcel[code] & {"อยู่อาศัย", "อื่นๆ"}:
            found.add(parcel)
        lived.setdefault(parcel, set()).update(of_parcel[code])
    signs = read_table(city, "signs.xlsx")
    standing = signs[
        (signs["ชนิดป้าย"] == "ถาวร")
        & (signs["ยกเว้นตามมาตรา"] == "")
        & (signs["วันที่รื้อถอน"] == "")
        & (signs["รหัสแปลง"] != "")
    ]
    for parcel in standing["รหัสแปลง"]:
        if of_parcel.get(parcel) == lived.get(parcel, {"อยู่อาศัย"}) == {"อยู่อาศัย"}:
            found.add(parcel)
    assert found == planted(city, "use_contradicted")


def test_signs_without_parcel_or_tax(city: Manifest, ground: Ground) -> None:
    signs = read_table(city, "signs.xlsx")
    taxable = (signs["ชนิดป้าย"] == "ถาวร") & (signs["ยกเว้นตามมาตรา"] == "")
    stray = signs[signs["รหัสแปลง"] == ""]
    assert set(stray["รหัสป้าย"]) == planted(city, "sign_without_parcel")
    unknown = (signs["เลขที่ ผ.ท.4"] == "") | (signs["กว้าง ซม."] == "")
    assert set(signs[unknown & taxable]["รหัสป้าย"]) == planted(city, "sign_untaxed")
    assert not (unknown & ~taxable).any()
    shape_of = dict(zip(ground.parcel_code, ground.parcels, strict=True))
    own = signs[signs["รหัสแปลง"] != ""]
    land = np.array([shape_of[code] for code in own["รหัสแปลง"]], dtype=object)
    assert shapely.contains_xy(
        land, own["พิกัด E"].astype(float), own["พิกัด N"].astype(float)
    ).all()


@pytest.mark.parametrize("today", [TODAY, LATER])
def test_leases_that_ran_out_do_not_grow_with_time(
    city: Manifest, today: dt.date
) -> None:
    leases = read_table(city, "leases.xlsx")
    leases["end"] = [_day(text) for text in leases["วันสิ้นสุดสัญญา"]]
    last = leases.sort_values("end").groupby("รหัสทรัพย์สิน").tail(1)
    over = last[(last["end"] < today) & (last["วันเลิกสัญญา"] == "")]
    assert set(over["สัญญาเลขที่"]) == planted(city, "lease_expired")
    assert leases["สัญญาเลขที่"].is_unique


def test_objects_that_cannot_be_assessed(city: Manifest) -> None:
    buildings = read_map(city, "building.shp")
    needed = buildings[["BLD_TYPE", "AREA_M2", "BUILT_YEAR"]]
    lacking = (needed == "").any(axis=1)
    units = read_table(city, "condo_units.xlsx")
    wrong = set(buildings["BLD_CODE"][lacking])
    wrong |= set(units["รหัสห้องชุด"][units["เนื้อที่ ตร.ม."] == ""])
    assert wrong == planted(city, "unassessed")
    prices = set(read_table(city, "building_prices.xlsx")["รหัสแบบ"])
    assert len(prices) == 69
    assert set(buildings["BLD_TYPE"]) - {""} <= prices
    assert buildings["BUILT_YEAR"].replace("", "0").astype(int).max() < 2569


def test_uses_of_a_parcel_add_up_to_its_deed(
    city: Manifest, uses: pd.DataFrame
) -> None:
    parcels = read_map(city, "parcel.shp")
    tenths = {
        name: (parcels[name].astype(float) * 10).round().astype(int)
        for name in ("RAI", "NGAN", "WA")
    }
    total_tenths = tenths["RAI"] * 400 + tenths["NGAN"] * 100 + tenths["WA"]
    deed = dict(zip(parcels["PARCEL_COD"], total_tenths, strict=True))
    land = uses[uses["ประเภททรัพย์สิน"] == "ที่ดิน"]
    amount = (land["เนื้อที่ใช้"].astype(float) * 10).round().astype(int)
    total = amount.groupby(land["รหัสทรัพย์สิน"]).sum().to_dict()
    assert {code: deed[code] for code in total} == total


def test_nothing_is_said_about_objects_that_are_not_there(city: Manifest) -> None:
    there = set(read_map(city, "parcel.shp")["PARCEL_COD"])
    there |= set(read_map(city, "building.shp")["BLD_CODE"])
    there |= set(read_table(city, "condo_units.xlsx")["รหัสห้องชุด"])
    for name in ("rights.csv", "uses.csv"):
        assert set(read_table(city, name)["รหัสทรัพย์สิน"]) <= there
