"""Two at work on one import: one comes after the other, and nothing is done twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers import load as loading
from importers.dependents import DependentsError
from importers.load import load_file
from importers.reconcile import accepting
from importers.reconcile.accepting import Acceptance, promote_accepted
from importers.steps import check_batch, promote_batch
from importers.undo import Undone, undo_batch
from kkmgis.db import acting, connect
from kkmgis.errors import ConflictError
from tests.importers.files import box, write_gpkg

STATE = "SELECT code, deed_no FROM register.parcel ORDER BY code"


@pytest.fixture
def url(fresh_database_url: str) -> str:
    """Give a database of the test's own."""
    return fresh_database_url


@pytest.fixture
def register(url: str) -> Iterator[Connection[Any]]:
    """Open a register in which every statement is committed."""
    with connect(url) as connection:
        connection.autocommit = True
        yield connection


def parcels(path: Path, deed: str) -> Path:
    rows = [{"code": f"01A00{at}", "deed_no": deed} for at in (1, 2)]
    return write_gpkg(path, rows, [box(), box(100)])


def while_another_waits(
    register: Connection[Any], url: str, work: Callable[[Connection[Any]], Any]
) -> Any:
    """Begin something beside an open transaction, and commit that once it waits."""

    def run() -> Any:
        with connect(url) as connection:
            connection.autocommit = True
            return work(connection)

    with ThreadPoolExecutor(1) as beside, connect(url) as watcher:
        watcher.autocommit = True
        begun = beside.submit(run)
        while not begun.done() and not _somebody_waits(watcher):
            time.sleep(0.01)
        register.execute("COMMIT")
        return begun.result()


def _somebody_waits(watcher: Connection[Any]) -> bool:
    waiting = watcher.execute(
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    )
    return waiting.rowcount > 0


def test_import_is_undone_once(
    register: Connection[Any], url: str, tmp_path: Path
) -> None:
    path = parcels(tmp_path / "a.gpkg", "1")
    batch = load_file(register, "parcels", path, actor="test").batch
    register.execute("BEGIN")
    assert undo_batch(register, batch, actor="test") == Undone(2, 0)
    with pytest.raises(ConflictError, match="undone"):
        while_another_waits(
            register, url, lambda other: undo_batch(other, batch, actor="test")
        )


def test_edit_that_comes_first_keeps_the_import(
    register: Connection[Any], url: str, tmp_path: Path
) -> None:
    load_file(register, "parcels", parcels(tmp_path / "a.gpkg", "1"), actor="test")
    path = parcels(tmp_path / "b.gpkg", "2")
    batch = load_file(register, "parcels", path, actor="test").batch
    register.execute("BEGIN")
    with acting(register, "officer"):
        register.execute(
            "UPDATE register.parcel SET deed_no = '3' WHERE code = '01A001'"
        )
    with pytest.raises(DependentsError):
        while_another_waits(
            register, url, lambda other: undo_batch(other, batch, actor="test")
        )
    assert register.execute(STATE).fetchall() == [("01A001", "3"), ("01A002", "2")]


def test_import_that_another_promoted_meanwhile_stays(
    register: Connection[Any],
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def after_another(connection: Connection[Any], number: int, **said: Any) -> Any:
        with connect(url) as other:
            promote_batch(other, number, actor="other")
        return promote_batch(connection, number, **said)

    monkeypatch.setattr(loading, "promote_batch", after_another)
    path = parcels(tmp_path / "a.gpkg", "1")
    with pytest.raises(ConflictError, match="promoted"):
        load_file(register, "parcels", path, actor="test")
    ((batch, status),) = register.execute(
        "SELECT id, status FROM staging.batch"
    ).fetchall()
    assert status == "promoted"
    assert undo_batch(register, batch, actor="test") == Undone(2, 0)


def test_difference_is_found_anew_only_when_somebody_wrote(
    register: Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []

    def counted(connection: Connection[Any], number: int, **said: Any) -> Any:
        checked.append(number)
        return check_batch(connection, number, **said)

    monkeypatch.setattr(accepting, "check_batch", counted)
    load_file(register, "parcels", parcels(tmp_path / "a.gpkg", "1"), actor="test")
    for deed in ("2", "3"):
        path = parcels(tmp_path / f"{deed}.gpkg", deed)
        report = load_file(register, "parcels", path, actor="test", review=True)
        if deed == "3":
            with acting(register, "officer"):
                register.execute(
                    "UPDATE register.parcel SET deed_no = '3' WHERE code = '01A001'"
                )
            with pytest.raises(ConflictError, match="compared anew"):
                promote_accepted(register, report.batch, Acceptance(), actor="test")
        done = promote_accepted(register, report.batch, Acceptance(), actor="test")
        assert done.report.updated == (2 if deed == "2" else 1)
    assert checked == [report.batch]
