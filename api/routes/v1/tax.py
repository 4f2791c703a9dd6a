"""Tax of cases that need no register: the contract of `kkmgis tax`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from api.errors import BadRequestError
from api.visitor import require
from kkmgis.tax.case import compute_case
from kkmgis.tax.case_file import UnreadableError, read_json

router = APIRouter(
    prefix="/api/v1", tags=["tax"], dependencies=[require("assessment.read")]
)

MOST_CASES = 10_000


@router.post("/tax:compute", summary="Compute the tax of a case, or of many")
async def compute(request: Request) -> JSONResponse:
    """Answer one case (object) or many (array), each as `kkmgis tax` does.

    A wrong case is answered with `{"error": …}` in its place; the others are
    computed. Numbers are read by their written digits.
    """
    try:
        body = read_json(await request.body(), strict=True)
    except UnreadableError as error:
        raise BadRequestError("JSON") from error
    if isinstance(body, list) and len(body) > MOST_CASES:
        raise BadRequestError(f"> {MOST_CASES}")
    return JSONResponse(await run_in_threadpool(_answer, body))


def _answer(body: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(body, list):
        return [compute_case(case) for case in body]
    return compute_case(body)
