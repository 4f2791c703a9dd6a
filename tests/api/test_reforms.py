"""Reforms over the service: made, read, mapped, deleted; and who may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.town import HOME, SECRET_NAMES, SLASHED, YEAR
from tests.api.web import Web
from tests.layers.tiles import around, decode

SPEC: dict[str, Any] = {
    "title": "ที่ดินเพิ่มร้อยละ 10",
    "price_factor": {"land": "1.1"},
}
PLACE = (20, 20)


@pytest.fixture
def reform(web: Web) -> Iterator[dict[str, Any]]:
    """Make a reform as a planner."""
    answer = web.change("POST", f"/api/v1/reforms?year={YEAR}", "planner", json=SPEC)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    yield made
    web.change("DELETE", f"/api/v1/reforms/{made['id']}", "admin")


def tile(reform_id: int, z: int = 18) -> str:
    zoom, x, y = around(PLACE, z)
    return f"/tiles/reform/{zoom}/{x}/{y}.mvt?grid=local&reform={reform_id}"


def test_reform_is_made_read_listed_and_deleted(web: Web) -> None:
    made = web.change("POST", f"/api/v1/reforms?year={YEAR}", "planner", json=SPEC)
    path = made.headers["location"]
    assert made.json()["seconds"] > 0
    found = web.get(path, "viewer").json()
    assert found["spec"] == SPEC
    assert found["totals"] == made.json()["totals"]
    assert float(found["totals"]["difference"]) > 0
    listed = web.get("/api/v1/reforms", "viewer").json()["items"]
    assert found["id"] in [one["id"] for one in listed]
    assert web.change("DELETE", path, "planner").status_code == 204
    assert web.get(path).status_code == 404


def test_wrong_reform_is_refused_with_place_and_a_thai_sentence(web: Web) -> None:
    spec = {"title": "x", "parameters": {"land_building.rate.home": [{"rate": "9"}]}}
    answer = web.change("POST", "/api/v1/reforms", "planner", json=spec)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    [issue] = answer.json()["issues"]
    assert issue["field"] == "$.parameters['land_building.rate.home'][0].rate"
    assert "9" in issue["message_th"]
    assert issue["message_en"]
    broken = web.change("POST", "/api/v1/reforms", "planner", content=b"{")
    assert (broken.status_code, broken.json()["code"]) == (422, "source")


def test_year_that_was_not_assessed_has_no_reform(web: Web) -> None:
    answer = web.change("POST", "/api/v1/reforms?year=2566", "planner", json=SPEC)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_run")


def test_who_may_try_and_who_may_delete(web: Web, reform: dict[str, Any]) -> None:
    path = f"/api/v1/reforms/{reform['id']}"
    assert web.change("POST", "/api/v1/reforms", "viewer", json=SPEC).status_code == 403
    assert web.change("DELETE", path, "viewer").status_code == 403
    assert web.change("DELETE", path, "officer").status_code == 403
    assert web.get(path, "viewer").status_code == 200


def test_parcel_before_and_after(web: Web, reform: dict[str, Any]) -> None:
    path = f"/api/v1/reforms/{reform['id']}/parcels"
    one = web.get(f"{path}/{SLASHED}", "viewer").json()
    assert float(one["after"]) == pytest.approx(float(one["before"]) * 1.1)
    assert web.get(f"{path}/99Z999").status_code == 404
    every = web.get(path).json()["items"]
    assert one | {"block": "01A"} in every
    assert len(web.get(f"{path}?limit=1").json()["items"]) == 1


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_parcels_leave_as_a_file(web: Web, reform: dict[str, Any], format: str) -> None:
    path = f"/api/v1/reforms/{reform['id']}/parcels?format={format}"
    answer = web.get(path, "finance")
    assert answer.status_code == 200
    assert f"reform-{reform['id']}.{format}" in answer.headers["content-disposition"]
    if format == "csv":
        head, first, *_ = answer.text.removeprefix("\ufeff").splitlines()
        assert head == "code,block,before,after,difference"
        assert first.startswith(HOME)


@pytest.mark.parametrize("language", ["th", "en"])
def test_pages_show_form_and_result(
    web: Web, reform: dict[str, Any], language: str
) -> None:
    page = web.page("/reforms", "planner", language)
    assert page.status_code == 200
    assert "data-reform" in page.text
    assert "data-reform" not in web.page("/reforms", "viewer", language).text
    one = web.page(f"/reforms/{reform['id']}", "viewer", language)
    assert SPEC["title"] in one.text
    assert f"/map?reform={reform['id']}" in one.text
    assert "data-delete" not in one.text
    assert not any(name in one.text for name in SECRET_NAMES)
    assert web.page("/reforms/999999999", "viewer", language).status_code == 404


def test_tile_shows_each_parcel_in_its_class(web: Web, reform: dict[str, Any]) -> None:
    answer = web.get(tile(reform["id"]), "viewer")
    frame = decode(answer.content, *around(PLACE, 18)).set_index("code")
    assert frame.loc[HOME, "change_pct"] == "same"
    far = decode(web.get(tile(reform["id"], 14)).content, *around(PLACE, 14))
    slashed = far.set_index("code").loc[SLASHED]
    assert (slashed["change_pct"], slashed["before"] < slashed["after"]) == (
        "up_5",
        True,
    )


def test_tile_of_one_reform_is_never_another_s(
    web: Web, reform: dict[str, Any]
) -> None:
    spec = SPEC | {"price_factor": {"land": "0.2"}}
    other = web.change("POST", f"/api/v1/reforms?year={YEAR}", "planner", json=spec)
    number = other.json()["id"]
    classes = {
        name: decode(web.get(tile(name, 14)).content, *around(PLACE, 14))
        .set_index("code")
        .loc[SLASHED, "change_pct"]
        for name in (reform["id"], number)
    }
    assert classes == {reform["id"]: "up_5", number: "down_50"}
    web.change("DELETE", f"/api/v1/reforms/{number}", "planner")
    assert web.get(tile(number, 14)).content == b""


def test_tile_without_a_reform_is_refused(web: Web) -> None:
    for query in ("", "&reform=x", "&reform=-1"):
        path = tile(1).replace("&reform=1", query)
        assert web.get(path).status_code == 422
    described = web.get("/tiles/reform.json?reform=7").json()
    assert described["tiles"][0].endswith("{y}.mvt?reform=7")


def test_map_knows_the_layer_only_with_a_reform(
    web: Web, reform: dict[str, Any]
) -> None:
    plain = web.page("/map", "viewer").text
    assert '"reform": null' in plain
    assert "change_pct" not in plain
    shown = web.page(f"/map?reform={reform['id']}", "viewer").text
    assert "change_pct" in shown
    for nonsense in ("x", "999999999", "%D9%A1"):
        assert '"reform": null' in web.page(f"/map?reform={nonsense}").text


def test_change_of_law_shows_in_words(web: Web) -> None:
    spec = {
        "title": "บ้านหลังหลัก",
        "parameters": {"land_building.exemption.home": "1000000"},
        "block_factor": {"01A": "1.2"},
    }
    made = web.change("POST", f"/api/v1/reforms?year={YEAR}", "officer", json=spec)
    page = web.page(f"/reforms/{made.json()['id']}", "officer", "en").text
    assert "50,000,000 baht" in page
    assert "1,000,000 baht" in page
    assert "× 1.2" in page
    web.change("DELETE", f"/api/v1/reforms/{made.json()['id']}")
