"""A process that reads a foreign file has limits, and its end is said in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.paths import ROOT

SCRIPT = """
import os, signal, sys
from importers.limits import Limits, plain_memory_errors, run_limited
from kkmgis.errors import SourceError

def work():
    with plain_memory_errors("map.csv"):
        {work}
    return 3

try:
    print("status", run_limited(work, Limits(memory_mib=64, cpu_s=1, file_mib=1)))
except SourceError as error:
    print("ended:", error)
"""


def run(work: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT.format(work=work)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_work_gives_its_status() -> None:
    assert run("pass").stdout == "status 3\n"


def test_too_much_memory_is_said_with_the_file() -> None:
    done = run("bytearray(128 << 20)")
    assert "SourceError" in done.stderr
    assert "map.csv ใหญ่หรือซับซ้อนเกินกว่าหน่วยความจำ" in done.stderr


@pytest.mark.parametrize(
    ("work", "words"),
    [
        ("while True: pass", "longer than it may"),
        ("os.abort()", "more memory than it may"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "more memory than it may"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "fail (SIGSEGV)"),
    ],
)
def test_end_by_the_system_is_one_sentence(work: str, words: str) -> None:
    done = run(work)
    assert done.stdout.startswith("ended: ")
    assert words in done.stdout
    assert "ทะเบียน" in done.stdout
    assert done.stderr == ""


def test_longer_files_cannot_be_written(tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = run(f"open({str(target)!r}, 'wb').write(bytes(2 << 20))")
    assert "File too large" in done.stderr
    assert target.stat().st_size <= 1 << 20


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_child_does_not_outlive_its_parent(number: int) -> None:
    work = "print(os.getpid(), flush=True); signal.pause()"
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(work=work)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(parent.pid, number)
        parent.wait(timeout=60)
    deadline = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{child}").exists()
