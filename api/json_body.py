"""The JSON body of a request, numbers by their written digits."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from kkmgis.tax.case_file import read_json


async def json_body(request: Request) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read the body.

    Raises
    ------
    UnreadableError
        It is no JSON.
    """
    return read_json(await request.body())


JsonBody = Annotated[Any, Depends(json_body)]
