"""Lists of what the register holds besides parcels."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from api.database import ConnectionDep
from api.parameters import BoxQuery, CodeQuery, PageDep, YearDep
from api.state import state_of
from api.visitor import VisitorDep, require
from kkmgis.registry.lists import (
    list_assets,
    list_buildings,
    list_leases,
    list_parties,
    list_signs,
)
from kkmgis.registry.page import Page

router = APIRouter(
    prefix="/api/v1", tags=["lists"], dependencies=[require("register.read")]
)

LeaseState = Literal["running", "expired", "terminated", "future"]
SignState = Literal["taxed", "untaxed", "exempt", "removed"]
AssetOwner = Literal["municipal", "treasury", "other"]


def _answer(page: Page) -> JSONResponse:
    return JSONResponse({"items": page.items, "next": page.next})


@router.get("/buildings", summary="List buildings")
def buildings(
    *,
    request: Request,
    connection: ConnectionDep,
    page: PageDep,
    parcel: CodeQuery = None,
    type_code: CodeQuery = None,
    bbox: BoxQuery = None,
) -> JSONResponse:
    """List buildings by code."""
    found = list_buildings(
        connection,
        cursor=page.cursor,
        limit=page.limit,
        bbox=bbox,
        srid=state_of(request).srid,
        parcel=parcel,
        type_code=type_code,
    )
    return _answer(found)


@router.get("/signs", summary="List signs")
def signs(
    *,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    year: YearDep,
    page: PageDep,
    parcel: CodeQuery = None,
    kind: Literal["permanent", "temporary"] | None = None,
    text_class: Literal["thai", "mixed", "foreign"] | None = None,
    state: SignState | None = None,
    bbox: BoxQuery = None,
) -> JSONResponse:
    """List signs by code, with their tax of the year."""
    found = list_signs(
        connection,
        year_be=year,
        names=visitor.sees_names,
        cursor=page.cursor,
        limit=page.limit,
        bbox=bbox,
        srid=state_of(request).srid,
        parcel=parcel,
        kind=kind,
        text_class=text_class,
        state=state,
    )
    return _answer(found)


@router.get("/assets", summary="List municipal and Treasury property")
def assets(
    *,
    connection: ConnectionDep,
    page: PageDep,
    kind: Annotated[str | None, Query(max_length=20)] = None,
    owner: AssetOwner | None = None,
    parcel: CodeQuery = None,
) -> JSONResponse:
    """List property that may be let, and whether it is."""
    found = list_assets(
        connection,
        cursor=page.cursor,
        limit=page.limit,
        kind=kind,
        owner=owner,
        parcel=parcel,
    )
    return _answer(found)


@router.get("/leases", summary="List leases")
def leases(
    *,
    connection: ConnectionDep,
    visitor: VisitorDep,
    page: PageDep,
    state: LeaseState | None = None,
    asset: CodeQuery = None,
    owner: AssetOwner | None = None,
) -> JSONResponse:
    """List leases by contract number."""
    found = list_leases(
        connection,
        names=visitor.sees_names,
        cursor=page.cursor,
        limit=page.limit,
        state=state,
        asset=asset,
        owner=owner,
    )
    return _answer(found)


@router.get("/parties", summary="List owners and tenants")
def parties(
    *,
    connection: ConnectionDep,
    visitor: VisitorDep,
    page: PageDep,
    kind: Annotated[str | None, Query(max_length=20)] = None,
) -> JSONResponse:
    """List parties by code; names of persons are masked unless the role sees them."""
    found = list_parties(
        connection,
        names=visitor.sees_names,
        cursor=page.cursor,
        limit=page.limit,
        kind=kind,
    )
    return _answer(found)
