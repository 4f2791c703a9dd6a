"""Speed of the assessment of a city, database to database.

Run as ``python -m tests.bench.assess``. In one run, on one server: the assessment
of a town of 65,000 parcels with explanations stored, against raw COPY of the same
rows: out of the register, and into the tables of a run.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import Connection

from kkmgis.assess.run import RunSummary, assess_year
from kkmgis.db import connect, storage_srid
from tests.database import running_server

YEAR = 2569
TOWN = Path(__file__).with_name("town.sql")
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
MOST_SECONDS, MOST_RATIO, MOST_MIB = 20, 3, 1024


@contextmanager
def town() -> Iterator[str]:
    """Make a database with the town for as long as the block lasts."""
    with running_server() as server, server.database() as url:
        with connect(url) as connection:
            srid = str(storage_srid(connection))
            script = TOWN.read_text(encoding="utf-8").replace(":SRID", srid)
            for statement in script.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
        yield url


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


def measure() -> dict[str, Any]:
    """Measure one assessment, and raw reading and writing of its rows.

    Returns
    -------
    dict
        Figures of one run; seconds and MiB.
    """
    with town() as url, connect(url) as connection:
        raw_read(connection)
        read_s = raw_read(connection)
        connection.commit()
        started = time.perf_counter()
        runs = assess_year(connection, YEAR, actor="bench")
        assess_s = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        server = _server_mib(connection)
        write_s = raw_write(connection, runs)
    ratio = assess_s / (read_s + write_s)
    return {
        "lines": sum(run.lines for run in runs),
        "assessments": sum(run.assessments for run in runs),
        "set_aside": sum(sum(run.set_aside.values()) for run in runs),
        "assess_seconds": round(assess_s, 2),
        "raw_read_seconds": round(read_s, 2),
        "raw_write_seconds": round(write_s, 2),
        "ratio": round(ratio, 2),
        "client_peak_mib": round(peak),
        "server_peak_mib": server,
        "within_limits": assess_s <= MOST_SECONDS
        and ratio <= MOST_RATIO
        and peak + (server or 0) <= MOST_MIB,
    }


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
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
