"""What if on a parcel: nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import JSONResponse

from api.database import ConnectionDep
from api.json_body import JsonBody
from api.parameters import YearDep
from api.visitor import VisitorDep, require
from kkmgis.assess.what_if import ask_parcel_what_if

router = APIRouter(
    prefix="/api/v1/parcels",
    tags=["parcels"],
    dependencies=[require("assessment.read")],
)


@router.post(
    "/{code:path}/assessment:what-if",
    summary="The tax of a parcel under other facts or other law",
)
def what_if(
    code: Annotated[str, Path(max_length=100, description="parcel code")],
    connection: ConnectionDep,
    year: YearDep,
    visitor: VisitorDep,
    changes: JsonBody,
) -> JSONResponse:
    """Set every line before and after beside each other, with the steps of both.

    The body holds any of `assets` (fields by `kind:code`, such as `land:01A001`),
    `remove`, `add` and `parameters`, as in a tax case of kind `what_if`. All that
    is taxed together with the parcel is looked at; nothing is stored.
    """
    return JSONResponse(
        ask_parcel_what_if(connection, code, year, changes, language=visitor.language)
    )
