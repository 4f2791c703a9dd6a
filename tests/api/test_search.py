"""Search as the header asks for it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.api.town import FIRM_NAME, HOME, ODD, SLASHED
from tests.api.web import Web


def found(web: Web, words: str, role: str = "officer") -> list[tuple[str, str]]:
    """Give kind and parcel of what is found."""
    items = web.get(f"/api/v1/search?q={quote(words)}", role).json()["items"]
    return [(item["kind"], item["parcel_code"]) for item in items]


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        pytest.param(HOME, ("parcel", HOME), id="code"),
        pytest.param("01a001", ("parcel", HOME), id="code_in_small_letters"),
        pytest.param("๐๑A๐๐๑", ("parcel", HOME), id="code_in_thai_digits"),
        pytest.param("003/2", ("parcel", SLASHED), id="end_of_a_code"),
        pytest.param("54321", ("parcel", HOME), id="deed"),
        pytest.param("โฉนด ๕๔๓๒๑", ("parcel", HOME), id="deed_as_people_write_it"),
        pytest.param("โฉนดที่ดินเลขที่ 54321", ("parcel", HOME), id="deed_in_full"),
        pytest.param("99/0", ("parcel", HOME), id="house_of_a_parcel"),
        pytest.param("บ้านเลขที่ 99/1", ("building", HOME), id="house_of_a_building"),
        pytest.param("99/0 มิตรภาพ", ("parcel", HOME), id="house_and_road"),
        pytest.param("ดอกไม้", ("sign", HOME), id="business"),
        pytest.param("ผักสด", ("party", "01A005"), id="company"),
    ],
)
def test_search_finds_first(web: Web, words: str, hit: tuple[str, str]) -> None:
    assert found(web, words)[0] == hit


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "\\", "\0", "ไม่มีสิ่งนี้", "'; --"])
def test_search_finds_nothing(web: Web, words: str) -> None:
    items = found(web, words)
    # One parcel has wildcards in its address, and is found by them as by letters.
    assert set(items) <= {("parcel", ODD)}


def test_company_is_found_by_everybody(web: Web) -> None:
    assert ("party", "01A005") in found(web, FIRM_NAME, "viewer")


def test_result_says_what_and_where_it_is(web: Web) -> None:
    item = web.get(f"/api/v1/search?q={HOME}").json()["items"][0]
    assert item["kind_label"] == "แปลงที่ดิน"
    assert item["detail"] == "โฉนดที่ดิน 54321 · 99/0 มิตรภาพ ในเมือง"
    assert item["href"] == f"/parcels/{HOME}"
    west, south, east, north = web.get(f"/api/v1/parcels/{HOME}").json()["extent"]
    assert west < item["x"] < east
    assert south < item["y"] < north


def test_long_query_is_refused_not_cut(web: Web) -> None:
    assert web.get("/api/v1/search?q=" + "9" * 300).status_code == 422
