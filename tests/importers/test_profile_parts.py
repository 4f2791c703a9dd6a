"""One column of a foreign register feeds several fields, each in its unit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from importers.binding import Binding, Bound, bind
from importers.convert import convert
from importers.kinds import KINDS
from importers.profile import load_profile, parse_profile
from importers.rows import Rows
from importers.source import open_source
from importers.unit import factor
from tests.importers.files import write_csv
from tests.importers.test_profile import values


def test_one_column_is_split_at_a_separator(tmp_path: Path) -> None:
    rule = (
        '{house_no: {column: A, split: ";", part: 1},'
        ' soi: {column: A, split: ";", part: 2}, road: {column: A, split: ";", part: -1}}'
    )
    found = values(tmp_path, rule, ["A"], ["9; ซอย 2 ;มิตรภาพ"], ["9"])
    assert found["house_no"] == ["9", "9"]
    assert found["soi"] == ["ซอย 2", None]
    assert found["road"] == ["มิตรภาพ", "9"]


def test_one_column_is_taken_apart_by_named_groups(tmp_path: Path) -> None:
    sheet = (
        r"(?P<utm_map1>\d{4}) (?P<utm_map2>[IV]+) (?P<utm_map3>\d{4})(-(?P<sub>\d+))?"
    )
    sheet = sheet.replace("(-(", "(?:-(")
    rule = (
        f"{{utm_map1: {{column: A, pattern: '{sheet}'}},"
        f" utm_map2: {{column: A, pattern: '{sheet}'}},"
        f" utm_map4: {{column: A, pattern: '{sheet}', part: sub, optional: true}}}}"
    )
    found = values(tmp_path, rule, ["A"], ["5541 I 6816-15"], ["5541 II 6816"], ["?"])
    assert found["utm_map1"] == ["5541", "5541", None]
    assert found["utm_map2"] == ["1", "2", None]
    assert found["utm_map4"] == ["15", None, None]


def test_land_reform_plots_are_read(tmp_path: Path) -> None:
    section = load_profile("alro").section("parcels")
    header = ["Plang", "Rawang", "Rai", "NGan", "Wa", "CardID"]
    path = write_csv(
        tmp_path / "a.csv", header, ["12", "5541 IV 6816", 5, 1, "10.5", "x"]
    )
    with open_source(path) as source:
        binding = bind(KINDS["parcels"], source, section)
        (read,) = source.read(100)
    found = {name: value for name, (value,) in convert(read, binding).values.items()}
    assert found == {
        "land_no": "12", "utm_map1": "5541", "utm_map2": "4", "utm_map3": "6816",
        "utm_map4": None, "area_wa": "2110.5000", "doc_type": "spk401",
        "value_year_be": "2563",
    }  # fmt: skip


def test_value_that_does_not_fit_the_pattern_is_flagged() -> None:
    content = "kinds: {parcels: {fields: {land_no: {column: A, pattern: '(?P<land_no>[0-9]+)'}}}}"
    section = parse_profile(content, "t").section("parcels")
    field = KINDS["parcels"].field("land_no")
    assert field is not None
    bound = Bound(field, section.fields["land_no"])
    converted = convert(Rows([7], {"A": ["x"]}), Binding((bound,), {}, (), {}))
    (problem,) = converted.problems
    assert (problem.row_no, problem.code, problem.field, problem.value) == (
        7, "value.pattern", "land_no", "x",
    )  # fmt: skip


def test_expression_that_python_would_never_finish_is_matched_at_once(
    tmp_path: Path,
) -> None:
    rule = "{land_no: {column: A, pattern: '(?P<land_no>(?:a+)+)b'}}"
    found = values(tmp_path, rule, ["A"], ["a" * 5000])
    assert found["land_no"] == [None]


def test_full_name_fills_title_name_and_surname(tmp_path: Path) -> None:
    content = "kinds: {parties: {fields: {code: C, name: {column: N, title: split}}}}"
    section = parse_profile(content, "test").section("parties")
    path = write_csv(
        tmp_path / "a.csv", ["C", "N"], ["1", "นายสมชาย ใจดี"], ["2", "วัดดี"]
    )
    with open_source(path) as source:
        binding = bind(KINDS["parties"], source, section)
        (read,) = source.read(100)
    found = convert(read, binding).values
    assert found["title"] == ["นาย", None]
    assert found["name"] == ["สมชาย", "วัดดี"]
    assert found["surname"] == ["ใจดี", None]


@pytest.mark.parametrize(
    "given", ["5-1-10.5", "5 ไร่ 1 งาน 10.5 ตร.วา", "๕ไร่๑งาน๑๐.๕ตารางวา"]
)
def test_area_of_one_column_is_read_as_it_is_written(
    tmp_path: Path, given: str
) -> None:
    assert values(tmp_path, "{area_wa: A}", ["A"], [given])["area_wa"] == ["2110.5000"]


@pytest.mark.parametrize(
    ("quantity", "unit", "one"),
    [
        ("area_wa", "ngan", "100"), ("area_m2", "m2", "1"), ("area_m2", "wa", "4"),
        ("area_m2", "sqft", "0.09290304"), ("length_cm", "m", "100"),
        ("length_cm", "inch", "2.54"), ("length_cm", "ft", "30.48"),
        ("money", "thousand_baht", "1000"), ("price_per_wa", "baht_per_m2", "4"),
    ],
)  # fmt: skip
def test_unit_has_its_exact_factor(quantity: str, unit: str, one: str) -> None:
    assert factor(quantity, unit, "x") == Decimal(one)
