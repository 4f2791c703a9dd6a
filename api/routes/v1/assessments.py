"""The assessments of a tax year: pages of taxpayers, or all lines as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from psycopg import Connection
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, JSONResponse, Response

from api import export
from api.errors import BusyError
from api.parameters import PageDep, PageOf, YearDep
from api.state import state_of
from api.visitor import Visitor, VisitorDep, require
from kkmgis.audit import record_event
from kkmgis.i18n import text
from kkmgis.registry.assessments import (
    EXPORT_COLUMNS,
    current_runs,
    export_lines,
    list_assessments,
)

router = APIRouter(
    prefix="/api/v1/assessments",
    tags=["assessments"],
    dependencies=[require("assessment.read")],
)

EXPORT_WAIT_S = 60

MONEY = frozenset(EXPORT_COLUMNS[-5:])
WHOLE = frozenset(("tax_year", "run", "assessment", "line"))


@router.get("", summary="What taxpayers owe in a year", response_class=Response)
def assessments(
    *,
    request: Request,
    visitor: VisitorDep,
    year: YearDep,
    page: PageDep,
    tax: Literal["land_building", "sign"] = "land_building",
    format: Annotated[
        export.Format,
        Query(description="json: pages of taxpayers; the others: all lines, a file"),
    ] = "json",
) -> Response:
    """Give what taxpayers owe, the largest first; or every line as a file.

    Amounts are exact: decimal strings in JSON and CSV, decimal128 in Parquet.
    """
    state = state_of(request)
    if format == "json":
        with state.pool.connection() as connection:
            return _page(connection, visitor, year, page, tax)
    # A file takes a connection for seconds: pages must not wait behind files.
    if not state.exports.acquire(timeout=EXPORT_WAIT_S):
        raise BusyError
    try:
        with state.pool.connection() as connection:
            return _file(connection, visitor, year, format)
    finally:
        state.exports.release()


def _page(
    connection: Connection[Any],
    visitor: Visitor,
    year: int,
    page: PageOf,
    tax: Literal["land_building", "sign"],
) -> Response:
    found = list_assessments(
        connection,
        year,
        tax=tax,
        names=visitor.sees_names,
        cursor=page.cursor,
        limit=page.limit,
    )
    runs = [
        {
            "id": run.id,
            "tax": run.tax,
            "assessments": run.assessments,
            "lines": run.lines,
            "set_aside": run.set_aside,
            "total": run.total,
            "rule_book": run.rule_book,
        }
        for run in current_runs(connection, year)
    ]
    return JSONResponse(
        {"year": year, "runs": runs, "items": found.items, "next": found.next}
    )


def _file(
    connection: Connection[Any], visitor: Visitor, year: int, format: export.FileFormat
) -> Response:
    record_event(
        connection,
        "assessment.exported",
        actor=visitor.username,
        subject=("tax_year", str(year)),
        after={"format": format, "names": visitor.sees_names},
    )
    lines = export_lines(connection, year, names=visitor.sees_names)
    if format == "csv":
        path = export.write_csv_file(EXPORT_COLUMNS, lines)
    elif format == "xlsx":
        language = visitor.language
        headings = [text(f"web.export.{column}", language) for column in EXPORT_COLUMNS]
        title = text("web.nav.roll", language)
        path = export.write_xlsx(EXPORT_COLUMNS, headings, lines, title)
    else:
        path = export.write_parquet(EXPORT_COLUMNS, MONEY, WHOLE, lines)
    return FileResponse(
        path,
        media_type=export.MEDIA_TYPES[format],
        filename=f"assessments-{year}.{format}",
        background=BackgroundTask(Path.unlink, path, missing_ok=True),
    )
