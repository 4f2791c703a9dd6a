"""Whether the service lives, is ready, and how it fares."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, PlainTextResponse

from api.errors import ForbiddenError
from api.state import state_of
from api.visitor import visitor

router = APIRouter(include_in_schema=False)

LOOPBACK = ("127.0.0.1", "::1")


@router.get("/healthz")
async def health() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@router.get("/readyz")
async def readiness(request: Request) -> JSONResponse:
    """Say whether the database answers."""
    await state_of(request).pulse.read()
    return JSONResponse({"status": "ready"})


async def operator(request: Request) -> None:
    """Let through the machine itself, or an administrator.

    Raises
    ------
    ForbiddenError
        Signed in, but no administrator.
    """
    behind_proxy = "x-forwarded-for" in request.headers or "forwarded" in (
        request.headers
    )
    if request.client and request.client.host in LOOPBACK and not behind_proxy:
        return
    found = await visitor(request)
    if not found.may("operation.read"):
        raise ForbiddenError("operation.read")


@router.get("/metrics")
async def metrics(
    request: Request, _: Annotated[None, Depends(operator)]
) -> PlainTextResponse:
    """Show counts, latencies and the state of the pools."""
    state = state_of(request)
    gauges: dict[str, float] = {}
    for pool in (state.pool, state.async_pool):
        figures = pool.get_stats()
        for name in ("pool_size", "pool_available", "requests_waiting"):
            gauges[f"{pool.name}_{name}"] = figures.get(name, 0)
    text = state.metrics.text(gauges)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")
