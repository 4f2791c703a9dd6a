"""GeoPackages with triggers, views, wrong numbers; files that name other files."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.importers.bad_files.made import Made, Maker, write
from tests.importers.bad_files.seeds import Seed

_ENDLESS = (
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"
)
STATEMENTS = (
    "CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN SELECT load_extension('/x'); END",
    "UPDATE gpkg_contents SET table_name = 'sqlite_master'",
    "UPDATE gpkg_contents SET table_name = 'no_such'",
    "UPDATE gpkg_contents SET min_x = 1e308, max_x = -1e308, min_y = 'abc'",
    "UPDATE gpkg_contents SET srs_id = 999999",
    "UPDATE gpkg_geometry_columns SET column_name = 'code'",
    "UPDATE gpkg_geometry_columns SET geometry_type_name = 'x'' OR 1=1 --'",
    "UPDATE gpkg_spatial_ref_sys SET definition = '+proj=pipeline +step +init=/etc/x'",
    "UPDATE gpkg_spatial_ref_sys SET definition = replace(hex(zeroblob(99999)),'0','P')",
    "UPDATE gpkg_spatial_ref_sys SET organization = NULL, definition = NULL",
    "DELETE FROM gpkg_spatial_ref_sys",
    "DELETE FROM gpkg_contents",
    "DELETE FROM gpkg_geometry_columns",
    "DROP TABLE gpkg_contents",
    "DROP TABLE gpkg_geometry_columns",
    "DROP TABLE gpkg_spatial_ref_sys",
    "DROP TABLE parcels",
    "UPDATE parcels SET geom = NULL",
    "UPDATE parcels SET geom = 'text'",
    "UPDATE parcels SET geom = zeroblob(0)",
    "UPDATE parcels SET geom = zeroblob(50000000) WHERE fid = 1",
    "UPDATE parcels SET geom = substr(geom, 1, 50)",
    "UPDATE parcels SET geom = x'4750000000000000' || substr(geom, 41)",
    "UPDATE parcels SET code = randomblob(200000)",
    "UPDATE parcels SET code = zeroblob(300000000) WHERE fid = 1",
    "UPDATE parcels SET area_wa = 9e999, deed_no = x'00ff'",
    "UPDATE parcels SET fid = fid + 9223372036854775000",
    "UPDATE parcels SET fid = -fid",
    'ALTER TABLE parcels RENAME COLUMN code TO "a""b\';--"',
    "ALTER TABLE parcels RENAME COLUMN note TO fid_2",
    "PRAGMA user_version = 999999",
    "PRAGMA application_id = 0",
    "PRAGMA journal_mode = WAL",
    "PRAGMA page_size = 512",
    "INSERT INTO gpkg_contents SELECT 'parcels' || n, 'features', 'x' || n, '', '',"
    " 0, 0, 1, 1, 32648 FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1"
    " FROM c WHERE n < 5000) SELECT n FROM c)",
    "CREATE TABLE gpkg_extensions2 (x); INSERT INTO gpkg_extensions VALUES"
    " ('parcels','geom','evil','http://127.0.0.1:9/','read-write')",
)
VIEWS = (
    _ENDLESS,
    f"SELECT count(*) AS n FROM ({_ENDLESS})",
    "SELECT fid, geom, code FROM parcels, (SELECT 1 FROM parcels a, parcels b,"
    " parcels c, parcels d, parcels e, parcels f)",
    "SELECT load_extension('/tmp/x.so') AS code, geom, fid FROM parcels",
    "SELECT readfile('/etc/passwd') AS code, geom, fid FROM parcels",
    "SELECT hex(zeroblob(400000000)) AS code, geom, fid FROM parcels",
    "SELECT printf('%.*c', 900000000, 'x') AS code, geom, fid FROM parcels",
    "SELECT * FROM other.parcels",
    "SELECT * FROM v",
    "SELECT ogr_geocode('x') AS code, geom, fid FROM parcels",
    "SELECT ogr_layer_FeatureCount('/etc/passwd', 'x') AS code, geom, fid FROM parcels",
)


def databases(seeds: Mapping[str, Seed]) -> Maker:
    """Change a GeoPackage by SQL."""
    right = seeds["gpkg"][".gpkg"]

    def make(folder: Path, chance: Random, index: int) -> Made:
        path = write(folder, "map.gpkg", right)
        everything = [*STATEMENTS, *(f"VIEW {view}" for view in VIEWS)]
        statement = everything[index % len(everything)]
        with sqlite3.connect(path) as connection:
            _change(connection, statement)
        connection.close()
        return Made(path, f"gpkg {statement[:60]}")

    return make


def _change(connection: sqlite3.Connection, statement: str) -> None:
    # The triggers of the format call functions that only GDAL has.
    triggers = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for (name,) in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    if statement.startswith("VIEW "):
        connection.execute("DROP TABLE IF EXISTS rtree_parcels_geom")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("ALTER TABLE parcels RENAME TO kept")
        query = statement[5:].replace("FROM parcels", "FROM kept")
        # Written into the schema as it is: nobody checks what it names.
        connection.execute(
            "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql)"
            " VALUES ('view', 'parcels', 'parcels', 0, ?)",
            (f"CREATE VIEW parcels AS {query}",),
        )
        return
    if "ON v " in statement:
        connection.execute("CREATE VIEW v AS SELECT * FROM parcels")
    try:
        connection.executescript(statement)
    except sqlite3.Error:
        # What SQLite refuses here is written into its pages.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ?", (statement,))


REFERENCES = (
    b'<OGRVRTDataSource><OGRVRTLayer name="parcels"><SrcDataSource>/etc/passwd'
    b"</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>CSV:/etc/passwd'
    b"</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    b"/vsicurl/http://127.0.0.1:9/map.geojson",
    b"http://127.0.0.1:9/map.geojson",
    b'{"type":"FeatureCollection","features":[],"next":"http://127.0.0.1:9/"}',
    b'{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[99999999]]}},'
    b'"arcs":[]}',
    b'{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":'
    b'[{"type":"Polygon","arcs":[[-2147483648]]}]}},"arcs":[[[0,0],[1,1]]]}',
    b'{"type":"EsriServiceCatalog","currentVersion":10,"services":[{"name":"x"}]}',
    b'{"objectIdFieldName":"a","geometryType":"esriGeometryPolygon","spatialReference":'
    b'{"wkid":-1},"fields":[],"features":[{"geometry":{"rings":[[[0,0]]]}}]}',
    b'{"stac_version":"1.0.0","type":"FeatureCollection","features":[{"assets":{"a":'
    b'{"href":"/vsicurl/http://127.0.0.1:9/"}}}]}',
    b'{"type":"coverage","domain":{"type":"Domain"}}',
    b'{"kkm":"x","coordRefSys":"http://127.0.0.1:9/crs","type":"FeatureCollection",'
    b'"conformsTo":["http://127.0.0.1:9/"],"features":[]}',
    b'{"driver":"PostgreSQL","dsn":"PG:host=127.0.0.1 port=9"}',
    b"<GDAL_WMS><Service name='TMS'><ServerUrl>http://127.0.0.1:9/</ServerUrl>",
    b"<?xml version='1.0'?><!DOCTYPE k [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    b"<kml xmlns='http://www.opengis.net/kml/2.2'><name>&a;</name></kml>",
    b"SQLite format 3\x00" + bytes(84) + struct.pack(">I", 2**31),
    b"fgb\x03fgb\x00\xff\xff\xff\x7f" + bytes(200),
    b"fgb\x03fgb\x00\x08\x00\x00\x00" + b"\xff" * 200,
    b"PK\x03\x04" + bytes(500),
)
_SUFFIXES = (".geojson", ".gpkg", ".fgb", ".json", ".topojson", ".shp", ".csv", ".zip")


def references(folder: Path, chance: Random, index: int) -> Made:
    """Write a file that would make GDAL open another one, or an address."""
    content = REFERENCES[index % len(REFERENCES)]
    suffix = _SUFFIXES[index // len(REFERENCES) % len(_SUFFIXES)]
    if chance.random() < 0.2:
        folder = folder / "vsicurl"
        folder.mkdir()
    return Made(write(folder, f"map{suffix}", content), f"{suffix} {content[:50]!r}")
