"""Invented people and who owns what."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.demo import Manifest
from kkmgis.demo.people import id_numbers
from tests.demo.reading import read_map, read_table


def _check_digit(digits: str) -> int:
    """registers_and_ltax E2."""
    total = sum(int(d) * (14 - i) for i, d in enumerate(digits[:12], 1))
    return (11 - total % 11) % 10


@given(number=st.integers(0, 10**11 - 1))
def test_identity_numbers_have_the_right_check_digit(number: int) -> None:
    text = id_numbers("9", np.array([number]))[0]
    assert len(text) == 13
    assert int(text[12]) == _check_digit(text)


def test_no_identity_number_can_be_anybodys(city: Manifest) -> None:
    owners = read_table(city, "owners.xlsx")
    numbers = owners["เลขประจำตัว"]
    people = owners["ประเภทบุคคล"] == "1"
    assert numbers[people].str.match("9").all()
    assert numbers[~people].str.match("0000").all()
    assert numbers.is_unique
    assert all(int(n[12]) == _check_digit(n) for n in numbers)


def test_everybody_in_the_rights_is_in_the_register_of_owners(city: Manifest) -> None:
    owners = set(read_table(city, "owners.xlsx")["เลขที่ ผ.ท.4"])
    named = set(read_table(city, "rights.csv")["เลขที่ ผ.ท.4"])
    named |= set(read_table(city, "signs.xlsx")["เลขที่ ผ.ท.4"]) - {""}
    named |= set(read_table(city, "leases.xlsx")["ผู้เช่า เลขที่ ผ.ท.4"])
    assert named <= owners


def test_one_person_has_one_home(city: Manifest) -> None:
    """Nobody can be in two house registers."""
    rights = read_table(city, "rights.csv")
    homes = rights[rights["บ้านหลังหลักตั้งแต่ปี"] != ""]
    homes = homes[homes["ประเภททรัพย์สิน"] != "ห้องชุด"]
    assert len(homes) > 500
    assert homes["เลขที่ ผ.ท.4"].is_unique


def test_shares_of_co_owners_add_up_to_the_whole(city: Manifest) -> None:
    rights = read_table(city, "rights.csv")
    shared = rights[rights["สัดส่วน"] != ""]
    assert len(shared) > 100
    for _, rows in shared.groupby("รหัสทรัพย์สิน"):
        assert len(rows) == int(rows["สัดส่วน"].iloc[0].split("/")[1])


def test_some_people_own_several_parcels_side_by_side(city: Manifest) -> None:
    rights = read_table(city, "rights.csv")
    land = rights[(rights["ประเภททรัพย์สิน"] == "ที่ดิน") & (rights["ฐานะ"] == "เจ้าของ")]
    owner_of = dict(zip(land["รหัสทรัพย์สิน"], land["เลขที่ ผ.ท.4"], strict=True))
    codes = sorted(read_map(city, "parcel.shp")["PARCEL_COD"])
    beside = sum(
        owner_of.get(one, "a") == owner_of.get(two, "b") for one, two in pairwise(codes)
    )
    assert beside > 100


@pytest.mark.parametrize("kind", ["2", "3", "4", "6", "7", "8"])
def test_every_kind_of_body_owns_land(city: Manifest, kind: str) -> None:
    owners = read_table(city, "owners.xlsx")
    bodies = set(owners.loc[owners["ประเภทบุคคล"] == kind, "เลขที่ ผ.ท.4"])
    rights = read_table(city, "rights.csv")
    assert bodies & set(rights["เลขที่ ผ.ท.4"]) or kind in ("3", "6")
