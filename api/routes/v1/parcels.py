"""Parcels: list, file, assessment, history.

A code may contain slashes, so the longer paths stand before the file itself.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse

from api.database import ConnectionDep
from api.errors import NotFoundError
from api.gap_words import with_title
from api.parameters import BoxQuery, CodeQuery, PageDep, YearDep
from api.state import state_of
from api.visitor import VisitorDep, require
from kkmgis.assess.explain import explain_parcel
from kkmgis.registry.history import read_history
from kkmgis.registry.lists import list_parcels
from kkmgis.registry.parcel_file import read_parcel_file

router = APIRouter(
    prefix="/api/v1/parcels",
    tags=["parcels"],
    dependencies=[require("register.read")],
)

CodePath = Annotated[str, Path(max_length=100, description="parcel code")]
Use = Literal["agriculture", "residential", "other", "vacant", "exempt", "unknown"]
State = Literal["assessed", "set_aside", "unassessed"]


@router.get("", summary="List parcels by code")
def list_all(
    *,
    request: Request,
    connection: ConnectionDep,
    year: YearDep,
    page: PageDep,
    bbox: BoxQuery = None,
    block: CodeQuery = None,
    use: Use | None = None,
    state: State | None = None,
    status: Literal["current", "retired"] = "current",
) -> JSONResponse:
    """List parcels; `use` is the main one of the tax year, `state` its assessment."""
    found = list_parcels(
        connection,
        year_be=year,
        cursor=page.cursor,
        limit=page.limit,
        bbox=bbox,
        srid=state_of(request).srid,
        block=block,
        use=use,
        state=state,
        status=status,
    )
    return JSONResponse({"items": found.items, "next": found.next})


@router.get(
    "/{code:path}/assessment",
    summary="The tax of a parcel with every step",
    dependencies=[require("assessment.read")],
)
def read_assessment(
    code: CodePath, connection: ConnectionDep, year: YearDep, visitor: VisitorDep
) -> JSONResponse:
    """Give the lines of the year, each with its steps in words and its law."""
    return JSONResponse(
        explain_parcel(connection, code, year, language=visitor.language)
    )


@router.get("/{code:path}/history", summary="What happened to a parcel")
def read_past(
    code: CodePath, connection: ConnectionDep, visitor: VisitorDep
) -> JSONResponse:
    """Give every change of the parcel and what stands on it, newest first."""
    items = read_history(connection, code, names=visitor.sees_names)
    if items is None:
        raise NotFoundError
    return JSONResponse({"items": items})


@router.get("/{code:path}", summary="The parcel file")
def read_file(
    *,
    code: CodePath,
    connection: ConnectionDep,
    year: YearDep,
    visitor: VisitorDep,
    geometry: Annotated[bool, Query(description="add the shape as GeoJSON")] = False,
    crs: Literal["wgs84", "local"] = "wgs84",
) -> JSONResponse:
    """Give everything the register holds about a parcel.

    The ETag is the version of the parcel's own row, for `If-Match` of edits.
    """
    found = read_parcel_file(
        connection,
        code,
        year,
        names=visitor.sees_names,
        gaps=visitor.may("gap.read"),
        geometry=crs if geometry else None,
    )
    if found is None:
        raise NotFoundError
    found["gaps"] = [with_title(gap, visitor.language) for gap in found["gaps"]]
    return JSONResponse(found, headers={"etag": f'"{found["version"]}"'})
