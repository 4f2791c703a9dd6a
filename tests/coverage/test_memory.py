"""Gaps are remembered: they keep their number, their past and what people said."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import LockNotAvailable

from kkmgis import db
from kkmgis.coverage import GapError, find_gaps, set_status
from kkmgis.errors import SettingsError
from kkmgis.tax.parameters import LawMissingError
from tests.builders import YEAR
from tests.coverage.town import (
    NO_EVIDENCE,
    Row,
    Town,
    assess,
    events,
    gaps,
    make_town,
    search,
)


@pytest.fixture
def town(connection: Connection[Any]) -> Town:
    made = make_town(connection)
    assess(connection)
    set_price(connection, to_year="2568")
    search(connection)
    return made


def set_price(connection: Connection[Any], *, to_year: str) -> None:
    """Let the price of the let house end with a year, or hold on."""
    connection.execute(
        f"UPDATE register.land_price SET to_year_be = {to_year}"
        " WHERE parcel_code = '01A003'"
    )


def the_gap(connection: Connection[Any], status: str | None = None) -> Row:
    [gap] = gaps(connection, status=status)
    return gap


def test_found_again_is_the_same_gap(connection: Connection[Any], town: Town) -> None:
    before = the_gap(connection)
    summary = search(connection)
    assert the_gap(connection)["id"] == before["id"]
    assert (summary.opened, summary.changed, summary.fixed) == (0, 0, 0)
    assert events(connection, before["id"]) == ["found"]


def test_other_numbers_are_a_change_of_the_same_gap(
    connection: Connection[Any], town: Town
) -> None:
    """A wider parcel has more at stake."""
    before = the_gap(connection)
    connection.execute(
        "UPDATE register.parcel SET area_wa = 165 WHERE id = %(let)s", town.ids()
    )
    assert search(connection).changed == 1
    after = the_gap(connection)
    assert after["id"] == before["id"]
    assert after["stake_satang"] > before["stake_satang"]
    assert events(connection, before["id"]) == ["found", "changed"]


def test_mended_gap_that_comes_back_is_the_same_again(
    connection: Connection[Any], town: Town
) -> None:
    gap_id = the_gap(connection)["id"]
    set_price(connection, to_year="NULL")
    assert search(connection).fixed == 1
    set_price(connection, to_year="2568")
    assert search(connection).returned == 1
    gap = the_gap(connection)
    assert (gap["id"], gap["status"], gap["fixed_at"]) == (gap_id, "open", None)
    assert events(connection, gap_id) == ["found", "fixed", "returned"]


def test_waived_gap_stays_waived(connection: Connection[Any], town: Town) -> None:
    gap_id = the_gap(connection)["id"]
    set_status(connection, gap_id, "waived", actor="somsri", reason="วัดร้าง")
    summary = search(connection)
    assert summary.total == 0
    assert summary.waived == 1
    gap = the_gap(connection, "waived")
    assert (gap["id"], gap["waive_reason"]) == (gap_id, "วัดร้าง")
    assert events(connection, gap_id) == ["found", "waived"]


def test_waived_gap_is_not_called_mended(
    connection: Connection[Any], town: Town
) -> None:
    """It does not come back as a new one either when the data swings."""
    gap_id = the_gap(connection)["id"]
    set_status(connection, gap_id, "waived", actor="somsri", reason="วัดร้าง")
    for to_year in ("NULL", "2568"):
        set_price(connection, to_year=to_year)
        search(connection)
        assert the_gap(connection, "waived")["id"] == gap_id


def test_assigned_gap_stays_assigned_until_mended(
    connection: Connection[Any], town: Town
) -> None:
    gap_id = the_gap(connection)["id"]
    set_status(connection, gap_id, "assigned", actor="somsri", assigned_to="somchai")
    search(connection)
    gap = the_gap(connection)
    assert (gap["status"], gap["assigned_to"]) == ("assigned", "somchai")
    set_price(connection, to_year="NULL")
    search(connection)
    assert the_gap(connection, "fixed")["assigned_to"] is None
    assert events(connection, gap_id) == ["found", "assigned", "fixed"]


def test_waived_gap_can_be_opened_again(
    connection: Connection[Any], town: Town
) -> None:
    gap_id = the_gap(connection)["id"]
    set_status(connection, gap_id, "waived", actor="somsri", reason="วัดร้าง")
    set_status(connection, gap_id, "open", actor="somchai")
    gap = the_gap(connection)
    assert (gap["status"], gap["waive_reason"]) == ("open", None)
    assert events(connection, gap_id) == ["found", "waived", "returned"]


def test_who_decided_and_why_is_kept(connection: Connection[Any], town: Town) -> None:
    gap_id = the_gap(connection)["id"]
    set_status(connection, gap_id, "waived", actor="somsri", reason="วัดร้าง")
    row = connection.execute(
        "SELECT actor, details FROM coverage.gap_event WHERE action = 'waived'"
    ).fetchone()
    assert row == ("somsri", {"reason": "วัดร้าง", "before": "open"})


def test_kinds_not_searched_keep_their_gaps(
    connection: Connection[Any], town: Town
) -> None:
    set_price(connection, to_year="NULL")
    summary = search(connection, "parcel_overlap")
    assert summary.fixed == 0
    assert the_gap(connection)["kind"] == "parcel_without_price"


@pytest.mark.parametrize(
    ("status", "how", "words"),
    [
        ("waived", {}, "needs a reason"),
        ("waived", {"reason": "  "}, "needs a reason"),
        ("assigned", {}, "needs a person"),
        ("fixed", {}, "cannot be set to fixed"),
        ("gone", {}, "cannot be set to gone"),
    ],
)
def test_decision_without_its_reason_is_refused(
    connection: Connection[Any],
    town: Town,
    status: str,
    how: dict[str, str],
    words: str,
) -> None:
    gap_id = the_gap(connection)["id"]
    with pytest.raises(GapError, match=words):
        set_status(connection, gap_id, status, actor="somsri", **how)
    assert the_gap(connection)["status"] == "open"


def test_mended_gap_cannot_be_decided_upon(
    connection: Connection[Any], town: Town
) -> None:
    gap_id = the_gap(connection)["id"]
    set_price(connection, to_year="NULL")
    search(connection)
    with pytest.raises(GapError, match="is mended"):
        set_status(connection, gap_id, "waived", actor="somsri", reason="x")


def test_unknown_gap_is_refused(connection: Connection[Any]) -> None:
    with pytest.raises(GapError, match="no gap 4711"):
        set_status(connection, 4711, "open", actor="somsri")


def test_unknown_kind_is_refused(connection: Connection[Any]) -> None:
    with pytest.raises(SettingsError, match="parcel_overlap"):
        find_gaps(connection, YEAR, kinds=["overlap"], actor="test")


def test_year_without_law_is_refused(connection: Connection[Any]) -> None:
    with pytest.raises(LawMissingError):
        find_gaps(connection, 2560, actor="test")


def test_search_that_fails_leaves_nothing(
    connection: Connection[Any], town: Town
) -> None:
    """The second kind fails after the first one found something."""
    set_price(connection, to_year="NULL")

    def stop(kind: str, _number: int, _count: int) -> None:
        if kind == "area_mismatch":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_gaps(connection, YEAR, actor="test", progress=stop)
    assert the_gap(connection)["status"] == "open"


def test_empty_register_has_no_gaps(connection: Connection[Any]) -> None:
    summary = search(connection)
    assert summary.total == 0
    waiting = {"uncovered_area", "sign_untaxed", "unassessed"}
    assert set(summary.skipped) == waiting | set(NO_EVIDENCE)


def test_second_search_waits_for_the_first(fresh_database_url: str) -> None:
    """Two at once would both call the same gap new."""
    with (
        db.connect(fresh_database_url) as first,
        db.connect(fresh_database_url) as second,
    ):
        make_town(first)
        first.execute("UPDATE register.land_price SET to_year_be = 2568")
        first.commit()
        with first.transaction():
            search(first)
            second.execute("SET lock_timeout = '200ms'")
            second.commit()
            with pytest.raises(LockNotAvailable):
                search(second)
        second.rollback()
        assert search(second).opened == 0
