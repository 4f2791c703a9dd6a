"""Imports as a page, and what each kept out as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import export
from api.database import ConnectionDep
from api.errors import NotFoundError
from api.templating import render
from api.visitor import VisitorDep, require
from api.words import query
from kkmgis.audit import record_event
from kkmgis.i18n import Language
from kkmgis.issue import Issue
from kkmgis.registry.batches import Reject, list_batches, read_batch, read_rejects

router = APIRouter(include_in_schema=False, dependencies=[require("import.read")])

ROWS = 100
COLUMNS = ("row", "outcome", "code", "severity", "field", "value", "message", "remedy")


@router.get("/imports")
def show_imports(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show the files that came in, the newest first."""
    found = list_batches(connection, cursor=cursor, limit=ROWS)
    return render(
        request,
        visitor,
        "imports.html",
        batches=found.items,
        next_href=f"/imports{query(cursor=found.next)}" if found.next else "",
        first_href="/imports" if cursor else "",
    )


@router.get("/imports/{batch_id}/rejects.csv", dependencies=[require("import.rejects")])
def download_rejects(
    batch_id: int, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Give the issues of a batch with their rows as received, as CSV.

    Personal columns of rejected rows are sealed where they are kept, and stay so.
    """
    if read_batch(connection, batch_id) is None:
        raise NotFoundError
    rejects = read_rejects(connection, batch_id)
    record_event(
        connection,
        "import.rejects_exported",
        actor=visitor.username,
        subject=("batch", str(batch_id)),
    )
    received = sorted({name for one in rejects for name in one.attributes})
    lines = export.write_csv(
        [*COLUMNS, *received], _lines(rejects, received, visitor.language)
    )
    name = f"rejects-{batch_id}.csv"
    return Response(
        b"".join(lines),
        media_type=export.MEDIA_TYPES["csv"],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _lines(
    rejects: list[Reject], received: list[str], language: Language
) -> Iterator[list[Any]]:
    for one in rejects:
        yield [
            one.row_no,
            one.outcome or "kept",
            one.issue.code,
            one.issue.severity,
            one.issue.field,
            one.issue.value,
            _say(Issue.message, one.issue, language),
            _say(Issue.remedy, one.issue, language),
            *(one.attributes.get(name) for name in received),
        ]


def _say(say: Any, issue: Issue, language: Language) -> str:  # noqa: ANN401
    """Say an issue; one of another version of kkmgis says its code."""
    try:
        words: str = say(issue, language)
    except (KeyError, IndexError, ValueError):
        return issue.code
    return words
