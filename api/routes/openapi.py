"""The description of the API for machines."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from api.visitor import require

router = APIRouter(
    prefix="/api", include_in_schema=False, dependencies=[require("map.read")]
)


@router.get("/openapi.json")
async def describe_api(request: Request) -> dict[str, Any]:
    """Describe all paths as OpenAPI 3.1."""
    description: dict[str, Any] = request.app.openapi()
    return description
