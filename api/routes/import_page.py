"""Imports as a page, and what each kept out as a file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as PathParameter
from psycopg import Connection
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from api import export
from api.database import ConnectionDep
from api.errors import NotFoundError
from api.import_words import say_issue
from api.parameters import FrameDep
from api.state import state_of
from api.templating import render
from api.visitor import Visitor, VisitorDep, require
from api.words import name_of, query
from importers.jobs import queue
from importers.jobs.queue import Job
from importers.jobs.uploads import waiting_uploads
from kkmgis.audit import record_event
from kkmgis.i18n import Language
from kkmgis.issue_words import field_name
from kkmgis.registry.batches import RowIssue, list_batches, read_batch, read_issues

router = APIRouter(include_in_schema=False, dependencies=[require("import.read")])

BatchId = Annotated[int, PathParameter(ge=1, lt=2**63)]
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
    may_write = visitor.may("import.write")
    jobs = queue.open_jobs(connection) if may_write else []
    return render(
        request,
        visitor,
        "imports.html",
        frame=frame,
        most=state_of(request).settings.upload_mib,
        jobs=jobs,
        uploads=_waiting(connection, jobs, visitor) if may_write else [],
        batches=found.items,
        next_href=f"/imports{query(cursor=found.next)}" if found.next else "",
        first_href="/imports" if cursor else "",
    )


def _waiting(
    connection: Connection[Any], jobs: list[Job], visitor: Visitor
) -> list[dict[str, Any]]:
    """List the uploads that wait for a person, and where each goes on."""
    at_work = {job.upload_id for job in jobs}
    return [
        {
            "name": one.name,
            "created_at": one.created_at.isoformat(),
            "actor": one.actor,
            "href": f"/imports/{batch}" if batch else f"/imports/uploads/{one.id}",
            "status": name_of(visitor.language, "web.batch_status", status)
            if batch
            else "",
        }
        for one, batch, status in waiting_uploads(connection)
        if one.id not in at_work
    ]


@router.get("/imports/{batch_id}/issues.csv", dependencies=[require("import.rejects")])
def download_issues(
    batch_id: BatchId, connection: ConnectionDep, visitor: VisitorDep
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
    batch_id: BatchId, connection: ConnectionDep, visitor: VisitorDep
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
    try:
        rejects.write_rejects(found, folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
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
        said = say_issue(one.issue, language)
        yield [
            one.row_no,
            one.issue.code,
            one.issue.severity,
            field_name(one.issue.field, language),
            one.issue.value,
            said.message,
            said.remedy,
        ]
