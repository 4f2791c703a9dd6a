"""Rejected rows of an import as a file, in the format they came in.

Each row is as it was received, with three columns more: its number, why it was
rejected, and what to do about it. Mended, the file can be imported as it is.
"""

from __future__ import annotations

import csv
import dataclasses
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import xlsxwriter
from psycopg import Connection

from importers.batch import SEALED
from importers.batches import get_batch, issues_of
from importers.rows import as_text
from kkmgis.errors import SourceError
from kkmgis.i18n import Language, both, text
from kkmgis.identity import Vault
from kkmgis.issue import Issue

SUFFIXES = (".csv", ".xlsx", ".gpkg", ".geojson")
MOST_ISSUES = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Rejected:
    """One rejected row."""

    row_no: int
    attributes: dict[str, Any]
    geometry: shapely.Geometry | None
    reasons: str
    remedies: str


def read_rejects(
    connection: Connection[Any],
    number: int,
    *,
    vault: Vault | None = None,
    language: Language = "th",
) -> list[Rejected]:
    """Read the rejected rows of a batch.

    Parameters
    ----------
    number : int
        Of the batch.
    vault : Vault, optional
        Opens personal values; without it they stay out.
    language : {"th", "en"}
        Of the reasons.

    Raises
    ------
    SourceError
        There is no such batch, or it has no rejected rows.
    """
    get_batch(connection, number)
    rows = connection.execute(
        "SELECT row_no, attributes, ST_AsBinary(geom) FROM staging.staged_row"
        " WHERE batch_id = %s AND outcome = 'rejected' ORDER BY row_no",
        (number,),
    ).fetchall()
    if not rows:
        raise SourceError(both("batch.no_rejects", batch=number))
    errors: dict[int, list[Issue]] = {}
    for found in issues_of(connection, number, limit=MOST_ISSUES):
        if found.row_no is not None and found.issue.severity == "error":
            errors.setdefault(found.row_no, []).append(found.issue)
    return [
        Rejected(
            row_no=int(row_no),
            attributes=_opened(attributes, vault, number),
            geometry=None if wkb is None else shapely.from_wkb(bytes(wkb)),
            reasons="; ".join(one.message(language) for one in errors.get(row_no, [])),
            remedies="; ".join(one.remedy(language) for one in errors.get(row_no, [])),
        )
        for row_no, attributes, wkb in rows
    ]


def _opened(
    attributes: dict[str, Any], vault: Vault | None, number: int
) -> dict[str, Any]:
    """Open sealed values with the key, or leave them out."""
    opened = {}
    for name, value in attributes.items():
        if isinstance(value, str) and value.startswith(SEALED):
            sealed = bytes.fromhex(value.removeprefix(SEALED))
            opened[name] = (
                None if vault is None else vault.open(str(number), "received", sealed)
            )
        else:
            opened[name] = value
    return opened


def write_rejects(
    rejected: list[Rejected],
    path: Path,
    *,
    crs: str | None,
    layer: str | None = None,
    language: Language = "th",
) -> None:
    """Write rejected rows to a file.

    Parameters
    ----------
    rejected : list of Rejected
    path : Path
        The suffix says the format: CSV and XLSX without shapes, GeoPackage and
        GeoJSON with them.
    crs : str or None
        CRS in which the rows came; GeoJSON is written in it as it stands.
    layer : str, optional
        Name of the layer of a GeoPackage, so that the same mapping fits again.
    language : {"th", "en"}
        Of the names of the added columns.

    Raises
    ------
    SourceError
        The format is none of these.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        shown = {"suffix": suffix or path.name, "known": " ".join(SUFFIXES)}
        raise SourceError(both("batch.rejects_format", **shown))
    rows = [_row(one, language) for one in rejected]
    if suffix == ".csv":
        _write_csv(rows, path)
    elif suffix == ".xlsx":
        _write_xlsx(rows, path)
    else:
        frame = gpd.GeoDataFrame(
            pd.DataFrame(rows, dtype=object),
            geometry=[one.geometry for one in rejected],
            crs=crs,
        )
        named = {"driver": "GeoJSON"}
        if suffix == ".gpkg":
            named = {"driver": "GPKG", "layer": layer or path.stem}
        path.unlink(missing_ok=True)
        with warnings.catch_warnings():
            # Rows of a file without a CRS go out as they came in.
            warnings.simplefilter("ignore", UserWarning)
            frame.to_file(path, engine="pyogrio", **named)


def suggested_name(source_format: str, number: int) -> str:
    """Name the file for rejected rows in the format they came in."""
    suffix = {"csv": "csv", "xlsx": "xlsx", "dbf": "csv", "geojson": "geojson"}
    return f"rejects_{number}.{suffix.get(source_format, 'gpkg')}"


def _row(one: Rejected, language: Language) -> dict[str, Any]:
    added = {
        text("batch.column.row", language): one.row_no,
        text("batch.column.reason", language): one.reasons,
        text("batch.column.remedy", language): one.remedies,
    }
    return {**one.attributes, **added}


def _write_csv(rows: list[dict[str, Any]], path: Path) -> None:
    # With the mark in front Excel shows Thai as Thai.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({k: as_text(v) for k, v in row.items()} for row in rows)


def _write_xlsx(rows: list[dict[str, Any]], path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows[0]))
        for at, row in enumerate(rows, start=1):
            cells = [
                value if isinstance(value, int | float | str) else as_text(value)
                for value in row.values()
            ]
            sheet.write_row(at, 0, cells)
