"""A full name falls apart into title, name and surname, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.person_name import FullName, join_name, split_name

TITLES = ["นาย", "นาง", "นางสาว", "น.ส.", "ด.ช.", "ว่าที่ร้อยตรี", "พ.ต.อ.", "ดร.", "Mr."]
LETTERS = "กขคงจชญดตถทธนบปผพภมยรลวศสหอ"


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("นายสมชาย ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("นาย สมชาย  ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("นางสาวสมหญิง ใจดี ณ ตัวอย่าง", ("นางสาว", "สมหญิง", "ใจดี ณ ตัวอย่าง")),
        ("นางนวล ใจดี", ("นาง", "นวล", "ใจดี")),
        ("ด.ช.เก่ง ดีมาก", ("ด.ช.", "เก่ง", "ดีมาก")),
        ("พ.ต.อ.ดร.กล้า หาญ", ("พ.ต.อ.ดร.", "กล้า", "หาญ")),
        ("ว่าที่ร้อยตรีหญิงงาม ใจ", ("ว่าที่ร้อยตรีหญิง", "งาม", "ใจ")),
        ("พระ มานะ", ("พระ", "มานะ", "")),
        ("พระยาตัวอย่าง ดี", ("", "พระยาตัวอย่าง", "ดี")),
        ("คุณากร ดี", ("", "คุณากร", "ดี")),
        ("นายิกา ดี", ("", "นายิกา", "ดี")),
        ("นาย", ("", "นาย", "")),
        ("mr. John Doe", ("mr.", "John", "Doe")),
        ("บริษัท ตัวอย่าง จำกัด", ("บริษัท", "ตัวอย่าง", "จำกัด")),
        ("บริษัทตัวอย่าง จำกัด (มหาชน)", ("บริษัท", "ตัวอย่าง", "จำกัด (มหาชน)")),
        ("หจก.ตัวอย่าง ก่อสร้าง", ("หจก.", "ตัวอย่าง ก่อสร้าง", "")),
        ("ห้างหุ้นส่วนจำกัด ตัวอย่าง", ("ห้างหุ้นส่วนจำกัด", "ตัวอย่าง", "")),
        ("วัดป่าตัวอย่าง", ("", "วัดป่าตัวอย่าง", "")),
        ("การไฟฟ้าส่วนภูมิภาค สาขา 1", ("", "การไฟฟ้าส่วนภูมิภาค สาขา 1", "")),
        ("นายก ดี และ นางข ดี", ("", "นายก ดี และ นางข ดี", "")),
        ("", ("", "", "")),
    ],
)
def test_name_falls_apart(full: str, parts: tuple[str, str, str]) -> None:
    assert split_name(full) == parts


@given(
    st.sampled_from(["", *TITLES]),
    st.text(LETTERS, min_size=2, max_size=8),
    st.text(LETTERS, max_size=8),
    st.sampled_from(["", " ", "  "]),
)
def test_written_name_is_split_as_it_was_put_together(
    title: str, name: str, surname: str, gap: str
) -> None:
    found = split_name(f"{title}{gap}{name} {surname}")
    assert found == FullName(title, name, surname)


PIECES = [*LETTERS, *TITLES, " ", ".", "ิ", "า", "บริษัท", "จำกัด", "วัด", " และ "]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_letter_is_lost_and_the_joined_name_splits_alike(full: str) -> None:
    found = split_name(full)
    assert "".join("".join(found).split()) == "".join(full.split())
    assert split_name(join_name(found)) == found
