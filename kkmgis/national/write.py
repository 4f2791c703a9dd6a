"""Write files of partitions so that they are there whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from kkmgis.national.layout import (
    DESCRIPTION,
    GEOMETRY,
    OBJECTS,
    USES,
    Authority,
    folder_of,
)
from kkmgis.tax.facts import Column

ROW_GROUP = 65_536
_WIDE = pa.decimal256(76, 0)


def whole_array(numbers: Column) -> pa.Array:
    """Put whole numbers into an int64 column, or a decimal one if they do not fit.

    Raises
    ------
    ArrowInvalid
        A number has more than 76 digits.
    """
    if numbers.dtype == np.bool_:
        return pa.array(numbers)
    try:
        return pa.array(numbers.tolist() if numbers.dtype == object else numbers)
    except OverflowError:
        return pa.array(numbers.tolist(), _WIDE)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside another; what is there in the end takes its name.

    A process that dies leaves the file that was there before, and a temporary one
    that `remove_leftovers` takes away.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Take away what processes that died left in a folder."""
    for path in folder.glob(".*.tmp"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table in groups of rows, equal tables as equal bytes."""
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def write_json(content: dict[str, Any], path: Path) -> None:
    """Write a JSON file, whole or not at all."""
    with replacing(path) as temporary:
        text = json.dumps(content, ensure_ascii=False, indent=1)
        temporary.write_text(text + "\n", encoding="utf-8")


def write_partition(
    directory: Path, authority: Authority, objects: pa.Table, uses: pa.Table
) -> Path:
    """Write the partition of an authority, in place of one that is there.

    Parameters
    ----------
    directory : Path
    authority : Authority
    objects, uses : Table
        As ``docs/national.md`` says; ``objects`` has its geometry as WKB.

    Returns
    -------
    Path
        The folder.
    """
    folder = folder_of(directory, authority.code)
    directory.mkdir(parents=True, exist_ok=True)
    temporary = directory / f".{folder.name}.{uuid.uuid4().hex}.tmp"
    temporary.mkdir()
    try:
        geo = {b"geo": _geoparquet(authority.srid)}
        write_parquet(objects.replace_schema_metadata(geo), temporary / OBJECTS)
        write_parquet(uses, temporary / USES)
        content = authority.to_json()
        (temporary / DESCRIPTION).write_text(content, encoding="utf-8")
        before = directory / f".{folder.name}.{uuid.uuid4().hex}.tmp"
        if folder.exists():
            folder.rename(before)
        temporary.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _geoparquet(srid: int) -> bytes:
    """Describe the geometry as GeoParquet 1.1 does."""
    column = {
        "encoding": "WKB",
        "geometry_types": [],
        "crs": CRS.from_epsg(srid).to_json_dict(),
    }
    described = {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: column},
    }
    return json.dumps(described).encode()
