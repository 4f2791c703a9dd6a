"""Shapefiles and DBF tables whose headers lie about counts, lengths and types."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.importers.bad_files.made import Made, Maker, write
from tests.importers.bad_files.seeds import Seed
from tests.importers.files import dbf

COUNTS = (0, 1, 2, -1, 11, 13, 65_535, 2**16, 10**6, 2**24, 2**28, 2**31 - 1, -(2**31))
NUMBERS = (
    math.nan, math.inf, -math.inf, 1e308, -1e308, 1e-320, 1e20, 0.0, -0.0, 180.0001,
)  # fmt: skip
TYPES = (0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28, 31, 2, 99, -1, 2**31 - 1)
# Where a .shp says what is in it: (offset, format).
_SHP_HEAD = ((24, ">i"), (28, "<i"), (32, "<i"))
_SHP_RECORD = ((0, ">i"), (4, ">i"), (8, "<i"), (44, "<i"), (48, "<i"), (52, "<i"))
_DBF_HEAD = ((4, "<I"), (8, "<H"), (10, "<H"))
FIRST_RECORD = 100


def shapefile_lies(seeds: Mapping[str, Seed]) -> Maker:
    """Change a number of a .shp, .shx or .dbf that says how much there is."""
    parts = dict(seeds["shapefile"])

    def make(folder: Path, chance: Random, index: int) -> Made:
        victim = (".shp", ".shx", ".dbf", ".shp")[index % 4]
        content = bytearray(parts[victim])
        told = []
        for _ in range(chance.choice((1, 1, 2, 4))):
            place, layout, value = _lie(victim, content, chance)
            if place + struct.calcsize(layout) <= len(content):
                struct.pack_into(layout, content, place, value)
                told.append(f"{place}={value}")
        for suffix, right in parts.items():
            write(folder, f"map{suffix}", bytes(content) if suffix == victim else right)
        return Made(folder / "map.shp", f"{victim} says {', '.join(told)}")

    return make


def _lie(
    victim: str, content: bytearray, chance: Random
) -> tuple[int, str, int | float]:
    if victim == ".dbf":
        place, layout = chance.choice(_DBF_HEAD)
        most = 0xFFFF if layout == "<H" else 0xFFFFFFFF
        return place, layout, abs(chance.choice(COUNTS)) & most
    if victim == ".shx":
        place = 100 + 4 * chance.randrange((len(content) - 100) // 4)
        return chance.choice((24, 28, place)), ">i", chance.choice(COUNTS)
    record = FIRST_RECORD + 136 * chance.randrange(3)
    match chance.randrange(4):
        case 0:
            place, layout = chance.choice(_SHP_HEAD)
            value = chance.choice(TYPES if place == 32 else COUNTS)
            return place, layout, value
        case 1:
            place, layout = chance.choice(_SHP_RECORD)
            value = chance.choice(TYPES if place == 8 else COUNTS)
            return record + place, layout, value
        case 2:
            return 36 + 8 * chance.randrange(8), "<d", chance.choice(NUMBERS)
        case _:
            place = record + 56 + 8 * chance.randrange(10)
            return place, "<d", chance.choice(NUMBERS)


def table_lies(seeds: Mapping[str, Seed]) -> Maker:
    """Write a DBF whose columns or rows cannot be."""
    right = seeds["dbf"][".dbf"]

    def make(folder: Path, chance: Random, index: int) -> Made:
        content, about = (
            _columns_lie(right, chance) if index % 2 else _strange_table(chance, index)
        )
        return Made(write(folder, "map.dbf", content), about)

    return make


def _columns_lie(right: bytes, chance: Random) -> tuple[bytes, str]:
    content = bytearray(right)
    column = 32 + 32 * chance.randrange(7)
    match chance.randrange(5):
        case 0:
            content[column + 11] = chance.choice(b"CNFDLMBGOTI@+VXY0\x00\xff ")
            return bytes(content), "type of a column"
        case 1:
            content[column + 16] = chance.randrange(256)
            return bytes(content), "width of a column"
        case 2:
            content[column : column + 11] = chance.randbytes(11)
            return bytes(content), "name of a column"
        case 3:
            end = content.index(b"\r", 32)
            content[end] = chance.choice(b"\x00A\xff\x0a")
            return bytes(content), "no end of the columns"
        case _:
            content[0] = chance.choice(b"\x00\x02\x30\x83\x8b\xf5\xff")
            return bytes(content), "version"


def _strange_table(chance: Random, index: int) -> tuple[bytes, str]:
    tables: tuple[tuple[dict[str, int], int, str], ...] = (
        ({f"C{n}": 1 for n in range(2046)}, 3, "2046 columns"),
        (
            {"code": 255, **{f"C{n}": 254 for n in range(250)}},
            40,
            "rows of 63,755 bytes",
        ),
        ({}, 5, "no columns"),
        ({"code": 12}, 0, "no rows"),
        ({"code": 12, "area_wa": 20}, 4000, "text in numbers"),
    )
    columns, count, about = tables[index // 2 % len(tables)]
    line = [chance.randbytes(min(width, 30)) for width in columns.values()]
    kinds = "" if chance.random() < 0.5 else "NDLFMC" * 400
    driver = chance.randrange(256)
    return dbf(columns, [line] * count, driver=driver, kinds=kinds), about


PROJECTIONS = (
    "+proj=pipeline +step +proj=utm +zone=48 +step +inv +proj=utm +zone=47",
    "+proj=utm +zone=48 +nadgrids=/etc/passwd",
    "+proj=utm +zone=48 +nadgrids=@http://127.0.0.1:9/grid.tif",
    "+init=/etc/passwd:1",
    "+init=epsg:32648 +init=epsg:32647" * 200,
    "http://127.0.0.1:9/crs.wkt",
    "file:///etc/passwd",
    "urn:ogc:def:crs:EPSG::" + "9" * 400,
    "/vsicurl/http://127.0.0.1:9/crs.prj",
    "EPSG:99999999999999999999",
    'PROJCS["x",' * 5000,
    'GEOGCS["WGS 84",DATUM["x",SPHEROID["x",0,0]]]',
    'GEOGCS["x",DATUM["x",SPHEROID["x",nan,inf]],PRIMEM["x",1e308],UNIT["x",0]]',
    'PROJCS["x",GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298.3]]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["scale_factor",0],UNIT["m",1e-300]]',
    '{"type":"ProjectedCRS","name":' + "[" * 20_000,
    "\x00" * 4000,
    'LOCAL_CS["x"]',
    'VERT_CS["x",VERT_DATUM["x",2005],UNIT["m",1]]',
    "PROJCS[" + '"' * 100_000,
    'BOUNDCRS[SOURCECRS[GEOGCRS["x"]],TARGETCRS[GEOGCRS["x"]]]',
)


def projections(seeds: Mapping[str, Seed]) -> Maker:
    """Write a .prj that names grids, addresses, pipelines, or nothing that is."""
    parts = seeds["shapefile"]

    def make(folder: Path, chance: Random, index: int) -> Made:
        text = PROJECTIONS[index % len(PROJECTIONS)]
        for suffix, content in parts.items():
            write(
                folder, f"map{suffix}", text.encode() if suffix == ".prj" else content
            )
        return Made(folder / "map.shp", f".prj {text[:40]!r}")

    return make
