"""Kill the database again and again while it writes: what was confirmed stays."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg

from kkmgis import cluster
from kkmgis.cluster.place import Place
from kkmgis.cluster.process import server_pid
from kkmgis.settings import Settings

ROUNDS = 40
LONGEST_WRITING_S = 1.5


def drill(settings: Settings, rounds: int, say: Callable[[str], object]) -> int:
    """Write, kill, start, compare; as often as told.

    Parameters
    ----------
    settings : Settings
        An installation with a private cluster of its own.
    rounds : int
    say : callable
        Is told about each round.

    Returns
    -------
    int
        How many confirmed rows survived all of it.

    Raises
    ------
    AssertionError
        A confirmed row was lost.
    """
    chance = random.Random(48)  # noqa: S311 - the same moments in every run
    confirmed: list[int] = []
    url = cluster.ensure_running(settings)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE written (n bigint PRIMARY KEY)")
    for number in range(1, rounds + 1):
        writer = threading.Thread(target=_write, args=(url, confirmed))
        writer.start()
        time.sleep(chance.uniform(0.05, LONGEST_WRITING_S))
        pid = server_pid(Place.of(settings))
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        began = time.monotonic()
        cluster.ensure_running(settings)
        took = time.monotonic() - began
        writer.join()
        with psycopg.connect(url) as connection:
            kept = {n for (n,) in connection.execute("SELECT n FROM written")}
        lost = set(confirmed) - kept
        assert not lost, f"round {number} lost {len(lost)} confirmed rows"
        say(f"round {number}: {len(confirmed)} rows kept, up again in {took:.2f} s")
    return len(confirmed)


def _write(url: str, confirmed: list[int]) -> None:
    """Commit one row after the other until the server dies."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            # One row may be there that was sent and never confirmed.
            first = confirmed[-1] + 2 if confirmed else 0
            for n in range(first, first + 1_000_000):
                connection.execute("INSERT INTO written VALUES (%s)", (n,))
                confirmed.append(n)
    except psycopg.Error:
        return


def main() -> None:
    """Run the drill in a place of its own and remove it."""
    home = Path(tempfile.mkdtemp(prefix="kkmgis-drill-"))
    home.chmod(0o755)
    settings = replace(Settings.from_env({}), home=home)
    try:
        rows = drill(settings, ROUNDS, lambda line: print(line, flush=True))  # noqa: T201
        print(f"database_crash: {ROUNDS} kills, {rows} confirmed rows, none lost")  # noqa: T201
    finally:
        cluster.stop(settings)
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
