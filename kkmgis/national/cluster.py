"""Workers: a Dask scheduler that somebody else runs, or processes of our own.

Our own workers listen on 127.0.0.1 alone, behind a certificate made for the run (a
Dask port runs whatever it is sent), without any dashboard. They are programs of
their own, not copies of the caller's, so the caller needs no ``__main__`` guard.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import dask
import dask.config
from distributed import Client, Scheduler, Security, SpecCluster
from distributed.deploy.spec import ProcessInterface

from kkmgis import __version__
from kkmgis.errors import KkmgisError

HOST: Final = "127.0.0.1"
_LOUD: Final = ("distributed", "tornado")
_ANSWER_SECONDS: Final = 5
_START_SECONDS: Final = 60
_END_SECONDS: Final = 1

_SETTINGS: Final[Mapping[str, Any]] = {
    "distributed.worker.profile.enabled": False,
    # Nothing is kept on workers that could be moved to disk, and a paused worker
    # would wait for ever; only too much memory ends one.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.98,
    "distributed.scheduler.allowed-failures": 2,
    "distributed.admin.event-loop": "asyncio",
    "distributed.logging.distributed": "critical",
    # Dask opens a port for its pages whether it has any or not: it has none.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


class ClusterError(KkmgisError):
    """No workers can be had: the scheduler does not answer, or none came up."""


class WorkerProcess(ProcessInterface):  # type: ignore[misc]
    """One worker with its nanny, which starts it again when it dies.

    Parameters
    ----------
    scheduler : str
        Address.
    name : int
    options : mapping
        Of `distributed.Nanny`, as JSON goes.
    environment : mapping of str to str
    """

    def __init__(
        self,
        scheduler: str,
        name: int,
        options: Mapping[str, Any],
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(scheduler=scheduler, name=name)
        spec = {"cls": "distributed.Nanny", "opts": {**options, "name": name}}
        self._command = [
            *(sys.executable, "-m", "dask", "spec", scheduler),
            *("--spec", json.dumps(spec)),
        ]
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the program; the scheduler hears from it later."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env={**os.environ, **self._environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        await super().start()

    async def close(self) -> None:
        """End the nanny and, with its session, the worker."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _END_SECONDS)
            except TimeoutError:
                pass
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        await super().close()


@contextmanager
def own_workers(count: int, memory: str) -> Iterator[Client]:
    """Run workers of our own for as long as the block lasts.

    Parameters
    ----------
    count : int, > 0
        Processes, each with one thread: the kernel keeps a core busy.
    memory : str
        Most that one may take, e.g. ``1GiB``; a worker that passes it is ended and
        started again.

    Yields
    ------
    Client

    Raises
    ------
    ClusterError
        The workers did not come up.
    """
    security = Security.temporary()
    settings = {**_SETTINGS, **_tls(security)}
    environment = {
        "DASK_INTERNAL_INHERIT_CONFIG": dask.config.serialize(_nested(settings)),
        # One thread each also inside the libraries.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    scheduler = {
        "cls": Scheduler,
        "options": {
            "host": HOST,
            "port": 0,
            "dashboard": False,
            "dashboard_address": f"{HOST}:0",
            "protocol": "tls://",
            "security": security,
        },
    }
    with (
        tempfile.TemporaryDirectory(prefix="kkmgis-workers-") as scratch,
        dask.config.set(_SETTINGS),
        _quiet(),
        SpecCluster(
            workers=dict.fromkeys(range(count), _worker(scratch, memory, environment)),
            scheduler=scheduler,
            security=security,
            silence_logs=False,
        ) as cluster,
        Client(cluster, security=security) as client,
    ):
        _wait_for_workers(client, count)
        yield client


def _worker(
    scratch: str, memory: str, environment: Mapping[str, str]
) -> dict[str, Any]:
    options = {
        "host": HOST,
        "nthreads": 1,
        "memory_limit": memory,
        "dashboard": False,
        "local_directory": scratch,
    }
    return {
        "cls": WorkerProcess,
        "options": {"options": options, "environment": environment},
    }


@contextmanager
def workers_of(address: str) -> Iterator[Client]:
    """Use the workers of a scheduler that runs already.

    Parameters
    ----------
    address : str
        ``tcp://host:port``, or ``tls://`` with the certificates of Dask's settings.

    Yields
    ------
    Client

    Raises
    ------
    ClusterError
        It does not answer, or has no workers.
    """
    with _quiet():
        try:
            client = Client(address, timeout=_ANSWER_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(f"{address}: {error}") from error
        with client:
            _wait_for_workers(client, 1)
            _check_versions(client)
            yield client


def program_version() -> str:
    """Tell the version of this program; asked of workers."""
    return __version__


def _check_versions(client: Client) -> None:
    """Refuse workers that would compute by another version of this program."""
    try:
        found = client.run(program_version)
    except Exception as error:
        raise ClusterError(f"kkmgis is not installed there: {error}") from error
    for address, version in found.items():
        if version != __version__:
            raise ClusterError(f"{address}: kkmgis {version}, not {__version__}")


def _wait_for_workers(client: Client, count: int) -> None:
    try:
        client.wait_for_workers(count, timeout=_START_SECONDS)
    except TimeoutError as error:
        raise ClusterError(" ".join(str(error).split())) from error


def _tls(security: Security) -> dict[str, Any]:
    """Write the certificates of the run as settings of the workers."""
    fields = {
        "ca-file": security.tls_ca_file,
        "worker.cert": security.tls_worker_cert,
        "worker.key": security.tls_worker_key,
    }
    settings: dict[str, Any] = {"distributed.comm.require-encryption": True}
    for name, value in fields.items():
        settings[f"distributed.comm.tls.{name}"] = value
    return settings


def _nested(settings: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in settings.items():
        *above, last = name.split(".")
        inner = found
        for part in above:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log for itself: what matters is in the outcome."""
    names = [*_LOUD, *logging.root.manager.loggerDict]
    loggers = [logging.getLogger(n) for n in names if n.split(".")[0] in _LOUD]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
