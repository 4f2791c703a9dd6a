"""What if on a parcel as a page: a form of its facts, the result beside it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.json_body import JsonBody
from api.parameters import FrameDep, YearDep
from api.reform_words import levers
from api.templating import render, render_part
from api.visitor import VisitorDep, require
from kkmgis.assess.what_if import (
    ask_parcel_what_if,
    assets_on,
    left_out,
    read_ground,
)
from kkmgis.tax.rulebook import RuleBook

router = APIRouter(include_in_schema=False, dependencies=[require("assessment.read")])

CodePath = Annotated[str, Path(max_length=100)]


@router.get("/parcels/{code:path}/what-if")
def show_form(
    code: CodePath,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show what stands on a parcel, to be changed."""
    ground = read_ground(connection, code, frame.year)
    return render(
        request,
        visitor,
        "parcels/what_if.html",
        frame=frame,
        code=ground.code,
        assets=assets_on(ground),
        left_out=left_out(connection, ground, visitor.language),
        elsewhere=ground.here.count(False),
        levers=levers(ground.rules, visitor.language),
        paragraphs=_paragraphs(ground.rules, visitor.language),
    )


@router.post("/parcels/{code:path}/what-if")
def show_result(
    *,
    code: CodePath,
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    year: YearDep,
    changes: JsonBody,
) -> Response:
    """Show what the changes come to, as a part of the page."""
    found = ask_parcel_what_if(
        connection, code, year, changes, language=visitor.language
    )
    return render_part(request, visitor, "parcels/_what_if_result.html", found=found)


def _paragraphs(rules: RuleBook, language: str) -> list[tuple[str, str]]:
    """List the paragraphs of s.8 by their numbers, with what they exempt."""
    words = rules.entries["land_building.exemption.untaxed"].value
    return [
        (name, words[name][language])
        for name in sorted(words, key=lambda name: int(name[2:-1]))
    ]
