"""`kkmgis export` as a person types it, read back by other readers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import load_workbook
from psycopg import Connection
from python_calamine import CalamineWorkbook

from kkmgis import db
from kkmgis.ltax.layout import SHEETS
from tests.coverage.town import make_town
from tests.database import Server

FORMULA = "=1+1"


@pytest.fixture(scope="module")
def town(database_server: Server) -> Iterator[str]:
    """Give the URL of a register with a note that looks like a formula."""
    with database_server.database() as url:
        with db.connect(url) as connection:
            make_town(connection)
            connection.execute(
                "UPDATE register.parcel SET road = %s WHERE code = '01A001'",
                (FORMULA,),
            )
        yield url


@pytest.fixture
def reader(town: str) -> Iterator[Connection[tuple[object, ...]]]:
    with db.connect(town) as opened:
        yield opened


def export(
    url: str, home: Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    program = (
        "import typer, api.cli.export as g; a = typer.Typer();"
        " a.callback()(lambda: None); g.register(a); a()"
    )
    environment = os.environ | {"KKMGIS_DATABASE_URL": url, "KKMGIS_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", program, "export", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def written(url: str, folder: Path, layer: str, suffix: str) -> Path:
    """Export a layer, and see that nothing else is left in the folder."""
    out = folder / "out" / f"{layer}{suffix}"
    out.parent.mkdir()
    done = export(url, folder / "home", layer, "--out", out)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    return out


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet"])
def test_layer_keeps_its_shapes_in_the_coordinates_of_the_register(
    town: str,
    reader: Connection[tuple[object, ...]],
    tmp_path: Path,
    suffix: str,
) -> None:
    out = written(town, tmp_path, "parcels", suffix)
    read = gpd.read_parquet if suffix == ".parquet" else gpd.read_file
    found = read(out)
    assert found.crs.to_epsg() == 32648
    areas = reader.execute("SELECT code, ST_Area(geom) FROM register.parcel").fetchall()
    assert len(found) == len(areas) > 0
    shown = dict(zip(found["code"], found.geometry.area, strict=True))
    assert shown == pytest.approx({code: area for code, area in areas})


def test_geojson_is_in_degrees(town: str, tmp_path: Path) -> None:
    found = json.loads(written(town, tmp_path, "parcels", ".geojson").read_text())
    west, south = found["features"][0]["geometry"]["coordinates"][0][0][0][:2]
    assert 97 < west < 106
    assert 5 < south < 21


def test_what_looks_like_a_formula_is_text(town: str, tmp_path: Path) -> None:
    table = pd.read_csv(written(town, tmp_path, "parcels", ".csv"), dtype=str)
    assert "'" + FORMULA in set(table["road"])
    sheet_file = tmp_path / "parcels.xlsx"
    assert export(town, tmp_path, "parcels", "--out", sheet_file).returncode == 0
    sheet = load_workbook(sheet_file).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == FORMULA} == {"s"}
    assert sheet.max_row == len(table) + 1


def test_workbook_of_ltax_has_its_sheets_and_is_told_to_the_audit(
    town: str, reader: Connection[tuple[object, ...]], tmp_path: Path
) -> None:
    out = written(town, tmp_path, "ltax", ".xlsx")
    names = CalamineWorkbook.from_path(str(out)).sheet_names
    assert names == [sheet.title for sheet in SHEETS]
    events = reader.execute(
        "SELECT count(*) FROM audit.event WHERE action = 'export.ltax'"
    ).fetchone()
    assert events == (1,)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("nothing", "a.csv"),
        ("parcels", "a.docx"),
        ("ltax", "a.csv"),
        ("parcels", "missing/a.csv"),
        ("ltax", "missing/a.xlsx"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line_and_leaves_nothing(
    town: str, tmp_path: Path, what: str, name: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    done = export(town, tmp_path / "home", what, "--out", folder / name)
    assert done.returncode == 2
    assert done.stderr.startswith("kkmgis export: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(folder.iterdir()) == []
