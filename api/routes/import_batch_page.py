"""A batch as a page: what it would change, its issues on the map, undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request
from psycopg import Connection
from starlette.responses import RedirectResponse, Response

from api import import_actions as actions
from api.database import ConnectionDep
from api.errors import BadRequestError, NotFoundError
from api.found import parcel_address
from api.import_words import say_issue
from api.map_config import map_config
from api.parameters import CodeQuery, FrameDep
from api.state import state_of
from api.templating import render, render_part
from api.visitor import Visitor, VisitorDep, require
from api.words import NOTHING, field_value, moment, name_of
from importers.jobs import queue
from importers.jobs.queue import Job
from importers.kinds import KINDS
from importers.reconcile.reading import WHAT, Entry, difference, list_difference
from kkmgis.i18n import both, side_of, text
from kkmgis.issue_words import field_name
from kkmgis.registry.batch_issues import (
    BatchIssue,
    Group,
    count_outcomes,
    group_issues,
    list_batch_issues,
)
from kkmgis.registry.batches import read_batch

router = APIRouter(include_in_schema=False, dependencies=[require("import.read")])

BatchId = Annotated[int, Path(ge=1, lt=2**63)]
Writing = require("import.write")
FIRST = 5
MORE = 50
SHOWN_ENTRIES = 30
CHANGING = ("loaded", "updated")
"""Outcomes that write something."""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue in the list."""

    id: int
    row: int | None
    message: str


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """The issues of one rule: what it is, what to do, the first of them."""

    code: str
    severity: str
    count: int
    title: str
    remedy: str
    items: list[IssueLine]
    more: str | None


@dataclass(frozen=True, slots=True)
class Category:
    """Entries of a difference that change the register in the same way."""

    what: str
    count: int
    entries: list[EntryLine]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of a difference in words."""

    place: int
    row: int | None
    code: str
    detail: str


@router.get("/imports/{batch_id}")
def show_batch(
    request: Request,
    batch_id: BatchId,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show a batch, whatever its state."""
    batch = _found(connection, batch_id)
    state = state_of(request)
    may_see = visitor.may("import.rejects")
    job = queue.last_job(connection, batch_id=batch_id)
    if job is not None and job.is_open and visitor.may("import.write"):
        return RedirectResponse(f"/imports/jobs/{job.id}", 303)
    outcomes = count_outcomes(connection, batch_id)
    kind = KINDS.get(batch["kind"])
    return render(
        request,
        visitor,
        "imports/batch.html",
        frame=frame,
        batch=batch,
        may_see=may_see,
        may_write=visitor.may("import.write"),
        changing=[(n, outcomes[n]) for n in CHANGING if outcomes.get(n)],
        categories=_categories(connection, batch, visitor),
        groups=_groups(connection, batch_id, visitor) if may_see else [],
        has_shapes=kind is not None and kind.shape is not None,
        job=job,
        workbook=queue.job_of_workbook(connection, batch_id),
        error=_error(job, visitor),
        dependents=_dependents(job, visitor),
        undone=_undone(job),
        most=state.settings.upload_mib,
        config=map_config(connection, state.settings, visitor, frame, state.srid),
    )


@router.get("/imports/{batch_id}/issues", dependencies=[require("import.rejects")])
def show_issues(
    *,
    request: Request,
    batch_id: BatchId,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    code: CodeQuery = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show more issues of a rule, as a page or for the script of one."""
    _found(connection, batch_id)
    found, more = list_batch_issues(
        connection, batch_id, code=code, cursor=cursor, limit=MORE
    )
    values: dict[str, Any] = {
        "items": [_line(one, visitor) for one in found],
        "more": more,
        "code": code,
        "batch_id": batch_id,
    }
    if request.headers.get("x-part"):
        return render_part(request, visitor, "imports/_issues.html", **values)
    return render(request, visitor, "imports/issues.html", frame=frame, **values)


@router.post("/imports/{batch_id}/promote", dependencies=[Writing])
async def promote(request: Request, batch_id: BatchId, visitor: VisitorDep) -> Response:
    """Write the accepted rows."""
    form = await request.form()
    outcomes = [str(value) for value in form.getlist("outcomes")]
    only = [str(value) for value in form.getlist("only")]
    if not outcomes and not only:
        raise BadRequestError(both("imports.accept.none_chosen"))
    options: dict[str, Any] = {"outcomes": outcomes}
    if only:
        skip = [int(str(row)) for row in form.getlist("skip") if str(row).isdecimal()]
        options = {"only": only, "skip": skip, "retire_gone": "gone" in only}

    def ask() -> Response:
        with state_of(request).pool.connection() as connection:
            return _ask(connection, "promote", batch_id, visitor, options)

    return await to_thread.run_sync(ask)


@router.post("/imports/{batch_id}/discard", dependencies=[Writing])
def discard(
    batch_id: BatchId, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Throw away what was staged."""
    options = {"forget_file": True}
    return _ask(connection, "discard", batch_id, visitor, options)


@router.post("/imports/{batch_id}/undo", dependencies=[Writing])
def undo(batch_id: BatchId, connection: ConnectionDep, visitor: VisitorDep) -> Response:
    """Take an import back."""
    return _ask(connection, "undo", batch_id, visitor, {})


def _ask(
    connection: Connection[Any],
    task: str,
    batch_id: int,
    visitor: Visitor,
    options: dict[str, Any],
) -> Response:
    job = actions.on_batch(
        connection,
        task,
        _found(connection, batch_id),
        actor=visitor.username,
        options=options,
    )
    return RedirectResponse(f"/imports/jobs/{job.id}", 303)


def _found(connection: Connection[Any], batch_id: int) -> dict[str, Any]:
    batch = read_batch(connection, batch_id)
    if batch is None:
        raise NotFoundError
    return batch


def _groups(
    connection: Connection[Any], batch_id: int, visitor: Visitor
) -> list[IssueGroup]:
    return [
        _group(connection, batch_id, one, visitor)
        for one in group_issues(connection, batch_id)
    ]


def _group(
    connection: Connection[Any], batch_id: int, group: Group, visitor: Visitor
) -> IssueGroup:
    found, more = list_batch_issues(connection, batch_id, code=group.code, limit=FIRST)
    said = say_issue(group.example.issue, visitor.language)
    return IssueGroup(
        code=group.code,
        severity=group.severity,
        count=group.count,
        title=said.message,
        remedy=said.remedy,
        items=[_line(one, visitor) for one in found],
        more=more,
    )


def _line(found: BatchIssue, visitor: Visitor) -> IssueLine:
    message = say_issue(found.issue, visitor.language).message
    return IssueLine(found.id, found.row_no, message)


def _error(job: Job | None, visitor: Visitor) -> str | None:
    if job is None or job.state != "failed" or job.error is None:
        return None
    return side_of(job.error, visitor.language)


def _categories(
    connection: Connection[Any], batch: dict[str, Any], visitor: Visitor
) -> list[Category]:
    """List what would change, with the first of each; empty when it is settled."""
    if batch["status"] != "checked" or not visitor.may("import.rejects"):
        return []
    counts = difference(connection, batch["id"]).counts
    return [
        Category(
            what,
            counts[what],
            [
                _entry(one, visitor)
                for one in list_difference(
                    connection,
                    batch["id"],
                    what=what,
                    limit=SHOWN_ENTRIES,
                    with_shapes=False,
                )
            ],
        )
        for what in WHAT
        if counts[what]
    ]


def _entry(entry: Entry, visitor: Visitor) -> EntryLine:
    """Say an entry: fields before and after, areas, what land it came from."""
    language = visitor.language
    parts = []
    for field, (before, after) in (entry.details.get("fields") or {}).items():
        old, new = (field_value(language, field, value) for value in (before, after))
        parts.append(f"{field_name(field, language)}: {old} → {new}")
    shape = entry.details.get("shape") or {}
    if shape.get("area_before_m2") and shape.get("area_after_m2"):
        areas = (shape["area_before_m2"], shape["area_after_m2"])
        old, new = (f"{float(area):,.1f}" for area in areas)
        parts.append(text("imports.entry.area", language, before=old, after=new))
    parents = [str(one.get("code")) for one in entry.details.get("parents") or ()]
    if parents:
        named = ", ".join(parents)
        parts.append(text("imports.entry.from", language, codes=named))
    return EntryLine(entry.place, entry.row_no, entry.code or "–", " · ".join(parts))


def _dependents(job: Job | None, visitor: Visitor) -> list[dict[str, str]]:
    """List what keeps a batch from being undone, with a link where there is a page."""
    found = [] if job is None else job.result.get("dependents", [])
    return [
        {
            "href": parcel_address(one["code"]) if one["table"] == "parcel" else "",
            "label": name_of(visitor.language, "imports.table", one["table"])
            + f" {one['code']}",
            "detail": " · ".join(
                part
                for part in (
                    name_of(visitor.language, "imports.how", one["how"]),
                    one["changed_by"] or "",
                    moment(visitor.language, one["changed_at"]),
                    one["reason"] or "",
                )
                if part and part != NOTHING
            ),
        }
        for one in found
    ]


def _undone(job: Job | None) -> dict[str, Any] | None:
    done = job is not None and job.task == "undo" and job.state == "done"
    return job.result if job is not None and done else None
