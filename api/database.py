"""Connections for requests: a pool for handlers, one for tiles and the pulse.

Handlers run in threads and use the library's blocking connections. Tiles and the
check of who asks run in the event loop, where a cached answer costs no thread.
Both pools are in autocommit mode: a transaction is opened where one is meant, and
is over before the answer leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Request
from psycopg import AsyncConnection, Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool

Pool = ConnectionPool[Connection[Any]]
AsyncPool = AsyncConnectionPool[AsyncConnection[Any]]

# A page that hangs must not keep its connection for ever.
OPTIONS = (
    "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"
    # Short queries of a page never win back what compiling them costs.
    " -c jit=off"
    # "Today" in a query is the town's day, whatever the server's clock says.
    " -c timezone=Asia/Bangkok"
)


def make_pool(url: str) -> Pool:
    """Make the pool of the handlers, closed as yet."""
    return ConnectionPool(
        url,
        kwargs={
            "autocommit": True,
            "application_name": "kkmgis web",
            "options": OPTIONS,
        },
        min_size=1,
        max_size=8,
        timeout=15,
        open=False,
        name="handlers",
    )


def make_async_pool(url: str) -> AsyncPool:
    """Make the pool of tiles and pulse, closed as yet."""
    return AsyncConnectionPool(
        url,
        kwargs={
            "autocommit": True,
            "application_name": "kkmgis tiles",
            "options": OPTIONS,
        },
        min_size=1,
        max_size=5,
        timeout=15,
        open=False,
        name="tiles",
    )


def request_connection(request: Request) -> Iterator[Connection[Any]]:
    """Lend a connection to one request."""
    with request.app.state.kkmgis.pool.connection() as connection:
        yield connection


# Given back before the answer leaves: a slow reader must not keep it.
ConnectionDep = Annotated[
    Connection[Any], Depends(request_connection, scope="function")
]


class Pulse:
    """Data versions of the tables, never older than the question.

    Everybody who asks while a query is under way waits for the next one: its
    snapshot is taken after the question, so that nobody is told of a past state,
    and a hundred questions at once cost one query.
    """

    SQL = "SELECT relation, sum(changes)::bigint FROM audit.pulse GROUP BY relation"

    def __init__(self, pool: AsyncPool) -> None:
        self._pool = pool
        self._running: asyncio.Task[dict[str, int]] | None = None
        self._next: asyncio.Task[dict[str, int]] | None = None

    async def read(self) -> dict[str, int]:
        """Give the version of each table that was ever written to."""
        if self._next is None:
            self._next = asyncio.create_task(self._read_after(self._running))
        # One reader that goes away must not take the answer from the others.
        return await asyncio.shield(self._next)

    async def _read_after(
        self, former: asyncio.Task[dict[str, int]] | None
    ) -> dict[str, int]:
        if former is not None:
            await asyncio.wait((former,))
        self._running, self._next = self._next, None
        async with self._pool.connection() as connection:
            cursor = await connection.execute(self.SQL)
            return dict(await cursor.fetchall())
