"""Good files of every format, from which bad ones are made."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
import xlsxwriter

from tests.importers.bad_files.made import zip_of
from tests.importers.files import box, dbf

ROWS = 12
COLUMNS = ("code", "doc_type", "deed_no", "area_wa", "road", "surveyed_on", "note")
Seed = Mapping[str, bytes]
"""Suffix → content of the files of one dataset, the one to open first."""


def rows() -> list[list[str]]:
    """Give the attributes of some parcels, in Thai."""
    return [
        [
            f"01A{number:03}/00",
            "ns4",
            str(10_000 + number),
            str(400 + number),
            "ถนนศรีจันทร์",
            f"{number:02}/03/2565",
            "ที่ว่างหลังตลาด" if number % 3 else "",
        ]
        for number in range(1, ROWS + 1)
    ]


def shapes() -> list[shapely.Polygon]:
    """Give as many parcels, side by side."""
    return [box(45 * number) for number in range(ROWS)]


def csv_text() -> str:
    """Write the parcels as a table with their shapes as text."""
    lines = [",".join((*COLUMNS, "wkt"))]
    lines += [
        ",".join((*row, f'"{shape.wkt}"'))
        for row, shape in zip(rows(), shapes(), strict=True)
    ]
    return "\r\n".join(lines) + "\r\n"


def geojson_object() -> dict[str, object]:
    """Make the parcels as GeoJSON, with the CRS as GDAL wrote it before 2016."""
    return {
        "type": "FeatureCollection",
        "crs": {
            "type": "name",
            "properties": {"name": "urn:ogc:def:crs:EPSG::32648"},
        },
        "features": [
            {
                "type": "Feature",
                "properties": dict(zip(COLUMNS, row, strict=True)),
                "geometry": shapely.geometry.mapping(shape),
            }
            for row, shape in zip(rows(), shapes(), strict=True)
        ],
    }


def _topojson() -> bytes:
    arcs = [list(map(list, shape.exterior.coords)) for shape in shapes()]
    geometries = [
        {
            "type": "Polygon",
            "arcs": [[number]],
            "properties": dict(zip(COLUMNS, row, strict=True)),
        }
        for number, row in enumerate(rows())
    ]
    objects = {"parcels": {"type": "GeometryCollection", "geometries": geometries}}
    content = {"type": "Topology", "arcs": arcs, "objects": objects}
    return json.dumps(content, ensure_ascii=False).encode()


def _workbook(folder: Path) -> bytes:
    path = folder / "seed.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        for name in ("parcels", "อื่น ๆ"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, (*COLUMNS, "wkt"))
            for number, row in enumerate(rows(), start=1):
                sheet.write_row(number, 0, (*row, shapes()[number - 1].wkt))
    return path.read_bytes()


def open_document(table: str) -> bytes:
    """Make an OpenDocument spreadsheet around the XML of its table."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}'
        ' office:version="1.2"><office:body><office:spreadsheet>'
        f"{table}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry'
        f' manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    members = (
        ("mimetype", kind.encode()),
        ("content.xml", content.encode()),
        ("META-INF/manifest.xml", manifest.encode()),
    )
    return zip_of(members)


def _open_document() -> bytes:
    def cell(value: str) -> str:
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    lines = [list(COLUMNS), *rows()]
    body = "".join(
        f"<table:table-row>{''.join(map(cell, line))}</table:table-row>"
        for line in lines
    )
    return open_document(f'<table:table table:name="parcels">{body}</table:table>')


def _by_gdal(folder: Path, suffix: str, driver: str) -> bytes:
    path = folder / f"seed{suffix}"
    data = [dict(zip(COLUMNS, row, strict=True)) for row in rows()]
    frame = gpd.GeoDataFrame(data, geometry=shapes(), crs=32648)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-01-01T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(frame, path, driver=driver, layer="parcels")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return path.read_bytes()


def shapefile(folder: Path) -> Seed:
    """Make the parcels as a shapefile with a table in cp874."""
    path = folder / "seed.shp"
    gpd.GeoDataFrame({"n": range(ROWS)}, geometry=shapes(), crs=32648).to_file(
        path, engine="pyogrio"
    )
    widths = dict(zip(COLUMNS, (12, 8, 10, 8, 40, 10, 40), strict=True))
    lines = [[value.encode("cp874") for value in row] for row in rows()]
    return {
        ".shp": path.read_bytes(),
        ".shx": path.with_suffix(".shx").read_bytes(),
        ".dbf": dbf(widths, lines, driver=0x50),
        ".prj": path.with_suffix(".prj").read_bytes(),
        ".cpg": b"874",
    }


def make_seeds(folder: Path) -> dict[str, Seed]:
    """Make a good file of every format that can be imported.

    Parameters
    ----------
    folder : Path
        Empty, for what is needed in between.

    Returns
    -------
    dict
        Name → files of the dataset, the same bytes every time.
    """
    table = csv_text()
    parts = shapefile(folder)
    zipped = zip_of([(f"map{suffix}", content) for suffix, content in parts.items()])
    return {
        "csv": {".csv": table.encode()},
        "csv_cp874": {".csv": table.encode("cp874")},
        "tsv": {".tsv": table.replace('","', "\t").replace(",", "\t").encode()},
        "geojson": {
            ".geojson": json.dumps(geojson_object(), ensure_ascii=False).encode()
        },
        "topojson": {".topojson": _topojson()},
        "xlsx": {".xlsx": _workbook(folder)},
        "ods": {".ods": _open_document()},
        "gpkg": {".gpkg": _by_gdal(folder, ".gpkg", "GPKG")},
        "fgb": {".fgb": _by_gdal(folder, ".fgb", "FlatGeobuf")},
        "shapefile": parts,
        "dbf": {".dbf": parts[".dbf"]},
        "zip": {".zip": zipped},
    }
