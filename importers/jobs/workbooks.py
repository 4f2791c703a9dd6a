"""A workbook of six sheets as one job: tried, written, and taken back as a whole.

Its sheets build on each other (an owner on the first is named on the second), so none
can be checked before the former is written. It is tried by doing all of it and taking
it back; what is shown of it is what writing it would have come to.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from psycopg import Connection, Rollback

from importers.batches import examples_of
from importers.jobs.choices import Choices
from importers.ltax.workbook import load_workbook
from importers.report import Report
from importers.shaping import Progress
from importers.undo import undo_batch
from kkmgis.issue import Issue
from kkmgis.ltax.year import this_year

LTAX = "ltax"
"""Kind of the whole workbook; its sheets have kinds of their own."""
MOST_EXAMPLES = 12
"""Rules of which a sheet shows an issue."""
_SHOWN = ("kind", "layer", "read", "loaded", "unchanged", "updated", "rejected")

Part = dict[str, Any]
"""What became of a sheet: its counts, ``batch`` (None when tried), ``issues``."""


def try_workbook(
    connection: Connection[Any],
    path: Path,
    choices: Choices,
    *,
    actor: str,
    progress: Progress,
) -> list[Part]:
    """Do everything that writing a workbook does, and take it back.

    Parameters
    ----------
    connection : Connection
        In autocommit.
    path : Path
    choices : Choices
        With the tax year; None is the running one.
    actor : str
    progress : callable

    Returns
    -------
    list of dict
        One for each sheet, in the order of reading.

    Raises
    ------
    SourceError
        It is no workbook, or none of its sheets is known.
    """
    parts: list[Part] = []
    with connection.transaction():
        for report in _load(connection, path, choices, actor, progress):
            parts.append(_part(connection, report) | {"batch": None})
        raise Rollback
    return parts


def write_workbook(
    connection: Connection[Any],
    path: Path,
    choices: Choices,
    *,
    actor: str,
    progress: Progress,
) -> list[Part]:
    """Write a workbook into the register, all of it or nothing.

    Parameters and errors are those of `try_workbook`.
    """
    with connection.transaction():
        reports = _load(connection, path, choices, actor, progress)
        return [_part(connection, report) for report in reports]


def undo_workbook(
    connection: Connection[Any], batches: list[int], *, actor: str
) -> tuple[int, int]:
    """Take the batches of a workbook back, the last one first, all or none.

    Returns
    -------
    tuple of (int, int)
        Rows that went, and rows that are as they were before.

    Raises
    ------
    DependentsError, ConflictError
        One of them cannot be taken back.
    """
    deleted = restored = 0
    with connection.transaction():
        for number in sorted(batches, reverse=True):
            undone = undo_batch(connection, number, actor=actor)
            deleted += undone.deleted
            restored += undone.restored
    return deleted, restored


def _load(
    connection: Connection[Any],
    path: Path,
    choices: Choices,
    actor: str,
    progress: Progress,
) -> list[Report]:
    return load_workbook(
        connection,
        path,
        year_be=choices.year_be or this_year(),
        actor=actor,
        progress=progress,
    )


def _part(connection: Connection[Any], report: Report) -> Part:
    shown = {name: getattr(report, name) for name in _SHOWN}
    examples = examples_of(connection, report.batch)[:MOST_EXAMPLES]
    issues = [
        {"count": count, "row": found.row_no, **_issue(found.issue)}
        for count, found in examples
    ]
    return {**shown, "batch": report.batch, "issues": issues}


def _issue(issue: Issue) -> dict[str, Any]:
    return {**dataclasses.asdict(issue), "values": dict(issue.values), "place": None}
