"""Write rejected rows in the format that a file name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path, PurePath

from importers.rejects import dbase, shapes, tables
from importers.rejects.reading import Rejects
from kkmgis.errors import SourceError
from kkmgis.i18n import both

_WRITERS: Mapping[str, Callable[[Rejects, Path], None]] = {
    ".csv": tables.write_text,
    ".tsv": tables.write_text,
    ".txt": tables.write_text,
    ".xlsx": tables.write_workbook,
    ".gpkg": shapes.write_geopackage,
    ".geojson": shapes.write_geojson,
    ".shp": shapes.write_shapefile,
    ".zip": shapes.write_zip,
    ".dbf": partial(dbase.write_table, with_shapes=False),
}
_OWN_SUFFIX = {
    "shapefile": ".zip",
    "dbf": ".dbf",
    "csv": ".csv",
    # Header and trailer of a bank would no longer hold: its payments as a table.
    "records": ".csv",
    "xlsx": ".xlsx",
    "geojson": ".geojson",
}


def write_rejects(rejects: Rejects, path: Path) -> None:
    """Write rejected rows to a file.

    Parameters
    ----------
    rejects : Rejects
    path : Path
        The suffix says the format. In the format that they came in, the rows are
        written as that file wrote them: encoding, delimiter, column types and
        widths, coordinate system.

    Raises
    ------
    SourceError
        The format is none that can be written.
    """
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        shown = {"suffix": suffix or path.name, "known": " ".join(_WRITERS)}
        raise SourceError(both("batch.rejects_format", **shown))
    _WRITERS[suffix](rejects, path)


def suggested_name(rejects: Rejects) -> str:
    """Name the file for rejected rows in the format they came in."""
    own = PurePath(rejects.batch.file).suffix.lower()
    suffix = _OWN_SUFFIX.get(rejects.format, ".gpkg")
    if rejects.format == "csv" and own in (".tsv", ".txt"):
        suffix = own
    return f"rejects_{rejects.batch.id}{suffix}"
