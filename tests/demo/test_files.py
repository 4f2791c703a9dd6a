"""The demo's files: the same bytes, as offices write them, read by the profile."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from importers.profile import load_profile
from kkmgis.demo import PLANS, Manifest, write_city
from tests.demo.reading import read_map, read_table


def test_same_size_and_seed_give_the_same_bytes(city: Manifest, tmp_path: Path) -> None:
    again = write_city(tmp_path, "small")
    names = sorted(path.name for path in again.folder.iterdir())
    assert names == sorted(path.name for path in city.folder.iterdir())
    differing = [
        name
        for name in names
        if (tmp_path / name).read_bytes() != (city.folder / name).read_bytes()
    ]
    assert differing == []


@pytest.mark.parametrize("seed", [1, 7])
def test_another_seed_gives_another_whole_town(tmp_path: Path, seed: int) -> None:
    town = write_city(tmp_path, "small", seed)
    assert town.counts["parcels"] == PLANS["small"].parcels
    assert {kind: len(found) >= 5 for kind, found in town.answers.items()} == {
        kind: True for kind in town.answers
    }


def test_numbers_of_the_plan_are_met_exactly(city: Manifest) -> None:
    plan = PLANS["small"]
    wanted = {
        "parcels": plan.parcels,
        "buildings": plan.buildings,
        "signs": plan.signs,
        "leases": plan.leases,
        "condos": plan.units,
    }
    assert {name: city.counts[name] for name in wanted} == wanted
    assert len(read_map(city, "parcel.shp")) == plan.parcels
    assert len(read_map(city, "building.shp")) == plan.buildings
    assert len(read_table(city, "signs.xlsx")) == plan.signs


def test_city_is_planned_as_large_as_asked_for() -> None:
    plan = PLANS["city"]
    assert (plan.parcels, plan.buildings, plan.signs, plan.leases) == (
        65_000,
        80_000,
        12_000,
        900,
    )


def test_shapefiles_are_indian_1975_in_cp874(city: Manifest) -> None:
    for path in city.folder.glob("*.shp"):
        assert "D_Indian_1975" in path.with_suffix(".prj").read_text()
        names = re.findall(
            rb"([A-Z0-9_]{1,11})\x00", path.with_suffix(".dbf").read_bytes()[32:700]
        )
        assert all(len(name) <= 10 for name in names)
    assert "ถนน".encode("cp874") in (city.folder / "parcel.dbf").read_bytes()


def test_price_list_is_laid_out_as_the_treasurys(city: Manifest) -> None:
    first = (city.folder / "treasury_land_prices.csv").read_bytes().split(b"\r\n")[0]
    assert first == (
        b"\xef\xbb\xbfUTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,LAND_NO,EVAPRICE"
    )


def test_dates_are_written_in_the_buddhist_era(city: Manifest) -> None:
    rights = read_table(city, "rights.csv")
    dates = rights.loc[rights["วันที่ได้สิทธิ"] != "", "วันที่ได้สิทธิ"]
    assert dates.str.fullmatch(r"\d{2}/\d{2}/25\d{2}").all()


def _columns(city: Manifest, path: Path) -> set[str]:
    if path.suffix == ".shp":
        return set(read_map(city, path.name).columns) - {"geom"}
    return set(read_table(city, path.name).columns)


def test_profile_names_every_column_of_every_file(city: Manifest) -> None:
    profile = load_profile("demo")
    for kind, path in city.files:
        columns = _columns(city, path)
        rules = profile.section(kind).fields.values()
        required = {c for rule in rules if not rule.optional for c in rule.columns}
        named = {c for rule in rules for c in (*rule.columns, *rule.any_of)}
        assert columns - {"ZONE_ID"} <= named, path.name
        assert required <= columns, path.name


def test_profile_translates_every_word_of_the_files(city: Manifest) -> None:
    profile = load_profile("demo")
    for kind, path in city.files:
        if path.suffix == ".shp":
            table: pd.DataFrame = read_map(city, path.name)
        else:
            table = read_table(city, path.name)
        for field, rule in profile.section(kind).fields.items():
            if rule.values:
                words = set(table[rule.columns[0]]) - {""}
                assert words <= set(rule.values), (path.name, field)


def test_address_of_a_shop_row_shares_its_number(city: Manifest) -> None:
    numbers = read_map(city, "parcel.shp")["HOUSE_NO"]
    assert numbers.str.fullmatch(r"(\d+(/\d+)?)?").all()
    assert (numbers.str.contains("/")).sum() > 300
    assert np.mean(numbers == "") < 0.2
