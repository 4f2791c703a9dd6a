"""Parcels by the API: list, file, assessment, history."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.db import acting
from tests.api.town import HOME, ODD, OWNERLESS, SLASHED, YEAR
from tests.api.web import Web


def test_file_tells_what_stands_on_the_parcel(web: Web) -> None:
    found = web.get(f"/api/v1/parcels/{HOME}").json()
    assert (found["deed_no"], found["area_text"], found["block"]) == (
        "54321",
        "0-1-0",
        "01A",
    )
    assert found["address_text"] == "99/0 ถนนมิตรภาพ ตำบลในเมือง"
    assert [use["use"] for use in found["uses"]] == ["residential"]
    assert found["price"] == {
        "baht_per_wa": "30000.00",
        "value": None,
        "source": "block",
        "round": "2566–",
    }
    assert [building["floor_area_m2"] for building in found["buildings"]] == ["100"]
    assert [sign["business_name"] for sign in found["signs"]] == ["ร้านดอกไม้"]
    assert [(lease["state"], lease["end_on"]) for lease in found["leases"]] == [
        ("expired", "2025-12-31")
    ]
    assert found["owners"][0]["share"] == "1/1"


def test_file_is_read_by_a_code_with_a_slash(web: Web) -> None:
    for part in ("", "/assessment", "/history"):
        assert web.get(f"/api/v1/parcels/{SLASHED}{part}").status_code == 200
    assert web.page(f"/parcels/{SLASHED}").status_code == 200


def test_file_gives_its_version_for_edits(web: Web) -> None:
    answer = web.get(f"/api/v1/parcels/{HOME}")
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'


def test_geometry_is_given_in_degrees_or_metres(web: Web) -> None:
    plain = web.get(f"/api/v1/parcels/{HOME}").json()
    assert "geometry" not in plain
    degrees = web.get(f"/api/v1/parcels/{HOME}?geometry=1").json()["geometry"]
    metres = web.get(f"/api/v1/parcels/{HOME}?geometry=1&crs=local").json()
    assert 95 < degrees["coordinates"][0][0][0][0] < 106
    west, south, east, north = metres["extent"]
    ring = metres["geometry"]["coordinates"][0][0]
    assert {tuple(corner) for corner in ring} == {
        (west, south), (east, south), (east, north), (west, north),
    }  # fmt: skip


def test_owners_are_those_of_new_year(web: Web, town: Connection[Any]) -> None:
    """Who bought during the year pays from the next one (s.9)."""
    sql = (
        "UPDATE register.property_right SET end_on = %s WHERE parcel_id ="
        " (SELECT id FROM register.parcel WHERE code = %s)"
    )
    town.execute(sql, ("2026-03-01", ODD))
    try:
        before = web.get(f"/api/v1/parcels/{ODD}?year={YEAR}").json()
        after = web.get(f"/api/v1/parcels/{ODD}?year={YEAR + 1}").json()
    finally:
        town.execute(sql, (None, ODD))
    assert len(before["owners"]) == 1
    assert after["owners"] == []


def test_assessment_explains_every_line(web: Web) -> None:
    found = web.get(f"/api/v1/parcels/{SLASHED}/assessment?year={YEAR}").json()
    assert found["state"] == "assessed"
    line = found["lines"][0]
    assert line["rate_group"] == "vacant"
    assert line["steps"][-1]["key"] == "tax"
    assert sum(Decimal(one["tax"]) for one in found["lines"]) == Decimal(
        found["total_tax"]
    )
    assert len(found["sheet"]["columns"]) == 22


def test_assessment_speaks_the_language(web: Web) -> None:
    cookie = f"{web.cookie('officer')}; kkmgis_language=en"
    found = web.request("GET", f"/api/v1/parcels/{SLASHED}/assessment", cookie=cookie)
    titles = [step["title"] for step in found.json()["lines"][0]["steps"]]
    assert "Value of land" in titles


def test_parcel_set_aside_says_why(web: Web) -> None:
    found = web.get(f"/api/v1/parcels/{OWNERLESS}/assessment").json()
    assert found["state"] == "set_aside"
    assert found["set_aside"][0]["reason"] == "no_owner"


def test_list_is_cut_into_pages_without_loss(web: Web) -> None:
    codes: list[str] = []
    cursor = ""
    while True:
        page = web.get(f"/api/v1/parcels?limit=2{cursor}").json()
        codes += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert codes == sorted(codes)
    assert len(codes) == len(set(codes)) == 5


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ("use=vacant", [SLASHED]),
        ("state=set_aside", [OWNERLESS]),
        ("block=01A&use=agriculture", [ODD]),
        ("block=99Z", []),
    ],
)
def test_list_is_filtered(web: Web, filters: str, codes: list[str]) -> None:
    found = web.get(f"/api/v1/parcels?{filters}").json()["items"]
    assert [item["code"] for item in found] == codes


def test_box_may_be_in_degrees_or_metres(web: Web) -> None:
    extent = web.get(f"/api/v1/parcels/{HOME}").json()["extent"]
    metres = ",".join(str(value) for value in extent)
    shape = web.get(f"/api/v1/parcels/{HOME}?geometry=1").json()["geometry"]
    ring = shape["coordinates"][0][0]
    longitudes, latitudes = zip(*ring, strict=True)
    degrees = f"{min(longitudes)},{min(latitudes)},{max(longitudes)},{max(latitudes)}"
    for box in (metres, degrees):
        found = web.get(f"/api/v1/parcels?bbox={box}").json()["items"]
        assert [item["code"] for item in found] == [HOME]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=nonsense",
        "cursor=WzFd",
        "bbox=1,2,3",
        "bbox=3,2,1,0",
        "bbox=nan,0,1,1",
        "limit=0",
        "limit=100000",
        "year=1",
        "use=gambling",
        "state=done",
        "block=%00",
    ],
)
def test_parameter_that_cannot_be_meant_is_a_problem(web: Web, query: str) -> None:
    answer = web.get(f"/api/v1/parcels?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "bad_request"


@pytest.mark.parametrize("part", ["", "/assessment", "/history"])
def test_unknown_parcel_is_not_found(web: Web, part: str) -> None:
    answer = web.get(f"/api/v1/parcels/NO/SUCH{part}")
    assert answer.status_code == 404
    assert answer.json()["title"] == "ไม่พบข้อมูลที่ต้องการ"


def test_history_tells_before_and_after_with_the_reason(
    web: Web, town: Connection[Any]
) -> None:
    with acting(town, "surveyor", reason="สำรวจใหม่"):
        town.execute(
            "UPDATE register.parcel SET road = 'ศรีจันทร์', area_wa = 101.5,"
            " geom = ST_Multi(ST_Scale(geom, ST_MakePoint(1.1, 1), ST_Centroid(geom)))"
            " WHERE code = %s",
            (OWNERLESS,),
        )
    newest = web.get(f"/api/v1/parcels/{OWNERLESS}/history").json()["items"][0]
    assert (newest["actor"], newest["reason"]) == ("surveyor", "สำรวจใหม่")
    assert (newest["what"], newest["action"]) == ("parcel", "changed")
    assert newest["changes"] == {
        "road": ["มิตรภาพ", "ศรีจันทร์"],
        "area_wa": ["100", "101.5"],
        "geom": ["400", "440"],
    }


def test_history_keeps_what_left_the_parcel(web: Web, town: Connection[Any]) -> None:
    with acting(town, "officer", reason="ย้ายอาคาร"):
        town.execute(
            "UPDATE register.building SET parcel_id = (SELECT id FROM register.parcel"
            " WHERE code = %s) WHERE parcel_id = (SELECT id FROM register.parcel WHERE code = %s)",
            (SLASHED, HOME),
        )
    moved = web.get(f"/api/v1/parcels/{HOME}/history").json()["items"][0]
    assert (moved["what"], moved["changes"]) == (
        "building",
        {"parcel": [HOME, SLASHED]},
    )
    town.execute(
        "UPDATE register.building SET parcel_id = (SELECT id FROM register.parcel WHERE code = %s)",
        (HOME,),
    )


def test_history_tells_of_a_right_that_was_removed(
    web: Web, town: Connection[Any]
) -> None:
    with acting(town, "officer"):
        town.execute(
            "DELETE FROM register.property_use WHERE parcel_id ="
            " (SELECT id FROM register.parcel WHERE code = %s)",
            (OWNERLESS,),
        )
    gone = web.get(f"/api/v1/parcels/{OWNERLESS}/history").json()["items"][0]
    assert (gone["what"], gone["action"]) == ("property_use", "removed")
    assert gone["changes"]["use"] == ["other", None]
