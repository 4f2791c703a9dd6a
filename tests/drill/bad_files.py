"""All 2,000 bad files through `inspect` and `import`: each ends in a sentence."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.database import running_server
from tests.importers.bad_files.catalogue import ALL
from tests.importers.bad_files.trial import MEMORY_MIB, Outcome, trial

SAY_EACH = 100


def main() -> None:
    """Run the drill in a place of its own and remove it.

    Raises
    ------
    AssertionError
        A file crashed something, took too much, or left something behind.
    """
    os.environ.pop("KKMGIS_HOME", None)
    began = time.monotonic()
    outcomes: list[Outcome] = []
    wrong: list[str] = []
    with (
        running_server() as server,
        server.database() as url,
        tempfile.TemporaryDirectory(prefix="kkmgis-drill-") as folder,
        trial(Path(folder), url) as place,
    ):
        for number in range(ALL):
            made, ended = place.run(number)
            outcomes += ended
            for one in ended:
                if one.faults:
                    wrong.append(f"{number} {made.about}: {one}")
                    _say(wrong[-1][:2000])
                elif one.ended_by_system:
                    _say(f"{number} {made.about}: ended by the system, said so")
            if (number + 1) % SAY_EACH == 0:
                _say(f"{number + 1} files, {len(wrong)} faults")
    statuses = Counter(one.status for one in outcomes)
    told = ", ".join(
        f"{count} × {status}" for status, count in sorted(statuses.items())
    )
    most = max(outcomes, key=lambda one: one.memory_mib)
    longest = max(outcomes, key=lambda one: one.cpu_s)
    _say(
        f"bad_files: {ALL} files, {len(outcomes)} commands, exit status {told};"
        f" {sum(one.ended_by_system for one in outcomes)} ended by the system;"
        f" most memory {most.memory_mib:.0f} MiB of {MEMORY_MIB}, most computing"
        f" {longest.cpu_s:.0f} s, {time.monotonic() - began:.0f} s altogether"
    )
    assert not wrong, f"{len(wrong)} faults"


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
