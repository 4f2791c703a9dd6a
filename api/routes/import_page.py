"""Imports as a page, and what each kept out as a file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from psycopg import Connection
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from api import export
from api.database import ConnectionDep
from api.errors import NotFoundError
from api.parameters import FrameDep
from api.templating import render
from api.visitor import Visitor, VisitorDep, require
from api.words import query
from kkmgis.audit import record_event
from kkmgis.i18n import Language
from kkmgis.issue import Issue
from kkmgis.registry.batches import RowIssue, list_batches, read_batch, read_issues

router = APIRouter(include_in_schema=False, dependencies=[require("import.read")])

ROWS = 100
COLUMNS = ("row", "code", "severity", "field", "value", "message", "remedy")


@router.get("/imports")
def show_imports(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show the files that came in, the newest first."""
    found = list_batches(connection, cursor=cursor, limit=ROWS)
    return render(
        request,
        visitor,
        "imports.html",
        frame=frame,
        batches=found.items,
        next_href=f"/imports{query(cursor=found.next)}" if found.next else "",
        first_href="/imports" if cursor else "",
    )


@router.get("/imports/{batch_id}/issues.csv", dependencies=[require("import.rejects")])
def download_issues(
    batch_id: int, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Give the issues of a batch, to be read: row, field, value, reason, remedy."""
    if read_batch(connection, batch_id) is None:
        raise NotFoundError
    _record(connection, batch_id, visitor, "issues")
    lines = _lines(read_issues(connection, batch_id), visitor.language)
    name = f"issues-{batch_id}.csv"
    return Response(
        b"".join(export.write_csv(COLUMNS, lines)),
        media_type=export.MEDIA_TYPES["csv"],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@router.get("/imports/{batch_id}/rejects", dependencies=[require("import.rejects")])
def download_rejects(
    batch_id: int, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Give the rejected rows as they came, in the format they came in, to be mended.

    The web has no key of the personal columns: they stay out.
    """
    # The data frames behind it weigh more than all the rest of a worker.
    from importers import rejects

    if read_batch(connection, batch_id) is None:
        raise NotFoundError
    found = rejects.read_rejects(connection, batch_id, language=visitor.language)
    _record(connection, batch_id, visitor, "rejects")
    name = rejects.suggested_name(found)
    folder = Path(tempfile.mkdtemp(prefix="kkmgis-"))
    rejects.write_rejects(found, folder / name)
    return FileResponse(
        folder / name,
        filename=name,
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def _record(
    connection: Connection[Any], batch_id: int, visitor: Visitor, what: str
) -> None:
    record_event(
        connection,
        f"import.{what}_exported",
        actor=visitor.username,
        subject=("batch", str(batch_id)),
    )


def _lines(issues: list[RowIssue], language: Language) -> Iterator[list[Any]]:
    for one in issues:
        yield [
            one.row_no,
            one.issue.code,
            one.issue.severity,
            one.issue.field,
            one.issue.value,
            _say(Issue.message, one.issue, language),
            _say(Issue.remedy, one.issue, language),
        ]


def _say(say: Any, issue: Issue, language: Language) -> str:  # noqa: ANN401
    """Say an issue; one of another version of kkmgis says its code."""
    try:
        words: str = say(issue, language)
    except (KeyError, IndexError, ValueError):
        return issue.code
    return words
