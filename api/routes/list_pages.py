"""Lists as pages: parcels, the roll, signs, leases."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.parameters import CodeQuery, FrameDep
from api.routes.v1.lists import AssetOwner, LeaseState, SignState
from api.routes.v1.parcels import State, Use
from api.templating import render
from api.visitor import VisitorDep, require
from api.words import query
from kkmgis.registry.assessments import current_runs, list_assessments
from kkmgis.registry.lists import list_leases, list_parcels, list_signs
from kkmgis.registry.totals import lease_totals, register_totals, sign_totals

router = APIRouter(include_in_schema=False, dependencies=[require("register.read")])

ROWS = 100
Cursor = Annotated[str | None, Query(max_length=500)]


@router.get("/parcels")
def show_parcels(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    block: CodeQuery = None,
    use: Use | Literal[""] = "",
    state: State | Literal[""] = "",
    cursor: Cursor = None,
) -> Response:
    """Show the parcels with main use and state of the year."""
    found = list_parcels(
        connection,
        year_be=frame.year,
        cursor=cursor,
        limit=ROWS,
        block=block or None,
        use=use or None,
        state=state or None,
    )
    chosen = {"block": block or "", "use": use, "state": state}
    here = {"year": frame.year, **chosen}
    return render(
        request,
        visitor,
        "parcels/list.html",
        frame=frame,
        chosen=chosen,
        register=register_totals(connection),
        parcels=found.items,
        next_href=f"/parcels{query(**here, cursor=found.next)}" if found.next else "",
        first_href=f"/parcels{query(**here)}" if cursor else "",
    )


@router.get("/roll", dependencies=[require("assessment.read")])
def show_roll(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    tax: Literal["land_building", "sign"] = "land_building",
    cursor: Cursor = None,
) -> Response:
    """Show what taxpayers owe in the year, the largest first."""
    found = list_assessments(
        connection,
        frame.year,
        tax=tax,
        names=visitor.sees_names,
        cursor=cursor,
        limit=ROWS,
    )
    here = {"year": frame.year, "tax": tax}
    return render(
        request,
        visitor,
        "roll.html",
        frame=frame,
        tax=tax,
        runs=current_runs(connection, frame.year),
        assessments=found.items,
        next_href=f"/roll{query(**here, cursor=found.next)}" if found.next else "",
        first_href=f"/roll{query(**here)}" if cursor else "",
    )


@router.get("/signs")
def show_signs(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    state: SignState | Literal[""] = "",
    kind: Literal["permanent", "temporary", ""] = "",
    text_class: Literal["thai", "mixed", "foreign", ""] = "",
    cursor: Cursor = None,
) -> Response:
    """Show signs with their tax of the year."""
    chosen = {"state": state, "kind": kind, "text_class": text_class}
    found = list_signs(
        connection,
        year_be=frame.year,
        names=visitor.sees_names,
        cursor=cursor,
        limit=ROWS,
        state=state or None,
        kind=kind or None,
        text_class=text_class or None,
    )
    here = {"year": frame.year, **chosen}
    return render(
        request,
        visitor,
        "signs.html",
        frame=frame,
        chosen=chosen,
        totals=sign_totals(connection, frame.year),
        signs=found.items,
        next_href=f"/signs{query(**here, cursor=found.next)}" if found.next else "",
        first_href=f"/signs{query(**here)}" if cursor else "",
    )


@router.get("/leases")
def show_leases(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    state: LeaseState | Literal[""] = "",
    owner: AssetOwner | Literal[""] = "",
    cursor: Cursor = None,
) -> Response:
    """Show leases of municipal and Treasury property."""
    found = list_leases(
        connection,
        names=visitor.sees_names,
        cursor=cursor,
        limit=ROWS,
        state=state or None,
        owner=owner or None,
    )
    here = {"year": frame.year, "state": state, "owner": owner}
    return render(
        request,
        visitor,
        "leases.html",
        frame=frame,
        chosen={"state": state, "owner": owner},
        totals=lease_totals(connection),
        register=register_totals(connection),
        leases=found.items,
        next_href=f"/leases{query(**here, cursor=found.next)}" if found.next else "",
        first_href=f"/leases{query(**here)}" if cursor else "",
    )
