"""What the year brings: levy by tax and use, and the files to take away."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.parameters import FrameDep
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis.registry.assessments import current_runs
from kkmgis.registry.totals import lease_totals, levy, runs_by_year

router = APIRouter(include_in_schema=False, dependencies=[require("finance.read")])


@router.get("/finance")
def show_finance(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show the levy of the year and of the years before."""
    return render(
        request,
        visitor,
        "finance.html",
        frame=frame,
        runs=current_runs(connection, frame.year),
        levy=levy(connection, frame.year),
        years=runs_by_year(connection),
        leases=lease_totals(connection),
        formats=("csv", "xlsx", "parquet"),
    )
