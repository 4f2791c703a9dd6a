"""An import in steps: left at any of them, it goes on or goes away."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import ForeignKeyViolation

from importers import stage
from importers.batches import get_batch, issues_of
from importers.incoming import outcomes_of
from importers.load import load_file
from importers.refusal import Stopped
from importers.report import Report
from importers.stage import stage_file
from importers.steps import check_batch, discard_batch, promote_batch
from kkmgis.db import connect
from kkmgis.errors import ConflictError, SourceError
from tests.importers.files import box, dbf, write_gpkg, write_shapefile
from tests.paths import ROOT

STRETCH = 2
KILLED = """
import os, signal, sys
from pathlib import Path
from importers import stage
from kkmgis.db import connect

def kill(step, done, total):
    if done == 4:
        os.kill(os.getpid(), signal.SIGKILL)

stage.STRETCH = 2
connection = connect(sys.argv[1])
connection.autocommit = True
stage.stage_file(connection, "parcels", Path(sys.argv[2]), actor="test", progress=kill)
"""


@pytest.fixture
def register(fresh_database_url: str) -> Iterator[Connection[Any]]:
    """Give a register of the test's own in which every statement is committed."""
    with connect(fresh_database_url) as connection:
        connection.autocommit = True
        yield connection


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read two rows at a time, so that seven are four stretches."""
    monkeypatch.setattr(stage, "STRETCH", STRETCH)


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    """Write seven parcels: one comes twice, one has no shape, one overlaps."""
    codes = ["01A001", "01A002", "01A003", "01A004", "01A001", "01A006", "01A007"]
    shapes = [box(60 * at) for at in range(7)]
    shapes[3], shapes[4], shapes[6] = None, shapes[0], box(5 * 60 + 20)
    rows = [{"code": code, "road": "ถนนหน้าเมือง"} for code in codes]
    return write_gpkg(tmp_path / "seven.gpkg", rows, shapes)


def tables(connection: Connection[Any]) -> list[str]:
    """Name the tables of staging that belong to single batches."""
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'staging'"
        " AND tablename ~ '^(incoming|outcome)' ORDER BY 1"
    ).fetchall()
    return [str(name) for (name,) in rows]


def content(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    """Read what an import leaves: parcels, rejected rows, issues."""
    return [
        row
        for query in (
            "SELECT code, road, ST_AsText(geom) FROM register.parcel ORDER BY code",
            "SELECT row_no, attributes, ST_AsText(geom) FROM staging.staged_row ORDER BY 1",
            "SELECT row_no, code, severity, value, details FROM staging.staged_issue"
            " ORDER BY 1, 2",
        )
        for row in connection.execute(query.encode()).fetchall()
    ]


def outcome(report: Report) -> tuple[Any, ...]:
    """Give the counts of a report."""
    return (
        report.read,
        report.loaded,
        report.unchanged,
        report.updated,
        report.rejected,
        dict(report.issues),
    )


def test_killed_importer_goes_on_after_the_last_stretch(
    database_server: Any, register: Connection[Any], seven: Path
) -> None:
    url = register.info.dsn
    command = [sys.executable, "-c", KILLED, url, str(seven)]
    done = subprocess.run(command, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    _wait_for_the_lock(register)
    assert register.execute(
        "SELECT status, row_count FROM staging.batch"
    ).fetchall() == [("staging", 4)]
    seen: list[int] = []

    def watch(step: str, count: int, total: int | None) -> None:
        del total
        if step == "read":
            seen.append(count)

    resumed = load_file(register, "parcels", seven, actor="test", progress=watch)
    assert seen == [6, 7]
    assert tables(register) == []
    with database_server.database() as other, connect(other) as undisturbed:
        undisturbed.autocommit = True
        whole = load_file(undisturbed, "parcels", seven, actor="test")
        assert outcome(resumed) == outcome(whole)
        assert (whole.read, whole.loaded, whole.rejected) == (7, 5, 2)
        assert content(register) == content(undisturbed)
        assert outcome(load_file(undisturbed, "parcels", seven, actor="test")) == (
            outcome(load_file(register, "parcels", seven, actor="test"))
        )


def _wait_for_the_lock(connection: Connection[Any]) -> None:
    """Wait until the server has noticed that the other side is dead."""
    for _ in range(200):
        row = connection.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        ).fetchone()
        if row == (0,):
            return
        time.sleep(0.05)
    raise AssertionError("the session of a killed importer is still there")


def _stop_after(rows: int) -> Any:
    def stop(step: str, done: int, total: int | None) -> None:
        del total
        if (step, done) == ("read", rows):
            raise Stopped

    return stop


def test_stopped_import_can_be_discarded_and_leaves_no_table(
    register: Connection[Any], seven: Path
) -> None:
    with pytest.raises(Stopped):
        stage_file(register, "parcels", seven, actor="test", progress=_stop_after(4))
    ((number,),) = register.execute("SELECT id FROM staging.batch").fetchall()
    assert tables(register) == [f"incoming_{number}"]
    discard_batch(register, number, actor="test")
    assert tables(register) == []
    assert content(register) == []
    assert get_batch(register, number).status == "discarded"
    with pytest.raises(ConflictError, match="discarded"):
        promote_batch(register, number, actor="test")
    assert load_file(register, "parcels", seven, actor="test").batch != number


def test_stopped_import_goes_on_when_the_same_file_comes_again(
    register: Connection[Any], seven: Path
) -> None:
    with pytest.raises(Stopped):
        stage_file(register, "parcels", seven, actor="test", progress=_stop_after(2))
    ((number,),) = register.execute("SELECT id FROM staging.batch").fetchall()
    assert stage_file(register, "parcels", seven, actor="test") == number
    assert stage_file(register, "parcels", seven, actor="test") == number
    assert stage_file(register, "parcels", seven, actor="another") != number
    changed = stage_file(register, "parcels", seven, crs="EPSG:32647", actor="test")
    assert changed != number


def test_check_tells_what_would_be_and_promotion_does_it(
    register: Connection[Any], seven: Path
) -> None:
    number = stage_file(register, "parcels", seven, actor="test")
    checked = check_batch(register, number)
    assert checked.dry_run
    assert register.execute("SELECT count(*) FROM register.parcel").fetchone() == (0,)
    assert get_batch(register, number).status == "checked"
    assert register.execute(
        f"SELECT row_no, outcome FROM {outcomes_of(number)} ORDER BY 1".encode()
    ).fetchall() == [
        (1, "loaded"),
        (2, "loaded"),
        (3, "loaded"),
        (4, "rejected"),
        (5, "rejected"),
        (6, "loaded"),
        (7, "loaded"),
    ]
    # Checked once more, nothing is told twice.
    assert outcome(check_batch(register, number)) == outcome(checked)
    promoted = promote_batch(register, number, actor="boss")
    assert outcome(promoted) == outcome(checked)
    assert not promoted.dry_run
    assert tables(register) == []
    assert register.execute(
        "SELECT DISTINCT changed_by, batch_id FROM register.parcel"
    ).fetchall() == [("boss", number)]
    with pytest.raises(ConflictError):
        promote_batch(register, number, actor="boss")


def test_promotion_goes_by_the_register_of_its_own_moment(
    register: Connection[Any], seven: Path
) -> None:
    first = stage_file(register, "parcels", seven, actor="first")
    second = stage_file(register, "parcels", seven, actor="second")
    assert check_batch(register, second).loaded == 5
    assert promote_batch(register, first, actor="first").loaded == 5
    late = promote_batch(register, second, actor="second")
    assert (late.loaded, late.unchanged, late.rejected) == (0, 5, 2)


def test_accepted_rows_alone_are_taken(register: Connection[Any], seven: Path) -> None:
    number = stage_file(register, "parcels", seven, actor="test")
    report = promote_batch(register, number, accept={2, 3, 4}, actor="test")
    assert (report.read, report.loaded, report.rejected) == (3, 2, 1)
    assert register.execute(
        "SELECT code FROM register.parcel ORDER BY code"
    ).fetchall() == [("01A002",), ("01A003",)]
    assert get_batch(register, number).details["left_out"] == 4


def test_rejected_rows_of_a_file_that_is_gone_stop_the_promotion(
    register: Connection[Any], seven: Path
) -> None:
    """Row 5 is refused only in the database, and has to be kept as it came."""
    number = stage_file(register, "parcels", seven, actor="test")
    kept = seven.read_bytes()
    seven.unlink()
    with pytest.raises(SourceError, match=r"seven\.gpkg"):
        promote_batch(register, number, actor="test")
    assert register.execute("SELECT count(*) FROM register.parcel").fetchone() == (0,)
    seven.write_bytes(kept)
    assert promote_batch(register, number, actor="test").rejected == 2


def test_batch_that_is_being_read_is_not_discarded(
    register: Connection[Any], seven: Path
) -> None:
    def discard(step: str, done: int, total: int | None) -> None:
        del total
        if (step, done) == ("read", 2):
            with connect(register.info.dsn) as other:
                ((number,),) = other.execute("SELECT id FROM staging.batch").fetchall()
                with pytest.raises(ConflictError):
                    discard_batch(other, number, actor="other")

    number = stage_file(register, "parcels", seven, actor="test", progress=discard)
    codes = {found.issue.code for found in issues_of(register, number)}
    assert codes == {"geometry.missing", "geometry.overlap"}


def test_same_file_again_is_known_to_be_unchanged(
    register: Connection[Any], seven: Path
) -> None:
    """Nothing is read a second time until somebody writes into the register."""
    steps: list[str] = []

    def watch(step: str, done: int, total: int | None) -> None:
        del done, total
        steps.append(step)

    first = load_file(register, "parcels", seven, actor="test")
    found = content(register)
    again = load_file(register, "parcels", seven, actor="test", progress=watch)
    assert steps == ["done"]
    assert again.batch != first.batch
    assert (again.read, again.unchanged, again.rejected) == (7, 5, 2)
    assert again.issues == first.issues
    assert len(content(register)) == len(found) + 2 + sum(first.issues.values())
    register.execute("UPDATE register.parcel SET road = 'x' WHERE code = '01A002'")
    steps.clear()
    late = load_file(register, "parcels", seven, actor="test", progress=watch)
    assert "read" in steps
    assert (late.unchanged, late.updated, late.rejected) == (4, 1, 2)


def test_file_that_wants_too_much_memory_leaves_no_batch_behind(
    register: Connection[Any], seven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def want_more(*given: object) -> None:
        raise MemoryError

    monkeypatch.setattr("importers.staging.Stager.write", want_more)
    with pytest.raises(SourceError, match=r"seven\.gpkg .*memory"):
        load_file(register, "parcels", seven, actor="test")
    assert register.execute("SELECT count(*) FROM staging.batch").fetchone() == (0,)
    assert tables(register) == []


def test_shapefile_with_another_table_is_another_file(
    register: Connection[Any], tmp_path: Path
) -> None:
    """Who edits the table of a shapefile leaves its shapes as they were."""
    path = tmp_path / "land.shp"
    shapes = [box(), box(100)]
    for road in ("Mittraphap", "Srichan"):
        rows = [(f"01A00{n}".encode(), road.encode()) for n in (1, 2)]
        write_shapefile(path, dbf({"code": 6, "road": 12}, rows), shapes)
        report = load_file(register, "parcels", path, actor="test")
    assert (report.unchanged, report.updated) == (0, 2)


def test_first_import_of_many_leaves_constraints_and_indexes_as_they_were(
    register: Connection[Any], seven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are taken off an empty table for a while, and not lost by that."""

    def standing() -> list[tuple[Any, ...]]:
        return register.execute(
            "SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
            " WHERE conrelid = 'register.parcel'::regclass UNION ALL"
            " SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid"
            " FROM pg_index WHERE indrelid = 'register.parcel'::regclass ORDER BY 1"
        ).fetchall()

    before = standing()
    monkeypatch.setattr("importers.bulk.MANY", 1)
    assert load_file(register, "parcels", seven, actor="test").loaded == 5
    assert standing() == before
    with pytest.raises(ForeignKeyViolation):
        register.execute("UPDATE register.parcel SET block_id = 0")
