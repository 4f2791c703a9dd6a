"""What one import may take of the machine, whoever made the file.

A file decides what the libraries that read it do: it can make them ask for any
amount of memory, count for days, or end their process outright. Therefore a
foreign file is read in a process of its own, below hard limits of the system,
and whoever started that process says in one sentence why it ended.
"""

from __future__ import annotations

import ctypes
import dataclasses
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from shapely.errors import GEOSException

from importers.scratch import scratch_folder
from kkmgis.errors import SourceError
from kkmgis.i18n import both

MIB = 1024 * 1024
MEMORY_MIB = 1024
CPU_S = 3600
FILE_MIB = 8 * 1024
MOST_COLUMNS = 5_000
_UNEXPECTED = 70
_PR_SET_PDEATHSIG = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the process that reads a file.

    Attributes
    ----------
    memory_mib : int, MiB
        Private memory beyond what the process has when the limit is set.
    cpu_s : int, s
        Time of computing, not of waiting.
    file_mib : int, MiB
        Longest file that it may write.
    """

    memory_mib: int = MEMORY_MIB
    cpu_s: int = CPU_S
    file_mib: int = FILE_MIB


def limit_process(limits: Limits) -> None:
    """Put this process below limits for the rest of its life.

    For a process that was started to read one file. What does not fit raises
    ``MemoryError`` where a library can say so, and ends the process where not.

    Notes
    -----
    Memory is counted as RLIMIT_DATA does it: private pages that can be written.
    Address space alone (RLIMIT_AS) would count what allocators and Arrow reserve
    and never touch.
    """
    memory = _private_bytes() + limits.memory_mib * MIB
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime) + limits.cpu_s
    _lower(resource.RLIMIT_DATA, memory)
    # Only a soft limit is told to the process (SIGXCPU) and so to its parent.
    _lower(resource.RLIMIT_CPU, cpu, slack=5)
    _lower(resource.RLIMIT_FSIZE, limits.file_mib * MIB)
    # A core file would be gigabytes of other people's data, left behind.
    _lower(resource.RLIMIT_CORE, 0)


def _lower(what: int, most: int, *, slack: int = 0) -> None:
    _, hard = resource.getrlimit(what)
    if hard == resource.RLIM_INFINITY:
        hard = most + slack
    resource.setrlimit(what, (min(most, hard), min(most + slack, hard)))


def _private_bytes() -> int:
    """Tell the private writable memory of this process, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    told = next(line for line in lines if line.startswith("VmData:"))
    return int(told.split()[1]) * 1024


def refuse_many_columns(name: str, count: int) -> None:
    """Refuse a table that is wider than any real one.

    Raises
    ------
    SourceError
        It has more than `MOST_COLUMNS`.
    """
    if count > MOST_COLUMNS:
        shown = {"name": name, "count": count, "most": MOST_COLUMNS}
        raise SourceError(both("source.too_many_columns", **shown))


@contextmanager
def plain_memory_errors(name: str) -> Iterator[None]:
    """Turn want of memory into a SourceError about a file.

    Parameters
    ----------
    name : str
        Of the file, as the person knows it.
    """
    try:
        yield
    except MemoryError as error:
        raise SourceError(both("limits.memory", name=name)) from error
    except GEOSException as error:
        if "bad_alloc" not in str(error):
            raise
        raise SourceError(both("limits.memory", name=name)) from error


def run_limited(work: Callable[[], int], limits: Limits) -> int:
    """Do some work in a child process below limits.

    Parameters
    ----------
    work : callable
        Gives the exit status. Call this while the process has one thread.
    limits : Limits

    Returns
    -------
    int
        What the work gave.

    Raises
    ------
    SourceError
        The child did not come to its end: too much memory or time, or a library
        broke. Nothing of it is left running.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with scratch_folder() as folder:
        child = os.fork()
        if child == 0:
            # What it unpacks is removed by us, should it be killed.
            tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
            _be_the_child(work, limits)
        return _wait(child)


def _be_the_child(work: Callable[[], int], limits: Limits) -> None:
    status = _UNEXPECTED
    try:
        signal.signal(signal.SIGTERM, _end_in_order)
        # Killed with SIGKILL, the parent cannot pass that on.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        _hush_libraries()
        limit_process(limits)
        status = work()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            # Not `sys.exit`: what the parent registered for its end is not ours.
            os._exit(status)


def _hush_libraries() -> None:
    """Keep what libraries in other languages write on standard error to themselves."""
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _end_in_order(number: int, frame: FrameType | None) -> None:
    """Leave by an exception, so that unpacked files are removed."""
    raise SystemExit(128 + number)


def _wait(child: int) -> int:
    """Wait for the child; whoever wants to end us, ends it."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        os.kill(child, number)

    before = {
        signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
        # A terminal sends it to both of us.
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
    }
    try:
        _, status = os.waitpid(child, 0)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise SourceError(why_it_ended(-code))
    return code


def why_it_ended(number: int) -> str:
    """Say in both languages why the process that read a file was ended.

    Parameters
    ----------
    number : int
        Signal: SIGXCPU for too much time, SIGABRT and SIGKILL mostly for memory,
        others for a fault of a library.
    """
    if number == signal.SIGXCPU:
        return both("limits.time")
    if number in (signal.SIGABRT, signal.SIGKILL):
        return both("limits.memory_or_ended")
    return both("limits.broke", signal=signal.Signals(number).name)
