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

import psutil
import pyarrow as pa
from distributed import Client

from kkmgis.national.layout import partition_folders
from kkmgis.national.partition import compute_partition
from kkmgis.national.run import NationRun, Workers, assess_nation, make_nation
from kkmgis.national.totals import Totals
from kkmgis.tax.rulebook import rule_book

YEAR = 2569
PARCELS, AUTHORITIES = 5_000_000, 100
WORKERS = 2
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


def assess(directory: Path, workers: int, **how: Any) -> tuple[NationRun, float]:
    """Assess everything anew."""
    with tempfile.TemporaryDirectory(dir=directory.parent) as out:
        started = time.perf_counter()
        run = assess_nation(
            directory, YEAR, out=Path(out), workers=Workers(count=workers), **how
        )
        return run, time.perf_counter() - started


def alone(directory: Path) -> list[Totals]:
    """Work the authorities out one after the other, here."""
    rules = rule_book(YEAR)
    pa.set_cpu_count(1)
    return [
        compute_partition(one, rules).totals for one in partition_folders(directory)
    ]


def killed(directory: Path) -> tuple[NationRun, dict[str, Any]]:
    """Assess, and end a worker with kill -9 when a third is done."""
    pids: list[int] = []
    seen: dict[str, Any] = {}

    def kill(done: int, count: int, authority: str) -> None:
        del authority
        if done == count // 3:
            victim = psutil.Process(pids[0])
            seen["victim_cpu_percent"] = victim.cpu_percent(0.05)
            victim.send_signal(signal.SIGKILL)
            seen["killed_after"] = done

    workers = Watched(count=WORKERS, pids=(pids,))
    with tempfile.TemporaryDirectory(dir=directory.parent) as out:
        started = time.perf_counter()
        run = assess_nation(
            directory, YEAR, out=Path(out), workers=workers, progress=kill
        )
        seconds = time.perf_counter() - started
        left = len(list(Path(out).rglob("*.tmp")))
    return run, {**seen, "seconds": round(seconds, 1), "left_over_files": left}


def figures(run: NationRun, seconds: float) -> dict[str, Any]:
    """Tell what a run did and took."""
    return {
        "seconds": round(seconds, 1),
        "lines": run.sum("lines"),
        "lines_per_second": round(run.sum("lines") / seconds),
        "tax_satang": run.sum("tax"),
        "failed": len(run.with_status("failed")),
        "peak_mib_per_worker": max(one.peak_mib for one in run.outcomes),
    }


def measure(parcels: int, authorities: int, directory: Path) -> bool:
    """Measure all parts; tell whether every limit is kept."""
    started = time.perf_counter()
    objects = make_nation(
        directory, parcels=parcels, authorities=authorities, year_be=YEAR
    )
    size = sum(path.stat().st_size for path in directory.rglob("*.*"))
    seconds = round(time.perf_counter() - started, 1)
    say("make", parcels=parcels, objects=objects, seconds=seconds, mib=size >> 20)
    ran: dict[int, float] = {}
    totals: list[list[Totals]] = []
    peaks: list[int] = []
    for workers in (1, WORKERS):
        run, ran[workers] = assess(directory, workers)
        found = figures(run, ran[workers])
        peaks.append(found["peak_mib_per_worker"])
        say(f"workers_{workers}", **found)
        totals.append(run.totals)
    speed_up = ran[1] / ran[WORKERS]
    say("speed_up", times=round(speed_up, 2), limit=LEAST_SPEED_UP)
    run, seen = killed(directory)
    totals.append(run.totals)
    say("kill_9", failed=len(run.with_status("failed")), **seen)
    started = time.perf_counter()
    single = alone(directory)
    equal = [one == single for one in totals]
    say(
        "single_machine",
        seconds=round(time.perf_counter() - started, 1),
        tax_satang=sum(one.sum("tax") for one in single),
        equal_to_1_worker=equal[0],
        equal_to_2_workers=equal[1],
        equal_after_kill_9=equal[2],
        client_peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    )
    kept = speed_up >= LEAST_SPEED_UP and all(equal) and max(peaks) <= MOST_MIB
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
