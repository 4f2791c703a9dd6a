"""Last days of an objection: s.73, s.81, s.82, and s.30-33 of the Signboard Tax Act."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tax.answers import answered, keys


def objection(law: str, **days: str) -> dict[str, Any]:
    case = {"kind": "objection", "law": law, "notice_received": "2026-04-10"}
    return answered({**case, **days})


def last(answer: dict[str, Any]) -> dict[str, str]:
    return {stage["stage"]: stage["last"] for stage in answer["stages"]}


def test_from_the_notice_thirty_days_to_object() -> None:
    """s.73; the day of the notice does not count (C18)."""
    answer = objection("land_building")
    assert last(answer) == {"objection": "2026-05-10"}
    assert answer["stages"][0]["in_time"] is None
    assert (answer["law"], answer["assumptions"]) == (["s.73"], ["C18"])


def test_every_stage_of_land_has_its_last_day() -> None:
    """30, 60, 30, 60, 30 days."""
    answer = objection(
        "land_building",
        objected="2026-05-01",
        decided="2026-06-20",
        appealed="2026-07-01",
        appeal_decided="2026-08-01",
    )
    assert last(answer) == {
        "objection": "2026-05-10",
        "objection_decision": "2026-06-30",
        "appeal": "2026-07-20",
        "appeal_decision": "2026-08-30",
        "court": "2026-08-31",
    }
    assert answer["law"] == ["s.73", "s.81", "s.82"]
    assert keys(answer) == ["stage_in_time"] * 4 + ["stage_open"]


@pytest.mark.parametrize(
    ("objected", "in_time"), [("2026-05-10", True), ("2026-05-11", False)]
)
def test_a_day_late_is_late(objected: str, in_time: bool) -> None:
    answer = objection("land_building", objected=objected)
    assert answer["stages"][0]["in_time"] is in_time


def test_a_decision_after_sixty_days_is_told_with_what_silence_means() -> None:
    """s.73: silence counts as acceptance."""
    days = {"objected": "2026-05-01", "decided": "2026-07-01"}
    answer = objection("land_building", **days)
    assert answer["steps"][1]["key"] == "stage_late"
    assert "silence counts as acceptance" in answer["steps"][1]["en"]
    assert "1 ก.ค. 2569" in answer["steps"][1]["th"]


def test_signs_have_no_objection_before_the_appeal() -> None:
    answer = objection("sign", appealed="2026-05-01", appeal_decided="2026-06-01")
    assert last(answer) == {
        "appeal": "2026-05-10",
        "appeal_decision": "2026-06-30",
        "court": "2026-07-01",
    }
    assert answer["law"] == ["s.30-33"]
