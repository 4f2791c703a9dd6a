"""Reforms: asked about over the whole roll, kept for map and page, deleted again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from psycopg import Connection
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, JSONResponse, Response

from api import export
from api.database import ConnectionDep
from api.errors import BusyError, ForbiddenError, NotFoundError
from api.json_body import JsonBody
from api.parameters import YearDep
from api.reform_files import COLUMNS, change_rows, write_table
from api.state import state_of
from api.visitor import VisitorDep, require
from kkmgis.assess.kept_reforms import (
    delete_reform,
    keep_reform,
    list_reforms,
    parcels_of_reform,
    read_kept_reform,
    reform_of_parcel,
)
from kkmgis.assess.reform import run_reform

router = APIRouter(
    prefix="/api/v1/reforms", tags=["reforms"], dependencies=[require("reform.read")]
)

WAIT_S = 60
ReformId = Annotated[int, InPath(ge=1, lt=2**63)]


@router.get("", summary="List the reforms that were kept")
def list_all(connection: ConnectionDep) -> JSONResponse:
    """List reforms with their totals, the newest first."""
    return JSONResponse({"items": list_reforms(connection)})


@router.post(
    "",
    summary="Put a reform to the whole roll of a year",
    status_code=201,
    dependencies=[require("reform.run")],
)
def make(
    request: Request, visitor: VisitorDep, year: YearDep, spec: JsonBody
) -> JSONResponse:
    """Compute what other rates, exemptions, reductions or prices would come to.

    The body holds `title` and any of `parameters` (values by key of the law data),
    `price_factor` (by `land`, `building`, `unit`), `block_factor` (by block) and
    `prices_of` (a tax year). The roll is not touched; the result is kept under an
    id. What is wrong is told with its place.
    """
    state = state_of(request)
    # A whole roll in memory at a time: more would not be done sooner.
    if not state.exports.acquire(timeout=WAIT_S):
        raise BusyError
    try:
        with state.pool.connection() as connection:
            made = run_reform(connection, year, spec)
            reform_id = keep_reform(connection, made, actor=visitor.username)
            found = read_kept_reform(connection, reform_id)
    finally:
        state.exports.release()
    if found is None:
        raise NotFoundError
    body = found | {"seconds": round(made.seconds, 3)}
    return JSONResponse(body, 201, {"location": f"/api/v1/reforms/{reform_id}"})


@router.get("/{reform_id}", summary="One reform: totals, winners and losers")
def read_one(reform_id: ReformId, connection: ConnectionDep) -> JSONResponse:
    """Give what was proposed and what it comes to."""
    return JSONResponse(_found(connection, reform_id))


@router.delete(
    "/{reform_id}",
    summary="Delete a reform",
    status_code=204,
    dependencies=[require("reform.run")],
)
def delete(
    reform_id: ReformId, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Delete a reform of one's own; an administrator any."""
    found = _found(connection, reform_id)
    if found["actor"] != visitor.username and not visitor.may("account.manage"):
        raise ForbiddenError
    if not delete_reform(connection, reform_id, actor=visitor.username):
        raise NotFoundError
    return Response(status_code=204)


@router.get(
    "/{reform_id}/parcels",
    summary="Tax of every parcel before and after",
    response_class=Response,
)
def parcels(
    *,
    request: Request,
    reform_id: ReformId,
    visitor: VisitorDep,
    format: Literal["json", "csv", "xlsx", "parquet"] = "json",
    limit: Annotated[
        int, Query(ge=1, le=100_000, description="rows of the JSON answer")
    ] = 100_000,
) -> Response:
    """Give all parcels by code, as JSON or as a file."""
    state = state_of(request)
    if not state.exports.acquire(timeout=WAIT_S):
        raise BusyError
    try:
        with state.pool.connection() as connection:
            _found(connection, reform_id)
            rows = change_rows(parcels_of_reform(connection, reform_id))
            if format == "json":
                taken = [
                    dict(zip(COLUMNS, map(_as_json, row), strict=True))
                    for row, _ in zip(rows, range(limit), strict=False)
                ]
                return JSONResponse({"items": taken})
            path = write_table(rows, format, visitor.language)
    finally:
        state.exports.release()
    return FileResponse(
        path,
        media_type=export.MEDIA_TYPES[format],
        filename=f"reform-{reform_id}.{format}",
        background=BackgroundTask(Path.unlink, path, missing_ok=True),
    )


@router.get("/{reform_id}/parcels/{code:path}", summary="One parcel before and after")
def parcel(
    reform_id: ReformId,
    code: Annotated[str, InPath(max_length=100)],
    connection: ConnectionDep,
) -> JSONResponse:
    """Give what the reform changes for all that stands on a parcel."""
    found = reform_of_parcel(connection, reform_id, code)
    if found is None:
        raise NotFoundError
    return JSONResponse(found)


def _as_json(value: Any) -> Any:  # noqa: ANN401 - any cell
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def _found(connection: Connection[Any], reform_id: int) -> dict[str, Any]:
    found = read_kept_reform(connection, reform_id)
    if found is None:
        raise NotFoundError
    return found
