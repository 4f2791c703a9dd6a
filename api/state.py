"""What one running application holds; made by `create_app`, reached by requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request
from jinja2 import Environment

from api.database import AsyncPool, Pool, Pulse
from api.gate import Gate
from api.metrics import Metrics
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
    srid: int = 0
    metrics: Metrics = field(default_factory=Metrics)


def state_of(request: Request) -> State:
    """Give the state of the application that serves a request."""
    state: State = request.app.state.kkmgis
    return state
