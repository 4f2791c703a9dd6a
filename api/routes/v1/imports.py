"""Imports: batches and what they kept out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from api.database import ConnectionDep
from api.errors import NotFoundError
from api.parameters import PageDep
from api.visitor import require
from kkmgis.registry.batches import list_batches, read_batch

router = APIRouter(
    prefix="/api/v1/imports", tags=["imports"], dependencies=[require("import.read")]
)


@router.get("", summary="List import batches")
def list_all(
    connection: ConnectionDep,
    page: PageDep,
    kind: Annotated[str | None, Query(max_length=40)] = None,
) -> JSONResponse:
    """List import batches, the newest first."""
    found = list_batches(connection, kind=kind, cursor=page.cursor, limit=page.limit)
    return JSONResponse({"items": found.items, "next": found.next})


@router.get("/{batch_id}", summary="One import batch")
def read_one(batch_id: int, connection: ConnectionDep) -> JSONResponse:
    """Give one import batch with the number of each issue."""
    batch = read_batch(connection, batch_id)
    if batch is None:
        raise NotFoundError
    return JSONResponse(batch)
