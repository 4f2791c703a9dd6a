"""Runs: append-only, whole or not at all, the same when nothing changed."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import RestrictViolation

from kkmgis.assess import store
from kkmgis.assess.run import TAXES, assess_year
from kkmgis.assess.totals import group_totals
from kkmgis.db import connect
from kkmgis.errors import DatabaseError
from kkmgis.tax.parameters import LawMissingError
from kkmgis.tax.rulebook import rule_book_of_content
from tests.assess.reading import assess, stored
from tests.builders import (
    YEAR,
    make_home,
    make_parcel,
    make_party,
    make_right,
    make_sign,
    make_use,
)

Database = Connection[Any]


def small_register(connection: Database) -> None:
    """Make homes, farm land that lacks a price, and signs."""
    for n in range(3):
        land, _, owner = make_home(connection, price=300_000 * (n + 1))
        make_use(connection, ("parcel", land), "other", position=2)
        make_sign(connection, owner_id=owner, parcel_id=land)
    unpriced = make_parcel(connection)
    make_right(connection, make_party(connection), ("parcel", unpriced))
    make_use(connection, ("parcel", unpriced), "agriculture")
    make_sign(connection)


@pytest.mark.parametrize("tax", TAXES)
def test_second_run_is_the_same_to_the_satang(connection: Database, tax: Any) -> None:
    small_register(connection)
    first, second = (assess(connection, tax=tax) for _ in range(2))
    assert second.run_id > first.run_id
    assert first.total_satang == second.total_satang > 0
    for table in ("line", "assessment", "set_aside"):
        rows = stored(connection, table, first)
        assert rows
        assert rows == stored(connection, table, second)


def test_run_gives_control_totals(connection: Database) -> None:
    """Lines, assessments, groups and run add up to the same satang."""
    small_register(connection)
    run = assess(connection)
    line_tax = sum(row["tax_satang"] for row in stored(connection, "line", run))
    totals = [row["total_satang"] for row in stored(connection, "assessment", run)]
    groups = sum(group.tax for group in group_totals(connection, run.run_id))
    row = connection.execute(
        "SELECT status, total_satang, line_count, set_aside_count, actor"
        " FROM tax.current_run WHERE tax = 'land_building' AND tax_year_be = %s",
        (YEAR,),
    ).fetchone()
    assert line_tax == sum(totals) == groups == run.total_satang > 0
    assert row == ("done", run.total_satang, run.lines, 1, "test")


@pytest.mark.parametrize("table", ["run", "assessment", "line", "set_aside"])
@pytest.mark.parametrize("change", ["DELETE FROM tax.{0}", "UPDATE tax.{0} SET {1}"])
def test_finished_run_refuses_change(
    connection: Database, table: str, change: str
) -> None:
    """Nothing that proves a bill is ever changed."""
    small_register(connection)
    assess(connection)
    column = {
        "run": "total_satang = 0",
        "assessment": "total_satang = 0",
        "line": "tax_satang = 0",
        "set_aside": "reason = ''",
    }[table]
    statement = change.format(table, column)
    with (
        pytest.raises(RestrictViolation, match="append-only"),
        connection.transaction(),
    ):
        connection.execute(statement)


def test_rule_book_is_kept_once_and_can_be_made_again(connection: Database) -> None:
    small_register(connection)
    versions = {assess(connection).rule_book for _ in range(2)}
    kept = connection.execute("SELECT version, content FROM tax.rule_book").fetchall()
    assert {version for version, _ in kept} == versions
    assert [rule_book_of_content(content).version for _, content in kept] == [*versions]


def test_failed_run_leaves_nothing(
    fresh_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The totals that were stored do not agree: nothing of the run is kept."""
    with connect(fresh_database_url) as connection:
        small_register(connection)
        connection.commit()
        wrong = store._TOTALS.replace("sum(total_satang)", "sum(total_satang) + 1")
        monkeypatch.setattr(store, "_TOTALS", wrong)
        with pytest.raises(DatabaseError, match="differ"):
            assess_year(connection, YEAR, actor="test")
    with connect(fresh_database_url) as connection:
        for table in ("run", "assessment", "line", "set_aside", "rule_book"):
            count = connection.execute(f"SELECT count(*) FROM tax.{table}").fetchone()
            assert count == (0,), table


def test_killed_run_is_not_seen(fresh_database_url: str) -> None:
    """The connection breaks after the lines went in: no run, no line."""
    with connect(fresh_database_url) as connection:
        small_register(connection)
        connection.commit()
        connection.execute("SELECT 1")  # So that the run joins this transaction.
        run = assess(connection)
        assert stored(connection, "line", run)
        with connect(fresh_database_url) as other:
            pid = connection.info.backend_pid
            other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with connect(fresh_database_url) as connection:
        assert connection.execute("SELECT count(*) FROM tax.line").fetchone() == (0,)


def test_run_commits_on_its_own(fresh_database_url: str) -> None:
    """Outside a transaction the caller need not commit; isolation is put back."""
    with connect(fresh_database_url) as connection:
        small_register(connection)
        connection.commit()
        before = connection.isolation_level
        assess_year(connection, YEAR, actor="test")
        assert connection.isolation_level == before
        with connect(fresh_database_url) as other:
            runs = other.execute("SELECT tax FROM tax.current_run ORDER BY 1")
            assert runs.fetchall() == [("land_building",), ("sign",)]


def test_year_without_law_is_refused(connection: Database) -> None:
    with pytest.raises(LawMissingError):
        assess_year(connection, 2562, actor="test")


def test_progress_names_every_step(connection: Database) -> None:
    from kkmgis.i18n import LANGUAGES, text

    told: list[str] = []
    assess_year(
        connection,
        YEAR,
        actor="test",
        progress=lambda step, number, count: told.append(step),
    )
    assert len(told) == 5
    for language in LANGUAGES:
        assert all(text(step, language) for step in told)
