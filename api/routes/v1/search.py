"""Search as typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from api.database import ConnectionDep
from api.found import shown
from api.visitor import VisitorDep, require
from kkmgis.registry.search import search_register

router = APIRouter(
    prefix="/api/v1/search", tags=["search"], dependencies=[require("register.read")]
)


@router.get("", summary="Find parcels, buildings, signs, assets and owners")
def search(
    connection: ConnectionDep,
    visitor: VisitorDep,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> JSONResponse:
    """Find by code, deed, address, business or (by right) owner, as typed.

    Thai digits are read as digits. Places are in metres of the storage CRS.
    """
    found = search_register(connection, q, names=visitor.sees_names, limit=limit)
    return JSONResponse({"items": [shown(item, visitor.language) for item in found]})
