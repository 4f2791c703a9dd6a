"""Files on their way in: uploads, what is in them, and the jobs at work on them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from api import import_actions as actions
from api.database import ConnectionDep
from api.errors import ForbiddenError, NotFoundError, SignInNeededError
from api.import_words import job_json, upload_json
from api.state import state_of
from api.visitor import Visitor, VisitorDep, find_visitor, require
from importers.jobs import queue, spool, uploads
from importers.jobs.choices import Choices
from importers.jobs.looking import PREVIEW
from importers.jobs.preview import Preview, draw_preview
from kkmgis.geometry.repair import REPAIRS

router = APIRouter(prefix="/api/v1/imports", tags=["imports"])

BODY_LIMIT = 2**40
"""The real limit is a setting, and kept while the body is read."""

Number = Annotated[int, Path(ge=1, lt=2**63)]
KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=actions.LONGEST_KEY,
        description="the same key again gives what the first request made",
    ),
]
Writing = require("import.write")
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class ChosenBody(BaseModel):
    """The columns that feed a field: one, or three of rai, ngan and wa."""

    model_config = ConfigDict(extra="forbid")

    columns: list[Short] = Field(min_length=1, max_length=3)
    unit: Short = ""


class ChoicesBody(BaseModel):
    """What is said about a file; what is left out is as the file says."""

    model_config = ConfigDict(extra="forbid")

    kind: Short = ""
    layer: Short | None = None
    crs: Annotated[str, Field(max_length=5000)] | None = None
    encoding: Short | None = None
    mapping: Annotated[str, Field(max_length=200, pattern=r"^[^\x00/\\]*$")] | None = (
        Field(None, description="name of a mapping profile")
    )
    fields: dict[Short, ChosenBody] | None = Field(
        None, description="what feeds each field, instead of a profile"
    )

    year_be: Annotated[int, Field(ge=2563, le=2700)] | None = Field(
        None, description="tax year of a workbook of kind ltax"
    )
    repairs: dict[Literal[REPAIRS], bool] = Field(  # type: ignore[valid-type]
        {}, description="repairs of shapes that are wished or not"
    )

    def choices(self) -> Choices:
        """Give them as the jobs take them."""
        return Choices.from_json(self.model_dump())


async def uploader(request: Request) -> Visitor:
    """Ask for somebody who may import; a cookie needs its token in the header.

    Nothing of the body is read for that: it may be as long as a film.
    """
    found = await find_visitor(request)
    if found is None:
        raise SignInNeededError
    if not found.may("import.write"):
        raise ForbiddenError("import.write")
    found.check_token(request.headers.get("x-csrf-token", ""))
    return found


_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                }
            }
        },
    }
}


@router.post(
    "/uploads",
    summary="Send files",
    status_code=201,
    max_body_size=BODY_LIMIT,
    openapi_extra=_FORM,
)
async def upload(
    request: Request,
    visitor: Annotated[Visitor, Depends(uploader)],
    key: KeyHeader = None,
) -> JSONResponse:
    """Take a file, the parts of a shapefile, or a zip; each is looked into.

    Parts of one shapefile become one upload, files that do not belong together one
    each. Nothing goes into the register.
    """
    made = await actions.take_upload(request, visitor, check_form=False)
    items = [{"id": one.id, "name": one.name, "size": one.size_bytes} for one in made]
    location = {"location": f"/api/v1/imports/uploads/{made[0].id}"}
    return JSONResponse({"items": items}, 201, location)


@router.get("/uploads", summary="Uploads that wait", dependencies=[Writing])
def list_uploads(connection: ConnectionDep) -> JSONResponse:
    """List the uploads that nothing has become of yet, the newest first."""
    items = [
        {
            "id": one.id,
            "name": one.name,
            "size": one.size_bytes,
            "actor": one.actor,
            "batch": batch,
        }
        for one, batch, _ in uploads.waiting_uploads(connection)
    ]
    return JSONResponse({"items": items})


@router.get("/uploads/{number}", summary="One upload", dependencies=[Writing])
def read_upload(
    request: Request, number: Number, connection: ConnectionDep, visitor: VisitorDep
) -> JSONResponse:
    """Give what was found in an upload, with the job at work on it.

    Samples of columns that identify persons are masked.
    """
    found = actions.found_upload(connection, number)
    job = queue.last_job(connection, upload_id=number)
    settings = state_of(request).settings
    return JSONResponse(upload_json(found, job, settings, visitor.language))


@router.delete(
    "/uploads/{number}",
    summary="Throw an upload away",
    status_code=204,
    dependencies=[Writing],
)
def delete_upload(
    request: Request, number: Number, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Remove the files of an upload that no job is at work on."""
    found = actions.found_upload(connection, number)
    actions.drop_upload(connection, state_of(request), found, actor=visitor.username)
    return Response(status_code=204)


@router.get(
    "/uploads/{number}/preview",
    summary="Shapes of an upload",
    dependencies=[Writing],
)
def preview(
    request: Request,
    number: Number,
    connection: ConnectionDep,
    crs: Annotated[str, Query(max_length=5000, description="EPSG code or WKT")],
) -> JSONResponse:
    """Give some shapes of the file where a coordinate system puts them.

    GeoJSON in the storage CRS.
    """
    state = state_of(request)
    found = actions.found_upload(connection, number)
    folder = spool.folder_of(state.settings.spool, found.folder)
    kept: dict[str, Any] | None = spool.read_json(folder / PREVIEW)
    if kept is None:
        raise NotFoundError
    return JSONResponse(draw_preview(Preview(**kept), crs, state.srid))


@router.post(
    "/uploads/{number}/inspect",
    summary="Look into an upload again",
    status_code=202,
    dependencies=[Writing],
)
def inspect(
    number: Number,
    body: ChoicesBody,
    connection: ConnectionDep,
    visitor: VisitorDep,
    key: KeyHeader = None,
) -> JSONResponse:
    """Look into the file with another layer or encoding."""
    found = actions.found_upload(connection, number)
    job = actions.look(
        connection, found, body.choices(), actor=visitor.username, key=key
    )
    return _accepted(job, visitor)


@router.post(
    "/uploads/{number}/start",
    summary="Stage and check an upload",
    status_code=202,
    dependencies=[Writing],
)
def start(
    number: Number,
    body: ChoicesBody,
    connection: ConnectionDep,
    visitor: VisitorDep,
    key: KeyHeader = None,
) -> JSONResponse:
    """Read all rows and compare them with the register, in the background.

    The job ends with a batch that is checked; `promote` writes it.
    """
    found = actions.found_upload(connection, number)
    job = actions.start(
        connection, found, body.choices(), actor=visitor.username, key=key
    )
    return _accepted(job, visitor)


@router.post(
    "/uploads/{number}/promote",
    summary="Write a workbook",
    status_code=202,
    dependencies=[Writing],
)
def promote_workbook(
    number: Number,
    connection: ConnectionDep,
    visitor: VisitorDep,
    key: KeyHeader = None,
) -> JSONResponse:
    """Write all sheets of a workbook of kind ltax that `start` has tried."""
    found = actions.found_upload(connection, number)
    job = actions.write_workbook(connection, found, actor=visitor.username, key=key)
    return _accepted(job, visitor)


@router.post(
    "/jobs/{number}/undo",
    summary="Take a workbook back",
    status_code=202,
    dependencies=[Writing],
)
def undo_workbook(
    number: Number,
    connection: ConnectionDep,
    visitor: VisitorDep,
    key: KeyHeader = None,
) -> JSONResponse:
    """Take back all sheets that the job wrote, together."""
    written = actions.found_job(connection, number)
    job = actions.undo_workbook(connection, written, actor=visitor.username, key=key)
    return _accepted(job, visitor)


@router.get("/jobs", summary="Jobs that have not ended", dependencies=[Writing])
def list_jobs(connection: ConnectionDep, visitor: VisitorDep) -> JSONResponse:
    """List what waits and what is at work, the oldest first."""
    found = queue.open_jobs(connection)
    return JSONResponse({"items": [job_json(job, visitor.language) for job in found]})


@router.get("/jobs/{number}", summary="One job", dependencies=[Writing])
def read_job(
    number: Number, connection: ConnectionDep, visitor: VisitorDep
) -> JSONResponse:
    """Give the progress of a job, or its end."""
    job = actions.found_job(connection, number)
    return JSONResponse(job_json(job, visitor.language))


@router.post("/jobs/{number}/cancel", summary="Cancel a job", dependencies=[Writing])
def cancel(
    number: Number, connection: ConnectionDep, visitor: VisitorDep
) -> JSONResponse:
    """Let a job end; nothing of it stays. One that has ended is as it was."""
    job = actions.cancel(connection, number, actor=visitor.username)
    return JSONResponse(job_json(job, visitor.language))


def _accepted(job: queue.Job, visitor: Visitor) -> JSONResponse:
    location = {"location": f"/api/v1/imports/jobs/{job.id}"}
    return JSONResponse(job_json(job, visitor.language), 202, location)
