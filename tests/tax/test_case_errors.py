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
from tests.tax.wrong import changed, tables

TABLES = tables()
RIGHT = [table.right for table in TABLES.values()]
LAND = TABLES["wrong_land"].right
ROWS = [
    pytest.param(table.right, *row, id=f"{name}-{row[0]}-{row[2]}")
    for name, table in TABLES.items()
    for row in table.rows
]


def error(case: object) -> tuple[str, str]:
    found = compute_case(case)
    assert set(found) == {"error"}, found
    assert re.search("[ก-๙]", found["error"]["message_th"])
    assert found["error"]["message_en"]
    json.dumps(found, ensure_ascii=False).encode()
    return found["error"]["code"], found["error"]["path"]


@pytest.mark.parametrize(("right", "place", "value", "code", "path"), ROWS)
def test_wrong_case(
    right: dict[str, Any], place: str, value: object, code: str, path: str
) -> None:
    assert error(changed(right, place, value)) == (code, path)


@pytest.mark.parametrize("name", TABLES)
def test_the_cases_to_be_changed_are_right(name: str) -> None:
    assert "error" not in compute_case(TABLES[name].right)


@pytest.mark.parametrize("case", [None, 5, "x", [], True, Decimal("NaN"), [[[]]]])
def test_what_is_no_object_is_no_case(case: object) -> None:
    assert error(case) == ("type.object", "$")


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


def test_a_negative_nothing_is_nothing() -> None:
    uses = [{"use": "other", "share": share} for share in ("-0", "1")]
    lines = compute_case(changed(LAND, "assets.0.uses", uses))["lines"]
    assert [line["share"] for line in lines[:2]] == ["0", "1"]


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
    case = copy.deepcopy(data.draw(st.sampled_from(RIGHT) | land_cases()))
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


def words() -> set[str]:
    """Codes that the catalogue has words for."""
    known = {key for key in catalogue("th") if key.startswith("tax.case.")}
    return {key.removeprefix("tax.case.") for key in known}


def test_every_error_code_has_a_wrong_case() -> None:
    refused = {row[2] for table in TABLES.values() for row in table.rows}
    assert words() - refused == set()


def test_every_error_code_has_its_words() -> None:
    folder = Path(kkmgis.tax.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    used = set(re.findall(r'CaseError\(\s*"([a-z_.0-9]+)"', source))
    assert used == words()


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


def test_days_are_said_in_the_era_of_the_language() -> None:
    order = changed(TABLES["wrong_refund"].right, "paid", "2026-08-02")
    found = compute_case(order)["error"]
    assert "2 ส.ค. 2569" in found["message_th"]
    assert "2 Aug 2026" in found["message_en"]


def test_the_values_that_can_be_chosen_are_named_in_full() -> None:
    right = TABLES["wrong_sign_change"].right
    found = compute_case(changed(right, "change", "repainted"))["error"]
    assert "taken_down" in found["message_th"]
    assert "all_changed, lowered, taken_down" in found["message_en"]
