"""A shapefile as Thai offices exchange them: cp874 letters, Indian 1975 metres.

Its twin in UTF-8 and WGS 84 is the measure: same letters, same places.
"""

from __future__ import annotations

from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from psycopg import Connection

from importers.load import load_file
from importers.report import Report
from tests.paths import SHARED

FOLDER = SHARED / "data" / "boundaries_th"
SHAPEFILE = FOLDER / "derived_cp874_indian1975" / "khonkaen_tambon.shp"
TWIN = FOLDER / "khonkaen_adm3_mapthai.geojson"
SUB_DISTRICTS = 199


@pytest.fixture
def report(connection: Connection[Any]) -> Report:
    return load_file(
        connection, "blocks", SHAPEFILE, mapping="thai-tambon", actor="test"
    )


@pytest.fixture(scope="module")
def twin() -> geopandas.GeoDataFrame:
    frame = geopandas.read_file(TWIN).to_crs(32648)
    return frame.set_index("adm3_pcode").sort_index()


def test_all_sub_districts_are_loaded(report: Report) -> None:
    assert (report.read, report.loaded, report.rejected) == (SUB_DISTRICTS,) * 2 + (0,)


def test_thai_names_are_equal_letter_for_letter(
    report: Report, connection: Connection[Any], twin: geopandas.GeoDataFrame
) -> None:
    rows = connection.execute(
        "SELECT code, name FROM register.block WHERE batch_id = %s", (report.batch,)
    ).fetchall()
    assert dict(rows) == twin["adm3_th"].to_dict()


def test_every_vertex_lies_within_a_metre_of_its_twin(
    report: Report, connection: Connection[Any], twin: geopandas.GeoDataFrame
) -> None:
    """PROJ's default operation would put all of them 190 m away."""
    rows = connection.execute(
        "SELECT code, ST_AsBinary(geom) FROM register.block WHERE batch_id = %s",
        (report.batch,),
    ).fetchall()
    loaded = {code: shapely.from_wkb(bytes(shape)) for code, shape in rows}
    distances = [
        shapely.hausdorff_distance(loaded[code], shape)
        for code, shape in twin.geometry.items()
    ]
    assert np.max(distances) < 1.0


def test_pinned_operation_is_named_in_the_batch(
    report: Report, connection: Connection[Any]
) -> None:
    rows = connection.execute(
        "SELECT details::text FROM staging.staged_issue WHERE batch_id = %s",
        (report.batch,),
    ).fetchall()
    assert any("EPSG:1537" in details for (details,) in rows)
