"""The process of one job, as the overseer sees it from outside."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from importers.jobs.limits import CALM_LIBRARIES
from importers.jobs.queue import Job
from importers.limits import MIB
from kkmgis.settings import Settings

SCRATCH_FACTOR = 8
"""How many times the largest upload a job may write beside it."""

LOOKING_S = 180.0
"""Longest inspection by the clock; a person waits for it."""


class JobProcess:
    """A job that is being done.

    Attributes
    ----------
    job : Job
    quick : bool
        It only looks, and waits for no other.
    """

    def __init__(self, job: Job, settings: Settings, url: str, *, quick: bool) -> None:
        self.job = job
        self.quick = quick
        self._began = time.monotonic()
        self._scratch = scratch_of(settings, job.id)
        self._most_scratch = SCRATCH_FACTOR * settings.upload_mib * MIB
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(mode=0o700, parents=True)
        environment = {
            **os.environ,
            **CALM_LIBRARIES,
            "KKMGIS_DATABASE_URL": url,
            "KKMGIS_HOME": str(settings.home),
            "KKMGIS_KEY_FILE": str(settings.key_file),
            "KKMGIS_IMPORT_MEMORY_MIB": str(settings.import_memory_mib),
            "KKMGIS_UPLOAD_MIB": str(settings.upload_mib),
            "TMPDIR": str(self._scratch),
        }
        module = "importers.jobs.child"
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", module, str(job.id), str(os.getpid())],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def ended(self) -> int | None:
        """Give the exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def passed_limit(self) -> str | None:
        """Tell which limit is passed that the system does not watch."""
        if self.quick and time.monotonic() - self._began > LOOKING_S:
            return "slow"
        return "disk" if _size_of(self._scratch) > self._most_scratch else None

    def kill(self) -> None:
        """End the process and all that it began, without asking."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()


def scratch_of(settings: Settings, job_id: int) -> Path:
    """Tell the folder in which a job may write."""
    return settings.spool / f"job-{job_id}"


def _size_of(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size
        except FileNotFoundError:  # It was removed while we looked.
            continue
    return total
