"""The parcel file as a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.database import ConnectionDep
from api.errors import NotFoundError
from api.gap_words import with_title
from api.parameters import FrameDep
from api.templating import render
from api.visitor import VisitorDep, require
from kkmgis.assess.explain import explain_parcel
from kkmgis.registry.history import read_history
from kkmgis.registry.parcel_file import read_parcel_file

router = APIRouter(include_in_schema=False, dependencies=[require("register.read")])


@router.get("/parcels/{code:path}/sheet", dependencies=[require("assessment.read")])
def show_sheet(
    code: Annotated[str, Path(max_length=100)],
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show the calculation sheets of a parcel, to be printed."""
    found = explain_parcel(connection, code, frame.year, language=visitor.language)
    return render(request, visitor, "parcels/sheet.html", frame=frame, assessment=found)


@router.get("/parcels/{code:path}")
def show_parcel(
    code: Annotated[str, Path(max_length=100)],
    request: Request,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show everything about a parcel."""
    parcel = read_parcel_file(
        connection,
        code,
        frame.year,
        names=visitor.sees_names,
        gaps=visitor.may("gap.read"),
    )
    if parcel is None:
        raise NotFoundError
    parcel["gaps"] = [with_title(gap, visitor.language) for gap in parcel["gaps"]]
    history = read_history(connection, code, names=visitor.sees_names) or []
    assessment = explain_parcel(connection, code, frame.year, language=visitor.language)
    tabs = (
        ("land", None),
        ("buildings", len(parcel["buildings"])),
        ("uses", len(parcel["uses"])),
        ("signs", len(parcel["signs"])),
        ("leases", len(parcel["leases"])),
        ("owners", len(parcel["owners"])),
        ("tax", len(assessment["lines"])),
        ("history", len(history)),
    )
    return render(
        request,
        visitor,
        "parcels/file.html",
        frame=frame,
        parcel=parcel,
        assessment=assessment,
        history=history,
        tabs=tabs,
    )
