"""Imports: batches, what they kept out, and what becomes of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from psycopg import Connection
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from api import import_actions as actions
from api.database import ConnectionDep
from api.errors import NotFoundError
from api.import_shapes import entry_shapes, issue_shapes
from api.import_words import job_json, say_issue
from api.parameters import CodeQuery, PageDep
from api.routes.v1.import_uploads import KeyHeader, Writing
from api.state import state_of
from api.visitor import Visitor, VisitorDep, require
from importers.reconcile.reading import difference, list_difference
from kkmgis.registry.batch_issues import (
    BatchIssue,
    count_outcomes,
    find_issue,
    list_batch_issues,
)
from kkmgis.registry.batches import list_batches, read_batch

router = APIRouter(
    prefix="/api/v1/imports", tags=["imports"], dependencies=[require("import.read")]
)

BatchId = Annotated[int, Path(ge=1, lt=2**63)]
Rejects = require("import.rejects")


What = Literal["new", "changed", "moved", "split", "merged", "gone"]


class AcceptBody(BaseModel):
    """What of a checked batch is to be written."""

    model_config = ConfigDict(extra="forbid")

    outcomes: list[str] | None = Field(
        None, max_length=20, description="these outcomes alone; left out: all"
    )
    rows: list[int] | None = Field(
        None, max_length=1_000_000, description="these rows of the file alone"
    )
    only: list[What] | None = Field(
        None, max_length=20, description="these categories of the difference alone"
    )
    skip: list[int] | None = Field(
        None, max_length=100_000, description="with `only`: but not these rows"
    )
    retire_gone: bool = Field(
        False, description="with `only`: retire the parcels that are gone"
    )


@router.get("", summary="List import batches")
def list_all(
    connection: ConnectionDep,
    page: PageDep,
    kind: Annotated[str | None, Query(max_length=40)] = None,
) -> JSONResponse:
    """List import batches, the newest first."""
    found = list_batches(connection, kind=kind, cursor=page.cursor, limit=page.limit)
    return JSONResponse({"items": found.items, "next": found.next})


@router.get("/{batch_id}", summary="One import batch")
def read_one(batch_id: BatchId, connection: ConnectionDep) -> JSONResponse:
    """Give one import batch with the number of each issue."""
    return JSONResponse(_found(connection, batch_id))


@router.get("/{batch_id}/issues", summary="Issues of a batch", dependencies=[Rejects])
def issues(
    batch_id: BatchId,
    connection: ConnectionDep,
    visitor: VisitorDep,
    page: PageDep,
    code: CodeQuery = None,
) -> JSONResponse:
    """List what is wrong with the rows of a batch, in their order."""
    _found(connection, batch_id)
    found, more = list_batch_issues(
        connection, batch_id, code=code, cursor=page.cursor, limit=page.limit
    )
    items = [_issue_json(one, visitor) for one in found]
    return JSONResponse({"items": items, "next": more})


@router.get(
    "/{batch_id}/issues/{number}/shape",
    summary="Where an issue is",
    dependencies=[Rejects],
)
def shape(
    request: Request, batch_id: BatchId, number: BatchId, connection: ConnectionDep
) -> JSONResponse:
    """Give the shape of the row, the spot, and a repair before and after.

    GeoJSON in the storage CRS; empty for what has no place.
    """
    batch = _found(connection, batch_id)
    found = find_issue(connection, batch_id, number)
    if found is None:
        raise NotFoundError
    srid = state_of(request).srid
    drawn = issue_shapes(connection, batch_id, found, crs=batch["crs"], srid=srid)
    return JSONResponse(drawn)


@router.get("/{batch_id}/outcomes", summary="What a checked batch would do")
def outcomes(batch_id: BatchId, connection: ConnectionDep) -> JSONResponse:
    """Count the rows by what would become of them."""
    _found(connection, batch_id)
    return JSONResponse({"outcomes": count_outcomes(connection, batch_id)})


@router.get(
    "/{batch_id}/difference",
    summary="Difference of a checked batch from the register",
    dependencies=[Rejects],
)
def read_difference(
    batch_id: BatchId,
    connection: ConnectionDep,
    what: What | None = None,
    after: Annotated[int, Query(ge=0, description="`place` of the last one")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> JSONResponse:
    """Count what is new, changed, moved, split, merged and gone, and list it."""
    _found(connection, batch_id)
    listed = list_difference(
        connection, batch_id, what=what, after=after, limit=limit, with_shapes=False
    )
    counts = difference(connection, batch_id).counts
    items = [entry.as_json() for entry in listed]
    return JSONResponse({"counts": dict(counts), "items": items})


@router.get(
    "/{batch_id}/difference/{place}/shape",
    summary="Shape before and after",
    dependencies=[Rejects],
)
def difference_shape(
    request: Request, batch_id: BatchId, place: BatchId, connection: ConnectionDep
) -> JSONResponse:
    """Give the shape of an entry before and after, GeoJSON in the storage CRS."""
    _found(connection, batch_id)
    listed = list_difference(connection, batch_id, after=place - 1, limit=1)
    if not listed or listed[0].place != place:
        raise NotFoundError
    return JSONResponse(entry_shapes(listed[0], srid=state_of(request).srid))


@router.post(
    "/{batch_id}/promote",
    summary="Write a checked batch into the register",
    status_code=202,
    dependencies=[Writing],
)
def promote(
    batch_id: BatchId,
    connection: ConnectionDep,
    visitor: VisitorDep,
    body: AcceptBody | None = None,
    key: KeyHeader = None,
) -> JSONResponse:
    """Write all rows of a checked batch, or those that are accepted; as a job."""
    batch = _found(connection, batch_id)
    options = {} if body is None else body.model_dump(exclude_none=True)
    return _asked(connection, "promote", batch, visitor, options, key)


@router.post(
    "/{batch_id}/discard",
    summary="Throw a checked batch away",
    status_code=202,
    dependencies=[Writing],
)
def discard(
    batch_id: BatchId,
    connection: ConnectionDep,
    visitor: VisitorDep,
    key: KeyHeader = None,
) -> JSONResponse:
    """Throw away what was staged, with its file; the register stays as it is."""
    batch = _found(connection, batch_id)
    options = {"forget_file": True}
    return _asked(connection, "discard", batch, visitor, options, key)


@router.post(
    "/{batch_id}/undo",
    summary="Take an import back",
    status_code=202,
    dependencies=[Writing],
)
def undo(
    batch_id: BatchId,
    connection: ConnectionDep,
    visitor: VisitorDep,
    key: KeyHeader = None,
) -> JSONResponse:
    """Put the register back as it was; refused when later changes build on it."""
    batch = _found(connection, batch_id)
    return _asked(connection, "undo", batch, visitor, {}, key)


def _asked(  # noqa: PLR0917 - one call for three routes
    connection: Connection[Any],
    task: str,
    batch: dict[str, Any],
    visitor: Visitor,
    options: dict[str, Any],
    key: str | None,
) -> JSONResponse:
    job = actions.on_batch(
        connection, task, batch, actor=visitor.username, options=options, key=key
    )
    location = {"location": f"/api/v1/imports/jobs/{job.id}"}
    return JSONResponse(job_json(job, visitor.language), 202, location)


def _found(connection: Connection[Any], batch_id: int) -> dict[str, Any]:
    batch = read_batch(connection, batch_id)
    if batch is None:
        raise NotFoundError
    return batch


def _issue_json(found: BatchIssue, visitor: Visitor) -> dict[str, Any]:
    issue = found.issue
    said = say_issue(issue, visitor.language)
    return {
        "id": found.id,
        "row": found.row_no,
        "code": issue.code,
        "severity": issue.severity,
        "field": issue.field,
        "value": issue.value,
        "message": said.message,
        "remedy": said.remedy,
        "place": issue.place,
    }
