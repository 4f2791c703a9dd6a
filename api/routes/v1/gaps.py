"""Coverage gaps: ranked list, one gap, and what people decide about it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request
from psycopg import Connection
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from api.database import ConnectionDep
from api.errors import BadRequestError, NotFoundError
from api.gap_decision import decide as take
from api.gap_decision import gap_etag
from api.gap_words import kind_title, shown_gap
from api.parameters import BoxQuery, CodeQuery, PageDep
from api.state import state_of
from api.visitor import Visitor, VisitorDep, require
from kkmgis.registry.gaps import (
    GapQuery,
    gap_totals,
    list_gaps,
    read_gap,
)

router = APIRouter(
    prefix="/api/v1/gaps", tags=["gaps"], dependencies=[require("gap.read")]
)

STATUSES = ("open", "assigned", "fixed", "waived")


class Decision(BaseModel):
    """What somebody decides about a gap."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["open", "assigned", "waived"]
    reason: str | None = Field(None, max_length=2000)
    assigned_to: str | None = Field(None, max_length=200)


def statuses(words: list[str]) -> tuple[str, ...]:
    """Read statuses given several times or with commas.

    Raises
    ------
    BadRequestError
        One is not a status.
    """
    found = tuple(one for word in words for one in word.split(",") if one)
    if not set(found) <= set(STATUSES):
        raise BadRequestError("status")
    return found


@router.get("", summary="List gaps by what is at stake")
def list_all(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    page: PageDep,
    kind: CodeQuery = None,
    status: Annotated[
        list[str] | None,
        Query(description="open, assigned, fixed, waived; open and assigned if none"),
    ] = None,
    block: CodeQuery = None,
    assigned_to: CodeQuery = None,
    bbox: BoxQuery = None,
    sort: Literal["baht", "first_seen"] = "baht",
) -> JSONResponse:
    """List gaps with totals of the filter; `kinds` counts all kinds."""
    query = GapQuery(
        kind=kind,
        status=statuses(status or []),
        block=block,
        assigned_to=assigned_to,
        bbox=bbox,
        srid=state_of(request).srid,
    )
    found = list_gaps(
        connection, query, order=sort, cursor=page.cursor, limit=page.limit
    )
    totals = gap_totals(connection, query)
    language = visitor.language
    return JSONResponse(
        {
            "items": [shown_gap(gap, language) for gap in found.items],
            "next": found.next,
            "total": totals.total,
            "total_baht": totals.total_baht,
            "kinds": [
                {
                    "kind": one.kind,
                    "title": kind_title(one.kind, language),
                    "count": one.count,
                    "baht": one.baht,
                }
                for one in totals.kinds
            ],
        }
    )


@router.get("/{gap_id}", summary="One gap with evidence, estimate and past")
def read_one(
    gap_id: int,
    connection: ConnectionDep,
    visitor: VisitorDep,
    crs: Literal["wgs84", "local"] = "wgs84",
) -> JSONResponse:
    """Give a gap; its ETag serves `If-Match` of a decision."""
    return _answer(connection, gap_id, visitor, local=crs == "local")


@router.patch(
    "/{gap_id}",
    summary="Decide about a gap",
    dependencies=[require("gap.change")],
)
def change_one(
    *,
    gap_id: int,
    decision: Decision,
    connection: ConnectionDep,
    visitor: VisitorDep,
    if_match: Annotated[str | None, Header()] = None,
) -> JSONResponse:
    """Waive a gap with a reason, assign it, or open it again.

    A gap is mended by mending the register. With `If-Match` a gap that changed
    since it was read is answered with 412.
    """
    take(
        connection,
        gap_id,
        decision.status,
        actor=visitor.username,
        reason=decision.reason,
        assigned_to=decision.assigned_to,
        if_match=if_match,
    )
    return _answer(connection, gap_id, visitor, local=False)


def _answer(
    connection: Connection[Any], gap_id: int, visitor: Visitor, *, local: bool
) -> JSONResponse:
    gap = read_gap(connection, gap_id, local=local)
    if gap is None:
        raise NotFoundError
    shown = shown_gap(gap, visitor.language, detailed=True)
    return JSONResponse(shown, headers={"etag": gap_etag(gap)})
