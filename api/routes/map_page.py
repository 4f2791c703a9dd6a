"""The map: a shell that tells the map application what it needs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.map_config import map_config
from api.parameters import FrameDep
from api.state import state_of
from api.templating import render
from api.visitor import VisitorDep, require

router = APIRouter(include_in_schema=False, dependencies=[require("map.read")])


@router.get("/map")
def show_map(
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show the map."""
    state = state_of(request)
    asked = request.query_params.get("reform", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 19
    config = map_config(
        connection,
        state.settings,
        visitor,
        frame,
        state.srid,
        reform_id=int(asked) if is_number else None,
    )
    return render(request, visitor, "map.html", frame=frame, config=config)
