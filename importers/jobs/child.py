"""The process of one job: ``python -m importers.jobs.child JOB PARENT``.

It loads its libraries, puts itself under limits, does the job and closes it. If it
cannot, whoever began it sees how it ended.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import sys
import time
import traceback
from typing import Any

import psycopg
from psycopg import Connection

from importers.dependents import DependentsError
from importers.jobs import queue
from importers.jobs.limits import die_with_parent, give_way
from importers.jobs.process import scratch_of
from importers.jobs.queue import Job, application_name
from importers.limits import Limits, limit_process, plain_memory_errors
from importers.shaping import Progress
from kkmgis.errors import KkmgisError
from kkmgis.i18n import both
from kkmgis.settings import Settings

LOG = logging.getLogger("kkmgis.jobs")

TELL_EVERY_S = 0.3
LOOKING_CPU_S = 120
MOST_DEPENDENTS = 200
FILE_FACTOR = 8
"""How many times the largest upload a file may grow to when it is unpacked."""


def main(job_id: int, parent: int) -> int:
    """Do one job.

    Returns
    -------
    int
        Exit status: 0 done, 1 failed with its reason in the queue.
    """
    die_with_parent(parent)
    give_way()
    settings = Settings.from_env()
    from importers.jobs import tasks

    url = settings.database_url or ""
    with _connect(url, job_id) as control:
        job = queue.find_job(control, job_id)
        if job is None or job.state != "running":
            return 0
        limit_process(_limits(settings, job))
        try:
            with plain_memory_errors(_name(job)), _connect(url, job_id) as connection:
                tell = _teller(control, job)
                desk = tasks.Desk(connection, control, job, settings, tell)
                result = tasks.TASKS[job.task](desk)
        except KkmgisError as error:
            _leave_scratch(settings, job)
            code, more = type(error).__name__, _more_about(error)
            queue.fail(control, job_id, code, str(error), more)
            return 1
        except Exception as error:
            _leave_scratch(settings, job)
            return _fail_unknown(control, job, error)
        _leave_scratch(settings, job)
        queue.finish(control, job_id, result)
    return 0


def _more_about(error: KkmgisError) -> dict[str, Any]:
    """Give what a page can list about an error."""
    if not isinstance(error, DependentsError):
        return {}
    listed = [one.as_json() for one in error.dependents[:MOST_DEPENDENTS]]
    return {"dependents": listed, "count": len(error.dependents)}


def _name(job: Job) -> str:
    """Name what a job is about, as the person knows it."""
    return str(job.options.get("file") or f"#{job.id}")


def _leave_scratch(settings: Settings, job: Job) -> None:
    """Remove what the job wrote beside, before anybody hears of its end."""
    shutil.rmtree(scratch_of(settings, job.id), ignore_errors=True)


def _limits(settings: Settings, job: Job) -> Limits:
    memory, file = settings.import_memory_mib, FILE_FACTOR * settings.upload_mib
    if job.task == "inspect":
        return Limits(memory_mib=memory, cpu_s=LOOKING_CPU_S, file_mib=file)
    return Limits(memory_mib=memory, file_mib=file)


def _connect(url: str, job_id: int) -> Connection[Any]:
    return psycopg.connect(
        url,
        autocommit=True,
        application_name=application_name(job_id),
        options="-c timezone=Asia/Bangkok",
    )


def _teller(control: Connection[Any], job: Job) -> Progress:
    """Make the function that writes how far the job is, not too often."""
    at, said = 0.0, ""

    def tell(step: str, done: int, total: int | None) -> None:
        nonlocal at, said
        now = time.monotonic()
        if step == said and now - at < TELL_EVERY_S and done != total:
            return
        at, said = now, step
        queue.show_progress(control, job.id, step, done, total)

    return tell


def _fail_unknown(control: Connection[Any], job: Job, error: Exception) -> int:
    """Log where it happened, never what was in it: that may be somebody's data."""
    reference = secrets.token_hex(6)
    where = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("job %d error %s %s\n%s", job.id, reference, type(error).__name__, where)
    sentence = both("job.error.unknown", reference=reference)
    queue.fail(control, job.id, "unknown", sentence)
    return 1


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    status = main(int(sys.argv[1]), int(sys.argv[2]))
    sys.stderr.flush()
    # Nothing that a library wants to do at its end may change how this ends.
    os._exit(status)
