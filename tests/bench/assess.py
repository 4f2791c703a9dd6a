"""Speed of the assessment of a city, database to database.

Run as ``python -m tests.bench.assess [FOLDER]``; prints a JSON line for each figure and
exits with 1 beyond a limit. It makes the demo city of 65,000 parcels, imports it as
`kkmgis demo` does (or the files of it that FOLDER holds), and in one run, on one server:
assesses it with explanations stored, against raw COPY of the same rows out of the
register, and into the tables of a run.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg import Connection

from api.cli.demo_work import Work
from importers.load import load_file
from kkmgis.assess.run import RunSummary, assess_year
from kkmgis.db import connect
from kkmgis.settings import Settings
from tests.bench._figure import Figure, tell
from tests.database import running_server

YEAR = 2569
REGISTER = (
    "parcel",
    "building",
    "unit",
    "party",
    "property_right",
    "property_use",
    "land_price",
    "sign",
)
RUN_TABLES = ("assessment", "line", "set_aside")
MOST_SECONDS, LEAST_PARCELS = 20, 60_000


@contextmanager
def city(files: Path | None) -> Iterator[str]:
    """Make a database with the demo city for as long as the block lasts."""
    with (
        running_server() as server,
        server.database() as url,
        TemporaryDirectory(prefix="kkmgis-bench-") as home,
    ):
        # What the import remembers belongs to this process alone, not the assessment.
        worker = get_context("spawn").Process(
            target=fill, args=(url, Path(home), files or Path(home, "city"))
        )
        worker.start()
        worker.join()
        if worker.exitcode != 0:
            raise SystemExit("the demo city could not be made")
        yield url


def fill(url: str, home: Path, files: Path) -> None:
    """Write the demo city, unless its files are there, and import them."""
    os.environ["KKMGIS_HOME"] = str(home)
    work = Work(Settings.from_env(), "city", files)
    if not work.has_files():
        work.write_files()
    with connect(url) as connection:
        connection.autocommit = True
        for entry in work.key()["files"]:
            path = files / entry["file"]
            report = load_file(
                connection, entry["kind"], path, mapping="demo", actor="bench"
            )
            if report.rejected:
                raise ValueError(f"{report.rejected} rows of {path.name} rejected")
        connection.execute("VACUUM ANALYZE")


def raw_read(connection: Connection[Any]) -> float:
    """Copy the register's rows out, and look at none of them."""
    started = time.perf_counter()
    for table in REGISTER:
        with connection.cursor().copy(f"COPY register.{table} TO STDOUT") as copy:
            for _ in copy:
                pass
    connection.commit()
    return time.perf_counter() - started


def raw_write(connection: Connection[Any], runs: list[RunSummary]) -> float:
    """Copy the rows of the runs once more into the same tables."""
    prepared = []
    for run in runs:
        found = connection.execute(
            "INSERT INTO tax.run (tax, tax_year_be, status, rule_book, actor)"
            " VALUES (%s, %s, 'running', '', 'bench') RETURNING id",
            (run.tax, YEAR),
        ).fetchone()
        assert found is not None
        for table in RUN_TABLES:
            prepared.append((table, _rows(connection, table, run.run_id, found[0])))
    started = time.perf_counter()
    for table, rows in prepared:
        with connection.cursor().copy(f"COPY tax.{table} FROM STDIN") as copy:
            copy.write(rows)
    connection.commit()
    return time.perf_counter() - started


def _rows(connection: Connection[Any], table: str, old: int, new: int) -> bytes:
    columns = connection.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)"
        " FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 1",
        (f"tax.{table}",),
    ).fetchone()
    assert columns is not None
    received = io.BytesIO()
    query = f"SELECT {new}, {columns[0]} FROM tax.{table} WHERE run_id = {old}"
    with connection.cursor().copy(f"COPY ({query}) TO STDOUT") as copy:
        for piece in copy:
            received.write(piece)
    return received.getvalue()


def measure(files: Path | None = None) -> Iterator[Figure]:
    """Measure one assessment, and raw reading and writing of its rows.

    Parameters
    ----------
    files : Path, optional
        Folder of a demo city that was written before.

    Yields
    ------
    Figure
    """
    with city(files) as url, connect(url) as connection:
        raw_read(connection)
        read_s = raw_read(connection)
        yield Figure("parcels", _count(connection), "parcels", least=LEAST_PARCELS)
        started = time.perf_counter()
        runs = assess_year(connection, YEAR, actor="bench")
        assess_s = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        server = _server_mib(connection)
        write_s = raw_write(connection, runs)
    yield Figure("lines", sum(run.lines for run in runs), "lines")
    yield Figure("assessments", sum(run.assessments for run in runs), "assessments")
    aside = sum(sum(run.set_aside.values()) for run in runs)
    yield Figure("set_aside", aside, "objects")
    yield Figure("assess", assess_s, "s", most=MOST_SECONDS)
    yield Figure("raw_read", read_s, "s")
    yield Figure("raw_write", write_s, "s")
    yield Figure("assess_to_raw", assess_s / (read_s + write_s), "times", most=3)
    yield Figure("client_peak_memory", peak, "MiB")
    yield Figure("server_peak_memory", server or 0, "MiB")
    yield Figure("peak_memory", peak + (server or 0), "MiB", most=1024)


def _count(connection: Connection[Any]) -> int:
    row = connection.execute("SELECT count(*) FROM register.parcel").fetchone()
    connection.commit()
    return int(row[0]) if row else 0


def _server_mib(connection: Connection[Any]) -> int | None:
    """Tell the memory of our server process, shared buffers not counted."""
    status = Path(f"/proc/{connection.info.backend_pid}/status")
    if not status.exists():
        return None
    sizes = dict(
        line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines()
    )
    private = int(sizes["VmHWM"].split()[0]) - int(sizes["RssShmem"].split()[0])
    return round(private / 1024)


if __name__ == "__main__":
    raise SystemExit(tell("assess", measure(*map(Path, sys.argv[1:2]))))
