"""GDAL at arm's length: its warnings are collected, its errors one clear line."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
from pyogrio.errors import (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjCRSError

from importers.column import Column
from importers.rows import Rows, unique_names
from importers.source import Bounds
from kkmgis.crs import horizontal
from kkmgis.errors import SourceError
from kkmgis.geometry.reading import read_wkb
from kkmgis.i18n import both

_GDAL_ERRORS = (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
    OSError,
    pa.ArrowException,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)

# A file may name addresses and other files. None of them is fetched: this is the
# one address that would be allowed, and it is none.
pyogrio.set_gdal_config_options(
    {
        "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
        "GDAL_HTTP_PROXY": "127.0.0.1:1",
        "GDAL_HTTP_TIMEOUT": "1",
        "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "GDAL_VRT_ENABLE_PYTHON": "NO",
        # Nothing is written beside a file that is only read.
        "GDAL_PAM_ENABLED": "NO",
        "SHAPE_RESTORE_SHX": "NO",
        # Its own stream gives shapes that are missing broken offsets.
        "OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES",
    }
)

_PLAIN_STREAM = "OGR_GPKG_STREAM_BASE_IMPL"
ANY_BYTES = "ISO-8859-1"
"""Encoding in which no bytes are wrong: for what is not read as text anyway."""

Batch = tuple[list[int], dict[str, Column], list[bytes | None] | None]


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn whatever GDAL raises into a SourceError; keep its warnings quiet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (SourceError, MemoryError):
            raise
        except UnboundLocalError as error:
            # pyogrio stumbles over the name of a system that is no text.
            raise SourceError(both("source.crs.damaged", name=path.name)) from error
        except _GDAL_ERRORS as error:
            shown = {"name": path.name, "reason": first_line(error, path)}
            raise SourceError(both("source.unreadable", **shown)) from error


def first_line(error: Exception, path: Path) -> str:
    """Keep the first sentence of an error, without the folder of the file."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    sentence = lines[0].replace(str(path), path.name).partition("; It might help")[0]
    return sentence[:200]


def layer_info(
    path: Path, layer: str | None, *, encoding: str | None = None
) -> dict[str, Any]:
    """Read what a layer says about itself, without its rows."""
    with plain_errors(path):
        info: dict[str, Any] = pyogrio.read_info(path, layer=layer, encoding=encoding)
    return info


def bounds_of(
    path: Path, layer: str | None, *, encoding: str | None = None
) -> Bounds | None:
    """Measure a layer; None where it has no extent."""
    with plain_errors(path):
        info = pyogrio.read_info(
            path, layer=layer, encoding=encoding, force_total_bounds=True
        )
    bounds = info["total_bounds"]
    if bounds is None or not np.isfinite(bounds).all():
        return None
    west, south, east, north = (float(value) for value in bounds)
    return west, south, east, north


def crs_of(info: dict[str, Any]) -> tuple[CRS | None, str]:
    """Understand the CRS that a layer names.

    Returns
    -------
    tuple of CRS or None, and str
        The text is what PROJ could not understand, empty otherwise.
    """
    told = info.get("crs")
    if not isinstance(told, str) or not told.strip():
        return None, ""
    try:
        crs = horizontal(CRS.from_user_input(told))
    except ProjCRSError:
        return None, told[:80]
    return (crs, "") if crs.is_projected or crs.is_geographic else (None, "")


def batches(
    path: Path,
    layer: str | None,
    size: int,
    *,
    shapes_only: bool = False,
    skip: int = 0,
    one: bool = False,
) -> Iterator[Batch]:
    """Read a layer batch by batch.

    Parameters
    ----------
    shapes_only : bool
        Leave out the attributes, whose encoding then does not matter.
    skip : int
        Rows to leave out at the beginning.
    one : bool
        Only one batch is wanted.

    Yields
    ------
    tuple
        Feature ids, columns, and WKB of the shapes.
    """
    options: dict[str, Any] = {"layer": layer, "batch_size": size}
    if shapes_only:
        options |= {"columns": [], "encoding": ANY_BYTES}
    if skip:
        options["skip_features"] = skip
    with ExitStack() as stack:
        # Around each call and not around the loop: a filter of warnings that
        # outlives a `yield` would silence the rest of the program.
        if one:
            stack.enter_context(_no_reading_ahead())
        with plain_errors(path):
            meta, reader = stack.enter_context(
                pyogrio.open_arrow(path, use_pyarrow=True, return_fids=True, **options)
            )
        names = _Names(
            meta["geometry_name"] or "wkb_geometry", meta["fid_column"] or "OGC_FID"
        )
        while (batch := _next(path, reader)) is not None:
            with plain_errors(path):
                converted = _python(batch, names)
            yield converted


@contextmanager
def _no_reading_ahead() -> Iterator[None]:
    """Let a GeoPackage read no batch before it is asked for it.

    GDAL's own stream reads several ahead, which serves who reads them all; whoever
    closes it after one waits for the rest.
    """
    pyogrio.set_gdal_config_options({_PLAIN_STREAM: "YES"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_PLAIN_STREAM: None})


@dataclasses.dataclass(frozen=True, slots=True)
class _Names:
    shape: str
    fid: str


def _next(path: Path, reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
    with plain_errors(path):
        try:
            return reader.read_next_batch()
        except StopIteration:
            return None


def _python(batch: pa.RecordBatch, names: _Names) -> Batch:
    """Take a batch apart by place: names may come twice, in GeoJSON they do."""
    there = batch.schema.names
    fid = there.index(names.fid)
    has_shape = names.shape in there
    shape = len(there) - 1 - there[::-1].index(names.shape) if has_shape else -1
    kept = [place for place in range(len(there)) if place not in (fid, shape)]
    unique = unique_names([there[place] for place in kept])
    values = {
        name: Column(_sound(batch.column(place)))
        for name, place in zip(unique, kept, strict=True)
    }
    wkb = _sound(batch.column(shape)).to_pylist() if has_shape else None
    return batch.column(fid).to_pylist(), values, wkb


def _sound(array: pa.Array) -> pa.Array:
    """Keep an array as it is, or raise that its text is no text, or its bytes none."""
    array.validate(full=True)
    return array


def as_rows(
    numbers: list[int],
    columns: Mapping[str, Column],
    wkb: list[bytes | None] | None,
) -> Rows:
    """Put one batch into rows."""
    return Rows(numbers, columns, None if wkb is None else read_wkb(wkb))
