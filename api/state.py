"""What one running application holds; made by `create_app`, reached by requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from jinja2 import Environment

from api.database import AsyncPool, Pool, Pulse
from api.gate import Gate
from api.memo import Memo
from api.metrics import Metrics
from api.tiles import TileStore
from kkmgis.registry.frame import LATEST_YEAR_SQL, latest_year
from kkmgis.settings import Settings


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
    memo: Memo = field(default_factory=Memo)
    _year: tuple[int, int] | None = None

    async def default_year(self, pulse: Mapping[str, int]) -> int:
        """Tell the tax year that is shown when none is asked for.

        Parameters
        ----------
        pulse : mapping
            Data versions; the year is read again when a run was added.
        """
        runs = pulse.get("run", 0)
        if self._year is None or self._year[0] != runs:
            async with self.async_pool.connection() as connection:
                cursor = await connection.execute(LATEST_YEAR_SQL)
                row = await cursor.fetchone()
            self._year = (runs, latest_year(row[0] if row else None))
        return self._year[1]


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
