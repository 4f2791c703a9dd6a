"""Why the levy changed, as a page: causes that add up, and the objects behind them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.difference_view import Choice, chosen_runs, shown_difference
from api.differences import check_cause
from api.parameters import CodeQuery, FrameDep
from api.routes.v1.differences import Aspect, Cause, PulseDep, Tax
from api.state import state_of
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis.assess.run_choice import list_runs
from kkmgis.registry.page import decode_cursor

router = APIRouter(
    include_in_schema=False,
    dependencies=[require("register.read"), require("assessment.read")],
)

RunName = Annotated[str | None, Query(max_length=30)]


@router.get("/roll/differences")
def show_differences(
    *,
    request: Request,
    visitor: VisitorDep,
    frame: FrameDep,
    pulse: PulseDep,
    before: Annotated[RunName, Query(alias="from")] = None,
    after: Annotated[RunName, Query(alias="to")] = None,
    tax: Tax = "land_building",
    cause: Cause | Literal[""] = "",
    aspect: Aspect | Literal[""] = "",
    block: CodeQuery = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Show what changed the levy between two runs, by default since the year before."""
    for name in (cause, aspect):
        check_cause(tax, name or None)
    state = state_of(request)
    with state.pool.connection() as connection:
        runs = list_runs(connection, tax)
        pair = chosen_runs(connection, runs, tax, (before, after), frame.year)
    values: dict[str, Any] = {"tax": tax, "all_runs": runs, "pair": pair}
    if pair is not None:
        found = state.differences.between(state.pool, *pair, pulse)
        [first] = decode_cursor(cursor, int) if cursor else [0]
        choice = Choice(
            year=frame.year,
            tax=tax,
            before=pair[0].name,
            after=pair[1].name,
            cause=cause or None,
            aspect=aspect or None,
            block=block or None,
            first=max(first, 0),
        )
        values |= shown_difference(found, choice)
    return render(request, visitor, "differences.html", frame=frame, **values)
