"""`kkmgis demo` on a real database: whole, resumed, refused."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kkmgis import db
from tests.database import Server
from tests.demo.contents import contents
from tests.paths import ROOT


def _command(home: Path, url: str, *words: str) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "KKMGIS_HOME": str(home)}
    environment.pop("KKMGIS_DATABASE_URL", None)
    if url:
        environment["KKMGIS_DATABASE_URL"] = url
    return [sys.executable, "-m", "tests.demo.program", *words], environment


def _run(home: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command, environment = _command(home, url, *words)
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def _answer(home: Path, url: str, *words: str) -> dict[str, Any]:
    done = _run(home, url, *words, "--json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an installation's home: its key file is shared by all of the module."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def made(
    database_server: Server, home: Path
) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """Make the demo once: (database, answer, what the register holds)."""
    with database_server.database(migrated=False) as url:
        answer = _answer(home, url)
        with psycopg.connect(url) as connection:
            held = contents(connection)
        yield url, answer, held


Made = tuple[str, dict[str, Any], dict[str, str]]


def test_every_planted_gap_is_found_and_nothing_else(made: Made) -> None:
    _, answer, _ = made
    assert answer["answers"] == {"agree": True, "missing": {}, "extra": {}}
    assert answer["totals"]["planted"] == answer["totals"]["found"] > 60


def test_every_row_of_every_file_is_loaded(made: Made) -> None:
    _, answer, _ = made
    files = [step for step in answer["steps"] if "kind" in step]
    assert len(files) == 19
    assert all(step["read"] == step["loaded"] for step in files)


def test_importers_flag_nothing_but_planted_overlaps(made: Made) -> None:
    url, _, _ = made
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT code FROM staging.staged_issue WHERE severity <> 'info'"
        ).fetchall()
    assert {code for (code,) in rows} <= {"geometry.overlap"}


def test_one_account_for_each_role_can_sign_in(made: Made) -> None:
    url, answer, _ = made
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT role FROM account.user_account WHERE is_active"
        ).fetchall()
    roles = [role for (role,) in rows]
    assert sorted(roles) == sorted(one["role"] for one in answer["accounts"])
    assert len(set(roles)) == 5


def test_second_run_changes_nothing_and_is_quick(made: Made, home: Path) -> None:
    url, _, held = made
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    again = _answer(home, url, "--if-missing")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Time of its own: the machine may be busy with other tests.
    assert after.ru_utime - before.ru_utime < 2
    assert (again["done"], again["steps"]) == ("present", [])
    with psycopg.connect(url) as connection:
        assert contents(connection) == held


def test_another_size_is_refused_without_reset(made: Made, home: Path) -> None:
    url, _, _ = made
    refused = _run(home, url, "--size", "city")
    assert refused.returncode == 2
    assert "--reset" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("steps", [3, 14, 20])
def test_killed_anywhere_it_ends_with_the_same_register(
    made: Made, home: Path, database_server: Server, steps: int
) -> None:
    _, _, held = made
    with database_server.database(migrated=False) as url:
        command, environment = _command(home, url)
        with subprocess.Popen(
            command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL,
        ) as running:  # fmt: skip
            assert running.stderr is not None
            for _ in range(steps):
                running.stderr.readline()
            time.sleep(0.15)
            running.kill()
        assert _answer(home, url)["answers"]["agree"]
        with psycopg.connect(url) as connection:
            assert contents(connection) == held


def test_a_register_in_use_is_left_alone(home: Path, database_server: Server) -> None:
    with database_server.database() as url:
        with db.connect(url) as connection:
            connection.execute(
                "INSERT INTO register.party (code, kind, name) VALUES ('A','person','x')"
            )
        refused = _run(home, url)
        assert refused.returncode == 2
        assert "--reset" in refused.stderr
        assert _answer(home, url, "--if-missing")["done"] == "skipped"
        with db.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM register.party").fetchone()
        assert row == (1,)


def test_reset_replaces_what_there_is(
    made: Made, home: Path, database_server: Server
) -> None:
    _, _, held = made
    with database_server.database() as url:
        with db.connect(url) as connection:
            connection.execute(
                "INSERT INTO register.party (code, kind, name) VALUES ('A','person','x')"
            )
        assert _answer(home, url, "--reset")["done"] == "made"
        with db.connect(url) as connection:
            assert contents(connection) == held


def test_files_alone_need_no_database(tmp_path: Path) -> None:
    answer = _answer(tmp_path, "", "--files-only", "--out", str(tmp_path / "files"))
    assert (tmp_path / "files" / "parcel.shp").is_file()
    assert answer["folder"] == str(tmp_path / "files")
    assert not (tmp_path / "pg").exists()


def test_another_zone_is_refused_with_one_line(tmp_path: Path) -> None:
    command, environment = _command(tmp_path, "")
    environment["KKMGIS_SRID"] = "32647"
    refused = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "32648" in refused.stderr


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    refused = _run(tmp_path, "", "--files-only", "--out", "/proc/nowhere")
    assert refused.returncode == 2
    assert "/proc/nowhere" in refused.stderr
    assert "Traceback" not in refused.stderr
