"""Personal data stay where they may be seen, in every answer there is."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

import pytest
from psycopg import Connection

from tests.api.town import (
    FIRM,
    FIRM_NAME,
    HOME,
    IDENTITY,
    ODD,
    SCRIPT,
    SECRET_NAMES,
    SLASHED,
    YEAR,
)
from tests.api.web import Web

PATHS = (
    "/api/v1/parcels",
    *(
        f"/api/v1/parcels/{code}{part}"
        for code in (HOME, SLASHED, ODD)
        for part in ("?geometry=1", "/assessment", "/history")
    ),
    "/api/v1/buildings",
    "/api/v1/signs",
    "/api/v1/assets",
    "/api/v1/leases",
    "/api/v1/parties",
    "/api/v1/assessments",
    "/api/v1/assessments?format=csv",
    f"/api/v1/search?q={quote(SECRET_NAMES[0])}",
    f"/api/v1/search?q={quote('นาง' + SECRET_NAMES[0][:3])}",
    *(f"/parcels/{code}" for code in (HOME, SLASHED, ODD)),
    "/parcels",
    "/roll",
    "/signs",
    "/leases",
    "/dashboard",
    f"/search?q={quote(SECRET_NAMES[1])[:12]}",
    "/tiles/parcels/16/1/1.mvt?grid=local",
    "/map",
)


@pytest.mark.parametrize("role", ["viewer", "planner"])
@pytest.mark.parametrize("path", PATHS)
def test_answer_shows_no_name(web: Web, role: str, path: str) -> None:
    answer = web.get(path, role)
    assert answer.status_code == 200
    assert [name for name in SECRET_NAMES if name in answer.text] == []


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_shown_an_identity_number(web: Web, path: str) -> None:
    assert IDENTITY.decode() not in web.get(path, "admin").text


def test_name_is_masked_to_its_first_letters(web: Web) -> None:
    owner = web.get(f"/api/v1/parcels/{HOME}", "viewer").json()["owners"][0]
    assert owner["name"] == "นาง ส••••• ร•••••"


def test_rare_title_is_masked_too(web: Web) -> None:
    lease = web.get(f"/api/v1/parcels/{HOME}", "planner").json()["leases"][0]
    assert lease["tenant"] == "ธ••••• ว•••••"


@pytest.mark.parametrize("role", ["admin", "officer", "finance"])
def test_office_sees_the_name(web: Web, role: str) -> None:
    owner = web.get(f"/api/v1/parcels/{HOME}", role).json()["owners"][0]
    assert owner["name"] == f"นาง{SECRET_NAMES[0]} {SECRET_NAMES[1]}"


def test_company_is_never_masked(web: Web) -> None:
    owner = web.get(f"/api/v1/parcels/{FIRM}", "viewer").json()["owners"][0]
    assert owner["name"] == FIRM_NAME


def test_search_for_a_person_finds_nothing_for_a_viewer(web: Web) -> None:
    """Not even masked: a hit would confirm the name."""
    found = web.get(f"/api/v1/search?q={quote(SECRET_NAMES[0])}", "viewer").json()
    assert found["items"] == []


def test_search_for_a_person_finds_the_owner_for_an_officer(web: Web) -> None:
    found = web.get(f"/api/v1/search?q={quote(SECRET_NAMES[0])}").json()["items"]
    assert [item["kind"] for item in found] == ["party"]
    assert found[0]["parcel_code"] == HOME


def test_log_line_holds_no_query(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "kkmgis.web"):
        web.get(f"/api/v1/search?q={quote(SECRET_NAMES[0])}")
    assert "/api/v1/search" in caplog.text
    assert SECRET_NAMES[0] not in caplog.text
    assert "q=" not in caplog.text


def test_refused_value_is_not_repeated(web: Web) -> None:
    answer = web.get(f"/api/v1/search?limit={quote(SECRET_NAMES[0])}")
    assert answer.status_code == 422
    assert SECRET_NAMES[0] not in answer.text


@pytest.mark.parametrize(
    "path",
    [f"/parcels/{ODD}", "/parcels", "/signs", f"/search?q={quote(SCRIPT[:9])}"],
)
def test_register_cannot_put_markup_into_a_page(web: Web, path: str) -> None:
    page = web.page(path).text
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


def test_map_page_keeps_its_configuration_a_text(
    web: Web, town: Connection[Any]
) -> None:
    """A name with a closing tag must not end the script element."""
    town.execute(
        "UPDATE account.user_account SET display_name = '</script><b>' WHERE username = 'planner'"
    )
    page = web.page("/map", "planner").text
    assert "</script><b>" not in page


def test_export_keeps_formulas_harmless(web: Web, town: Connection[Any]) -> None:
    """A spreadsheet would run a cell that begins with an equals sign."""
    town.execute(
        "UPDATE register.party SET name = '=1+1' WHERE name = %s", (FIRM_NAME,)
    )
    try:
        lines = web.get(f"/api/v1/assessments?format=csv&year={YEAR}").text
    finally:
        town.execute(
            "UPDATE register.party SET name = %s WHERE name = '=1+1'", (FIRM_NAME,)
        )
    assert ",'=1+1," in lines
