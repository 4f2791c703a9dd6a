"""Who comes in, and how."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from kkmgis.accounts import add_account, deactivate, set_password
from kkmgis.sessions import add_token
from tests.api.town import PASSWORD
from tests.api.web import Web


def test_page_leads_to_the_form_and_back(web: Web) -> None:
    response = web.request(
        "GET", "/gaps?kind=unassessed", headers={"accept": "text/html"}
    )
    assert response.status_code == 303
    assert response.headers["location"] == "/login?next=%2Fgaps%3Fkind%3Dunassessed"


@pytest.mark.parametrize(
    "path", ["/api/v1/parcels", "/tiles/parcels/1/1/1.mvt", "/api/openapi.json"]
)
def test_machine_is_told_to_sign_in(web: Web, path: str) -> None:
    response = web.request("GET", path)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "sign_in_needed"


def test_session_cookie_is_out_of_reach_of_scripts(web: Web) -> None:
    cookie = web.sign_in("officer").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_session_cookie_is_secure_over_https(web: Web) -> None:
    form = web.request("GET", "https://testserver/login")
    assert "secure" in form.headers["set-cookie"].lower()


def test_wrong_password_is_refused_without_saying_which(web: Web) -> None:
    wrong = web.sign_in("officer", "not the password")
    unknown = web.sign_in("nobody at all", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in wrong.text
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in unknown.text


def test_form_of_another_site_is_refused(web: Web) -> None:
    """Otherwise a stranger's page could sign a person in as somebody else."""
    response = web.request(
        "POST",
        "/login",
        cookie="kkmgis_sign_in=mine",
        data={"username": "officer", "password": PASSWORD, "csrf_token": "theirs"},
    )
    assert response.status_code == 403


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org", "/\\example.org"]
)
def test_sign_in_never_leads_to_another_host(web: Web, target: str) -> None:
    response = web.request(
        "GET", "/login", cookie=web.cookie("officer"), params={"next": target}
    )
    assert response.headers["location"] == "/map"


def test_sign_out_ends_the_session(web: Web, town: Connection[Any]) -> None:
    add_account(town, "leaver", PASSWORD, "", "viewer", actor="test")
    cookie = web.cookie("leaver")
    response = web.change("POST", "/logout", "leaver")
    assert response.headers["location"] == "/login"
    assert web.request("GET", "/api/v1/search", cookie=cookie).status_code == 401


def test_closed_account_is_out_at_once(web: Web, town: Connection[Any]) -> None:
    """The credential is remembered, but never longer than the account stands."""
    add_account(town, "closed", PASSWORD, "", "viewer", actor="test")
    assert web.get("/api/v1/search", "closed").status_code == 200
    deactivate(town, "closed", actor="test")
    assert web.get("/api/v1/search", "closed").status_code == 401


def test_new_password_ends_the_sessions(web: Web, town: Connection[Any]) -> None:
    add_account(town, "changer", PASSWORD, "", "viewer", actor="test")
    cookie = web.cookie("changer")
    set_password(town, "changer", "another password", actor="test")
    assert web.request("GET", "/api/v1/search", cookie=cookie).status_code == 401


def test_bearer_token_needs_no_csrf_token(web: Web, town: Connection[Any]) -> None:
    token = add_token(town, "officer", "LTAX", actor="test")
    headers = {"authorization": f"Bearer {token}"}
    assert web.request("GET", "/api/v1/parcels", headers=headers).status_code == 200
    answer = web.request("POST", "/api/v1/tax:compute", headers=headers, json=[])
    assert answer.json() == []


@pytest.mark.parametrize("token", [b"", b"kkm_wrong", "é".encode("latin-1")])
def test_wrong_bearer_token_is_refused(web: Web, token: bytes) -> None:
    headers = {"authorization": b"Bearer " + token}
    assert web.request("GET", "/api/v1/parcels", headers=headers).status_code == 401


def test_session_secret_is_no_bearer_token(web: Web) -> None:
    secret = web.cookie("officer").partition("=")[2]
    headers = {"authorization": f"Bearer {secret}"}
    assert web.request("GET", "/api/v1/parcels", headers=headers).status_code == 401


def test_language_follows_the_switch(web: Web) -> None:
    switch = web.request("GET", "/language/en", params={"next": "/gaps?status=open"})
    assert switch.headers["location"] == "/gaps?status=open"
    assert "kkmgis_language=en" in switch.headers["set-cookie"]
    assert "Coverage gaps" in web.page("/gaps", language="en").text
    assert "รายการตกหล่น" in web.page("/gaps", language="th").text
