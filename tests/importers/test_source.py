"""A file is opened, or refused in one line that says why."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pytest

from importers.inspection import inspect_file
from importers.rows import Rows
from importers.source import open_source
from kkmgis.errors import SourceError
from tests.importers.bad_files.archives import raw_zip
from tests.importers.files import (
    box,
    dbf,
    write_csv,
    write_geojson,
    write_gpkg,
    write_shapefile,
    write_xlsx,
)
from tests.paths import SHARED


def read(path: Path, *, layer: str | None = None) -> list[Rows]:
    with open_source(path, layer=layer) as source:
        return list(source.read(1000))


def columns(path: Path, *, layer: str | None = None) -> Mapping[str, Sequence[object]]:
    (rows,) = read(path, layer=layer)
    return {name: [*values] for name, values in rows.columns.items()}


def test_csv_of_excel_in_thai_is_read(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", ["รหัส", "ชื่อ"], ["01A001", "สมชาย"], encoding="cp874"
    )
    assert columns(path) == {"รหัส": ["01A001"], "ชื่อ": ["สมชาย"]}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_csv_with_a_mark_in_front_is_read(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "a.csv", ["ชื่อ"], ["สมชาย"], encoding=encoding)
    assert columns(path) == {"ชื่อ": ["สมชาย"]}


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_delimiter_is_found(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"code{sign}area\n01A001{sign}1,5\n01A002{sign}2,5\n")
    assert columns(path) == {"code": ["01A001", "01A002"], "area": ["1,5", "2,5"]}


def test_row_with_too_many_values_is_told_apart(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ["a", "b"], [1, 2], [1, 2, 3], [1])
    (rows,) = read(path)
    assert rows.ragged == {2: ["3"]}
    assert rows.received(1)[""] == ["3"]
    assert rows.columns["b"] == ["2", "2", None]


def test_workbook_with_a_title_above_its_header_is_read(tmp_path: Path) -> None:
    sheet: list[list[object]] = [
        ["ทะเบียนที่ดิน ปี 2569"],
        [],
        ["รหัสแปลง", "เนื้อที่", "รหัสแปลง"],
        ["01A001", 25.5, "x"],
        [None, None, None],
        ["01A002", 12345.0, None],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"ที่ดิน": sheet})
    (rows,) = read(path)
    assert list(rows.numbers) == [1, 3]
    assert rows.texts("เนื้อที่") == ["25.5", "12345"]
    assert rows.columns["รหัสแปลง_2"] == ["x", None]


def test_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {"ก": [["a"], [1]], "ข": [["b"], [2]]}
    path = write_xlsx(tmp_path / "a.xlsx", sheets)
    assert list(columns(path, layer="ข")) == ["b"]
    with pytest.raises(SourceError, match="ค"):
        read(path, layer="ค")


def test_zipped_shapefile_is_read_with_its_table(tmp_path: Path) -> None:
    table = dbf({"CODE": 10}, [[b"01A001"]])
    write_shapefile(tmp_path / "map.shp", table, [box()])
    archive = tmp_path / "map.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for part in tmp_path.glob("map.*"):
            if part != archive:
                packed.write(part, f"folder/{part.name}")
    (rows,) = read(archive)
    assert rows.columns == {"CODE": ["01A001"]}
    assert rows.shapes is not None
    assert rows.shapes.geometry[0].equals(box())


def test_member_of_an_archive_cannot_leave_its_folder(tmp_path: Path) -> None:
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../outside.csv", "code\n01A001\n")
    assert columns(archive) == {"code": ["01A001"]}
    assert not (tmp_path.parent / "outside.csv").exists()
    assert not (tmp_path / "outside.csv").exists()


def test_shapefile_without_a_table_has_shapes_and_says_so(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "a.shp", None, [box()])
    with open_source(path) as source:
        assert source.columns == ()
        assert [issue.code for issue in source.issues] == ["file.no_attributes"]
        (rows,) = source.read(10)
    assert rows.shapes is not None
    assert len(rows.shapes) == 1


def test_shapes_keep_their_row_of_the_table_when_some_are_deleted(
    tmp_path: Path,
) -> None:
    rows = [[b"a"], [b"b"], [b"c"]]
    table = dbf({"CODE": 3}, rows, deleted=[1])
    path = write_shapefile(tmp_path / "a.shp", table, [box(0), box(100), box(200)])
    (read_rows,) = read(path)
    assert read_rows.columns == {"CODE": ["a", "c"]}
    assert list(read_rows.numbers) == [1, 3]
    assert read_rows.shapes is not None
    assert read_rows.shapes.geometry[1].equals(box(200))


def test_geojson_in_a_thai_code_page_is_read_and_said(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [{"name": "บ้านไผ่"}], [box()])
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp874"))
    with open_source(path) as source:
        assert [issue.code for issue in source.issues] == ["file.encoding_contradicted"]
        (rows,) = source.read(10)
    assert rows.columns == {"name": ["บ้านไผ่"]}


def test_flatgeobuf_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.fgb"
    frame = gpd.GeoDataFrame({"code": ["01A001"]}, geometry=[box()], crs=32648)
    frame.to_file(path, driver="FlatGeobuf", engine="pyogrio")
    with open_source(path) as source:
        assert source.crs is not None
        assert source.crs.to_epsg() == 32648
        (rows,) = source.read(10)
    assert rows.columns == {"code": ["01A001"]}
    assert rows.shapes is not None
    assert rows.shapes.geometry[0].equals(box())


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_missing_shapes_of_flatgeobuf_are_none(tmp_path: Path, missing: int) -> None:
    path = tmp_path / "a.fgb"
    shapes = [box(0), box(100), box(200)]
    shapes[missing] = None
    frame = gpd.GeoDataFrame({"code": ["1", "2", "3"]}, geometry=shapes, crs=32648)
    frame.to_file(path, driver="FlatGeobuf", engine="pyogrio", SPATIAL_INDEX="NO")
    (rows,) = read(path)
    assert rows.columns == {"code": ["1", "2", "3"]}
    assert rows.shapes is not None
    assert list(rows.shapes.geometry) == shapes


def test_columns_of_one_name_in_geojson_are_told_apart() -> None:
    """GDAL names the identifier of a feature `id`, and so does a property."""
    folder = SHARED / "data" / "malformed" / "mapshaper" / "features" / "explode"
    with open_source(folder / "ex1_invalid_rings.json") as source:
        (rows,) = source.read(10)
    assert set(source.columns) == set(rows.columns)


def test_layer_of_several_must_be_named() -> None:
    path = SHARED / "data" / "parcels" / "cz_decany" / "decany.gpkg"
    with pytest.raises(SourceError, match="parcely, stavebni_objekty, adresni_mista"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.csv", b"", "is empty", id="empty"),
        pytest.param("a.geojson", b"  \n", "is empty", id="blank_geojson"),
        pytest.param(
            "a.geojson", b"\x89PNG", "is not GeoJSON", id="picture_as_geojson"
        ),
        pytest.param("a.gpkg", b"{}" * 50, "is not gpkg", id="text_as_geopackage"),
        pytest.param("a.fgb", b"{}" * 50, "is not fgb", id="text_as_flatgeobuf"),
        pytest.param("a.shp", b"x" * 200, "is not Shapefile", id="noise_as_shapefile"),
        pytest.param("a.xlsx", b"x" * 200, "cannot be read", id="noise_as_workbook"),
        pytest.param("a.zip", b"x" * 200, "cannot be unpacked", id="noise_as_archive"),
        pytest.param("a.csv", b"\0\1\2" * 99, "is not CSV", id="noise_as_csv"),
        pytest.param("a.dbf", b"x" * 200, "DBF", id="noise_as_dbf"),
        pytest.param("a.prj", b"x", "part of a shapefile", id="part_of_a_shapefile"),
        pytest.param("a.pdf", b"x", "cannot be read, only", id="unknown_suffix"),
        pytest.param(
            "a.vrt", b"<OGRVRTDataSource/>", "cannot be read, only", id="virtual_file"
        ),
        pytest.param(
            "a.json", b"<OGRVRTDataSource/>", "is not GeoJSON", id="virtual_as_json"
        ),
        pytest.param("a.geojson", b'{"type": "Feat', "cannot be read", id="cut_off"),
    ],
)
def test_unreadable_file_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=reason) as refused:
        read(path)
    assert "\n" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_folder_and_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(SourceError, match="not found"):
        read(tmp_path / "nothing.shp")


def test_shapefile_without_its_index_is_refused(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "a.shp", None, [box()])
    path.with_suffix(".shx").unlink()
    with pytest.raises(SourceError, match=r"\.shx"):
        read(path)


def test_geopackage_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_gpkg(tmp_path / "a.gpkg", [{"code": "01A001"}], [box()])
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(SourceError, match=r"a\.gpkg"):
        read(path)


def test_inspection_tells_what_is_in_a_file() -> None:
    folder = SHARED / "data" / "boundaries_th" / "derived_cp874_indian1975"
    found = inspect_file(folder / "khonkaen_tambon.shp")
    assert (found.count, found.crs, found.encoding) == (199, "EPSG:24048", "cp874")
    assert found.indian_1975
    assert found.columns["TAM_TH"][0] == "บ้านดง"


def test_inspection_lists_all_layers() -> None:
    path = SHARED / "data" / "parcels" / "cz_decany" / "decany.gpkg"
    found = inspect_file(path)
    assert [layer["count"] for layer in found.layers] == [3172, 310, 221]
    assert found.layer == "parcely"


def test_workbook_with_a_locked_sheet_is_refused(tmp_path: Path) -> None:
    sheet = (b"xl/worksheets/sheet1.xml", bytes(200), 100)
    path = tmp_path / "map.xlsx"
    path.write_bytes(raw_zip([sheet], flags=1))
    with pytest.raises(SourceError, match=r"map\.xlsx"), open_source(path):
        pass


def test_lone_carriage_return_in_a_line_ends_it(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_bytes(b"code;road\n01A001;a\r01A002;b\n")
    with open_source(path) as source:
        (rows,) = source.read(10)
        assert source.columns == ("code", "road")
        assert rows.texts("code") == ["01A001", "01A002"]
