"""The assessments of a tax year: pages of taxpayers, or all lines as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from psycopg import Connection
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from api import export
from api.database import ConnectionDep
from api.parameters import PageDep, YearDep
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

MONEY = frozenset(EXPORT_COLUMNS[-5:])
WHOLE = frozenset(("tax_year", "run", "assessment", "line"))


@router.get("", summary="What taxpayers owe in a year", response_class=Response)
def assessments(
    *,
    request: Request,
    connection: ConnectionDep,
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
    if format == "json":
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
    record_event(
        connection,
        "assessment.exported",
        actor=visitor.username,
        subject=("tax_year", str(year)),
        after={"format": format, "names": visitor.sees_names},
    )
    return _file(request, connection, visitor, year, format)


def _file(
    request: Request,
    connection: Connection[Any],
    visitor: Visitor,
    year: int,
    format: export.Format,
) -> Response:
    name = f"assessments-{year}.{format}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    media = export.MEDIA_TYPES[format]
    if format == "csv":
        # The stream outlives this handler and its connection: it takes its own.
        pool = state_of(request).pool

        def stream() -> Iterator[bytes]:
            with pool.connection() as own:
                lines = export_lines(own, year, names=visitor.sees_names)
                yield from export.write_csv(EXPORT_COLUMNS, lines)

        return StreamingResponse(stream(), media_type=media, headers=headers)
    lines = export_lines(connection, year, names=visitor.sees_names)
    if format == "xlsx":
        language = visitor.language
        headings = [text(f"web.export.{column}", language) for column in EXPORT_COLUMNS]
        title = text("web.nav.roll", language)
        path = export.write_xlsx(EXPORT_COLUMNS, headings, lines, title)
    else:
        path = export.write_parquet(EXPORT_COLUMNS, MONEY, WHOLE, lines)
    return FileResponse(
        path,
        media_type=media,
        headers=headers,
        background=BackgroundTask(Path.unlink, path, missing_ok=True),
    )
