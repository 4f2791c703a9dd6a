"""A register that is exported is taxed as the register itself, line by line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from psycopg import Connection, Rollback

from kkmgis.errors import DatabaseError
from kkmgis.national.export import export_register
from kkmgis.national.layout import FILES
from kkmgis.national.partition import compute_partition
from kkmgis.tax.facts import RateGroup, Use
from kkmgis.tax.rulebook import rule_book
from tests.assess.random_register import Builder, Register, registers
from tests.assess.reading import assess, stored
from tests.builders import make_home
from tests.database import Server
from tests.paths import ROOT

AMOUNTS = ("value", "base", "exempt", "taxable", "tax")
KINDS = ("land", "building", "unit")
YEAR = 2569


def of_partition(folder: Path, year: int) -> list[tuple[Any, ...]]:
    """Give object, use, group, pool and amounts of each line, in listed order."""
    done = compute_partition(folder, rule_book(year))
    facts, result = done.facts, done.result
    ids = done.objects.id[done.objects.assessed][facts.asset]
    return list(
        zip(
            ids.tolist(),
            [Use(use).name.lower() for use in facts.use],
            [RateGroup(group).name.lower() for group in result.group],
            facts.pool[facts.asset].tolist(),
            result.value[facts.asset].tolist(),
            *(getattr(result, name).tolist() for name in AMOUNTS[1:]),
            strict=True,
        )
    )


def of_register(lines: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (
            row["object_id"] * 4 + KINDS.index(row["kind"]),
            row["use"],
            row["rate_group"],
            row["pool"],
            *(row[f"{name}_satang"] for name in AMOUNTS),
        )
        for row in lines
    ]


def make_authority(connection: Connection[Any]) -> None:
    connection.execute(
        "INSERT INTO register.authority (code, name_th, geom) VALUES"
        " ('5401', 'เทศบาลทดสอบ', ST_Multi(ST_MakeEnvelope("
        "264000, 1816000, 266000, 1818000, (SELECT srid FROM register.store))))"
    )


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(register=registers())
def test_random_registers_give_the_same_lines(
    connection: Connection[Any], tmp_path: Path, register: Register
) -> None:
    with connection.transaction() as transaction:
        Builder(connection, register).build()
        make_authority(connection)
        lines = stored(connection, "line", assess(connection, year=register.year))
        folder = export_register(connection, tmp_path, register.year)
        assert of_partition(folder, register.year) == of_register(lines)
        raise Rollback(transaction)


@pytest.fixture(scope="module")
def demo(
    database_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Make the small demo city."""
    home = tmp_path_factory.mktemp("home")
    with database_server.database(migrated=False) as url:
        kkmgis(url, home, "demo", "--size", "small", "--json")
        yield url


def kkmgis(url: str, home: Path, *words: str) -> Any:
    program = "from api.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "KKMGIS_DATABASE_URL": url, "KKMGIS_HOME": str(home)},
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def test_the_demo_city_is_taxed_the_same_on_workers(demo: str, tmp_path: Path) -> None:
    """`kkmgis national` of the export equals `kkmgis assess` of the register."""
    made = kkmgis(
        demo,
        tmp_path,
        "national",
        "export",
        str(tmp_path / "in"),
        "--year",
        str(YEAR),
        "--json",
    )
    out = tmp_path / "out"
    words = ["--year", str(YEAR), "--out", str(out), "--workers", "1", "--json"]
    answer = kkmgis(demo, tmp_path, "national", "assess", str(tmp_path / "in"), *words)
    with psycopg.connect(demo) as connection:
        run = connection.execute(
            "SELECT id FROM tax.current_run"
            " WHERE tax = 'land_building' AND tax_year_be = %s",
            (YEAR,),
        ).fetchone()
        assert run is not None
        wanted = connection.execute(
            "SELECT number, object_id * 4 + array_position(%s, kind::text) - 1, pool,"
            " use::text, rate_group::text, value_satang, base_satang, exempt_satang,"
            " taxable_satang, tax_satang FROM tax.line WHERE run_id = %s"
            " ORDER BY number",
            (list(KINDS), run[0]),
        ).fetchall()
        aside = connection.execute(
            "SELECT reason, count(*) FROM tax.set_aside WHERE run_id = %s"
            " GROUP BY reason",
            run,
        ).fetchall()
    names = ["line", "object", "pool", "use", "group", *AMOUNTS]
    path = out / Path(made["folder"]).name / "lines.parquet"
    rows = pq.ParquetFile(path).read(names).to_pylist()
    for row in rows:
        row["use"] = Use(row["use"]).name.lower()
        row["group"] = RateGroup(row["group"]).name.lower()
    assert [tuple(row[name] for name in names) for row in rows] == wanted
    assert len(wanted) > 5000
    assert answer["set_aside"] == dict(aside)
    assert answer["total_tax"] == f"{sum(row[-1] for row in wanted) / 100:.2f}"


def test_an_export_holds_nothing_of_people(
    connection: Connection[Any], tmp_path: Path
) -> None:
    make_authority(connection)
    make_home(connection)
    folder = export_register(connection, tmp_path, YEAR)
    names = connection.execute("SELECT name FROM register.party").fetchall()
    written = b"".join((folder / name).read_bytes() for name in FILES)
    assert names
    assert [name for (name,) in names if name.encode() in written] == []
    columns = pq.ParquetFile(folder / "objects.parquet").schema_arrow.names
    assert not [name for name in columns if "party" in name or "name" in name]


def test_a_register_without_authority_is_not_exported(
    connection: Connection[Any], tmp_path: Path
) -> None:
    with pytest.raises(DatabaseError):
        export_register(connection, tmp_path, YEAR)
    assert list(tmp_path.iterdir()) == []
