"""The JSON body of a request, numbers by their written digits."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from kkmgis.tax.case_file import read_json

MOST_BYTES = 1_000_000
"""No question of a person is longer, and reading more would hold others up."""


async def json_body(request: Request) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read the body.

    Raises
    ------
    UnreadableError
        It is no JSON.
    HTTPException
        It is longer than `MOST_BYTES`.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    return read_json(bytes(body))


JsonBody = Annotated[Any, Depends(json_body)]
