"""All 2,000 bad files through `inspect` and `import`: each ends in a sentence."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.database import Server, running_server
from tests.importers.bad_files.catalogue import ALL, SEED
from tests.importers.bad_files.trial import MEMORY_MIB, Outcome, trial

PLACES = 2
SAY_EACH = 25


def main() -> None:
    """Run the drill in places of its own and remove them.

    Raises
    ------
    AssertionError
        A file crashed something, took too much, or left something behind.
    """
    os.environ.pop("KKMGIS_HOME", None)
    began = time.monotonic()
    numbers = [*range(ALL)]
    # So that what a part of the run tells is true of all sorts of files.
    random.Random(SEED).shuffle(numbers)  # noqa: S311
    outcomes: list[Outcome] = []
    with running_server() as server, ThreadPoolExecutor(PLACES) as places:
        # Whichever place is free takes the next number of the one iterator.
        left = iter(numbers)
        shares = [
            places.submit(_try_all, server, left, outcomes) for _ in range(PLACES)
        ]
        for share in shares:
            share.result()
    _say(f"{_told(outcomes)}, {time.monotonic() - began:.0f} s altogether")
    faults = sum(bool(one.faults) for one in outcomes)
    assert not faults, f"{faults} faults"


def _try_all(server: Server, numbers: Iterator[int], outcomes: list[Outcome]) -> None:
    """Try files in a place of its own, as long as there are any."""
    with (
        server.database() as url,
        tempfile.TemporaryDirectory(prefix="kkmgis-drill-") as folder,
        trial(Path(folder), url) as place,
    ):
        for count, number in enumerate(numbers, start=1):
            made, ended = place.run(number)
            outcomes += ended
            for one in ended:
                if one.faults:
                    _say(f"{number} {made.about}: {one}"[:2000])
                elif one.ended_by_system:
                    _say(f"{number} {made.about}: ended by the system, said so")
            if count % SAY_EACH == 0:
                _say(_told([*outcomes]))


def _told(outcomes: list[Outcome]) -> str:
    statuses = Counter(one.status for one in outcomes)
    told = ", ".join(
        f"{count} × {status}" for status, count in sorted(statuses.items(), key=str)
    )
    most = max(outcomes, key=lambda one: one.memory_mib)
    longest = max(outcomes, key=lambda one: one.cpu_s)
    return (
        f"bad_files: {len(outcomes) // 2} files, {len(outcomes)} commands,"
        f" exit status {told}; {sum(bool(one.faults) for one in outcomes)} faults;"
        f" {sum(one.ended_by_system for one in outcomes)} ended by the system;"
        f" most memory {most.memory_mib:.0f} MiB of {MEMORY_MIB}, most computing"
        f" {longest.cpu_s:.0f} s of {sum(one.cpu_s for one in outcomes):.0f}"
    )


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
