"""Search as a page: for who presses Enter without choosing, or has no script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.found import shown
from api.parameters import FrameDep
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis.registry.search import search_register

router = APIRouter(include_in_schema=False, dependencies=[require("register.read")])

ROWS = 50


@router.get("/search")
def show_results(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show all that was found."""
    found = search_register(connection, q, names=visitor.sees_names, limit=ROWS)
    return render(
        request,
        visitor,
        "search.html",
        frame=frame,
        words=q,
        found=[shown(item, visitor.language) for item in found],
    )
