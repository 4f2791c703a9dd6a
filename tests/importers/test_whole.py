"""A file is in the register whole, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from importers.load import load_file
from importers.report import Report
from kkmgis.db import connect
from kkmgis.errors import DatabaseError, SourceError
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.files import box, write_gpkg
from tests.paths import SHARED

MALFORMED = SHARED / "data" / "malformed"
COUNTS = (
    "SELECT (SELECT count(*) FROM register.parcel), (SELECT count(*) FROM staging.batch),"
    " (SELECT count(*) FROM staging.staged_row), (SELECT count(*) FROM staging.staged_issue)"
)


def everything() -> list[Path]:
    return sorted(path for path in MALFORMED.rglob("*"))


def attempt(connection: Connection[Any], path: Path) -> tuple[str, Report | None]:
    """Import a file, or give the sentence with which it was refused."""
    try:
        return "", load_file(
            connection, "parcels", path, actor="test", identity_key=KEY
        )
    except SourceError as refused:
        return str(refused), None


@pytest.mark.parametrize(
    "path", everything(), ids=lambda p: str(p.relative_to(MALFORMED))
)
def test_malformed_file_loads_whole_or_is_refused_in_one_line(
    connection: Connection[Any], path: Path
) -> None:
    before = connection.execute(COUNTS.encode()).fetchone()
    refusal, report = attempt(connection, path)
    after = connection.execute(COUNTS.encode()).fetchone()
    assert before is not None
    assert after is not None
    if report is None:
        assert after == before
        assert "\n" not in refusal
        assert " · " in refusal
        return
    assert report.read == report.loaded + report.rejected
    assert after[0] - before[0] == report.loaded
    assert after[2] - before[2] == report.rejected
    invalid = connection.execute(
        "SELECT count(*) FROM register.parcel WHERE NOT ST_IsValid(geom)"
    ).fetchone()
    assert invalid == (0,)


def test_refusal_of_the_database_takes_everything_back(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    """A rule of the schema that no check of ours knows."""
    connection.execute(
        "ALTER TABLE register.parcel ADD CONSTRAINT ck_parcel_test CHECK (code <> '01A002')"
    )
    rows = [{"code": "01A001"}, {"code": "01A002"}]
    path = write_gpkg(tmp_path / "a.gpkg", rows, [box(), box(100)])
    with pytest.raises(DatabaseError, match="ck_parcel_test") as refused:
        load("parcels", path)
    assert "\n" not in str(refused.value)
    assert fetch(COUNTS) == [(0, 0, 0, 0)]


def test_lost_connection_leaves_the_register_as_it_was(
    fresh_database_url: str, tmp_path: Path
) -> None:
    """The server ends our session in the middle; the rerun completes."""
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "01A001"}], [box()])
    with connect(fresh_database_url) as killer:
        killer.autocommit = True

        def kill(step: str, done: int, total: int | None) -> None:
            del done, total
            if step == "promote":
                killer.execute("SELECT pg_terminate_backend(%s)", (victim,))

        connection = connect(fresh_database_url)
        connection.autocommit = True
        victim = connection.info.backend_pid
        with pytest.raises((DatabaseError, psycopg.OperationalError)):
            load_file(
                connection,
                "parcels",
                path,
                actor="test",
                identity_key=KEY,
                progress=kill,
            )
        connection.close()
        assert killer.execute(COUNTS.encode()).fetchone() == (0, 1, 0, 0)
        report = load_file(killer, "parcels", path, actor="test", identity_key=KEY)
        assert (report.loaded, report.rejected) == (1, 0)
        assert killer.execute(COUNTS.encode()).fetchone() == (1, 1, 0, 0)


def test_import_of_its_own_is_committed(
    fresh_database_url: str, tmp_path: Path
) -> None:
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "01A001"}], [box()])
    with connect(fresh_database_url) as connection:
        connection.autocommit = True
        load_file(connection, "parcels", path, actor="test", identity_key=KEY)
    with connect(fresh_database_url) as connection:
        assert connection.execute(
            "SELECT code, changed_by FROM register.parcel"
        ).fetchall() == [("01A001", "test")]
