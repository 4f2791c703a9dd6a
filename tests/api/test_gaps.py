"""Gaps: ranked, filtered, decided about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from psycopg import Connection

from tests.api.town import OWNERLESS
from tests.api.web import Web


@pytest.fixture
def gap(town: Connection[Any]) -> int:
    """Give the gap of the parcel without an owner, open."""
    row = town.execute(
        "UPDATE coverage.gap SET status = 'open', assigned_to = NULL, waive_reason = NULL"
        " WHERE kind = 'parcel_without_owner' RETURNING id"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_list_is_ranked_by_money(web: Web) -> None:
    found = web.get("/api/v1/gaps").json()
    amounts = [Decimal(gap["baht"]) for gap in found["items"]]
    assert amounts == sorted(amounts, reverse=True)
    assert found["total"] == len(amounts)
    assert Decimal(found["total_baht"]) == sum(amounts)
    assert sum(kind["count"] for kind in found["kinds"]) == found["total"]


def test_list_is_cut_into_pages_without_loss(web: Web) -> None:
    every = [gap["id"] for gap in web.get("/api/v1/gaps").json()["items"]]
    for sort in ("baht", "first_seen"):
        ids: list[int] = []
        cursor = ""
        while True:
            page = web.get(f"/api/v1/gaps?limit=1&sort={sort}{cursor}").json()
            ids += [gap["id"] for gap in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert sorted(ids) == sorted(every)


def test_gap_says_evidence_and_estimate_in_words(web: Web, gap: int) -> None:
    found = web.get(f"/api/v1/gaps/{gap}?crs=local").json()
    assert found["title"] == "แปลงที่ดินไม่มีเจ้าของ"
    assert found["parcel_code"] == OWNERLESS
    assert "ไม่มีเจ้าของ" in found["evidence_text"]
    assert found["estimate"]["steps"][-1]["key"] == "total"
    assert found["remedy"]
    assert found["geometry"]["type"] == "MultiPolygon"


def test_kinds_are_counted_whatever_kind_is_chosen(web: Web) -> None:
    everything = web.get("/api/v1/gaps").json()
    one = web.get("/api/v1/gaps?kind=parcel_without_owner").json()
    assert one["total"] == 1
    assert one["kinds"] == everything["kinds"]


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ({"status": "waived", "reason": "ที่ดินวัด"}, "waived"),
        ({"status": "assigned", "assigned_to": "สมชาย"}, "assigned"),
        ({"status": "open"}, "open"),
    ],
)
def test_decision_is_kept_with_its_event(
    web: Web, town: Connection[Any], gap: int, decision: dict[str, str], status: str
) -> None:
    answer = web.change("PATCH", f"/api/v1/gaps/{gap}", json=decision)
    assert answer.status_code == 200
    assert answer.json()["status"] == status
    assert answer.json()["events"][0]["actor"] == "officer"
    event = town.execute(
        "SELECT actor, action, subject_code, reason FROM audit.event ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert event == ("officer", f"gap.{status}", str(gap), decision.get("reason"))


@pytest.mark.parametrize(
    "decision",
    [
        {"status": "waived"},
        {"status": "waived", "reason": "  "},
        {"status": "assigned"},
        {"status": "fixed"},
        {"status": "open", "baht": "0"},
        {},
    ],
)
def test_decision_that_cannot_be_taken_is_refused(
    web: Web, gap: int, decision: dict[str, str]
) -> None:
    answer = web.change("PATCH", f"/api/v1/gaps/{gap}", json=decision)
    assert answer.status_code == 422
    assert web.get(f"/api/v1/gaps/{gap}").json()["status"] == "open"


def test_decision_on_a_stale_gap_is_refused(web: Web, gap: int) -> None:
    read = web.get(f"/api/v1/gaps/{gap}").headers["etag"]
    web.change(
        "PATCH", f"/api/v1/gaps/{gap}", json={"status": "assigned", "assigned_to": "ก"}
    )
    late = web.change(
        "PATCH",
        f"/api/v1/gaps/{gap}",
        headers={"if-match": read},
        json={"status": "open"},
    )
    assert late.status_code == 412
    assert late.json()["code"] == "stale"


def test_decision_on_what_was_read_is_taken(web: Web, gap: int) -> None:
    read = web.get(f"/api/v1/gaps/{gap}").headers["etag"]
    answer = web.change(
        "PATCH",
        f"/api/v1/gaps/{gap}",
        headers={"if-match": read},
        json={"status": "assigned", "assigned_to": "สมหญิง"},
    )
    assert answer.json()["assigned_to"] == "สมหญิง"
    assert answer.headers["etag"] != read


def test_unknown_gap_is_not_found(web: Web) -> None:
    assert web.get("/api/v1/gaps/999999").status_code == 404
    answer = web.change("PATCH", "/api/v1/gaps/999999", json={"status": "open"})
    assert answer.status_code == 404


def test_form_of_the_page_decides_and_comes_back(web: Web, gap: int) -> None:
    answer = web.request(
        "POST",
        f"/gaps/{gap}",
        cookie=web.cookie("officer"),
        data={
            "csrf_token": web.csrf("officer"),
            "status": "waived",
            "reason": "อยู่ระหว่างรังวัด",
            "next": "/gaps?kind=parcel_without_owner",
        },
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/gaps?kind=parcel_without_owner#gap-{gap}"
    assert web.get(f"/api/v1/gaps/{gap}").json()["waive_reason"] == "อยู่ระหว่างรังวัด"


def test_waived_gap_leaves_the_list(web: Web, gap: int) -> None:
    web.change("PATCH", f"/api/v1/gaps/{gap}", json={"status": "waived", "reason": "ก"})
    open_ids = [one["id"] for one in web.get("/api/v1/gaps").json()["items"]]
    waived = [
        one["id"] for one in web.get("/api/v1/gaps?status=waived").json()["items"]
    ]
    assert gap not in open_ids
    assert gap in waived
