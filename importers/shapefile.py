"""Shapefiles: shapes by GDAL, attributes by our own reader of DBF."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from importers import form
from importers.column import Column
from importers.dbf import Table, open_dbf
from importers.gdal import ANY_BYTES, as_rows, batches, bounds_of, crs_of, layer_info
from importers.rows import Rows
from importers.source import Layer, Source
from kkmgis.crs import horizontal
from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.issue import Issue
from kkmgis.rules.registry import issue

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MAGIC = b"\x00\x00\x27\x0a"


def open_shapefile(path: Path, encoding: str | None, fallback: str | None) -> Source:
    """Open a shapefile, or the table of one alone.

    Parameters
    ----------
    path : Path
        The .shp or the .dbf; of a .dbf with its .shp beside it both are read.
    encoding, fallback : str or None
        What the person says, and what to take where nothing tells.

    Raises
    ------
    SourceError
        A part is missing or broken, or the encoding cannot be told.
    """
    shapes = companion(path, ".shp")
    table_path = companion(path, ".dbf")
    table = None
    if table_path is not None:
        declared = _content(companion(path, ".cpg"))
        table = open_dbf(
            table_path, declared=declared, given=encoding, fallback=fallback
        )
    if shapes is None:
        if table is None:
            raise SourceError(both("source.missing", name=path.name))
        return _table_only(path, table)
    return _with_shapes(shapes, table)


def companion(path: Path, suffix: str) -> Path | None:
    """Find the file of the same name with another suffix, in any case."""
    wanted = (path.stem + suffix).lower()
    for beside in path.parent.iterdir():
        if beside.name.lower() == wanted and beside.stem == path.stem:
            return beside
    return None


def parts_of(path: Path) -> list[Path]:
    """List the files that are read together with a file, itself first."""
    if path.suffix.lower() not in (".shp", ".dbf"):
        return [path]
    beside = [companion(path, suffix) for suffix in PARTS]
    return [path, *(part for part in beside if part is not None and part != path)]


def _content(path: Path | None) -> str | None:
    if path is None:
        return None
    return path.read_bytes()[:200].decode("latin-1").strip() or None


def _with_shapes(path: Path, table: Table | None) -> Source:
    with path.open("rb") as file:
        if file.read(4) != MAGIC:
            shown = {"name": path.name, "format": "Shapefile"}
            raise SourceError(both("source.not_what_it_says", **shown))
    if companion(path, ".shx") is None:
        raise SourceError(both("source.shx_missing", name=path.name))
    info = layer_info(path, None, encoding=ANY_BYTES)
    crs, unreadable = _crs(path, info)
    count = info["features"]
    return Source(
        path=path,
        format="shapefile",
        layers=(Layer(path.stem, str(info["geometry_type"]), _number(count)),),
        layer=path.stem,
        columns=tuple(c.name for c in table.columns) if table else (),
        count=_number(count),
        has_shapes=True,
        read=partial(_read, path, table),
        crs=crs,
        crs_unreadable=unreadable,
        bounds=partial(bounds_of, path, None, encoding=ANY_BYTES),
        encoding=table.encoding if table else None,
        issues=_issues(path, table),
        form=form.of_shapefile(path, table, str(info["geometry_type"])),
        part=lambda start, size: islice(_read(path, table, size, start), 1),
    )


def _number(count: object) -> int | None:
    return count if isinstance(count, int) and count >= 0 else None


def _crs(path: Path, info: dict[str, Any]) -> tuple[CRS | None, str]:
    """Understand the .prj by its own words; GDAL's guess only where PROJ fails.

    GDAL finds EPSG codes for ESRI's names, and with them may bring a shift to
    WGS 84 of its own choice; the datum's name is what counts here.
    """
    projection = companion(path, ".prj")
    if projection is None:
        return None, ""
    text = projection.read_bytes().decode("utf-8", "replace").strip("\ufeff\x00 \r\n")
    if not text:
        return None, ""
    try:
        crs = horizontal(CRS.from_wkt(text))
    except CRSError:
        crs_by_gdal, _ = crs_of(info)
        return crs_by_gdal, "" if crs_by_gdal else text[:80]
    return (crs, "") if crs.is_projected or crs.is_geographic else (None, text[:80])


def _issues(path: Path, table: Table | None) -> list[Issue]:
    if table is None:
        return [issue("file.no_attributes", value=path.name)]
    found = []
    if table.encoding.contradicted:
        shown = {
            "encoding": table.encoding.name,
            "declared": table.encoding.contradicted.strip()[:40],
        }
        found.append(issue("file.encoding_contradicted", values=shown))
    if table.torn:
        found.append(issue("file.letters_cut", value=table.path.name))
    return found


def _table_only(path: Path, table: Table) -> Source:
    return Source(
        path=path,
        format="dbf",
        layers=(Layer(path.stem, None, table.count),),
        layer=path.stem,
        columns=tuple(column.name for column in table.columns),
        count=table.count,
        has_shapes=False,
        read=partial(_read_table, table),
        encoding=table.encoding,
        issues=_issues(path, table),
        form=form.of_shapefile(path, table, None),
    )


def _read(
    path: Path,
    table: Table | None,
    size: int,
    skip: int = 0,
) -> Iterator[Rows]:
    """Read shapes, and the row of the table that has the same number."""
    for ids, _, wkb in batches(path, None, size, shapes_only=True, skip=skip):
        columns: dict[str, Column] = {}
        if table is not None and ids:
            start = min(ids)
            stretch = table.read(start, max(ids) + 1)
            rows = [number - start for number in ids]
            # The table may have fewer rows than there are shapes.
            columns = {name: values.take(rows) for name, values in stretch.items()}
        yield as_rows([number + 1 for number in ids], columns, wkb)


def _read_table(table: Table, size: int) -> Iterator[Rows]:
    for start in range(0, table.count, size):
        stop = min(start + size, table.count)
        kept = [i for i, gone in enumerate(table.deleted(start, stop)) if not gone]
        columns = {
            name: values.take(kept) for name, values in table.read(start, stop).items()
        }
        yield Rows([start + i + 1 for i in kept], columns)
