"""What others know of the town against its files, by plain reading."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import shapely

from kkmgis.demo import Manifest
from tests.demo.reading import Ground, planted, read_map, read_table

KEY = ["UTMMAP1", "UTMMAP2", "UTMMAP3", "UTMMAP4", "UTMSCALE", "LAND_NO"]
THAI_KEY = ["ระวาง 1", "ระวาง 2", "ระวาง 3", "ระวาง 4", "มาตราส่วน", "เลขที่ดิน"]


def _day(text: str) -> dt.date:
    day, month, year = map(int, text.split("/"))
    return dt.date(year - 543, month, day)


def test_drone_sees_all_buildings_but_those_in_the_key(city: Manifest) -> None:
    buildings = read_map(city, "building.shp")
    seen = np.asarray(read_map(city, "drone.shp")["geom"], dtype=object)
    shapes = np.asarray(buildings["geom"], dtype=object)
    touched, _ = shapely.STRtree(seen).query(shapes, predicate="intersects")
    missed = np.setdiff1d(np.arange(len(shapes)), touched)
    assert set(buildings["BLD_CODE"].iloc[missed]) == planted(city, "building_gone")


def test_drone_sees_houses_of_nobody_on_the_parcels_in_the_key(
    city: Manifest, ground: Ground
) -> None:
    buildings = np.asarray(read_map(city, "building.shp")["geom"], dtype=object)
    seen = np.asarray(read_map(city, "drone.shp")["geom"], dtype=object)
    known, _ = shapely.STRtree(buildings).query(seen, predicate="intersects")
    new = np.setdiff1d(np.arange(len(seen)), known)
    house, parcel = shapely.STRtree(ground.parcels).query(seen[new], predicate="within")
    assert len(house) == len(new)
    codes = {ground.parcel_code[at] for at in parcel.tolist()}
    assert codes == planted(city, "building_unregistered")


def test_land_office_and_map_differ_by_the_deeds_in_the_key(city: Manifest) -> None:
    parcels, deeds = read_map(city, "parcel.shp"), read_table(city, "title_deeds.csv")
    of_parcel = {
        tuple(row): code
        for row, code in zip(
            parcels[KEY].to_numpy(), parcels["PARCEL_COD"], strict=True
        )
        if row[5]
    }
    of_deed = {
        tuple(row): number
        for row, number in zip(
            deeds[THAI_KEY].to_numpy(), deeds["เลขที่โฉนด"], strict=True
        )
    }
    undrawn = {of_deed[key] for key in of_deed.keys() - of_parcel.keys()}
    assert undrawn == planted(city, "deed_without_parcel")
    unknown = {of_parcel[key] for key in of_parcel.keys() - of_deed.keys()}
    assert unknown == planted(city, "parcel_without_deed")
    assert deeds["เลขที่โฉนด"].is_unique


@pytest.mark.parametrize("today", [dt.date(2026, 11, 2), dt.date(2026, 12, 31)])
def test_signs_that_hang_on_after_their_permits_are_those_in_the_key(
    city: Manifest, today: dt.date
) -> None:
    permits = read_table(city, "sign_permits.xlsx")
    ends = np.array([_day(text) for text in permits["ถึงวันที่"]])
    removed = permits["วันที่รื้อถอน"] != ""
    over = (ends + dt.timedelta(days=3) < today) & ~removed
    assert set(permits["เลขที่ใบอนุญาต"][over]) == planted(city, "permit_overdue")
    starts = np.array([_day(text) for text in permits["ตั้งแต่วันที่"]])
    assert (starts < ends).all()
    assert removed.sum() > 5
    assert set(permits["รหัสแปลง"]) <= set(read_map(city, "parcel.shp")["PARCEL_COD"])
