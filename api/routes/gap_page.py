"""The ranked list of coverage gaps, and decisions about them by form."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from api.database import ConnectionDep
from api.gap_decision import decide
from api.gap_words import kind_title, shown_gap
from api.language import local_path
from api.parameters import CodeQuery, FrameDep
from api.templating import render
from api.visitor import VisitorDep, require
from api.words import query
from kkmgis.registry.gaps import GapQuery, gap_totals, list_gaps
from kkmgis.registry.page import Page

router = APIRouter(include_in_schema=False, dependencies=[require("gap.read")])

ROWS = 50
Status = Literal["open", "assigned", "fixed", "waived", ""]


class DecisionForm(BaseModel):
    """The fields of the form in a row."""

    status: Literal["open", "assigned", "waived"]
    reason: str = Field("", max_length=2000)
    assigned_to: str = Field("", max_length=200)
    next: str = Field("/gaps", max_length=2000)


@router.get("/gaps")
def show_gaps(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    kind: CodeQuery = None,
    status: Status = "",
    block: CodeQuery = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show what is missing, most money first."""
    wanted = GapQuery(
        kind=kind or None,
        status=(status,) if status else (),
        block=block or None,
    )
    found = list_gaps(connection, wanted, cursor=cursor, limit=ROWS)
    chosen = {"kind": kind or None, "status": status, "block": block or None}
    address = partial(query, year=frame.year, **chosen)
    return render(
        request,
        visitor,
        "gaps.html",
        frame=frame,
        gaps=Page([shown_gap(gap, visitor.language) for gap in found.items], None),
        totals=gap_totals(connection, wanted),
        chosen=chosen,
        kind_title=lambda name: kind_title(name, visitor.language),
        next_href=f"/gaps{address(cursor=found.next)}" if found.next else "",
        first_href=f"/gaps{address()}" if cursor else "",
    )


@router.post("/gaps/{gap_id}", dependencies=[require("gap.change")])
def take_decision(
    gap_id: int,
    form: Annotated[DecisionForm, Form()],
    connection: ConnectionDep,
    visitor: VisitorDep,
) -> Response:
    """Keep a decision and go back to the list."""
    decide(
        connection,
        gap_id,
        form.status,
        actor=visitor.username,
        reason=form.reason.strip() or None,
        assigned_to=form.assigned_to.strip() or None,
    )
    return RedirectResponse(f"{local_path(form.next, '/gaps')}#gap-{gap_id}", 303)
