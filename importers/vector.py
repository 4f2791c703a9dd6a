"""GeoPackage, GeoJSON, TopoJSON and FlatGeobuf, read by GDAL."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path

import pyogrio

from importers import form
from importers.archive import copy_readable
from importers.encoding import Encoding, tell_encoding
from importers.gdal import as_rows, batches, bounds_of, crs_of, layer_info, plain_errors
from importers.geopackage import query_layers
from importers.limits import refuse_many_columns
from importers.rows import Rows, unique_names
from importers.source import Layer, Source, choose_layer
from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.issue import Issue
from kkmgis.rules.registry import issue

JSON_SUFFIXES = (".json", ".geojson", ".topojson")
# First bytes by which a file is what its name says: GDAL would follow the
# content and open other formats, some of which name further files.
_MAGIC = {".gpkg": b"SQLite format 3\x00", ".fgb": b"fgb"}


def open_vector(
    path: Path, layer: str | None, stack: ExitStack, *, first: bool = False
) -> Source:
    """Open a vector file.

    Parameters
    ----------
    path : Path
    layer : str or None
    stack : ExitStack
        Keeps a mended copy of a file in a Thai encoding for as long as needed.
    first : bool
        Of several layers take the first instead of asking which.

    Raises
    ------
    SourceError
        It is not what its name says, or GDAL cannot read it.
    """
    suffix = path.suffix.lower()
    encoding: Encoding | None = None
    readable = path
    queries: frozenset[str] = frozenset()
    if suffix in JSON_SUFFIXES:
        readable, encoding = _json_in_utf8(path, stack)
    else:
        _check_magic(path, suffix)
        queries = query_layers(path) if suffix == ".gpkg" else frozenset()
    with plain_errors(path):
        listed = pyogrio.list_layers(readable)
    layers = tuple(
        Layer(str(name), None if kind is None else str(kind))
        for name, kind in listed
        if str(name).lower() not in queries
    )
    chosen = choose_layer(path, layers, layer, first=first)
    info = layer_info(readable, chosen.name)
    refuse_many_columns(path.name, len(info["fields"]))
    crs, unreadable = crs_of(info)
    count = info["features"]
    return Source(
        path=path,
        format="geojson" if suffix in JSON_SUFFIXES else suffix[1:],
        layers=tuple(_counted(readable, one) for one in layers),
        layer=chosen.name,
        columns=tuple(unique_names([str(name) for name in info["fields"]])),
        count=count if isinstance(count, int) and count >= 0 else None,
        has_shapes=chosen.geometry_type is not None,
        read=partial(_read, readable, chosen.name),
        crs=crs,
        crs_unreadable=unreadable,
        bounds=partial(bounds_of, readable, chosen.name),
        encoding=encoding,
        issues=_wrong_encoding(encoding),
        form=form.of_layer(info, chosen.geometry_type, crs),
        part=partial(_part, readable, chosen.name) if suffix == ".gpkg" else None,
    )


def _counted(path: Path, layer: Layer) -> Layer:
    info = layer_info(path, layer.name)
    count = info["features"]
    return Layer(
        layer.name,
        layer.geometry_type,
        count if isinstance(count, int) and count >= 0 else None,
    )


def _wrong_encoding(encoding: Encoding | None) -> list[Issue]:
    if encoding is None or encoding.why in ("ascii", "utf8"):
        return []
    shown = {"encoding": encoding.name, "declared": "UTF-8 (GeoJSON)"}
    return [issue("file.encoding_contradicted", values=shown)]


def _read(path: Path, layer: str, size: int) -> Iterator[Rows]:
    first = 1
    for ids, columns, wkb in batches(path, layer, size):
        numbers = list(range(first, first + len(ids)))
        first += len(ids)
        yield as_rows(numbers, columns, wkb)


def _part(path: Path, layer: str, start: int, size: int) -> Iterator[Rows]:
    for ids, columns, wkb in islice(
        batches(path, layer, size, skip=start, one=True), 1
    ):
        yield as_rows([*range(start + 1, start + 1 + len(ids))], columns, wkb)


def _check_magic(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        head = file.read(16)
    if not head.startswith(_MAGIC[suffix]):
        shown = {"name": path.name, "format": suffix[1:]}
        raise SourceError(both("source.not_what_it_says", **shown))


def _json_in_utf8(path: Path, stack: ExitStack) -> tuple[Path, Encoding]:
    """Give a path under which the file is UTF-8, as GeoJSON has to be."""
    content = path.read_bytes()
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise SourceError(both("source.empty", name=path.name))
    if head[:1] not in (b"{", b"["):
        shown = {"name": path.name, "format": "GeoJSON"}
        raise SourceError(both("source.not_what_it_says", **shown))
    encoding = tell_encoding([content], name=path.name)
    if encoding.name == "utf-8":
        return path, encoding
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kkmgis-"))
    try:
        mended = content.decode(encoding.name).encode()
    except UnicodeDecodeError as error:
        raise SourceError(both("source.cut_letter", name=path.name)) from error
    return copy_readable(path, Path(folder), mended), encoding
