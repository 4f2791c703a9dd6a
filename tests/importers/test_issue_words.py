"""What an officer reads of an issue: no name of ours, no English in a Thai sentence."""

from __future__ import annotations

import re

import pytest
import shapely

from importers.kinds import KINDS
from importers.value import (
    ValueProblem,
    area_wa_value,
    choice_parser,
    number_parser,
)
from kkmgis.geometry.check import explain
from kkmgis.geometry.repair import REPAIRS
from kkmgis.i18n import LANGUAGES, Language
from kkmgis.issue import Issue
from kkmgis.issue_words import field_name, shown_values

ENGLISH = re.compile(r"[A-Za-z]{3,}")


def said(language: Language, field: str, value: str, problem: ValueProblem) -> str:
    issue = Issue(problem.code, field=field, value=value, values=problem.values)
    return issue.message(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_label(language: Language) -> None:
    fields = {field.name for kind in KINDS.values() for field in kind.fields}
    bare = {name for name in fields if field_name(name, language) == name}
    assert bare == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_repair_has_a_word(language: Language) -> None:
    for name in REPAIRS:
        assert shown_values({"method": name}, language)["method"] != name


def test_area_of_nothing_has_to_be_more() -> None:
    written = "0.000000000000000"
    with pytest.raises(ValueProblem) as problem:
        area_wa_value(written)
    thai = said("th", "area_wa", written, problem.value)
    assert thai == "เนื้อที่ (ตร.ว.): ค่า 0 ต้องมากกว่า 0"
    english = said("en", "area_wa", written, problem.value)
    assert english == "Area (sq wa): 0 must be more than 0"


@pytest.mark.parametrize(
    ("text", "thai"),
    [
        ("-5", "ค่าเช่า (บาท): ค่า -5 ต้องไม่น้อยกว่า 0"),
        ("12000.5", "ค่าเช่า (บาท): ค่า 12000.5 ต้องไม่เกิน 9,999"),
    ],
)
def test_only_the_bound_that_is_broken_is_told(text: str, thai: str) -> None:
    parse = number_parser(2, high="9999")
    with pytest.raises(ValueProblem) as problem:
        parse(text)
    assert said("th", "rent_baht", text, problem.value) == thai


def test_words_that_a_field_takes_are_told_in_the_language_of_the_sentence() -> None:
    parse = choice_parser({"1": "wood", "ไม้": "wood", "ตึก": "masonry"})
    with pytest.raises(ValueProblem) as problem:
        parse("ดิน")
    thai = said("th", "structure", "ดิน", problem.value)
    assert thai == "โครงสร้าง: ไม่รู้จัก ดิน ใช้ได้ ไม้, ตึก"
    assert "only wood, masonry" in said("en", "structure", "ดิน", problem.value)


@pytest.mark.parametrize(
    "shape",
    [
        "POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0))",
        "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 3 3, 3 1, 1 3, 1 1))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 8 1, 8 8, 1 8, 1 1),"
        " (2 2, 3 2, 3 3, 2 3, 2 2))",
        "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (8 8, 9 8, 9 9, 8 9, 8 8))",
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((1 1, 2 1, 2 2, 1 2, 1 1)))",
        "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (0 0, 4 0, 4 4, 0 4, 0 0))",
        "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (0 2, 2 0, 4 2, 2 4, 0 2))",
        "POLYGON ((0 0, 4 0, 4 4, 2 2, 3 3, 0 0))",
    ],
)
def test_reason_of_geos_is_told_in_both_languages(shape: str) -> None:
    code, reason, _ = explain(shapely.is_valid_reason(shapely.from_wkt(shape)))
    values = {
        "reason": reason,
        "method": "make_valid_structure",
        "area_before_m2": 1234.5678,
        "area_after_m2": 0.0004,
    }
    thai = Issue(code, values=values).message("th")
    assert ENGLISH.search(thai) is None
    assert "1,234.57 → 0.0004 ตร.ม." in thai
    assert reason not in Issue(code, values=values).message("en")


def test_what_is_left_on_land_is_named() -> None:
    issue = Issue(
        "reconcile.left_behind", value="01A001", values={"left": "building 2, sign 1"}
    )
    assert issue.message("th").endswith("สิ่งปลูกสร้าง 2, ป้าย 1")
