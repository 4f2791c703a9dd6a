"""Open a file for import: what is in it is known before a row is read."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pyproj import CRS

from importers.encoding import Encoding
from importers.layout import Layout
from importers.limits import plain_memory_errors
from importers.marks import Marks, without_marks
from importers.rows import Reader, Rows
from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.issue import Issue

Bounds = tuple[float, float, float, float]

VECTOR_SUFFIXES = (".gpkg", ".geojson", ".json", ".topojson", ".fgb")
SHAPEFILE_PARTS = (".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj")
DELIMITED_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
READABLE = (
    ".shp", ".dbf", *VECTOR_SUFFIXES, *DELIMITED_SUFFIXES, *WORKBOOK_SUFFIXES, ".zip",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Layer:
    """One layer or sheet of a file."""

    name: str
    geometry_type: str | None = None
    count: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """One layer of a file, open for reading.

    Attributes
    ----------
    path : Path
        As the person named it.
    format : str
        E.g. ``shapefile``, ``gpkg``, ``csv``.
    layers : tuple of Layer
        All of the file.
    layer : str
        The one that is read.
    columns : tuple of str
    count : int or None
        Rows, where the file says so beforehand.
    has_shapes : bool
    read : callable
        See ``importers.rows.Reader``; may be called more than once.
    crs : CRS or None
        What the file itself says.
    crs_unreadable : str
        What it says when PROJ does not understand it.
    bounds : callable
        West, south, east, north of all shapes in the CRS of the file, or None.
    encoding : Encoding or None
        None where the format fixes it.
    issues : list of Issue
        What is wrong with the file as a whole.
    form : mapping
        How the file writes rows, as JSON can hold it, see ``importers.form``.
    marks : callable or None
        Of a file of rejected rows: where they came from, see ``importers.marks``.
    part : callable or None
        Reads some rows from a given place on (0 is the first), where the format
        lets them be found without reading all before them.
    """

    path: Path
    format: str
    layers: tuple[Layer, ...]
    layer: str
    columns: tuple[str, ...]
    count: int | None
    has_shapes: bool
    read: Reader
    crs: CRS | None = None
    crs_unreadable: str = ""
    bounds: Callable[[], Bounds | None] = lambda: None
    encoding: Encoding | None = None
    issues: list[Issue] = dataclasses.field(default_factory=list)
    form: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    marks: Callable[[], Marks] | None = None
    part: Callable[[int, int], Iterator[Rows]] | None = None


@contextmanager
def open_source(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    fallback: str | None = None,
    first: bool = False,
    layout: Layout | None = None,
) -> Iterator[Source]:
    """Open a file of any format that can be imported.

    Parameters
    ----------
    path : Path
        Shapefile (also zipped), GeoPackage, GeoJSON, FlatGeobuf, CSV or workbook.
    layer : str, optional
        Layer or sheet; must be given when a GeoPackage has several.
    encoding : str, optional
        What the person says; formats with a fixed encoding ignore it.
    fallback : str, optional
        Encoding to take where the file does not say.
    first : bool
        Of several layers take the first instead of asking which.
    layout : Layout, optional
        Of a file of records, which may then have any name.

    Yields
    ------
    Source

    Raises
    ------
    SourceError
        The file cannot be read, with the reason in one line.
    """
    _refuse_what_is_no_file(path, any_name=layout is not None)
    with plain_memory_errors(path.name), ExitStack() as stack:
        inner = path
        if path.suffix.lower() == ".zip":
            from importers.archive import unpack

            inner = stack.enter_context(unpack(path, layer))
        try:
            source = (
                _open(inner, layer, (encoding, fallback), stack, first=first)
                if layout is None
                else _open_records(inner, layer, (encoding, fallback), stack, layout)
            )
        except OSError as error:
            shown = {"name": path.name, "reason": error.strerror or str(error)}
            raise SourceError(both("source.unreadable", **shown)) from error
        yield without_marks(dataclasses.replace(source, path=path))


def _open_records(
    path: Path,
    layer: str | None,
    encodings: tuple[str | None, str | None],
    stack: ExitStack,
    layout: Layout,
) -> Source:
    from importers.records import has_records, open_records

    if has_records(path, layout) or path.suffix.lower() not in READABLE:
        return open_records(path, layout, *encodings)
    return _open(path, layer, encodings, stack, first=False)


def _refuse_what_is_no_file(path: Path, *, any_name: bool) -> None:
    suffix = path.suffix.lower()
    if path.is_dir():
        raise SourceError(both("source.directory", name=path.name))
    if not path.is_file():
        raise SourceError(both("source.missing", name=str(path)))
    if suffix in SHAPEFILE_PARTS:
        raise SourceError(both("source.part_of_shapefile", name=path.name))
    if suffix not in READABLE and not any_name:
        shown = {"name": path.name, "readable": " ".join(READABLE)}
        raise SourceError(both("source.format", **shown))
    if path.stat().st_size == 0:
        raise SourceError(both("source.empty", name=path.name))


def _open(
    path: Path,
    layer: str | None,
    encodings: tuple[str | None, str | None],
    stack: ExitStack,
    *,
    first: bool,
) -> Source:
    suffix = path.suffix.lower()
    if suffix in DELIMITED_SUFFIXES:
        from importers.delimited import open_delimited

        return open_delimited(path, *encodings)
    if suffix in WORKBOOK_SUFFIXES:
        from importers.workbook import open_workbook

        return open_workbook(path, layer)
    if suffix in (".shp", ".dbf"):
        from importers.shapefile import open_shapefile

        return open_shapefile(path, *encodings)
    from importers.vector import open_vector

    return open_vector(path, layer, stack, first=first)


def sha256_of(path: Path) -> str:
    """Compute the checksum by which the same file is known again.

    That of a shapefile is of all its parts: who edits its table leaves the shapes
    as they were.
    """
    from importers.shapefile import parts_of

    digests = []
    for part in parts_of(path):
        with part.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256"))
    if len(digests) == 1:
        return digests[0].hexdigest()
    return hashlib.sha256(b"".join(one.digest() for one in digests)).hexdigest()


def choose_layer(
    path: Path, layers: tuple[Layer, ...], wanted: str | None, *, first: bool = False
) -> Layer:
    """Pick the layer that is asked for, or the only one.

    Parameters
    ----------
    wanted : str or None
        Its name, or a pattern such as ``PARCEL_4?_??`` that one layer fits. Of a file
        with a single layer, a pattern says nothing.
    first : bool
        Without a wish take the first of several instead of refusing.

    Raises
    ------
    SourceError
        There is none of that name, or several and none was asked for.
    """
    names = ", ".join(layer.name for layer in layers)
    if not layers:
        raise SourceError(both("source.no_layer", name=path.name))
    if wanted is None:
        if len(layers) > 1 and not first:
            shown = {"name": path.name, "layers": names}
            raise SourceError(both("source.which_layer", **shown))
        return layers[0]
    for layer in layers:
        if layer.name == wanted:
            return layer
    if is_pattern := any(sign in wanted for sign in "*?"):
        fits = [layer for layer in layers if fnmatchcase(layer.name, wanted)]
        fits = fits or list(layers)
        if len(fits) == 1 or first:
            return fits[0]
    shown = {"name": path.name, "layer": wanted, "layers": names}
    key = "source.which_layer" if is_pattern else "source.layer_missing"
    raise SourceError(both(key, **shown))
