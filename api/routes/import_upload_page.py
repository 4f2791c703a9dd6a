"""An upload as a page: what is in it, where it lies, what feeds which field."""

from __future__ import annotations

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from psycopg import Connection
from starlette.responses import RedirectResponse, Response

from api import import_actions as actions
from api.database import ConnectionDep
from api.errors import BadRequestError, ForbiddenError, SignInNeededError
from api.import_mapping import (
    FIRST_YEAR,
    LAST_YEAR,
    OPTIONAL_REPAIRS,
    choices_of_form,
    chosen_columns,
    likeliest_kind,
    lines_of,
    missing_of,
    options_of,
    proposal_of,
)
from api.import_words import inspection_of, next_page, parts_of, step_text
from api.map_config import map_config
from api.parameters import FrameDep
from api.state import state_of
from api.templating import render, render_part
from api.visitor import Visitor, VisitorDep, find_visitor, require
from importers.candidates import DEGREES, INDIAN_DEGREES, THAI_GRIDS, WEB_MERCATOR
from importers.jobs import queue
from importers.jobs.choices import Choices, profile_text
from importers.jobs.queue import Job
from importers.jobs.uploads import Upload
from importers.jobs.workbooks import LTAX
from importers.kinds import KINDS
from importers.profile import learn_profile, parse_profile, shipped_profiles
from importers.saved_profile import save_profile, saved_names
from kkmgis.i18n import both, side_of
from kkmgis.issue_words import field_name, plain_number
from kkmgis.ltax.layout import LOADED
from kkmgis.ltax.year import this_year
from kkmgis.registry.frame import Frame

router = APIRouter(include_in_schema=False)

BODY_LIMIT = 2**40
"""The real limit is a setting, and kept while the body is read."""
Number = Annotated[int, Path(ge=1, lt=2**63)]
Writing = require("import.write")
TITLES = frozenset(sheet.title for sheet in LOADED)


@router.post("/imports/uploads", max_body_size=BODY_LIMIT)
async def send(request: Request) -> Response:
    """Take files from the form of the page, without any script."""
    visitor = await find_visitor(request)
    if visitor is None:
        raise SignInNeededError
    if not visitor.may("import.write"):
        raise ForbiddenError("import.write")
    made = await actions.take_upload(request, visitor, check_form=True)
    target = f"/imports/uploads/{made[0].id}" if len(made) == 1 else "/imports"
    return RedirectResponse(target, 303)


@router.get("/imports/uploads/{number}", dependencies=[Writing])
def show_upload(
    request: Request,
    number: Number,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show what was found in an upload, or how far looking into it is."""
    upload = actions.found_upload(connection, number)
    job = queue.last_job(connection, upload_id=number)
    state = state_of(request)
    found = inspection_of(upload, state.settings, visitor.language)
    if job is not None and (job.is_open or (found is None and job.task == "inspect")):
        return _show_job(request, visitor, frame, job, upload.name)
    if found is None:
        raise BadRequestError(both("job.error.file_gone", name=upload.name))
    choices = Choices.from_json(upload.choices)
    kind = choices.kind or likeliest_kind(found)
    config = map_config(connection, state.settings, visitor, frame, state.srid)
    return render(
        request,
        visitor,
        "imports/upload.html",
        frame=frame,
        upload=upload,
        found=found,
        job=job,
        error=_error(job, visitor),
        config=config,
        issues=found["issues"],
        year=choices.year_be or this_year(),
        years=(FIRST_YEAR, LAST_YEAR),
        tried=parts_of(job, visitor.language) if _is_tried(upload, job) else [],
        other_systems=_other_systems(found),
        field_name=lambda field: field_name(field, visitor.language),
        **_mapping(connection, kind, found, choices),
    )


@router.post("/imports/uploads/{number}", dependencies=[Writing])
async def decide(request: Request, number: Number, visitor: VisitorDep) -> Response:
    """Take what was chosen on the page, and do what the button says."""
    form = {k: v for k, v in (await request.form()).items() if isinstance(v, str)}

    def do() -> Response:
        with state_of(request).pool.connection() as connection:
            return _decide(request, connection, number, visitor, form)

    return await to_thread.run_sync(do)


def _decide(
    request: Request,
    connection: Connection[Any],
    number: int,
    visitor: Visitor,
    form: dict[str, str],
) -> Response:
    upload = actions.found_upload(connection, number)
    choices = choices_of_form(form)
    here = f"/imports/uploads/{number}"
    match form.get("action"):
        case "start":
            job = actions.start(connection, upload, choices, actor=visitor.username)
            here = f"/imports/jobs/{job.id}"
        case "look":
            actions.look(connection, upload, choices, actor=visitor.username)
        case "write":
            job = actions.write_workbook(connection, upload, actor=visitor.username)
            here = f"/imports/jobs/{job.id}"
        case "drop":
            state = state_of(request)
            actions.drop_upload(connection, state, upload, actor=visitor.username)
            here = "/imports"
        case "save":
            found = inspection_of(upload, state_of(request).settings, visitor.language)
            columns = [] if found is None else list(found["columns"])
            _save(connection, choices, columns, form.get("name", ""), visitor)
            actions.keep(connection, upload, choices)
        case _:
            actions.keep(connection, upload, choices)
    return RedirectResponse(here, 303)


def _save(
    connection: Connection[Any],
    choices: Choices,
    columns: list[str],
    name: str,
    visitor: Visitor,
) -> None:
    """Keep columns chosen by hand under a name, for files with the same columns."""
    plain = name.strip()
    chosen = parse_profile(profile_text(choices, plain), plain)
    rules = chosen.kinds[choices.kind].fields
    learned = learn_profile(plain, choices.kind, columns, rules)
    save_profile(connection, plain, learned, visitor.username)


@router.get("/imports/jobs/{number}", dependencies=[Writing])
def show_job(
    request: Request,
    number: Number,
    connection: ConnectionDep,
    visitor: VisitorDep,
    frame: FrameDep,
) -> Response:
    """Show how far a job is; one that is done leads to what it came to."""
    job = actions.found_job(connection, number)
    target = next_page(job)
    if (job.state == "done" or _belongs_to_batch(job)) and target != request.url.path:
        return RedirectResponse(target, 303)
    return _show_job(request, visitor, frame, job, str(job.options.get("file") or ""))


@router.get("/imports/jobs/{number}/part", dependencies=[Writing])
def show_job_part(
    request: Request, number: Number, connection: ConnectionDep, visitor: VisitorDep
) -> Response:
    """Give the moving part of the page of a job, and where to go at its end."""
    job = actions.found_job(connection, number)
    answer = render_part(
        request, visitor, "imports/_job.html", **_job_words(visitor, job)
    )
    if job.state == "done" or _belongs_to_batch(job):
        answer.headers["x-next-page"] = next_page(job)
    elif not job.is_open:
        answer.headers["x-next-page"] = ""
    return answer


@router.post("/imports/jobs/{number}/undo", dependencies=[Writing])
def undo(number: Number, connection: ConnectionDep, visitor: VisitorDep) -> Response:
    """Take back all sheets of a workbook that a job wrote."""
    written = actions.found_job(connection, number)
    job = actions.undo_workbook(connection, written, actor=visitor.username)
    return RedirectResponse(f"/imports/jobs/{job.id}", 303)


@router.post("/imports/jobs/{number}/cancel", dependencies=[Writing])
def cancel(number: Number, connection: ConnectionDep, visitor: VisitorDep) -> Response:
    """Let a job end."""
    actions.cancel(connection, number, actor=visitor.username)
    return RedirectResponse(f"/imports/jobs/{number}", 303)


def _belongs_to_batch(job: Job) -> bool:
    """Tell whether the page of the batch says how a job ended that came to nothing."""
    ended = not job.is_open and job.batch_id is not None
    return ended and job.task in ("promote", "undo")


def _show_job(
    request: Request, visitor: Visitor, frame: Frame, job: Job, name: str
) -> Response:
    return render(
        request,
        visitor,
        "imports/job.html",
        frame=frame,
        name=name,
        **_job_words(visitor, job),
    )


def _job_words(visitor: Visitor, job: Job) -> dict[str, Any]:
    back, done = "/imports", job.state == "done"
    if job.batch_id is not None and job.task != "stage":
        back = f"/imports/{job.batch_id}"
    elif job.upload_id is not None and job.task in ("stage", "promote") and not done:
        back = f"/imports/uploads/{job.upload_id}"
    return {
        "job": job,
        "step": step_text(job, visitor.language),
        "error": _error(job, visitor),
        "parts": parts_of(job, visitor.language),
        "back": back,
    }


def _error(job: Job | None, visitor: Visitor) -> str | None:
    if job is None or job.error is None:
        return None
    return side_of(job.error, visitor.language)


def _other_systems(found: dict[str, Any]) -> list[str]:
    """List the systems that Thai maps come in, as far as they are not proposed."""
    proposed = {one["crs"] for one in found["placed"]["candidates"]}
    codes = (*THAI_GRIDS, DEGREES, INDIAN_DEGREES, WEB_MERCATOR)
    return [name for code in codes if (name := f"EPSG:{code}") not in proposed]


def _is_tried(upload: Upload, job: Job | None) -> bool:
    """Tell whether the last trial of a workbook was of what is chosen now."""
    return job is not None and job.options.get("choices") == upload.choices


def _mapping(
    connection: Connection[Any], kind: str, found: dict[str, Any], choices: Choices
) -> dict[str, Any]:
    """Make what the template shows of kinds, profiles and fields."""
    spec = KINDS.get(kind)
    proposal = proposal_of(found, kind)
    lines = [] if spec is None else lines_of(spec, found, choices)
    mapping = choices.mapping
    if not choices.kind and proposal is not None:
        mapping = proposal["profile"]
    fed = {column for line in lines for column in [line.chosen] if column}
    options = options_of(found)
    return {
        "kind": kind,
        "kinds": [*KINDS, LTAX],
        "is_workbook": kind == LTAX,
        "sheets": [one for one in found["layers"] if one["name"] in TITLES],
        "repairs": [] if spec is None or spec.shape is None else OPTIONAL_REPAIRS,
        "proposal": proposal,
        "confidence": {one["kind"]: one["confidence"] for one in found["proposals"]},
        "choices": choices,
        "mapping": mapping,
        "profiles": [*saved_names(connection), *shipped_profiles()],
        "lines": lines,
        "options": options,
        "missing": [] if mapping else missing_of(lines),
        "unused": [one.label for one in options if one.value not in fed],
        "samples": {one.value: _sample(found, one.value) for one in options},
    }


def _sample(found: dict[str, Any], value: str) -> str:
    """Show some values of a column, or of several side by side."""
    lists = [found["columns"].get(name) or [] for name in chosen_columns(value)]
    rows = zip(*lists, strict=False)
    shown = ["-".join(plain_number(cell or "") for cell in row) for row in rows]
    return " · ".join(one for one in shown if one) or "–"
