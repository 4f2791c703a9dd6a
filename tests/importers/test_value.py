"""Cells become values, or say what is wrong with them; nothing is guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.parcels import DOCUMENTS
from importers.uses import USES
from importers.value import (
    ValueProblem,
    area_wa_value,
    boolean_value,
    choice_parser,
    clean_text,
    date_value,
    decimal_value,
    integer_parser,
    number_parser,
    share_value,
    text_value,
    year_be_value,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.50"),
        ("1,234", "1234"),
        ("๑,๒๓๔", "1234"),
        ("0,25", "0.25"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("1 000", "1000"),
        ("1e+06", "1e6"),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, number: str) -> None:
    assert decimal_value(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["abc", "", "12.3.4", "1,2,3", "NaN", "Infinity", "12 บาท"]
)
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueProblem) as problem:
        decimal_value(text)
    assert problem.value.code == "value.not_a_number"


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_money_keeps_every_satang(amount: Decimal) -> None:
    parse = number_parser(2)
    assert Decimal(parse(f"{amount:,}")) == amount


def test_number_outside_its_range_names_the_range() -> None:
    with pytest.raises(ValueProblem) as problem:
        number_parser(2, high="10")("11")
    assert problem.value.code == "value.out_of_range"
    assert problem.value.values["high"] == "10"


def test_zero_is_too_little_where_something_must_be() -> None:
    with pytest.raises(ValueProblem):
        number_parser(2, above=True)("0")


def test_whole_numbers_are_whole() -> None:
    parse = integer_parser(1, 200)
    assert parse("2.0") == "2"
    for text in ("2.5", "0", "201"):
        with pytest.raises(ValueProblem):
            parse(text)


@pytest.mark.parametrize(
    ("text", "wa"), [("5-1-10.5", "2110.5"), ("๐-๐-๒๕", "25"), ("125.5", "125.5")]
)
def test_areas_are_read_in_both_forms(text: str, wa: str) -> None:
    assert Decimal(area_wa_value(text)) == Decimal(wa)


@pytest.mark.parametrize("text", ["0", "0-0-0", "-5", "1-2"])
def test_area_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem):
        area_wa_value(text)


@pytest.mark.parametrize(
    "text",
    ["21/11/2569", "๒๑/๑๑/๒๕๖๙", "21/11/2026", "2026-11-21", "2569-11-21",
     "21 พ.ย. 2569", "21 พฤศจิกายน 2569", "2026-11-21T00:00:00", "21-11-2569"],
)  # fmt: skip
def test_one_day_is_read_in_all_its_forms(text: str) -> None:
    assert date_value(text) == "2026-11-21"


@pytest.mark.parametrize("text", ["31/02/2569", "2569", "11/21/2026", "soon"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueProblem) as problem:
        date_value(text)
    assert problem.value.code == "value.not_a_date"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2150, 12, 31)))
def test_buddhist_and_christian_dates_agree(day: dt.date) -> None:
    thai = f"{day.day}/{day.month}/{day.year + 543}"
    assert date_value(thai) == date_value(f"{day:%d/%m/%Y}") == day.isoformat()


@pytest.mark.parametrize(
    ("text", "year"),
    [("2014", "2557"), ("2569", "2569"), ("พ.ศ.2569", "2569"), ("2014.0", "2557")],
)
def test_years_become_buddhist_ones(text: str, year: str) -> None:
    assert year_be_value(text) == year


@pytest.mark.parametrize("text", ["0", "57", "2014.5", "25690", "1200"])
def test_numbers_that_are_no_year_are_refused(text: str) -> None:
    with pytest.raises(ValueProblem):
        year_be_value(text)


@pytest.mark.parametrize(
    ("text", "share"),
    [("1/2", "1/2"), ("2/4", "2/4"), ("33.3%", "333/1000"), ("1", "1/1")],
)
def test_shares_are_exact_fractions(text: str, share: str) -> None:
    assert share_value(text) == share


@pytest.mark.parametrize("text", ["0", "3/2", "1/0", "-1/2", "120%"])
def test_more_than_the_whole_is_no_share(text: str) -> None:
    with pytest.raises(ValueProblem):
        share_value(text)


def test_yes_and_no_in_two_languages() -> None:
    assert [boolean_value(t) for t in ("ใช่", "YES", "1")] == ["true"] * 3
    assert [boolean_value(t) for t in ("ไม่ใช่", "no", "๐")] == ["false"] * 3
    with pytest.raises(ValueProblem):
        boolean_value("maybe")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("โฉนดที่ดิน", "chanote"),
        ("น.ส.3 ก", "ns3k"),
        ("น.ส.๓ก", "ns3k"),
        ("12", "treasury"),
    ],
)
def test_documents_are_known_by_number_and_thai_name(text: str, word: str) -> None:
    assert choice_parser(DOCUMENTS)(text) == word


def test_mixed_use_of_ltax_is_refused() -> None:
    """It says that there are several uses and not which."""
    with pytest.raises(ValueProblem) as problem:
        choice_parser(USES)("7")
    assert "residential" in str(problem.value.values["known"])


def test_dashes_mean_nothing() -> None:
    assert text_value("-") == text_value("–") == text_value(" . ") == ""
    assert text_value("12-3") == "12-3"


@given(st.text(max_size=50))
def test_cleaned_text_is_clean_and_fits_into_the_database(text: str) -> None:
    clean = clean_text(text)
    assert "\x00" not in clean
    assert clean == clean.strip()
    assert clean_text(clean) == clean


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("21/11/2569", "2026-11-21"),
        ("21-11-2026", "2026-11-21"),
        ("๒๑ พฤศจิกายน ๒๕๖๙", "2026-11-21"),
        ("21 พ.ย. 2569", "2026-11-21"),
        ("46347", "2026-11-21"),
        ("46347.75", "2026-11-21"),
        ("244674", "2026-11-21"),
    ],
)
def test_date_is_read_as_offices_and_spreadsheets_write_it(text: str, iso: str) -> None:
    assert date_value(text) == iso


@pytest.mark.parametrize("text", ["2569", "31/2/2569", "21/11/69", "12 ??? 2569"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem, match="not_a_date"):
        date_value(text)


@pytest.mark.parametrize("text", ["1/1/9999", "999999", "31/12/1756", "1/1/1500"])
def test_day_of_another_age_is_refused_as_such(text: str) -> None:
    with pytest.raises(ValueProblem, match="date_out_of_era"):
        date_value(text)


def test_first_day_of_the_year_2300_is_taken() -> None:
    assert date_value("1/1/1757") == "1757-01-01"
