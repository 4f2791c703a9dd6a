"""Kill importer and database, fill the disk, at every step: all or nothing is there.

The register is afterwards exactly as before, or as after an import that nobody
disturbed; the same import once more completes and gives the same register.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.load import load_file
from importers.undo import undo_batch
from kkmgis import cluster, db
from kkmgis.cluster.place import Place
from kkmgis.cluster.process import processes, server_pid
from kkmgis.settings import Settings
from tests.drill.import_worker import KEY, STEPS, short_stretches
from tests.drill.register_dump import content, exact, left_over
from tests.importers.files import box, write_gpkg
from tests.paths import ROOT

Say = Callable[[str], object]
VICTIMS = ("importer", "postmaster", "backend")
ROUNDS = 60
DISK_MIB = 1600
SPARE_KIB = (64, 256, 1024, 4096, 12_288, 24_576)
PARCELS = 400
SETTLED_S = 60


@dataclass(frozen=True, slots=True)
class Site:
    """An installation with a file to import and what comes of it undisturbed."""

    settings: Settings
    file: Path
    imported: dict[str, str]
    undone: dict[str, str]

    @property
    def url(self) -> str:
        """Start the database if it is down."""
        return cluster.ensure_running(self.settings)

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """Open the register; each statement commits by itself."""
        with db.connect(self.url) as opened:
            opened.autocommit = True
            yield opened

    def load(self, connection: Connection[Any]) -> int:
        """Import the file in this process."""
        with short_stretches():
            report = load_file(
                connection, "parcels", self.file, actor="test", identity_key=KEY
            )
        return report.batch


def prepare(settings: Settings, folder: Path) -> Site:
    """Make a register with some parcels, and learn what the import comes to."""
    url = cluster.ensure_running(settings)
    db.upgrade(url, srid=settings.srid)
    older = [{"code": f"01A{n:03}", "road": "ถนนเก่า"} for n in range(1, 21)]
    newer = [{"code": f"01A{n:03}", "road": "ถนนใหม่"} for n in range(1, PARCELS + 1)]
    places = [box(45 * (n % 40), 45 * (n // 40)) for n in range(PARCELS)]
    base = write_gpkg(folder / "older.gpkg", older, places[:20])
    file = write_gpkg(folder / "newer.gpkg", newer, places)
    site = Site(settings, file, {}, {})
    with site.connection() as connection:
        load_file(connection, "parcels", base, actor="test", identity_key=KEY)
        batch = site.load(connection)
        imported = content(connection)
        undo_batch(connection, batch, actor="test")
        undone = content(connection)
    assert imported != undone
    return replace(site, imported=imported, undone=undone)


def kill_round(site: Site, step: str, victim: str, wait_s: float) -> str:
    """Disturb one import or its undoing, look, and do it again undisturbed.

    Parameters
    ----------
    site : Site
        Its file is not imported.
    step : str
        One of `STEPS`, or ``undo``.
    victim : str
        One of `VICTIMS`.
    wait_s : float, s
        After the step has begun.

    Returns
    -------
    str
        ``before`` or ``after``: as what the register was found.

    Raises
    ------
    AssertionError
        It was neither, or the second try gave another register.
    """
    words = [site.url, str(site.file), "parcels"]
    with site.connection() as connection:
        if step == "undo":
            words += ["undo", str(site.load(connection))]
        before = exact(connection)
    with _worker(words) as worker:
        _wait_for(worker, step)
        time.sleep(wait_s)
        _kill(site.settings, worker, victim)
        _, errors = worker.communicate(timeout=SETTLED_S)
    assert "Traceback" not in errors, errors
    if victim != "importer" and worker.returncode != 0:
        assert worker.returncode == 2, (worker.returncode, errors)
    with site.connection() as connection:
        found = _state(site, connection, before, undo=step == "undo")
        _again(site, connection, found, undo=step == "undo")
    return found


def _state(
    site: Site, connection: Connection[Any], before: dict[str, str], *, undo: bool
) -> str:
    """Tell whether the register is as before or as after; else fail."""
    _settle(connection)
    if exact(connection) == before:
        return "before"
    assert content(connection) == (site.undone if undo else site.imported)
    return "after"


def _again(site: Site, connection: Connection[Any], found: str, *, undo: bool) -> None:
    """Complete what was disturbed, then take it back; nothing may be left of it."""
    if not undo:
        site.load(connection)
        assert content(connection) == site.imported
    if not (undo and found == "after"):
        for (number,) in connection.execute(
            "SELECT id FROM staging.batch WHERE status = 'promoted'"
            " AND file_name = 'newer.gpkg' ORDER BY id DESC"
        ).fetchall():
            undo_batch(connection, int(number), actor="test")
    assert content(connection) == site.undone
    assert left_over(connection) == []


def _settle(connection: Connection[Any]) -> None:
    """Wait until the server has noticed that the other side is dead."""
    end = time.monotonic() + SETTLED_S
    while any(
        not left.startswith(
            ("table staging", "table incoming", "table outcome", "batch")
        )
        for left in left_over(connection)
    ):
        assert time.monotonic() < end, left_over(connection)
        time.sleep(0.02)


@contextmanager
def _worker(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.drill.import_worker", *words]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def _wait_for(worker: subprocess.Popen[str], step: str) -> None:
    assert worker.stdout is not None
    for line in worker.stdout:
        if line.strip() == step:
            return
    raise AssertionError(f"the import ended before {step}")


def _kill(settings: Settings, worker: subprocess.Popen[str], victim: str) -> None:
    place = Place.of(settings)
    postmaster = server_pid(place)
    assert postmaster is not None
    match victim:
        case "importer":
            pids = [worker.pid]
        case "postmaster":
            pids = [postmaster]
        case _:
            pids = [pid for pid in processes(place.data) if pid != postmaster]
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def fill_round(site: Site, spare_kib: int) -> str:
    """Import with so much room left on the disk of the database, then with enough.

    Returns
    -------
    str
        What the import said, empty when there was room enough.
    """
    with site.connection() as connection:
        connection.execute("CHECKPOINT")
        before = exact(connection)
    _resize(site.settings.home, _used_kib(site.settings.home) + spare_kib)
    try:
        with _worker([site.url, str(site.file), "parcels"]) as worker:
            _, errors = worker.communicate(timeout=300)
    finally:
        _resize(site.settings.home, DISK_MIB * 1024)
    assert "Traceback" not in errors, errors
    assert worker.returncode in (0, 2), (worker.returncode, errors)
    lines = errors.strip().splitlines()
    assert len(lines) == (1 if worker.returncode else 0), errors
    with site.connection() as connection:
        found = _state(site, connection, before, undo=False)
        _again(site, connection, found, undo=False)
    return errors.strip()


def _used_kib(folder: Path) -> int:
    return shutil.disk_usage(folder).used // 1024


def _resize(folder: Path, kib: int) -> None:
    _mount("-o", f"remount,size={kib}k", str(folder))


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


def can_mount() -> bool:
    """Tell whether this user may mount a file system of its own."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            _mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", folder)
        except (OSError, subprocess.CalledProcessError):
            return False
        subprocess.run(["umount", folder], check=True)
        return True


@contextmanager
def installation(*, on_a_small_disk: bool = False) -> Iterator[Site]:
    """Make an installation with a cluster of its own, and remove it."""
    home = Path(tempfile.mkdtemp(prefix="kkmgis-drill-"))
    settings = replace(Settings.from_env({}), home=home)
    if on_a_small_disk:
        _mount("-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(home))
    home.chmod(0o755)
    try:
        with tempfile.TemporaryDirectory(prefix="kkmgis-drill-") as folder:
            yield prepare(settings, Path(folder))
    finally:
        cluster.stop(settings)
        if on_a_small_disk:
            subprocess.run(["umount", str(home)], check=True)
        shutil.rmtree(home)


def main() -> None:
    """Run the drill: random moments, every step, every victim; then a small disk."""
    chance = random.Random(4)  # noqa: S311 - the same moments in every run
    steps = (*STEPS, "undo")
    found: dict[str, int] = {"before": 0, "after": 0}
    with installation() as site:
        for number in range(ROUNDS):
            step, victim = steps[number % len(steps)], VICTIMS[number // 6 % 3]
            wait_s = chance.uniform(0, 0.4)
            state = kill_round(site, step, victim, wait_s)
            found[state] += 1
            _say(f"{number + 1}: {victim} killed {wait_s:.3f} s into {step}: {state}")
    _say(
        f"import_faults: {ROUNDS} kills, register as before {found['before']} times,"
        f" as after {found['after']} times, never between; every rerun completed"
    )
    if not can_mount():
        _say("import_faults: a full disk was NOT tried: no right to mount a tmpfs")
        return
    refused = 0
    with installation(on_a_small_disk=True) as site:
        for spare in SPARE_KIB:
            said = fill_round(site, spare)
            refused += bool(said)
            _say(f"{spare} KiB left: {said or 'enough'}")
    _say(
        f"import_faults: {len(SPARE_KIB)} small disks, {refused} too small, each said"
        " so; every rerun completed"
    )


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
