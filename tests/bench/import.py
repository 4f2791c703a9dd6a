"""Speed and memory of an import of parcels, from file to committed register rows.

Run as ``python -m tests.bench.import [PARCELS [MANY]]``; prints a JSON line for each
figure and exits with 1 beyond a limit. A made-up city of 100,000 parcels, a shapefile in
cp874 and a GeoPackage, goes into a server with the options of an installation: by
`ogr2ogr`, which checks nothing and makes one index, and by `load_file`, into a register
that has the authority and its blocks. Then the same file a second time, one that differs
in a row of a thousand, and a city of 1,000,000.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

from importers.load import load_file
from importers.report import Report
from kkmgis import db
from kkmgis.cluster import ensure_running, stop
from kkmgis.settings import Settings
from tests.bench._figure import Figure, tell
from tests.bench._parcels import SRID, City, write_blocks, write_boundary, write_parcels

PARCELS, MANY = 100_000, 1_000_000
TIMES = 3
MOST_TO_BARE, MOST_TO_FIRST, MOST_MIB = 1.5, 0.5, 1024
OGR2OGR = "ogr2ogr"


@dataclass(frozen=True, slots=True)
class Bench:
    """A server of its own and a folder for files."""

    settings: Settings
    folder: Path
    numbers: Iterator[int]

    def url(self, name: str) -> str:
        """Tell where a database is."""
        return ensure_running(self.settings).replace("/kkmgis?", f"/{name}?", 1)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Make a database for as long as the block lasts, and tell its name."""
        name = f"bench_{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        try:
            yield name
        finally:
            with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    @contextmanager
    def register(self, city: City) -> Iterator[str]:
        """Make a register that has the authority and blocks of a city."""
        with self.database() as name:
            db.upgrade(self.url(name), srid=SRID)
            with db.connect(self.url(name)) as connection:
                connection.autocommit = True
                for kind, write in (
                    ("boundary", write_boundary),
                    ("blocks", write_blocks),
                ):
                    path = write(self.folder / f"{kind}.gpkg", city)
                    load_file(connection, kind, path, actor="bench")
            yield name


@contextmanager
def running() -> Iterator[Bench]:
    """Start a server as an installation has it, for as long as the block lasts."""
    folder = Path(mkdtemp(prefix="kkmgis-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    settings = replace(Settings.from_env({}), home=folder)
    try:
        ensure_running(settings)
        yield Bench(settings, folder, count(1))
    finally:
        stop(settings)
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True)
class Import:
    """What one import came to.

    Attributes
    ----------
    seconds : float
    peak_mib : float
        Of the importing process.
    server_mib : float
        Of its server process, shared buffers not counted.
    """

    report: Report
    seconds: float
    peak_mib: float
    server_mib: float


def bare_load(bench: Bench, path: Path) -> float:
    """Load a file by ogr2ogr into a database of its own; tell the seconds."""
    with bench.database() as name:
        with psycopg.connect(bench.url(name)) as connection:
            connection.execute("CREATE EXTENSION postgis")
        source = f"PG:{bench.url(name)}"
        command = [OGR2OGR, "-f", "PostgreSQL", source, str(path), "-nln", "parcel"]
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - started


def import_into(bench: Bench, name: str, path: Path) -> Import:
    """Import a file in a process of its own, so that its memory is its own too."""
    context = get_context("spawn")
    results = context.SimpleQueue()
    worker = context.Process(target=_import, args=(bench.url(name), path, results))
    worker.start()
    worker.join()
    if worker.exitcode != 0:
        raise SystemExit(f"the import of {path.name} failed")
    found: Import = results.get()
    return found


def _import(url: str, path: Path, results: Any) -> None:
    with db.connect(url) as connection:
        connection.autocommit = True
        started = time.perf_counter()
        report = load_file(connection, "parcels", path, actor="bench")
        seconds = time.perf_counter() - started
        mine = _memory_mib(os.getpid())
        server = _memory_mib(connection.info.backend_pid)
    results.put(Import(report, seconds, mine, server))


def _memory_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    sizes = dict(line.split(":", 1) for line in status.splitlines())
    private = int(sizes["VmHWM"].split()[0]) - int(sizes["RssShmem"].split()[0])
    return private / 1024


def measure(parcels: int = PARCELS, many: int = MANY) -> Iterator[Figure]:
    """Measure imports of a city of parcels, and of one of many.

    Yields
    ------
    Figure
    """
    if shutil.which(OGR2OGR) is None:
        raise SystemExit(f"{OGR2OGR} is needed: apt-get install gdal-bin")
    with running() as bench:
        city = City(parcels)
        for suffix in ("shp", "gpkg"):
            path = write_parcels(bench.folder / f"parcels.{suffix}", city)
            nearly = write_parcels(
                bench.folder / f"nearly.{suffix}", city, moved=parcels // 1000
            )
            yield from _compare(bench, city, path, nearly)
        if many:
            yield from _large(bench, City(many))


def _compare(bench: Bench, city: City, path: Path, nearly: Path) -> Iterator[Figure]:
    suffix = path.suffix[1:]
    bare, first, second, changed = [], [], [], []
    with bench.register(city) as ready:
        for _ in range(TIMES):
            bare.append(bare_load(bench, path))
            with bench.database(ready) as name:
                first.append(import_into(bench, name, path))
                second.append(import_into(bench, name, path))
                changed.append(import_into(bench, name, nearly))
    loaded, again = first[0].report, second[0].report
    yield Figure(f"{suffix}_parcels", loaded.read, "parcels")
    yield Figure(f"{suffix}_live", loaded.loaded / loaded.read, "share", least=0.999)
    yield Figure(f"{suffix}_issues", sum(loaded.issues.values()), "issues")
    bare_s = statistics.median(bare)
    first_s = statistics.median(one.seconds for one in first)
    second_s = statistics.median(one.seconds for one in second)
    changed_s = statistics.median(one.seconds for one in changed)
    yield Figure(f"{suffix}_ogr2ogr", bare_s, "s")
    yield Figure(f"{suffix}_import", first_s, "s")
    yield Figure(f"{suffix}_to_ogr2ogr", first_s / bare_s, "times", most=MOST_TO_BARE)
    yield Figure(f"{suffix}_second", second_s, "s")
    unchanged = again.unchanged / loaded.loaded
    yield Figure(f"{suffix}_unchanged", unchanged, "share", least=1)
    yield Figure(f"{suffix}_to_first", second_s / first_s, "times", most=MOST_TO_FIRST)
    yield Figure(f"{suffix}_updated", changed[0].report.updated, "parcels", least=1)
    yield Figure(f"{suffix}_changed", changed_s, "s")
    yield Figure(f"{suffix}_changed_to_first", changed_s / first_s, "times")
    yield Figure(f"{suffix}_peak", max(one.peak_mib for one in first), "MiB")


def _large(bench: Bench, city: City) -> Iterator[Figure]:
    path = write_parcels(bench.folder / "many.gpkg", city)
    with bench.register(city) as name:
        first = import_into(bench, name, path)
        yield Figure("many_parcels", first.report.loaded, "parcels", least=1)
        yield Figure("many_import", first.seconds, "s")
        yield Figure("many_peak", first.peak_mib, "MiB", most=MOST_MIB)
        yield Figure("many_server_peak", first.server_mib, "MiB")
        second = import_into(bench, name, path)
    yield Figure("many_second", second.seconds, "s")
    yield Figure("many_second_peak", second.peak_mib, "MiB", most=MOST_MIB)


if __name__ == "__main__":
    raise SystemExit(tell("import", measure(*map(int, sys.argv[1:3]))))
