"""The web application, made by a function of its settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api import answers
from api.database import Pulse, make_async_pool, make_pool
from api.edge import Edge, security_headers
from api.gate import Gate
from api.metrics import Metrics
from api.routes import ROUTERS
from api.routes.tiles import TILE_ROUTE
from api.state import State
from api.templating import make_environment
from api.tiles import TileStore
from kkmgis import __version__
from kkmgis.cluster import ensure_running
from kkmgis.db import storage_srid
from kkmgis.settings import Settings

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """Make the application of one worker.

    Parameters
    ----------
    settings : Settings
        Without a database URL the private cluster is started.

    Raises
    ------
    DatabaseError
        The private cluster cannot be started.
    """
    state = _make_state(settings, ensure_running(settings))
    edge = Middleware(
        Edge,
        headers=security_headers(settings.basemap_url),
        metrics=state.metrics,
        unknown_error=answers.answer_unknown,
    )
    app = FastAPI(
        title="kkmgis",
        version=__version__,
        summary="Tax map, property register and property taxes of a municipality",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        middleware=[edge, Middleware(GZipMiddleware, minimum_size=1000)],
        # Traces and logs of the framework would hold what people search for.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },
        max_body_size=10_000_000,
        redirect_slashes=False,
    )
    app.state.kkmgis = state
    answers.install(app)
    app.router.routes.append(TILE_ROUTE)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def app_from_environment() -> FastAPI:
    """Make the application of a worker process that uvicorn has started."""
    return create_app(Settings.from_env())


def _make_state(settings: Settings, url: str) -> State:
    async_pool = make_async_pool(url)
    pulse = Pulse(async_pool)
    return State(
        settings=settings,
        pool=make_pool(url),
        async_pool=async_pool,
        pulse=pulse,
        gate=Gate(async_pool),
        templates=make_environment(),
        metrics=Metrics(),
        tiles=TileStore(async_pool),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state: State = app.state.kkmgis
    state.pool.open(wait=True, timeout=15)
    await state.async_pool.open(wait=True, timeout=15)
    try:
        with state.pool.connection() as connection:
            state.srid = storage_srid(connection)
        yield
    finally:
        await state.async_pool.close()
        state.pool.close()
