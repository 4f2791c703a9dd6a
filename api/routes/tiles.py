"""Vector tiles in both grids, and their description as TileJSON."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.routing import Route

from api.database import ConnectionDep
from api.errors import BadRequestError, ForbiddenError, NotFoundError
from api.state import request_pulse, state_of
from api.tiles import Tile, TileKey, tile_version
from api.visitor import Visitor, VisitorDep, guarded, require
from kkmgis.registry.place import read_degrees_box
from layers.describe import tile_json
from layers.grid import tile_exists
from layers.layer import Grid, Layer
from layers.registry import ALL_LAYERS

router = APIRouter(prefix="/tiles", tags=["tiles"], dependencies=[require("map.read")])

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


@router.get("/{layer}.json")
def describe_layer(
    layer: str, request: Request, connection: ConnectionDep, visitor: VisitorDep
) -> dict[str, Any]:
    """Describe a layer as TileJSON 3.0."""
    found = visible_layer(layer, visitor)
    root = str(request.base_url).rstrip("/")
    asked = asked_number(request, found)
    query = "" if asked is None else f"?{found.asked_by}={asked}"
    return tile_json(
        found,
        tiles=f"{root}/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt{query}",
        bounds=read_degrees_box(connection),
        language=visitor.language,
    )


@guarded("map.read")
async def read_tile(request: Request, visitor: Visitor) -> Response:
    """Give one tile; unchanged since the ETag of the request, only that word.

    A plain route instead of one of the framework's: a remembered tile is answered
    three times as often when nothing stands between it and the request.
    """
    path = request.path_params
    layer = visible_layer(path["layer"], visitor)
    if not tile_exists(path["z"], path["x"], path["y"]):
        raise NotFoundError
    state = state_of(request)
    pulse = await request_pulse(request)
    year = _year(request.query_params.get("year"))
    key = TileKey(
        layer.name,
        _grid(request.query_params.get("grid", "web")),
        path["z"],
        path["x"],
        path["y"],
        year or (await state.frame(pulse)).default_year,
        asked_number(request, layer),
    )
    version = tile_version(layer.name, pulse)
    tile = await state.tiles.tile(layer, key, srid=state.srid, version=version)
    return _respond(request, tile)


TILE_ROUTE = Route(
    "/tiles/{layer}/{z:int}/{x:int}/{y:int}.mvt", read_tile, name="read_tile"
)


def _grid(name: str) -> Grid:
    if name not in ("web", "local"):
        raise BadRequestError("grid")
    return "local" if name == "local" else "web"


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 2400 <= int(text[:9]) <= 2700):
        raise BadRequestError("year")
    return int(text)


def asked_number(request: Request, layer: Layer) -> int | None:
    """Read the number of what a layer is asked by; None when it is by nothing.

    Raises
    ------
    BadRequestError
        The number is missing or none.
    """
    if layer.asked_by is None:
        return None
    text = request.query_params.get(layer.asked_by, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadRequestError(layer.asked_by)
    return int(text)


def visible_layer(name: str, visitor: Visitor) -> Layer:
    """Find a layer that the visitor's role may see.

    Raises
    ------
    NotFoundError
        There is none of that name.
    ForbiddenError
        The role may not see it.
    """
    layer = ALL_LAYERS.get(name)
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
