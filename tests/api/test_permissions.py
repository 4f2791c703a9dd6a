"""What each role may not do."""

from __future__ import annotations

import pytest

from api.permissions import OF_ROLE, PERMISSIONS, permitted
from kkmgis.model.account import ROLES
from tests.api.web import Web


def test_every_role_has_its_row() -> None:
    assert set(OF_ROLE) == set(ROLES)


def test_unknown_role_has_no_permission() -> None:
    assert not any(permitted("mayor", permission) for permission in PERMISSIONS)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("viewer", "/gaps"),
        ("viewer", "/api/v1/gaps"),
        ("viewer", "/tiles/gaps/1/1/1.mvt"),
        ("viewer", "/imports"),
        ("viewer", "/api/v1/imports"),
        ("viewer", "/finance"),
        ("planner", "/finance"),
        ("planner", "/admin"),
        ("officer", "/admin"),
        ("finance", "/admin"),
        ("finance", "/imports/1/rejects"),
        ("viewer", "/metrics"),
    ],
)
def test_role_is_kept_out(web: Web, role: str, path: str) -> None:
    assert web.get(path, role).status_code == 403


@pytest.mark.parametrize("role", ["finance", "planner", "viewer"])
def test_only_officers_decide_about_gaps(web: Web, role: str) -> None:
    answer = web.change("PATCH", "/api/v1/gaps/1", role, json={"status": "open"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/api/v1/gaps/1"),
        ("POST", "/api/v1/tax:compute"),
        ("POST", "/gaps/1"),
        ("POST", "/api/v1/reforms"),
        ("DELETE", "/api/v1/reforms/1"),
        ("POST", "/parcels/01A001/what-if"),
        ("POST", "/api/v1/parcels/01A001/assessment:what-if"),
        ("POST", "/logout"),
    ],
)
@pytest.mark.parametrize("token", [b"", b"wrong", "ก".encode()])
def test_change_without_the_csrf_token_is_refused(
    web: Web, method: str, path: str, token: bytes
) -> None:
    headers = {"x-csrf-token": token} if token else {}
    answer = web.request(
        method, path, cookie=web.cookie("officer"), headers=headers, json={}
    )
    assert answer.status_code == 403


def test_rail_shows_only_what_may_be_opened(web: Web) -> None:
    rail = web.page("/dashboard", "viewer").text
    assert 'href="/roll"' in rail
    assert 'href="/gaps"' not in rail
    assert 'href="/admin"' not in rail


def test_forbidden_page_stays_in_the_frame(web: Web) -> None:
    answer = web.page("/admin", "officer")
    assert answer.status_code == 403
    assert 'class="rail"' in answer.text
    assert "ไม่มีสิทธิ์" in answer.text
