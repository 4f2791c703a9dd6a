"""Indian 1975 goes one way only, wherever coordinates are changed.

PROJ, PostGIS and GDAL would each choose EPSG:1812 for it, 190 m off at Khon Kaen.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection
from pyproj import CRS, Transformer
from pyproj.transformer import TransformerGroup

from importers.inspection import Surroundings, inspect_file
from kkmgis.crs import INDIAN_1975, PINNED_PIPELINE, WGS_84, transform_xy
from kkmgis.errors import SettingsError
from kkmgis.settings import Settings
from tests.importers.conftest import Load
from tests.importers.files import dbf, write_csv, write_gpkg, write_shapefile
from tests.paths import PACKAGES, ROOT
from tests.test_crs import OLD_MAP, ON_THE_GROUND

KHON_KAEN = (102.835, 16.432)
OURS = "kkmgis/crs.py"
# What changes coordinates of shapes that come out of the register, whose storage
# CRS is never on Indian 1975 (see the tests below).
FROM_STORAGE = {
    "api/reform_files.py",
    "layers/notebook_map.py",
    "layers/writing.py",
}
INDIAN = {4240, 24047, 24048}


def sources() -> Iterator[tuple[str, str]]:
    for package in (*PACKAGES, "setup"):
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in {".py", ".sql"} and "node_modules" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def names_used(text: str) -> set[str]:
    """List attributes and imported names of a module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.rpartition(".")[2] for alias in node.names}
    return found


def test_coordinates_are_changed_in_one_module_only() -> None:
    movers = {"Transformer", "TransformerGroup", "CoordinateTransformation", "osr",
              "transform_bounds", "transform_geom", "Proj", "itransform"}  # fmt: skip
    using = {
        name
        for name, text in sources()
        if name.endswith(".py") and movers & names_used(text)
    }
    assert using == {OURS}


def test_frames_are_moved_only_when_they_come_from_the_register() -> None:
    using = {
        name
        for name, text in sources()
        if name.endswith(".py") and {"to_crs", "set_crs"} & names_used(text)
    }
    assert using == FROM_STORAGE


def test_gdal_is_never_asked_to_move_what_it_reads() -> None:
    asking = [
        name
        for name, text in sources()
        for word in ("-t_srs", "dst_crs", "t_srs", "reproject", "VectorTranslate")
        if word in text
    ]
    assert asking == []


def targets_of_postgis(text: str) -> Iterator[str]:
    """Give the last argument of each ST_Transform in a source file."""
    joined = re.sub(r'"\s*\n\s*f?"', "", text)
    for call in re.finditer(r"ST_Transform\(", joined):
        depth, start = 1, call.end()
        for at in range(call.end(), len(joined)):
            sign = joined[at]
            if sign == "," and depth == 1:
                start = at + 1
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if depth == 0:
                yield joined[start:at].strip()
                break


def test_postgis_moves_only_between_the_storage_crs_and_wgs84() -> None:
    """Its targets are degrees, web maps, or the storage CRS itself."""
    found = [target for _, text in sources() for target in targets_of_postgis(text)]
    assert len(found) == sum(text.count("ST_Transform(") for _, text in sources()) > 0
    assert set(found) <= {"4326", "3857", "{srid}", "%(srid)s"}


def test_no_geometry_of_the_register_is_on_indian_1975(
    connection: Connection[Any],
) -> None:
    rows = connection.execute(
        "SELECT DISTINCT srid FROM geometry_columns"
        " WHERE f_table_schema IN ('register', 'history', 'staging', 'coverage')"
    ).fetchall()
    found = {int(srid) for (srid,) in rows}
    # Zero: views that work a shape out.
    assert 32648 in found <= {0, 32648}


@pytest.mark.parametrize("srid", sorted(INDIAN))
def test_register_on_indian_1975_is_refused(srid: int) -> None:
    with pytest.raises(SettingsError, match="Indian 1975"):
        Settings.from_env({"KKMGIS_SRID": str(srid)})


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make PROJ refuse to choose a way between Indian 1975 and anything else."""
    choose = Transformer.from_crs

    def refuse(source: Any, target: Any, *rest: Any, **named: Any) -> Transformer:
        datums = [CRS.from_user_input(one).geodetic_crs for one in (source, target)]
        indian = ["Indian 1975" in (one.name if one else "") for one in datums]
        assert indian[0] == indian[1], "PROJ was asked to choose a way of its own"
        return choose(source, target, *rest, **named)

    from kkmgis import crs

    crs._transformer.cache_clear()
    monkeypatch.setattr(Transformer, "from_crs", refuse)


def corner() -> shapely.Polygon:
    x, y = OLD_MAP
    return shapely.box(x, y, x + 40, y + 40)


@pytest.mark.usefixtures("only_ours")
@pytest.mark.parametrize("form", ["gpkg", "shapefile", "wkt", "points"])
def test_printed_corner_comes_in_where_it_was_surveyed(
    load: Load, connection: Connection[Any], tmp_path: Path, form: str
) -> None:
    """The test point of a real tax map, through each way into the register."""
    kind, said = "parcels", {"crs": "EPSG:24048"}
    if form == "gpkg":
        path = write_gpkg(
            tmp_path / "a.gpkg", [{"code": "01A001"}], [corner()], srid=24048
        )
        said = {}
    elif form == "shapefile":
        table = dbf({"CODE": 6}, [[b"01A001"]])
        path = write_shapefile(tmp_path / "a.shp", table, [corner()], srid=24048)
        said = {}
    elif form == "wkt":
        path = write_csv(
            tmp_path / "a.csv", ["code", "geom"], ["01A001", f'"{corner().wkt}"']
        )
    else:
        kind = "signs"
        path = write_csv(tmp_path / "a.csv", ["code", "kind", "x", "y"],
                         ["01A001-P001", "permanent", *OLD_MAP])  # fmt: skip
    assert load(kind, path, **said).loaded == 1
    table_name = "parcel" if kind == "parcels" else "sign"
    row = connection.execute(
        f"SELECT ST_AsBinary(geom) FROM register.{table_name}".encode()
    ).fetchone()
    assert row is not None
    points = shapely.get_coordinates(shapely.from_wkb(bytes(row[0])))
    distance = np.hypot(*(points - np.array(ON_THE_GROUND)).T).min()
    assert distance < 0.01


@pytest.mark.usefixtures("only_ours")
def test_inspection_and_preview_take_the_same_way(tmp_path: Path) -> None:
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "01A001"}], [corner()], srid=24048)
    boundary = shapely.box(267_000, 1_818_000, 268_000, 1_819_000)
    found = inspect_file(path, surroundings=Surroundings(boundary))
    assert found.placed["crs"] == "EPSG:24048"


@pytest.mark.usefixtures("only_ours")
@pytest.mark.parametrize("target", [32647, 32648, 4326, 3857])
@pytest.mark.parametrize("source", sorted(INDIAN))
def test_no_pair_of_systems_lets_proj_choose(source: int, target: int) -> None:
    for one, other in ((source, target), (target, source)):
        start = KHON_KAEN if CRS.from_epsg(one).is_geographic else OLD_MAP
        moved = transform_xy(
            np.array([start[0]]),
            np.array([start[1]]),
            CRS.from_epsg(one),
            CRS.from_epsg(other),
        )
        assert np.isfinite(moved).all()


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    east = (a[0] - b[0]) * np.cos(np.radians(a[1]))
    return float(np.hypot(east, a[1] - b[1]) * 111_320)


def by_us(lon: float, lat: float) -> tuple[float, float]:
    x, y = transform_xy(np.array([lon]), np.array([lat]), INDIAN_1975, WGS_84)
    return float(x[0]), float(y[0])


DEFAULT = Transformer.from_crs(4240, 4326, always_xy=True)
GROUP = TransformerGroup(4240, 4326, always_xy=True).transformers
PUBLISHED = next(one for one in GROUP if "Indian 1975 to WGS 84 (3)" in one.description)
"""EPSG:1537 as PROJ itself has it, when it is asked for by name."""


@given(st.floats(97.4, 105.6), st.floats(5.7, 20.4))
def test_our_way_is_the_published_operation_all_over_thailand(
    lon: float, lat: float
) -> None:
    assert metres(by_us(lon, lat), PUBLISHED.transform(lon, lat)) < 0.01


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_projs_own_choice_is_elsewhere_around_khon_kaen(
    east: float, north: float
) -> None:
    lon, lat = KHON_KAEN[0] + east, KHON_KAEN[1] + north
    away = metres(by_us(lon, lat), DEFAULT.transform(lon, lat))
    assert 150 < away < 250


def test_default_of_proj_is_the_operation_that_must_not_be_used() -> None:
    """Should PROJ ever choose otherwise, these tests have to be thought over."""
    assert "(4)" in GROUP[0].description
    assert "+x=204.64 +y=834.74 +z=293.8" in PINNED_PIPELINE


@pytest.mark.usefixtures("only_ours")
def test_guard_of_these_tests_notices_a_choice_of_proj() -> None:
    with pytest.raises(AssertionError, match="a way of its own"):
        Transformer.from_crs(24048, 32648)
