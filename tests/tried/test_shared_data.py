"""Every file of the shared data loads or refuses, with the counts that are expected."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import shapely
from psycopg import Connection

from importers.inspection import inspect_file
from kkmgis import db
from kkmgis.errors import SourceError
from kkmgis.geometry.polygons import prepare_polygons
from kkmgis.geometry.reading import Geometries, read_wkt
from tests.database import Server
from tests.tried.attempt import DATA, Tried, attempt, expectations
from tests.tried.table import PAGE, page

EXPECTED = expectations()
SIDECARS = {".dbf", ".shx", ".prj", ".cpg"}
INVALID = ("_repaired", "geometry.not_repairable", "geometry.not_finite")
"""Ends of the codes of findings by which a polygon is invalid."""

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the shared data are not beside this checkout"
)

Register = Callable[[int], Connection[Any]]


@pytest.fixture(scope="module")
def register(database_server: Server) -> Iterator[Register]:
    """Give an empty register of some CRS, made when it is first asked for."""
    made: dict[int, Connection[Any]] = {}
    with ExitStack() as stack:

        def of(srid: int) -> Connection[Any]:
            if srid not in made:
                with pytest.MonkeyPatch.context() as patch:
                    patch.setenv("KKMGIS_SRID", str(srid))
                    url = stack.enter_context(database_server.database(migrated=False))
                    db.upgrade(url, srid=srid)
                made[srid] = stack.enter_context(db.connect(url))
            return made[srid]

        yield of


@pytest.mark.parametrize("tried", EXPECTED, ids=lambda tried: tried.name)
def test_file_loads_or_refuses_as_expected(register: Register, tried: Tried) -> None:
    found = attempt(register(tried.srid), tried)
    assert found.refused == tried.refused
    counts = (found.read, found.loaded, found.rejected)
    assert counts == (tried.read, tried.loaded, tried.rejected)
    assert found.read == found.loaded + found.rejected
    assert {code: found.says.get(code) for code in tried.says} == tried.says


def test_no_file_is_left_out() -> None:
    tried = {one.file for one in EXPECTED}
    datasets = {name[:-4] for name in tried if name.endswith((".shp", ".dbf"))}
    left = [
        name
        for path in sorted(DATA.rglob("*"))
        if path.is_file()
        and (name := str(path.relative_to(DATA))) not in tried
        and not (path.suffix in SIDECARS and name[:-4] in datasets)
    ]
    assert left == []
    assert {one.file for one in EXPECTED if not (DATA / one.file).is_file()} == set()


@pytest.mark.parametrize("file", sorted({one.file for one in EXPECTED}))
def test_inspection_of_any_file_ends_in_facts_or_one_sentence(file: str) -> None:
    try:
        found = inspect_file(DATA / file)
    except SourceError as refused:
        sentence = str(refused)
        assert "\n" not in sentence
        assert " · " in sentence
        return
    assert found.sampled <= 1_000
    assert len(found.fields) == len(found.columns)
    listed: Any = found.proposals
    assert sum(one["confidence"] for one in listed) <= 1.0


def test_page_of_the_documents_says_what_is_expected() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(EXPECTED)


def test_as_many_geojson_files_are_unreadable_as_gdal_refuses() -> None:
    """The data's README counted 14 of the 62."""
    hints = [
        one for one in EXPECTED if "geojsonhint" in one.file and ".geojson" in one.file
    ]
    broken = ("source.unreadable", "source.not_what_it_says")
    assert len(hints) == 62
    assert sum(one.refused in broken for one in hints) == 14


def stay(geometries: Geometries) -> Geometries:
    return geometries


def test_verdict_on_every_case_of_jts_is_that_of_jts() -> None:
    """Of a polygon the findings are the verdict; of the rest whether it is valid."""
    path = DATA / "malformed" / "jts" / "jts_cases_wkt.csv"
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    upstream = [row["upstream_isvalid"] == "true" for row in rows]
    shapes = read_wkt([row["wkt"] for row in rows])
    prepared = prepare_polygons(shapes, stay)
    wrong = {found.row for found in prepared.findings if found.code.endswith(INVALID)}
    ours = [
        row not in wrong
        if shape.geom_type in ("Polygon", "MultiPolygon")
        else bool(shapely.is_valid(shape))
        for row, shape in enumerate(shapes.geometry)
    ]
    assert (len(ours), ours.count(False)) == (917, 131)
    assert ours == upstream
