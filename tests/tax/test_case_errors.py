"""A wrong case gets an error object: code, place, and words in two languages."""

from __future__ import annotations

import copy
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kkmgis.tax
from kkmgis.i18n import catalogue
from kkmgis.tax.case import compute_case
from kkmgis.tax.case_file import read_json
from tests.tax.strategies import land_cases

LAND: dict[str, Any] = {
    "tax_year": 2569,
    "taxpayer": {"kind": "natural"},
    "assets": [
        {
            "id": "L1",
            "kind": "land",
            "area": "0-1-25.5",
            "price_per_wa": "30000",
            "uses": [{"use": "residential", "share": "1"}],
        },
        {
            "id": "B1",
            "kind": "building",
            "on": "L1",
            "material": "masonry",
            "floor_area_m2": "180",
            "price_per_m2": "8350",
            "age_years": 12,
            "uses": [{"use": "residential", "share": "1"}],
        },
    ],
}
SIGN: dict[str, Any] = {
    "kind": "sign",
    "tax_year": 2569,
    "width_cm": "240",
    "height_cm": "120.5",
    "sides": 1,
    "text": "mixed",
    "moving": False,
}
LATE: dict[str, Any] = {
    "kind": "late_payment",
    "law": "sign",
    "tax": "100",
    "due": "2026-06-30",
    "paid": "2026-07-30",
}
REMOVED = object()


def changed(case: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """Copy a case with one place changed, e.g. ``assets.0.uses.0.share``."""
    copied = copy.deepcopy(case)
    holder: Any = copied
    *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    for part in above:
        holder = holder[part]
    if value is REMOVED:
        del holder[last]
    else:
        holder[last] = value
    return copied


def error(case: object) -> tuple[str, str]:
    found = compute_case(case)
    assert set(found) == {"error"}, found
    assert found["error"]["message_th"]
    assert found["error"]["message_en"]
    json.dumps(found, ensure_ascii=False).encode()
    return found["error"]["code"], found["error"]["path"]


VACANT = {"use": "vacant", "share": "1"}
EXEMPT = {"use": "exempt", "share": "1"}
USE = "assets.0.uses.0"
WRONG_LAND = [
    ("tax_year", 2562, "tax_year.no_law", "$.tax_year"),
    ("tax_year", 2571, "tax_year.no_law", "$.tax_year"),
    ("tax_year", 2026, "tax_year.no_law", "$.tax_year"),
    ("tax_year", "2569", "type.whole", "$.tax_year"),
    ("tax_year", True, "type.whole", "$.tax_year"),
    ("tax_year", Decimal("2569.0"), "type.whole", "$.tax_year"),
    ("tax_year", 10**5000, "number.range", "$.tax_year"),
    ("tax_year", REMOVED, "field.missing", "$"),
    ("kind", "property", "value.unknown", "$.kind"),
    ("kind", ["sign"], "value.unknown", "$.kind"),
    ("note", "x", "field.unknown", "$"),
    ("sides", 1, "field.unknown", "$"),
    ("taxpayer", REMOVED, "field.missing", "$"),
    ("taxpayer", "natural", "type.object", "$.taxpayer"),
    ("taxpayer.kind", "company", "value.unknown", "$.taxpayer.kind"),
    ("taxpayer.name", "x", "field.unknown", "$.taxpayer"),
    ("assets", REMOVED, "field.missing", "$"),
    ("assets", {}, "type.list", "$.assets"),
    ("assets", [], "list.empty", "$.assets"),
    ("assets.0", None, "type.object", "$.assets[0]"),
    ("assets.0.kind", "house", "value.unknown", "$.assets[0].kind"),
    ("assets.0.kind", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.id", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.id", 7, "type.text", "$.assets[0].id"),
    ("assets.0.id", "", "text.invalid", "$.assets[0].id"),
    ("assets.0.id", "a\ud800", "text.invalid", "$.assets[0].id"),
    ("assets.0.id", "x" * 5000, "text.invalid", "$.assets[0].id"),
    ("assets.0.id", "B1", "asset.twice", "$.assets[1].id"),
    ("assets.0.floor_area_m2", "1", "field.unknown", "$.assets[0]"),
    ("assets.0.group", None, "type.text", "$.assets[0].group"),
    ("assets.0.area", "1-4-0", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", "0-0-100", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", "-1-0-0", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", "25.5", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", 25, "area.invalid", "$.assets[0].area"),
    ("assets.0.area", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.area_wa", "25", "field.conflict", "$.assets[0].area_wa"),
    ("assets.0.value", "25", "field.conflict", "$.assets[0].area"),
    ("assets.0.price_per_wa", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.price_per_wa", "-1", "number.negative", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "1,000", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "1e3", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "๑๐", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "NaN", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", True, "type.number", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", None, "type.number", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", [1], "type.number", "$.assets[0].price_per_wa"),
    (
        "assets.0.price_per_wa",
        float("nan"),
        "number.invalid",
        "$.assets[0].price_per_wa",
    ),
    (
        "assets.0.price_per_wa",
        float("inf"),
        "number.invalid",
        "$.assets[0].price_per_wa",
    ),
    (
        "assets.0.price_per_wa",
        Decimal("1e400"),
        "number.too_large",
        "$.assets[0].price_per_wa",
    ),
    ("assets.0.price_per_wa", 10**5000, "number.too_large", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "9" * 60, "number.too_large", "$.assets[0].price_per_wa"),
    (
        "assets.0.price_per_wa",
        Decimal("1e-400"),
        "number.too_fine",
        "$.assets[0].price_per_wa",
    ),
    ("assets.0.uses", [], "list.empty", "$.assets[0].uses"),
    ("assets.0.uses", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.uses.0", 3, "type.object", "$.assets[0].uses[0]"),
    (USE + ".use", "home", "value.unknown", "$.assets[0].uses[0].use"),
    (USE + ".use", {}, "value.unknown", "$.assets[0].uses[0].use"),
    (USE + ".share", "0.9999", "share.sum", "$.assets[0].uses"),
    (USE + ".share", "1.00000000000000000001", "share.sum", "$.assets[0].uses"),
    (USE + ".share", "-1", "number.negative", "$.assets[0].uses[0].share"),
    (USE + ".share", REMOVED, "field.missing", "$.assets[0].uses[0]"),
    (USE + ".principal", "yes", "type.truth", "$.assets[0].uses[0].principal"),
    (USE + ".principal", 1, "type.truth", "$.assets[0].uses[0].principal"),
    (USE + ".vacant_since", 2566, "field.conflict", "$.assets[0].uses[0].vacant_since"),
    (
        USE + ".exempt_under",
        "8(5)",
        "field.conflict",
        "$.assets[0].uses[0].exempt_under",
    ),
    (USE + ".reduction", "40", "value.unknown", "$.assets[0].uses[0].reduction"),
    (
        USE,
        {"use": "other", "share": "1", "principal": True},
        "use.principal",
        "$.assets[0].uses[0].principal",
    ),
    (USE, VACANT, "field.missing", "$.assets[0].uses[0]"),
    (
        USE,
        {**VACANT, "vacant_since": 2570},
        "vacant_since.future",
        "$.assets[0].uses[0].vacant_since",
    ),
    (
        USE,
        {**VACANT, "vacant_since": 2022},
        "number.range",
        "$.assets[0].uses[0].vacant_since",
    ),
    (
        USE,
        {**VACANT, "vacant_since": "2565"},
        "type.whole",
        "$.assets[0].uses[0].vacant_since",
    ),
    (USE, EXEMPT, "field.missing", "$.assets[0].uses[0]"),
    (
        USE,
        {**EXEMPT, "exempt_under": "8(13)"},
        "value.unknown",
        "$.assets[0].uses[0].exempt_under",
    ),
    ("assets.1.on", "L9", "on.unknown", "$.assets[1].on"),
    ("assets.1.on", "B1", "on.not_land", "$.assets[1].on"),
    ("assets.1.on", 1, "type.text", "$.assets[1].on"),
    ("assets.1.on", REMOVED, "field.missing", "$.assets[1]"),
    ("assets.1.material", "brick", "value.unknown", "$.assets[1].material"),
    ("assets.1.material", REMOVED, "field.missing", "$.assets[1]"),
    ("assets.1.age_years", -1, "number.range", "$.assets[1].age_years"),
    ("assets.1.age_years", 10**9, "number.range", "$.assets[1].age_years"),
    ("assets.1.age_years", "12", "type.whole", "$.assets[1].age_years"),
    ("assets.1.floor_area_m2", REMOVED, "field.missing", "$.assets[1]"),
]
WRONG_SIGN = [
    ("tax_year", 2562, "tax_year.no_law", "$.tax_year"),
    ("sides", 0, "number.range", "$.sides"),
    ("sides", REMOVED, "field.missing", "$"),
    ("sides", False, "type.whole", "$.sides"),
    ("text", "english", "value.unknown", "$.text"),
    ("moving", "false", "type.truth", "$.moving"),
    ("width_cm", "0", "number.zero", "$.width_cm"),
    ("width_cm", "-5", "number.negative", "$.width_cm"),
    ("width_cm", REMOVED, "field.missing", "$"),
    ("area_cm2", "500", "field.conflict", "$.width_cm"),
    ("installed_on", "2027-01-01", "sign.installed_after", "$.installed_on"),
    ("installed_on", "2569-05-10", "sign.installed_after", "$.installed_on"),
    ("installed_on", "2026-02-30", "date.invalid", "$.installed_on"),
    ("installed_on", "10/05/2026", "date.invalid", "$.installed_on"),
    ("installed_on", 20260510, "date.invalid", "$.installed_on"),
    ("taxpayer", {"kind": "natural"}, "field.unknown", "$"),
]
WRONG_LATE = [
    ("law", "income", "value.unknown", "$.law"),
    ("tax", "-1", "number.negative", "$.tax"),
    ("tax", "1.001", "money.too_fine", "$.tax"),
    ("due", "2569-06-30", "date.era", "$.due"),
    ("paid", "9999-12-31", "date.era", "$.paid"),
    ("due", "2019-06-30", "tax_year.no_law", "$.due"),
    ("due", "0000-00-00", "date.invalid", "$.due"),
    ("filing", "never", "value.unknown", "$.filing"),
    ("stage", "before_warning", "field.unknown", "$"),
    ("deferral_approved", True, "field.unknown", "$"),
]


def named(table: list[Any]) -> list[str]:
    """Names of parameters; some values are too long to be one."""
    return [f"{row[0]}-{row[2]}" for row in table]


@pytest.mark.parametrize(
    ("place", "value", "code", "path"), WRONG_LAND, ids=named(WRONG_LAND)
)
def test_wrong_land_case(place: str, value: object, code: str, path: str) -> None:
    assert error(changed(LAND, place, value)) == (code, path)


@pytest.mark.parametrize(
    ("place", "value", "code", "path"), WRONG_SIGN, ids=named(WRONG_SIGN)
)
def test_wrong_sign_case(place: str, value: object, code: str, path: str) -> None:
    assert error(changed(SIGN, place, value)) == (code, path)


@pytest.mark.parametrize(
    ("place", "value", "code", "path"), WRONG_LATE, ids=named(WRONG_LATE)
)
def test_wrong_late_case(place: str, value: object, code: str, path: str) -> None:
    assert error(changed(LATE, place, value)) == (code, path)


def test_the_cases_to_be_changed_are_right() -> None:
    for case in (LAND, SIGN, LATE):
        assert "error" not in compute_case(case)


@pytest.mark.parametrize("case", [None, 5, "x", [], True, Decimal("NaN"), [[[]]]])
def test_what_is_no_object_is_no_case(case: object) -> None:
    assert error(case) == ("type.object", "$")


def test_a_field_written_twice_is_refused() -> None:
    case = read_json(
        '{"tax_year": 2569, "taxpayer": {"kind": "natural", "kind": "juristic"}, "assets": []}'
    )
    assert error(case) == ("field.twice", "$.taxpayer")


def test_numbers_are_read_by_their_written_digits() -> None:
    text = (
        json.dumps(LAND)
        .replace('"30000"', "30000.010")
        .replace('"0-1-25.5"', '"0-1-25.1"')
    )
    line = compute_case(read_json(text))["lines"][0]
    assert line["value"] == "3753001.25"
    assert (
        compute_case(changed(LAND, "assets.0.price_per_wa", 0.1))["lines"][0]["value"]
        == "12.55"
    )


SCRAMBLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.decimals(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(case: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        case.items()
        if isinstance(case, dict)
        else enumerate(case)
        if isinstance(case, list)
        else ()
    )
    return [
        path,
        *(found for name, part in inner for found in places(part, (*path, name))),
    ]


@settings(max_examples=400, deadline=None)
@given(st.data(), SCRAMBLE)
def test_no_scrambled_case_raises(data: st.DataObject, junk: object) -> None:
    """Any junk in any place: an answer or an error, never an exception."""
    case = copy.deepcopy(data.draw(st.sampled_from([LAND, SIGN, LATE]) | land_cases()))
    place = data.draw(st.sampled_from(places(case)))
    if not place:
        answer = compute_case(junk)
    else:
        holder: Any = case
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = junk
        answer = compute_case(case)
    json.dumps(answer, ensure_ascii=False).encode()


def test_every_error_code_has_its_words() -> None:
    folder = Path(kkmgis.tax.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = {
        f"tax.case.{code}"
        for code in re.findall(r'CaseError\(\s*"([a-z_.0-9]+)"', source)
    }
    known = {key for key in catalogue("th") if key.startswith("tax.case.")}
    assert used == known


def test_both_languages_have_the_same_messages_and_placeholders() -> None:
    thai, english = (
        {
            key: set(re.findall(r"{(\w+)}", message))
            for key, message in catalogue(language).items()
            if key.startswith("tax.")
        }
        for language in ("th", "en")
    )
    assert thai.keys() == english.keys()
    may_differ = {"tax.step.land"}
    assert {key for key in thai if thai[key] != english[key]} <= may_differ
