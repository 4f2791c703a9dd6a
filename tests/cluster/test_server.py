"""The private server: made once, mended after crashes, never anybody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
import pytest

from kkmgis import cluster
from kkmgis.cluster.place import Place
from kkmgis.cluster.process import processes, server_pid, wait_until
from kkmgis.errors import DatabaseError
from kkmgis.settings import Settings
from tests.cluster.conftest import settings_below


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def kill_postmaster(settings: Settings) -> None:
    pid = server_pid(Place.of(settings))
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def read_logs(settings: Settings) -> str:
    logs = Place.of(settings).log.glob("*.log")
    return "".join(path.read_text(encoding="utf-8") for path in logs)


def test_ensure_running_twice_leaves_one_server(standing: Settings) -> None:
    first = cluster.ensure_running(standing)
    pid = cluster.status(standing).pid
    assert cluster.ensure_running(standing) == first
    assert cluster.status(standing).pid == pid


def test_server_listens_on_no_network_address(standing: Settings) -> None:
    assert ask(cluster.ensure_running(standing), "SHOW listen_addresses") == ""


def test_server_sorts_thai_when_asked(standing: Settings) -> None:
    """เ is written before ก but read after it: เกาะ comes before ขอน."""
    question = "SELECT string_agg(n, ' ' ORDER BY n COLLATE \"th-x-icu\") FROM"
    names = "(VALUES ('เกาะ'), ('ขอน'), ('กา')) v(n)"
    assert ask(cluster.ensure_running(standing), f"{question} {names}") == "กา เกาะ ขอน"


def test_killed_server_starts_again_with_its_data(standing: Settings) -> None:
    url = cluster.ensure_running(standing)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    with closing(psycopg.connect(url)) as busy:
        busy.execute("INSERT INTO kept VALUES (43)")  # never committed
        kill_postmaster(standing)
        assert ask(cluster.ensure_running(standing), "SELECT sum(n) FROM kept") == 42


def test_session_that_outlives_its_server_is_ended(standing: Settings) -> None:
    """A busy session does not see that its server died, and blocks a new one."""
    url = cluster.ensure_running(standing)
    loop = "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$"
    with closing(psycopg.connect(url)) as busy:
        busy.pgconn.send_query(loop.encode())
        orphan = busy.info.backend_pid
        kill_postmaster(standing)
        cluster.ensure_running(standing)
    assert orphan not in processes(Place.of(standing).data)


def test_process_number_of_somebody_else_does_not_block(standing: Settings) -> None:
    """After a reboot the number in postmaster.pid may be any process's."""
    url = cluster.ensure_running(standing)
    cluster.stop(standing)
    place = Place.of(standing)
    for path in (
        place.data / "postmaster.pid",
        Path(f"{place.socket_file}.lock"),
    ):
        path.write_text(f"{os.getppid()}\n{place.data}\n", encoding="utf-8")
        os.chown(path, place.data.stat().st_uid, -1)
    assert cluster.ensure_running(standing) == url
    assert cluster.status(standing).running


def test_interrupted_making_is_done_again(settings: Settings) -> None:
    place = Place.of(settings)
    place.unfinished.mkdir()
    (place.unfinished / "PG_VERSION").write_text("15\n", encoding="ascii")
    assert ask(cluster.ensure_running(settings), "SELECT 1") == 1
    assert not place.unfinished.exists()


def test_two_first_starts_at_once_make_one_server(settings: Settings) -> None:
    program = "from kkmgis import cluster; from kkmgis.settings import Settings; "
    program += "print(cluster.ensure_running(Settings.from_env()))"
    environment = {**os.environ, "KKMGIS_HOME": str(settings.home)}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [one.communicate(timeout=120)[0].strip() for one in both]
    assert answers == [Place.of(settings).url()] * 2
    assert [one.returncode for one in both] == [0, 0]


def test_long_path_of_the_home_still_has_a_socket(settings: Settings) -> None:
    """A unix socket's path holds 107 bytes; ขอนแก่น, spaces and commas are allowed."""
    long = settings_below(settings.home / "ขอน แก่น, เทศบาล" / ("x" * 80))
    try:
        assert ask(cluster.ensure_running(long), "SELECT 1") == 1
    finally:
        cluster.stop(long)
        Place.of(long).socket.rmdir()


def test_stop_tells_whether_it_ran(settings: Settings) -> None:
    assert cluster.stop(settings) is False
    cluster.ensure_running(settings)
    assert cluster.stop(settings) is True
    assert cluster.status(settings).running is False
    # The lock file goes a moment before the last process that held it.
    deadline = time.monotonic() + 10
    while processes(Place.of(settings).data) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes(Place.of(settings).data) == []


def test_connection_of_a_stranger_is_refused(standing: Settings) -> None:
    url = cluster.ensure_running(standing)
    stranger = url.replace("kkmgis@", "postgres@")
    with pytest.raises(psycopg.OperationalError, match="Peer authentication"):
        psycopg.connect(stranger)


def test_missing_version_of_the_data_is_named(standing: Settings) -> None:
    cluster.ensure_running(standing)
    cluster.stop(standing)
    version = Place.of(standing).data / "PG_VERSION"
    kept = version.read_text(encoding="ascii")
    version.write_text("12\n", encoding="ascii")
    with pytest.raises(DatabaseError, match="postgresql-12-postgis-3"):
        cluster.ensure_running(standing)
    version.write_text(kept, encoding="ascii")


def test_failed_start_tells_the_reason(standing: Settings) -> None:
    cluster.ensure_running(standing)
    cluster.stop(standing)
    with pytest.raises(DatabaseError, match="contains errors"):
        cluster.ensure_running(standing, overrides={"shared_buffers": "much"})


def test_log_holds_no_row_and_no_statement(standing: Settings) -> None:
    """A refused row must not leave a person's number in a log file."""
    with psycopg.connect(
        cluster.ensure_running(standing), autocommit=True
    ) as connection:
        connection.execute("CREATE TABLE person (id text CHECK (id = ''))")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO person VALUES ('1234567890121')")
    logged = partial(read_logs, standing)
    assert wait_until(lambda: "violates check" in logged(), timeout_s=10)
    assert "1234567890121" not in logged()


def test_server_of_somebody_else_is_left_alone(settings: Settings) -> None:
    theirs = replace(settings, database_url="postgresql:///theirs?host=/nowhere")
    assert cluster.ensure_running(theirs) == theirs.database_url
    assert cluster.status(theirs).running is False
    with pytest.raises(DatabaseError, match="KKMGIS_DATABASE_URL"):
        cluster.stop(theirs)
    assert not Place.of(theirs).data.exists()


def test_folder_somebody_can_write_to_is_not_used(settings: Settings) -> None:
    """Whoever can write beside the socket can take its place."""
    folder = Place.of(settings).socket
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(DatabaseError, match="belongs to somebody else"):
        cluster.ensure_running(settings)


def test_configuration_is_never_written_through_a_link(standing: Settings) -> None:
    """Who breaks into the server must not make root write elsewhere."""
    cluster.ensure_running(standing)
    cluster.stop(standing)
    victim = standing.home / "victim"
    victim.write_text("untouched", encoding="ascii")
    data = Place.of(standing).data
    (data / "pg_hba.conf").unlink()
    for name in ("pg_hba.conf", "pg_ident.conf.new"):
        (data / name).symlink_to(victim)
    cluster.ensure_running(standing)
    assert victim.read_text(encoding="ascii") == "untouched"
