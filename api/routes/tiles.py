"""Vector tiles in both grids, and their description as TileJSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.errors import ForbiddenError, NotFoundError
from api.state import request_pulse, state_of
from api.tiles import Tile, TileKey, tile_version
from api.visitor import Visitor, VisitorDep, require
from kkmgis.registry.place import read_degrees_box
from layers.describe import tile_json
from layers.grid import tile_exists
from layers.layer import Grid, Layer
from layers.registry import LAYERS

router = APIRouter(prefix="/tiles", tags=["tiles"], dependencies=[require("map.read")])

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
Year = Annotated[int | None, Query(ge=2400, le=2700, description="tax year, B.E.")]


@router.get("/{layer}.json")
def describe_layer(
    layer: str, request: Request, connection: ConnectionDep, visitor: VisitorDep
) -> dict[str, Any]:
    """Describe a layer as TileJSON 3.0."""
    found = visible_layer(layer, visitor)
    root = str(request.base_url).rstrip("/")
    return tile_json(
        found,
        tiles=f"{root}/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt",
        bounds=read_degrees_box(connection),
        language=visitor.language,
    )


@router.get("/{layer}/{z}/{x}/{y}.mvt", response_class=Response)
async def read_tile(
    *,
    layer: str,
    z: int,
    x: int,
    y: int,
    request: Request,
    visitor: VisitorDep,
    grid: Grid = "web",
    year: Year = None,
) -> Response:
    """Give one tile; unchanged since the ETag of the request, only that word."""
    found = visible_layer(layer, visitor)
    if not tile_exists(z, x, y):
        raise NotFoundError
    state = state_of(request)
    pulse = await request_pulse(request)
    chosen = year or await state.default_year(pulse)
    tile = await state.tiles.tile(
        found,
        TileKey(layer, grid, z, x, y, chosen),
        srid=state.srid,
        version=tile_version(layer, pulse),
    )
    return _respond(request, tile)


def visible_layer(name: str, visitor: Visitor) -> Layer:
    """Find a layer that the visitor's role may see.

    Raises
    ------
    NotFoundError
        There is none of that name.
    ForbiddenError
        The role may not see it.
    """
    layer = LAYERS.get(name)
    if layer is None:
        raise NotFoundError
    if visitor.role not in layer.roles:
        raise ForbiddenError
    return layer


def _respond(request: Request, tile: Tile) -> Response:
    headers = {
        "etag": tile.etag,
        "cache-control": "private, no-cache",
        "vary": "Accept-Encoding, Cookie, Authorization",
    }
    known = request.headers.get("if-none-match", "")
    if tile.etag in known or known == "*":
        return Response(status_code=304, headers=headers)
    body = tile.body
    if tile.is_gzip:
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
        else:
            body = tile.plain()
    return Response(body, headers=headers, media_type=MEDIA_TYPE)
