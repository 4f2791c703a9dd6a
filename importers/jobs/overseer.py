"""Runs the jobs of the queue, each in a process of its own, and watches over them.

One overseer works at a time, whoever holds the lock; the others wait. So a job that
is marked as running and is no child of the one who has the lock has lost its
process, and no clock has to decide that.
"""

from __future__ import annotations

import logging
import shutil
import signal
import threading
import time
from typing import Any

import psycopg
from psycopg import Connection

from importers.jobs import queue, spool, uploads
from importers.jobs.process import JobProcess, scratch_of
from importers.jobs.queue import Job, application_name
from importers.limits import why_it_ended
from kkmgis.db import connect
from kkmgis.errors import DatabaseError
from kkmgis.i18n import both
from kkmgis.settings import Settings

LOG = logging.getLogger("kkmgis.jobs")

LOCK = 4804003
"""Advisory lock of the one overseer."""

LOOK_S = 0.15
IDLE_S = 0.5
CLEAN_S = 600.0
LOOKING_AT_ONCE = 2
KEPT_DAYS = 7
KILLED = (signal.SIGKILL, signal.SIGTERM)
"""Signals from outside, which say nothing about the file."""


class Overseer:
    """Takes jobs from the queue as long as the service runs.

    Parameters
    ----------
    settings : Settings
        With the limits of jobs.
    url : str
        libpq URL of the database.
    """

    def __init__(self, settings: Settings, url: str) -> None:
        self._settings = settings
        self._url = url
        self._ending = threading.Event()
        self._children: dict[int, JobProcess] = {}
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; jobs that run are begun again by the next overseer."""
        self._ending.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                with connect(self._url) as connection:
                    connection.autocommit = True
                    if self._lead(connection):
                        self._work(connection)
            except (psycopg.Error, DatabaseError) as error:
                LOG.warning("the queue cannot be reached: %s", type(error).__name__)
            except Exception:
                LOG.exception("the overseer begins anew")
            finally:
                self._kill_all()
            self._ending.wait(1.0)

    def _lead(self, connection: Connection[Any]) -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        return row is not None and bool(row[0])

    def _work(self, connection: Connection[Any]) -> None:
        connection.execute(f"LISTEN {queue.CHANNEL}")
        for job in queue.open_jobs(connection):
            if job.state == "running":
                self._recover(connection, job)
        cleaned = 0.0
        while not self._ending.is_set():
            self._take(connection)
            self._look_after(connection)
            if time.monotonic() - cleaned > CLEAN_S:
                self._clean(connection)
                cleaned = time.monotonic()
            if self._children:
                self._ending.wait(LOOK_S)
            else:
                # Woken by the next job; the statement of `_take` costs a glance.
                for _ in connection.notifies(timeout=IDLE_S, stop_after=1):
                    pass
        for child in list(self._children.values()):
            child.kill()
            self._leave(connection, child.job)
            queue.put_back(connection, child.job.id, counted=False)

    def _take(self, connection: Connection[Any]) -> None:
        for quick, most in ((True, LOOKING_AT_ONCE), (False, 1)):
            running = sum(child.quick is quick for child in self._children.values())
            if running < most:
                job = queue.claim(connection, quick=quick)
                if job is not None:
                    self._children[job.id] = JobProcess(
                        job, self._settings, self._url, quick=quick
                    )
                    LOG.info("job %d %s begins", job.id, job.task)

    def _look_after(self, connection: Connection[Any]) -> None:
        if not self._children:
            return
        unwanted = queue.cancelled_ids(connection, list(self._children))
        for child in list(self._children.values()):
            job = child.job
            status = child.ended()
            limit = child.passed_limit()
            if status is not None:
                self._leave(connection, job)
                self._settle(connection, job, status)
            elif job.id in unwanted:
                child.kill()
                self._leave(connection, job)
                self._tidy(connection, job)
                queue.close_cancelled(connection, job.id)
            elif limit is not None:
                child.kill()
                self._leave(connection, job)
                self._fail(connection, job, limit, both(f"job.error.{limit}"))

    def _settle(self, connection: Connection[Any], job: Job, status: int) -> None:
        """Give a job its end whose process has ended."""
        if -status in KILLED:
            self._recover(connection, job)
        elif status < 0:
            self._fail(connection, job, "ended", why_it_ended(-status))
        else:
            # A process that came to its own end has closed its job itself.
            self._fail(connection, job, "ended", both("limits.memory_or_ended"))

    def _recover(self, connection: Connection[Any], job: Job) -> None:
        """Begin a job again whose process was killed, unless that goes on and on."""
        self._leave(connection, job)
        if job.cancel:
            self._tidy(connection, job)
            queue.close_cancelled(connection, job.id)
        elif job.attempts >= queue.ATTEMPTS:
            self._fail(connection, job, "killed", both("job.error.killed"))
        else:
            queue.put_back(connection, job.id, counted=True)

    def _fail(
        self, connection: Connection[Any], job: Job, code: str, sentence: str
    ) -> None:
        self._tidy(connection, job)
        if queue.fail(connection, job.id, code, sentence):
            LOG.warning("job %d %s failed: %s", job.id, job.task, code)

    def _tidy(self, connection: Connection[Any], job: Job) -> None:
        """Ask for a half staged batch to be thrown away."""
        now = queue.find_job(connection, job.id)
        if now is not None and now.task == "stage" and now.state != "done":
            queue.discard_unfinished(connection, now)

    def _leave(self, connection: Connection[Any], job: Job) -> None:
        """Make sure that nothing of a job is at work any more, here or in the database.

        A server process notices only at its next word that its client is gone.
        """
        self._children.pop(job.id, None)
        shutil.rmtree(scratch_of(self._settings, job.id), ignore_errors=True)
        name = application_name(job.id)
        for _ in range(100):
            gone = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = %s AND datname = current_database()",
                (name,),
            ).fetchone()
            if gone is None or gone[0] == 0:
                return
            time.sleep(0.02)

    def _clean(self, connection: Connection[Any]) -> None:
        """Throw away uploads that nobody came back to."""
        for upload in uploads.old_uploads(connection, KEPT_DAYS):
            spool.remove_folder(self._settings.spool, upload.folder)
            uploads.mark_gone(connection, upload.id)

    def _kill_all(self) -> None:
        for child in self._children.values():
            child.kill()
        self._children.clear()
