"""A country on Dask: 5 million parcels of 100 authorities, on 1 and 2 workers.

Run as ``python -m tests.bench.national [PARCELS [AUTHORITIES]]``; prints a JSON line
for each part. All of it is compared, satang for satang, with the sum of runs of the
same authorities one after the other in this process, without Dask.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from distributed import Client

from kkmgis.national.layout import partition_folders
from kkmgis.national.partition import compute_partition
from kkmgis.national.run import (
    NationRun,
    Progress,
    Workers,
    assess_nation,
    make_nation,
)
from kkmgis.national.totals import Totals
from kkmgis.tax.rulebook import rule_book

YEAR = 2569
PARCELS, AUTHORITIES = 5_000_000, 100
WORKERS = 2
REPEATS = 2
LEAST_SPEED_UP, MOST_MIB = 1.7, 1024


def say(part: str, **figures: Any) -> None:
    """Print one JSON line, with what else the machine had to do."""
    load = round(os.getloadavg()[0], 2)
    line = {"part": part, **figures, "load": load}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Watched(Workers):
    """Workers of our own that tell the processes of their workers."""

    pids: tuple[list[int], ...] = ()

    @contextmanager
    def connect(self) -> Iterator[Client]:
        """Get a client, and note who works."""
        with super().connect() as client:
            self.pids[0].extend(client.run(os.getpid).values())
            yield client


@dataclass(frozen=True)
class Measured:
    """One run over everything, from nothing.

    Attributes
    ----------
    run : NationRun
    seconds : float
        With the start and the end of the workers.
    digests : list of str
        Of the lines of each authority, as they were written.
    leftovers : int
        Temporary files that stayed.
    """

    run: NationRun
    seconds: float
    digests: list[str]
    leftovers: int

    def figures(self) -> dict[str, Any]:
        """Tell what was done and what it took."""
        lines = self.run.sum("lines")
        return {
            "seconds": round(self.seconds, 1),
            "cpu_seconds": round(sum(one.cpu_seconds for one in self.run.outcomes), 1),
            "lines": lines,
            "lines_per_second": round(lines / self.seconds),
            "tax_satang": self.run.sum("tax"),
            "failed": len(self.run.with_status("failed")),
            "peak_mib_per_worker": self.peak_mib,
        }

    @property
    def peak_mib(self) -> int:
        """Most memory that a worker took."""
        return max(one.peak_mib for one in self.run.outcomes)


def assess(
    directory: Path, workers: Workers, progress: Progress | None = None
) -> Measured:
    """Assess everything anew."""
    with tempfile.TemporaryDirectory(dir=directory.parent) as out:
        started = time.perf_counter()
        run = assess_nation(
            directory, YEAR, out=Path(out), workers=workers, progress=progress
        )
        seconds = time.perf_counter() - started
        digests = [
            json.loads(path.read_text(encoding="utf-8"))["lines_sha256"]
            for path in sorted(Path(out).glob("authority=*/totals.json"))
        ]
        return Measured(run, seconds, digests, len(list(Path(out).rglob("*.tmp"))))


def alone(directory: Path) -> list[Totals]:
    """Work the authorities out one after the other, here."""
    rules = rule_book(YEAR)
    pa.set_cpu_count(1)
    return [
        compute_partition(one, rules).totals for one in partition_folders(directory)
    ]


def killed(directory: Path) -> Measured:
    """Assess, and end a worker with kill -9 when a third is done."""
    pids: list[int] = []

    def kill(done: int, count: int, authority: str) -> None:
        del authority
        if done == count // 3:
            os.kill(pids[0], signal.SIGKILL)

    return assess(directory, Watched(count=WORKERS, pids=(pids,)), kill)


def measure(parcels: int, authorities: int, directory: Path) -> bool:
    """Measure all parts; tell whether every limit is kept."""
    started = time.perf_counter()
    objects = make_nation(
        directory, parcels=parcels, authorities=authorities, year_be=YEAR
    )
    size = sum(path.stat().st_size for path in directory.rglob("*.*"))
    seconds = round(time.perf_counter() - started, 1)
    say("make", parcels=parcels, objects=objects, seconds=seconds, mib=size >> 20)
    ran: dict[int, list[Measured]] = {1: [], WORKERS: []}
    # By turns, and the best of each: what else the machine does troubles both.
    for _ in range(REPEATS):
        for workers, measured in ran.items():
            measured.append(assess(directory, Workers(count=workers)))
            say(f"workers_{workers}", **measured[-1].figures())
    one, two = (min(each.seconds for each in measured) for measured in ran.values())
    say("speed_up", times=round(one / two, 2), limit=LEAST_SPEED_UP)
    after_kill = killed(directory)
    every = [*ran[1], *ran[WORKERS], after_kill]
    say(
        "kill_9",
        **after_kill.figures(),
        left_over_files=after_kill.leftovers,
        same_files=all(each.digests == every[0].digests for each in every),
    )
    started = time.perf_counter()
    single = alone(directory)
    equal = all(each.run.totals == single for each in every)
    say(
        "single_machine",
        seconds=round(time.perf_counter() - started, 1),
        tax_satang=sum(each.sum("tax") for each in single),
        all_equal_to_the_satang=equal,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    )
    light = max(each.peak_mib for each in every) <= MOST_MIB
    kept = one / two >= LEAST_SPEED_UP and equal and light
    say("within_limits", kept=kept)
    return kept


def main(words: list[str]) -> int:
    """Run in a directory of its own, which goes away."""
    numbers = [int(word) for word in words]
    parcels = numbers[0] if numbers else PARCELS
    authorities = numbers[1] if len(numbers) > 1 else min(AUTHORITIES, parcels)
    folder = Path(tempfile.mkdtemp(prefix="kkmgis-national-"))
    try:
        return 0 if measure(parcels, authorities, folder / "nation") else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
