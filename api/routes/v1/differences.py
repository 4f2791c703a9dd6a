"""Why two rolls differ: totals by cause, and every object, as pages or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, JSONResponse, Response

from api import export
from api.difference_file import difference_file
from api.differences import check_cause
from api.errors import BusyError
from api.parameters import CodeQuery, PageDep
from api.state import request_pulse, state_of
from api.visitor import VisitorDep, require
from kkmgis.assess.difference_answer import items, summary
from kkmgis.assess.difference_totals import rows_by_size
from kkmgis.assess.run_choice import find_run
from kkmgis.audit import record_event
from kkmgis.registry.page import decode_cursor, encode_cursor

router = APIRouter(
    prefix="/api/v1/assessments",
    tags=["assessments"],
    dependencies=[require("assessment.read")],
)

EXPORT_WAIT_S = 60

Tax = Literal["land_building", "sign"]
Aspect = Literal[
    "law", "price", "area", "building", "use", "exemption", "owner", "sign"
]
Cause = Aspect | Literal["correction"]
RunName = Annotated[
    str,
    Query(
        max_length=30,
        description="tax year (Buddhist Era), whose current run is meant, or `run:ID`",
    ),
]
PulseDep = Annotated[dict[str, int], Depends(request_pulse)]


@router.get("/differences", summary="Why two rolls differ", response_class=Response)
def differences(
    *,
    request: Request,
    visitor: VisitorDep,
    pulse: PulseDep,
    page: PageDep,
    before: Annotated[RunName, Query(alias="from")],
    after: Annotated[RunName, Query(alias="to")],
    tax: Tax = "land_building",
    cause: Annotated[
        Cause | None, Query(description="only what it changed, by the size of that")
    ] = None,
    aspect: Annotated[
        Aspect | None, Query(description="as `cause`, mended mistakes about it too")
    ] = None,
    block: CodeQuery = None,
    format: Annotated[
        export.Format,
        Query(description="json: totals and pages of objects; the others: a file"),
    ] = "json",
) -> Response:
    """Give the change of the levy by cause, and the objects, largest change first.

    The causes of each object add up to its change, and so do the totals: amounts are
    exact, decimal strings in JSON and CSV, decimal128 in Parquet.
    """
    for name in (cause, aspect):
        check_cause(tax, name)
    state = state_of(request)
    with state.pool.connection() as connection:
        runs = [find_run(connection, name, tax) for name in (before, after)]
    found = state.differences.between(state.pool, runs[0], runs[1], pulse)
    rows = rows_by_size(found, cause=cause, aspect=aspect, block=block or None)
    if format == "json":
        [first] = decode_cursor(page.cursor, int) if page.cursor else [0]
        first = max(first, 0)
        last = first + page.limit
        body = summary(found)
        body["items"] = items(found, rows[first:last])
        body["count"] = len(rows)
        body["next"] = encode_cursor(last) if last < len(rows) else None
        return JSONResponse(body)
    if not state.exports.acquire(timeout=EXPORT_WAIT_S):
        raise BusyError
    try:
        with state.pool.connection() as connection:
            record_event(
                connection,
                "difference.exported",
                actor=visitor.username,
                subject=("run", str(runs[1].id)),
                after={"format": format, "from": runs[0].id, "tax": tax},
            )
        path = difference_file(found, rows, format, visitor.language)
    finally:
        state.exports.release()
    years = f"{runs[0].tax_year_be}-{runs[1].tax_year_be}"
    return FileResponse(
        path,
        media_type=export.MEDIA_TYPES[format],
        filename=f"differences-{tax}-{years}.{format}",
        background=BackgroundTask(Path.unlink, path, missing_ok=True),
    )
