"""Files of every format with rows that are rejected and values that are easily lost."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyogrio
import shapely

from tests.importers.files import (
    box,
    dbf,
    write_geojson,
    write_gpkg,
    write_shapefile,
    write_xlsx,
)

NASTY = (
    "007",
    "=1+1",
    "'=1+1",
    "+66",
    "@SUM(A1)",
    "-5.50",
    "",
    "โฉนด ๑๒",
    "a;b",
    'x"y',
)
EIGHT = shapely.Polygon(
    [(265000, 1817000), (265040, 1817040), (265040, 1817000), (265000, 1817040)]
)


def pick(values: Sequence[Any], seed: int, place: int) -> Any:
    """Choose a value, the same one each time."""
    return values[(7 * seed + 3 * place) % len(values)]


def people(seed: int) -> list[list[str]]:
    """Invent rows of persons; every second one has no name and is rejected."""
    header = ["code", "name", "surname", "title", "memo"]
    rows = [
        [
            f"C{n}",
            "" if n % 2 else "สมชาย",
            *(pick(NASTY, seed, n + at) for at in range(3)),
        ]
        for n in range(1, 9)
    ]
    return [header, *rows]


def as_csv(folder: Path, seed: int) -> tuple[str, Path]:
    """Write persons as CSV of another encoding, delimiter and line end each seed."""
    encoding = ("utf-8", "utf-8-sig", "cp874", "utf-16")[seed % 4]
    sign, end = (",", ";", "\t", "|")[seed % 4], ("\n", "\r\n")[seed % 2]
    rows = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row]
            for row in people(seed)]  # fmt: skip
    path = folder / "p.csv"
    path.write_bytes(end.join(sign.join(row) for row in rows).encode(encoding))
    return "parties", path


def as_xlsx(folder: Path, seed: int) -> tuple[str, Path]:
    """Write persons as a sheet with a Thai name."""
    return "parties", write_xlsx(folder / "p.xlsx", {"บุคคล": people(seed)})


def as_dbf(folder: Path, seed: int) -> tuple[str, Path]:
    """Write persons as a DBF with a number column."""
    header, *rows = people(seed)
    codec = ("cp874", "utf-8")[seed % 2]
    widths = dict.fromkeys(header, 60) | {"area": 8}
    cells = [[*(c.encode(codec) for c in row), b"   12.50"] for row in rows]
    path = folder / "p.dbf"
    path.write_bytes(dbf(widths, cells, kinds="CCCCCN"))
    path.with_suffix(".cpg").write_text(codec)
    return "parties", path


def land(seed: int) -> tuple[list[dict[str, object]], list[Any]]:
    """Invent parcels; every second one is a figure of eight or has no shape."""
    rows: list[dict[str, object]] = [
        {
            "code": f"01A00{n}",
            "deed_no": pick(NASTY, seed, n),
            "memo": pick([*NASTY, None], seed, n + 1),
            "count": pick([3, 2**40], seed, n),
            "part": 1 / (seed + n),
        }
        for n in range(1, 9)
    ]
    shapes = [
        pick([EIGHT, None], seed, n // 2) if n % 2 else box(n * 50) for n in range(1, 9)
    ]
    return rows, shapes


def as_gpkg(folder: Path, seed: int) -> tuple[str, Path]:
    """Write parcels as a GeoPackage in Indian 1975."""
    return "parcels", write_gpkg(folder / "a.gpkg", *land(seed), srid=24048)


def as_geojson(folder: Path, seed: int) -> tuple[str, Path]:
    """Write parcels as GeoJSON that names its system."""
    path = write_geojson(folder / "a.geojson", *land(seed))
    named = '{"crs": {"type": "name", "properties": {"name": "EPSG:24048"}}, '
    path.write_text(path.read_text(encoding="utf-8").replace("{", named, 1), "utf-8")
    return "parcels", path


def as_flatgeobuf(folder: Path, seed: int) -> tuple[str, Path]:
    """Write parcels as FlatGeobuf, all with shapes."""
    rows, shapes = land(seed)
    path = write_gpkg(folder / "a.gpkg", rows, [one or EIGHT for one in shapes])
    frame = pyogrio.read_dataframe(path)
    target = folder / "a.fgb"
    options = {"SPATIAL_INDEX": "NO"}
    pyogrio.write_dataframe(frame, target, driver="FlatGeobuf", **options)
    return "parcels", target


def as_shapefile(folder: Path, seed: int) -> tuple[str, Path]:
    """Write parcels as a shapefile, zipped every second time."""
    rows, shapes = land(seed)
    codec = ("cp874", "utf-8")[seed % 2]
    cells = [
        [str(row[name] or "").encode(codec) for name in ("code", "deed_no", "memo")]
        for row in rows
    ]
    table = dbf({"CODE": 12, "DEED_NO": 40, "หมายเหตุ": 60}, cells, driver=0)
    if codec == "utf-8":
        table = dbf({"CODE": 12, "DEED_NO": 40, "MEMO": 60}, cells)
    path = write_shapefile(folder / "a.shp", table, shapes, srid=24048, cpg=codec)
    target = folder / "a.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in folder.glob("a.*"):
            if part != target:
                archive.write(part, part.name)
    return "parcels", target if seed % 2 else path


Make = Callable[[Path, int], tuple[str, Path]]
MAKERS: tuple[Make, ...] = (
    as_csv,
    as_xlsx,
    as_dbf,
    as_gpkg,
    as_geojson,
    as_flatgeobuf,
    as_shapefile,
)
