"""Thai dates, areas, amounts and identity numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkmgis import thai


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("21/11/2569", dt.date(2026, 11, 21)),
        ("21/11/2026", dt.date(2026, 11, 21)),
        ("๒๑/๑๑/๒๕๖๙", dt.date(2026, 11, 21)),
        ("1/2/2569", dt.date(2026, 2, 1)),
        ("21-11-2569", dt.date(2026, 11, 21)),
        ("21.11.2569", dt.date(2026, 11, 21)),
        ("2026-11-21", dt.date(2026, 11, 21)),
        ("2569-11-21", dt.date(2026, 11, 21)),
        (" 21 พ.ย.  2569 ", dt.date(2026, 11, 21)),
        ("21 พฤศจิกายน พ.ศ. 2569", dt.date(2026, 11, 21)),
        ("29/02/2567", dt.date(2024, 2, 29)),
        ("31/12/2400", dt.date(2400, 12, 31)),
        ("31/12/2401", dt.date(1858, 12, 31)),
    ],
)
def test_dates_are_read(text: str, date: dt.date) -> None:
    assert thai.parse_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "21/11/69",
        "2569",
        "21/13/2569",
        "30/02/2569",
        "29/02/2569",
        "21 xyz 2569",
        "21 กข 2569",
        "11/21/2569",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|does not exist"):
        thai.parse_date(text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), st.booleans())
def test_shown_dates_are_read_back(date: dt.date, long: bool) -> None:
    assert thai.parse_date(thai.format_date(date, long=long)) == date


def test_date_is_shown_in_buddhist_era() -> None:
    assert thai.format_date(dt.date(2026, 11, 21)) == "21 พ.ย. 2569"
    assert thai.buddhist_year(dt.date(2026, 1, 1)) == 2569


@pytest.mark.parametrize(
    ("text", "wa"),
    [
        ("5-1-10.5", "2110.5"),
        ("0-0-0", "0"),
        ("๐-๑-๒๕.๕", "125.5"),
        ("0-5-0", "500"),
        ("0-0-150.25", "150.25"),
        (" 1-0-0 ", "400"),
    ],
)
def test_areas_are_read(text: str, wa: str) -> None:
    assert thai.parse_area(text) == Decimal(wa)


@pytest.mark.parametrize("text", ["", "5-1", "5-1-x", "-1-0-0", "1.5-0-0", "1-0-0-0"])
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no area"):
        thai.parse_area(text)


@given(st.integers(0, 10**12), st.integers(0, 6))
def test_shown_areas_are_read_back(number: int, decimals: int) -> None:
    wa = Decimal(f"{number}E-{decimals}")
    assert thai.parse_area(thai.format_area(wa)) == wa


def test_area_is_normal_and_without_idle_zeros() -> None:
    assert thai.format_area(Decimal("399.90")) == "0-3-99.9"
    assert thai.format_area(Decimal("400.00")) == "1-0-0"
    with pytest.raises(ValueError, match="negative"):
        thai.format_area(Decimal("-1"))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("8", "แปดบาทถ้วน"),
        ("5678", "ห้าพันหกร้อยเจ็ดสิบแปดบาทถ้วน"),
        ("63147.89", "หกหมื่นสามพันหนึ่งร้อยสี่สิบเจ็ดบาทแปดสิบเก้าสตางค์"),
        ("51000001", "ห้าสิบเอ็ดล้านหนึ่งบาทถ้วน"),
        ("317.10", "สามร้อยสิบเจ็ดบาทสิบสตางค์"),
        ("11.11", "สิบเอ็ดบาทสิบเอ็ดสตางค์"),
        ("1.01", "หนึ่งบาทหนึ่งสตางค์"),
        ("0.67", "หกสิบเจ็ดสตางค์"),
        ("-3", "ลบสามบาทถ้วน"),
        ("0", "ศูนย์บาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("11000000", "สิบเอ็ดล้านบาทถ้วน"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("20.25", "ยี่สิบบาทยี่สิบห้าสตางค์"),
    ],
)
def test_amounts_in_words(amount: str, words: str) -> None:
    assert thai.baht_words(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1234.5", "1,234.50"),
        ("0", "0.00"),
        ("-0.05", "-0.05"),
        ("1E+9", "1,000,000,000.00"),
        (
            "12345678901234567890123456789.99",
            "12,345,678,901,234,567,890,123,456,789.99",
        ),
    ],
)
def test_amounts_are_shown_with_satang(amount: str, shown: str) -> None:
    assert thai.format_baht(Decimal(amount)) == shown


def test_amounts_finer_than_a_satang_are_refused() -> None:
    """Showing must not round what a bill did not."""
    for show in (thai.format_baht, thai.baht_words):
        with pytest.raises(ValueError, match="finer than a satang"):
            show(Decimal("0.001"))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("3421000", "3.42 ลบ."),
        ("1000000", "1.00 ลบ."),
        ("1234567890", "1,234.57 ลบ."),
        ("999999.49", "999,999 บาท"),
        ("0.5", "1 บาท"),
        ("-2500000", "-2.50 ลบ."),
    ],
)
def test_short_amounts(amount: str, shown: str) -> None:
    assert thai.short_baht(Decimal(amount)) == shown


@given(st.integers(-(10**15), 10**15))
def test_satang_become_baht_exactly(satang: int) -> None:
    assert thai.baht(satang) * 100 == satang


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("1234567890121", True),
        ("1-2345-67890-12-1", True),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๑", True),
        ("1234567890122", False),
        ("123456789012", False),
        ("12345678901211", False),
        ("12345678901a1", False),
        ("", False),
        ("²234567890121", False),
    ],
)
def test_check_digit_of_identity_numbers(number: str, holds: bool) -> None:
    assert thai.identity_number_holds(number) is holds


@given(st.integers(10**11, 10**12 - 1), st.integers(0, 9))
def test_exactly_one_check_digit_holds(twelve: int, digit: int) -> None:
    right = [
        last for last in range(10) if thai.identity_number_holds(f"{twelve}{last}")
    ]
    assert len(right) == 1
    assert thai.identity_number_holds(f"{twelve}{digit}") is (digit in right)
