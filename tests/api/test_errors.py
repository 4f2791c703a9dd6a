"""Errors: known ones in words, unknown ones as a number."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.errors import ANSWERS, OF_STATUS, UNKNOWN
from kkmgis.i18n import LANGUAGES, Language, catalogue
from kkmgis.settings import Settings
from tests.api.web import Web

SECRET = "นางเสาวภาคย์ 3409900000001"


@pytest.fixture
def broken(town_url: str, tmp_path: Path) -> Iterator[Web]:
    """Give a service with a route that fails in a way nobody foresaw."""
    settings = Settings.from_env(
        {"KKMGIS_DATABASE_URL": town_url, "KKMGIS_HOME": str(tmp_path)}
    )
    app: FastAPI = create_app(settings)

    def fail() -> None:
        raise RuntimeError(SECRET)

    app.add_api_route("/api/v1/broken", fail)
    app.add_api_route("/broken", fail)
    with TestClient(app) as client:
        yield Web(client)


@pytest.mark.parametrize(
    "code",
    sorted({*(a.code for a in ANSWERS.values()), *OF_STATUS.values(), UNKNOWN.code}),
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_title(code: str, language: Language) -> None:
    assert f"web.error.{code}" in catalogue(language)


def test_unknown_error_shows_a_number_and_no_message(
    broken: Web, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "kkmgis.web"):
        answer = broken.get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text
    assert answer.json()["reference"] in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_unknown_error_of_a_page_stays_in_the_frame(broken: Web) -> None:
    broken.cookie("officer")
    answer = broken.page("/broken", "officer")
    assert answer.status_code == 500
    assert "ระบบขัดข้อง" in answer.text
    assert SECRET not in answer.text


def test_unknown_path_is_a_problem_for_machines(web: Web) -> None:
    answer = web.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json() == {
        "type": "urn:kkmgis:problem:not_found",
        "title": "ไม่พบข้อมูลที่ต้องการ",
        "status": 404,
        "detail": "ไม่พบข้อมูลที่ต้องการ",
        "code": "not_found",
    }


def test_wrong_method_is_a_problem(web: Web) -> None:
    answer = web.change("DELETE", "/api/v1/parcels")
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"


def test_body_that_is_too_large_is_refused(web: Web) -> None:
    answer = web.change("POST", "/api/v1/tax:compute", content=b" " * 10_000_001)
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"[", b"\xff", b"[" * 100_000, b"", b"NaN"])
def test_body_that_is_no_json_is_a_problem(web: Web, body: bytes) -> None:
    answer = web.change("POST", "/api/v1/tax:compute", content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_number_beyond_all_measure_is_an_error_of_its_case(web: Web) -> None:
    body = b'{"tax_year": 1e99999999999999999999}'
    answer = web.change("POST", "/api/v1/tax:compute", content=body)
    assert answer.status_code == 200
    assert answer.json()["error"]["path"]


def test_every_answer_carries_the_security_headers(web: Web) -> None:
    for path in (
        "/login",
        "/map",
        "/api/v1/parcels",
        "/nothing",
        "/static/css/frame.css",
        "/healthz",
    ):
        headers = web.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_answer_about_people_is_kept_by_no_cache(web: Web) -> None:
    for path in ("/map", "/api/v1/parties", "/roll"):
        assert web.get(path).headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/parcels/%00",
        "/api/v1/parcels/%00/history",
        "/api/v1/parcels/%00/assessment",
        "/api/v1/gaps/99999999999999999999",
        "/api/v1/imports/99999999999999999999",
        "/api/v1/signs?parcel=%00",
        "/api/v1/parcels/" + "x" * 200,
        "/api/v1/gaps?cursor=" + "x" * 600,
    ],
)
def test_value_that_no_register_holds_is_a_problem(web: Web, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_year_of_many_digits_is_no_year(web: Web) -> None:
    assert web.page("/roll?year=" + "9" * 5000).status_code == 200
