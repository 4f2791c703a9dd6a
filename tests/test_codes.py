"""Codes of the tax map: cleaned, told apart, never refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis.codes import CodeKind, clean_code, is_standard, place_code

PARCEL_CODES = st.from_regex(r"[0-9]{2}[A-Z][0-9]{3}(/[0-9]{3})?", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("01B", "block"),
        ("01A001", "parcel"),
        ("04M016/001", "parcel"),
        ("20F026-B002", "building"),
        ("04M016/001-B001", "building"),
        ("50A001-P001", "sign"),
    ],
)
def test_codes_of_real_registers_are_standard(code: str, kind: CodeKind) -> None:
    assert is_standard(code, kind)


@pytest.mark.parametrize(
    "code",
    [
        "001A001",
        "01A01",
        "01A0001",
        "01001",
        "01A001-B1",
        "โรงเรียน",
        "01a001",
        "๐๑A๐๐๑",
    ],
)
def test_odd_codes_are_told_apart(code: str) -> None:
    assert not is_standard(code, "parcel")


@pytest.mark.parametrize(
    ("received", "meant"),
    [
        pytest.param("99ฺA999", "99A999", id="stray_thai_mark_of_a_real_register"),
        pytest.param("๐๑ก๐๐๑", "01ก001", id="thai_digits_and_a_thai_letter_that_stays"),
        pytest.param(" 01a001\u200b", "01A001", id="small_letter_and_invisible_sign"),
        pytest.param("01 A 001", "01A001", id="blanks_inside"),
        pytest.param("267.3-275", "267.3-275", id="foreign_code_is_left_alone"),
        pytest.param("7-18a", "7-18a", id="case_of_a_foreign_code_is_kept"),
        pytest.param("\ufeff  ", "", id="nothing_left"),
    ],
)
def test_clean_code_writes_what_was_meant(received: str, meant: str) -> None:
    assert clean_code(received) == meant


@given(st.text(max_size=30))
def test_clean_code_is_done_after_once(text: str) -> None:
    once = clean_code(text)
    assert clean_code(once) == once


@given(PARCEL_CODES)
def test_standard_codes_pass_unchanged(code: str) -> None:
    assert clean_code(code) == code
    assert is_standard(code, "parcel")


def test_code_of_a_repeated_parcel_is_never_a_standard_one() -> None:
    """It must not collide with the code of another parcel."""
    assert not is_standard("01A001~2", "parcel")
    assert clean_code("01A001~2") == "01A001~2"


def test_place_code_is_the_place_to_a_decimetre() -> None:
    assert place_code(267220.31, 1818160.94) == "X2672203Y18181609"
    assert place_code(-1237.7, 55400.9) == "X-12377Y554009"
