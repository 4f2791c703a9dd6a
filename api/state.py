"""What one running application holds; made by `create_app`, reached by requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any

from fastapi import Request
from jinja2 import Environment

from api.database import AsyncPool, Pool, Pulse
from api.differences import DifferenceStore
from api.gate import Gate
from api.memo import Memo
from api.metrics import Metrics
from api.tiles import TileStore
from kkmgis.registry.frame import FRAME_RELATIONS, FRAME_SQL, Frame, frame_of
from kkmgis.settings import Settings

EXPORTS_AT_ONCE = 2


@dataclass(slots=True)
class State:
    """Pools, caches and templates of one worker."""

    settings: Settings
    pool: Pool
    async_pool: AsyncPool
    pulse: Pulse
    gate: Gate
    templates: Environment
    tiles: TileStore
    srid: int = 0
    metrics: Metrics = field(default_factory=Metrics)
    exports: BoundedSemaphore = field(
        default_factory=lambda: BoundedSemaphore(EXPORTS_AT_ONCE)
    )
    memo: Memo = field(default_factory=Memo)
    differences: DifferenceStore = field(default_factory=DifferenceStore)
    _frame: tuple[tuple[int, ...], tuple[Any, ...] | None] | None = None

    async def frame(self, pulse: Mapping[str, int], asked: str | None = None) -> Frame:
        """Tell the municipality and the tax years.

        Parameters
        ----------
        pulse : mapping
            Data versions; the database is asked again when they changed.
        asked : str, optional
            Tax year of the address.
        """
        version = tuple(pulse.get(name, 0) for name in FRAME_RELATIONS)
        if self._frame is None or self._frame[0] != version:
            async with self.async_pool.connection() as connection:
                cursor = await connection.execute(FRAME_SQL)
                self._frame = (version, await cursor.fetchone())
        return frame_of(self._frame[1], asked)


def state_of(request: Request) -> State:
    """Give the state of the application that serves a request."""
    state: State = request.app.state.kkmgis
    return state


async def request_pulse(request: Request) -> dict[str, int]:
    """Read the data versions, once for a request: none is older than the request."""
    if "pulse" not in request.scope:
        request.scope["pulse"] = await state_of(request).pulse.read()
    found: dict[str, int] = request.scope["pulse"]
    return found


async def request_frame(request: Request) -> Frame:
    """Tell the municipality and the tax year of a page."""
    asked = request.query_params.get("year")
    return await state_of(request).frame(await request_pulse(request), asked)
