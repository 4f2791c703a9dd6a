"""What if over the service: answer, page, refusals, and who may ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from kkmgis.assess.run import assess_year
from kkmgis.db import connect
from kkmgis.settings import Settings
from tests.api.town import (
    FIRM,
    HOME,
    OWNERLESS,
    SECRET_NAMES,
    SLASHED,
    YEAR,
    build_town,
)
from tests.api.web import Web
from tests.database import Server


def path(code: str = FIRM) -> str:
    return f"/api/v1/parcels/{code}/assessment:what-if?year={YEAR}"


HIGHER = {"assets": {f"land:{FIRM}": {"price_per_wa": "60000"}}}


def test_twice_the_price_is_twice_the_tax(web: Web) -> None:
    answer = web.change("POST", path(), "viewer", json=HIGHER).json()
    assert float(answer["after"]) == 2 * float(answer["before"]) > 0
    [line] = answer["lines"]
    assert line["before"]["steps"]
    assert line["after"]["steps"]


def test_numbers_are_read_by_their_digits(web: Web) -> None:
    body = f'{{"assets": {{"land:{FIRM}": {{"price_per_wa": 30000.10}}}}}}'
    answer = web.change("POST", path(), "officer", content=body.encode())
    assert answer.status_code == 200


def test_wrong_change_is_refused_with_place_and_thai_sentence(web: Web) -> None:
    wrong = {"assets": {f"land:{FIRM}": {"uses": [{"use": "other", "share": "0.5"}]}}}
    answer = web.change("POST", path(), json=wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    [issue] = answer.json()["issues"]
    assert issue["field"] == f"$.assets['land:{FIRM}'].uses"
    assert "สัดส่วน" in issue["message_th"]
    assert "add up" in issue["message_en"]


def test_code_may_hold_a_slash(web: Web) -> None:
    change = {"assets": {f"land:{SLASHED}": {"value": "1"}}}
    assert web.change("POST", path(SLASHED), json=change).status_code == 200


def test_what_is_not_there_cannot_be_asked(web: Web) -> None:
    assert web.change("POST", path("99Z999"), json={}).status_code == 404
    assert web.change("POST", path(OWNERLESS), json={}).json()["code"] == "no_run"


@pytest.mark.parametrize("language", ["th", "en"])
def test_page_holds_the_facts_of_the_parcel(web: Web, language: str) -> None:
    page = web.page(f"/parcels/{HOME}/what-if?year={YEAR}", "viewer", language)
    assert page.status_code == 200
    assert f'data-asset="land:{HOME}"' in page.text
    assert 'name="area_wa"' in page.text
    assert not any(name in page.text for name in SECRET_NAMES)
    linked = web.page(f"/parcels/{HOME}?year={YEAR}", "viewer", language)
    assert f"/parcels/{HOME}/what-if?year={YEAR}" in linked.text


def test_page_names_what_the_roll_left_out(
    database_server: Server, tmp_path: Path
) -> None:
    """Without its land a new building would count as one on land of others."""
    with database_server.database() as url:
        build_town(url)
        with connect(url) as connection:
            connection.execute("DELETE FROM register.land_price")
            assess_year(connection, YEAR, actor="builder")
        settings = Settings.from_env(
            {"KKMGIS_DATABASE_URL": url, "KKMGIS_HOME": str(tmp_path)}
        )
        with TestClient(create_app(settings)) as client:
            page = Web(client).page(f"/parcels/{HOME}/what-if?year={YEAR}").text
    assert "ประเมินไม่ได้" in page
    assert f"ที่ดิน {HOME}: " in page
    assert 'data-asset="building:' in page
    assert "data-add-building" not in page


def test_result_comes_as_a_part_of_the_page(web: Web) -> None:
    answer = web.change("POST", f"/parcels/{FIRM}/what-if?year={YEAR}", json=HIGHER)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'class="outcome"' in answer.text
    wrong = web.change("POST", f"/parcels/{FIRM}/what-if?year={YEAR}", json={"x": 1})
    assert wrong.status_code == 422


def test_a_question_that_nobody_asks_is_too_long(web: Web) -> None:
    answer = web.change("POST", path(), content=b'{"add": "' + b"x" * 2_000_000 + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_asking_needs_the_token_of_the_session(web: Web) -> None:
    answer = web.request("POST", path(), cookie=web.cookie("officer"), json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
