"""A workbook of six sheets into the register, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.load import load_file
from importers.ltax.kinds import KIND_OF
from importers.ltax.year import say_year
from importers.report import Report
from importers.shaping import Progress
from importers.source import WORKBOOK_SUFFIXES, open_source
from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.ltax.layout import LOADED, SHEETS, Sheet


def load_workbook(
    connection: Connection[Any],
    path: Path | str,
    *,
    year_be: int,
    dry_run: bool = False,
    actor: str,
    progress: Progress | None = None,
    identity_key: bytes | None = None,
) -> list[Report]:
    """Import all sheets of a workbook that are known, each as a batch of its own.

    Parameters
    ----------
    connection : Connection
    path : Path or str
    year_be : int
        Tax year whose owners, uses and prices the workbook tells.
    dry_run : bool
        Do everything, then take it back, record and all.
    actor : str
        In whose name.
    progress : callable, optional
    identity_key : bytes, optional
        Key of personal facts; else the key file of the installation.

    Returns
    -------
    list of Report
        In the order in which the sheets were read.

    Raises
    ------
    SourceError
        It is no workbook, or none of its sheets is known; nothing was written.
    DatabaseError
        The database refused a sheet; nothing was written.
    """
    path = Path(path)
    reports = []
    with connection.transaction(force_rollback=dry_run):
        say_year(connection, year_be)
        for sheet in known_sheets(path):
            reports.append(
                load_file(
                    connection,
                    KIND_OF[sheet.name],
                    path,
                    layer=sheet.title,
                    actor=actor,
                    progress=progress,
                    identity_key=identity_key,
                )
            )
    return [replace(report, dry_run=dry_run) for report in reports]


def known_sheets(path: Path) -> list[Sheet]:
    """Find the sheets of the layout that a workbook has, in the order of reading.

    Raises
    ------
    SourceError
        It is no workbook, or has none of them.
    """
    if path.suffix.lower() not in WORKBOOK_SUFFIXES:
        raise SourceError(both("workbook.other_format", name=path.name))
    with open_source(path, first=True) as source:
        there = {layer.name for layer in source.layers if layer.count}
    found = [sheet for sheet in LOADED if sheet.title in there]
    if not found:
        titles = ", ".join(sheet.title for sheet in SHEETS)
        raise SourceError(both("workbook.no_sheet", name=path.name, sheets=titles))
    return found
