"""Parameters that many routes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from api.state import request_frame
from kkmgis.registry.frame import Frame
from kkmgis.registry.page import LARGEST


async def tax_year(
    request: Request,
    year: Annotated[
        int | None, Query(ge=2400, le=2700, description="tax year, Buddhist Era")
    ] = None,
) -> int:
    """Take the tax year asked for, else the latest assessed one, else this year."""
    if year is not None:
        return year
    return (await request_frame(request)).default_year


FrameDep = Annotated[Frame, Depends(request_frame)]
YearDep = Annotated[int, Depends(tax_year)]


@dataclass(frozen=True, slots=True)
class PageOf:
    """Which page of a list."""

    cursor: str | None
    limit: int


def page_of(
    cursor: Annotated[
        str | None, Query(max_length=500, description="`next` of the page before")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST, description="rows of a page")] = 100,
) -> PageOf:
    """Take the page asked for."""
    return PageOf(cursor, limit)


PageDep = Annotated[PageOf, Depends(page_of)]

BoxQuery = Annotated[
    str | None,
    Query(
        max_length=200,
        description="minx,miny,maxx,maxy in degrees (WGS 84) or in metres of the "
        "storage CRS; which of the two, the size of the numbers says",
    ),
]
CodeQuery = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
