"""Jobs in the background: they end, whatever happens to them, and leave nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers.jobs import queue, spool, uploads
from importers.jobs.choices import Choices
from importers.jobs.overseer import Overseer
from importers.jobs.process import JobProcess, scratch_of
from importers.jobs.queue import Job
from kkmgis.db import connect
from kkmgis.errors import ConflictError
from kkmgis.settings import Settings
from tests import builders as make

PATIENCE_S = 90
HEADER = "code,deed_no,wkt\n"


@dataclass
class Office:
    """A register with an overseer, and somebody who sends files."""

    url: str
    settings: Settings
    connection: Connection[Any]

    def send(self, name: str, content: bytes) -> int:
        """Put a file into the spool as an upload."""
        folder = spool.new_folder(self.settings.spool)
        (self.settings.spool / folder / "files" / name).write_bytes(content)
        files = [{"name": name, "size": len(content)}]
        made = uploads.add_upload(
            self.connection, folder=folder, name=name, files=files, actor="officer"
        )
        return made.id

    def ask(self, task: str, **options: Any) -> Job:
        """Ask for a job."""
        return queue.enqueue(self.connection, task, actor="officer", **options)

    def stage(self, upload: int) -> Job:
        """Ask for parcels to be staged."""
        choices = Choices(kind="parcels", crs="EPSG:32648").as_json()
        return self.ask("stage", upload_id=upload, options={"choices": choices})

    def until(self, job: Job, holds: Callable[[Job], bool]) -> Job:
        """Wait until something holds of a job."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            now = queue.find_job(self.connection, job.id)
            assert now is not None
            if holds(now):
                return now
            assert now.is_open, f"{now.state}: {now.error}"
            time.sleep(0.05)
        raise AssertionError(f"job {job.id} does not come to that")

    def end_of(self, job: Job) -> Job:
        """Wait for the end of a job."""
        return self.until(job, lambda now: not now.is_open)

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the register."""
        return self.connection.execute(query.encode()).fetchall()

    def leftovers(self) -> list[tuple[Any, ...]]:
        """List tables of staged rows."""
        return self.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'staging'"
            " AND tablename ~ '_[0-9]+$'"
        )


@pytest.fixture
def office(fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    """Give a register with a boundary and no overseer."""
    settings = replace(
        Settings.from_env({"KKMGIS_DATABASE_URL": fresh_database_url}), home=tmp_path
    )
    settings = replace(settings, key_file=tmp_path / "key")
    with connect(fresh_database_url) as connection:
        connection.autocommit = True
        make.make_authority(connection, x=0, y=0, width=1000, height=1000)
        yield Office(fresh_database_url, settings, connection)


@pytest.fixture
def overseer(office: Office) -> Iterator[Overseer]:
    """Run the overseer of the office."""
    made = Overseer(office.settings, office.url)
    made.start()
    yield made
    made.stop()


def lots(count: int) -> bytes:
    """Write parcels as CSV with WKT."""
    rows = []
    for number in range(count):
        x, y = 265_000 + 10 * (number % 90), 1_817_000 + 10 * (number // 90)
        ring = f"{x} {y},{x + 9} {y},{x + 9} {y + 9},{x} {y + 9},{x} {y}"
        rows.append(f'01A{number + 1:04d},{number},"POLYGON(({ring}))"\n')
    return (HEADER + "".join(rows)).encode()


def process_of(job: Job) -> int:
    """Find the process that does a job; it may be just starting."""
    wanted = f"importers.jobs.child\0{job.id}\0{os.getpid()}".encode()
    latest = time.monotonic() + 10
    while time.monotonic() < latest:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if wanted in (entry / "cmdline").read_bytes():
                        return int(entry.name)
                except OSError:
                    continue
        time.sleep(0.02)
    raise AssertionError(f"no process does job {job.id}")


def begun_for_the(attempt: int) -> Callable[[Job], bool]:
    """Ask whether a job is at work for the n-th time."""
    return lambda now: now.attempts == attempt and now.state == "running"


def test_file_is_inspected_staged_promoted_and_taken_back(
    office: Office, overseer: Overseer
) -> None:
    upload = office.send("lots.csv", lots(5))
    assert office.end_of(office.ask("inspect", upload_id=upload)).state == "done"
    staged = office.end_of(office.stage(upload))
    assert staged.result["loaded"] == 5
    assert office.fetch("SELECT count(*) FROM register.parcel") == [(0,)]
    assert staged.batch_id is not None
    office.end_of(office.ask("promote", batch_id=staged.batch_id))
    assert office.fetch("SELECT count(*) FROM register.parcel") == [(5,)]
    assert list(office.settings.spool.iterdir()) == []
    undone = office.end_of(office.ask("undo", batch_id=staged.batch_id))
    assert undone.result["deleted"] == 5
    assert office.fetch("SELECT count(*) FROM register.parcel") == [(0,)]


def test_refused_file_says_why_in_both_languages(
    office: Office, overseer: Overseer
) -> None:
    job = office.ask("inspect", upload_id=office.send("lots.csv", b""))
    ended = office.end_of(job)
    assert (ended.state, ended.error_code) == ("failed", "SourceError")
    assert ended.error is not None
    assert " · " in ended.error


def test_file_that_wants_too_much_memory_fails_alone(office: Office) -> None:
    office.settings = replace(office.settings, import_memory_mib=256)
    upload = office.send("bomb.csv", b"a" * 1000 + b"," * 60_000_000)
    overseer = Overseer(office.settings, office.url)
    overseer.start()
    try:
        ended = office.end_of(office.ask("inspect", upload_id=upload))
        assert ended.state == "failed"
        assert ended.error is not None
        well = office.send("lots.csv", lots(2))
        assert office.end_of(office.ask("inspect", upload_id=well)).state == "done"
    finally:
        overseer.stop()
    assert not list(office.settings.spool.glob("job-*"))


def test_job_whose_process_is_killed_is_begun_again(
    office: Office, overseer: Overseer
) -> None:
    job = office.stage(office.send("lots.csv", lots(8000)))
    office.until(job, lambda now: now.state == "running")
    os.kill(process_of(job), signal.SIGKILL)
    office.until(job, lambda now: now.attempts == 2)
    ended = office.end_of(job)
    assert (ended.state, ended.result["loaded"]) == ("done", 8000)


def test_job_that_is_killed_again_and_again_is_given_up(
    office: Office, overseer: Overseer
) -> None:
    job = office.stage(office.send("lots.csv", lots(3000)))
    for attempt in range(1, queue.ATTEMPTS + 1):
        office.until(job, begun_for_the(attempt))
        os.kill(process_of(job), signal.SIGKILL)
    ended = office.end_of(job)
    assert (ended.state, ended.error_code) == ("failed", "killed")
    assert office.fetch("SELECT count(*) FROM register.parcel") == [(0,)]


def test_cancelled_job_leaves_nothing_behind(
    office: Office, overseer: Overseer
) -> None:
    job = office.stage(office.send("lots.csv", lots(60_000)))
    office.until(job, lambda now: now.rows_done > 0)
    process = process_of(job)
    queue.ask_to_cancel(office.connection, job.id)
    assert office.end_of(job).state == "cancelled"
    assert not Path(f"/proc/{process}").exists()
    at_work = "SELECT FROM pg_stat_activity WHERE application_name = 'kkmgis job"
    assert office.fetch(f"{at_work} {job.id}'") == []
    for left in queue.open_jobs(office.connection):
        office.end_of(left)
    assert office.leftovers() == []
    assert not scratch_of(office.settings, job.id).exists()


def test_waiting_job_is_cancelled_at_once(office: Office) -> None:
    job = office.stage(office.send("lots.csv", lots(1)))
    ended = queue.ask_to_cancel(office.connection, job.id)
    assert ended is not None
    assert ended.state == "cancelled"
    assert queue.claim(office.connection, quick=False) is None


def test_job_survives_the_service(office: Office) -> None:
    first = Overseer(office.settings, office.url)
    first.start()
    job = office.stage(office.send("lots.csv", lots(8000)))
    office.until(job, lambda now: now.state == "running")
    process = process_of(job)
    first.stop()
    assert not Path(f"/proc/{process}").exists()
    waiting = queue.find_job(office.connection, job.id)
    assert waiting is not None
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    second = Overseer(office.settings, office.url)
    second.start()
    try:
        assert office.end_of(job).result["loaded"] == 8000
    finally:
        second.stop()


def test_job_of_a_service_that_was_killed_is_found(office: Office) -> None:
    job = office.stage(office.send("lots.csv", lots(3)))
    # As it stands when the machine lost its power: claimed, and nobody at work.
    assert queue.claim(office.connection, quick=False) is not None
    overseer = Overseer(office.settings, office.url)
    overseer.start()
    try:
        ended = office.end_of(job)
    finally:
        overseer.stop()
    assert (ended.state, ended.attempts) == ("done", 2)


def test_process_ends_with_the_service_that_began_it(office: Office) -> None:
    office.stage(office.send("lots.csv", lots(8000)))
    child = os.fork()
    if child == 0:
        with connect(office.url) as connection:
            connection.autocommit = True
            job = queue.claim(connection, quick=False)
            if job is not None:
                began = JobProcess(job, office.settings, office.url, quick=False)
                (office.settings.home / "pid").write_text(str(began.pid))
        signal.pause()
    told = office.settings.home / "pid"
    deadline = time.monotonic() + PATIENCE_S
    while not (told.exists() and told.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process = Path(f"/proc/{told.read_text()}")
    while "importers" not in _command(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while _command(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _command(process) == ""


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


def test_two_jobs_on_one_upload_are_refused(office: Office) -> None:
    upload = office.send("lots.csv", lots(1))
    office.stage(upload)
    with pytest.raises(ConflictError):
        office.stage(upload)


def test_same_request_is_the_same_job(office: Office) -> None:
    upload = office.send("lots.csv", lots(1))
    first = office.ask("inspect", upload_id=upload, request_key="k")
    assert office.ask("inspect", upload_id=upload, request_key="k").id == first.id


def test_only_one_of_two_overseers_works(office: Office, overseer: Overseer) -> None:
    other = Overseer(office.settings, office.url)
    other.start()
    try:
        jobs = [office.stage(office.send(f"l{n}.csv", lots(200 + n))) for n in range(3)]
        assert [office.end_of(job).attempts for job in jobs] == [1, 1, 1]
    finally:
        other.stop()
