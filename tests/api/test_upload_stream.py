"""The rest of a refused upload: read, so that the sender hears why."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request

from api.upload_stream import let_finish

pytestmark = pytest.mark.anyio
CHUNK = 1000


class Sender:
    """A client that sends a body in chunks."""

    def __init__(self, chunks: int, **headers: str) -> None:
        self.left = chunks
        raw = [(k.encode(), v.encode()) for k, v in headers.items()]
        self.request = Request({"type": "http", "headers": raw}, self._receive)

    async def _receive(self) -> dict[str, Any]:
        self.left -= 1
        more = self.left > 0
        return {"type": "http.request", "body": b"x" * CHUNK, "more_body": more}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_rest_is_read_to_its_end() -> None:
    sender = Sender(20)
    await let_finish(sender.request, 20 * CHUNK)
    assert sender.left == 0


async def test_too_long_a_rest_is_left() -> None:
    sender = Sender(20)
    await let_finish(sender.request, 5 * CHUNK)
    assert sender.left == 14


async def test_who_waits_to_be_told_is_not_told_to_send() -> None:
    sender = Sender(20, expect="100-continue")
    await let_finish(sender.request, 20 * CHUNK)
    assert sender.left == 20


async def test_nothing_is_left_of_a_body_that_was_read() -> None:
    sender = Sender(3)
    await sender.request.body()
    del sender.request._body  # What remains is a stream that was consumed.
    await let_finish(sender.request, 20 * CHUNK)
    assert sender.left == 0
