"""Jobs, uploads and issues of imports, as pages and machines are told of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from importers.jobs import spool
from importers.jobs.looking import INSPECTION
from importers.jobs.queue import Job
from importers.jobs.uploads import Upload
from kkmgis.i18n import Language, catalogue, side_of, text
from kkmgis.issue import Issue
from kkmgis.settings import Settings


def job_json(job: Job, language: Language) -> dict[str, Any]:
    """Give a job as JSON can hold it, with its progress and its end in words."""
    return {
        "id": job.id,
        "task": job.task,
        "state": job.state,
        "upload": job.upload_id,
        "batch": job.batch_id,
        "actor": job.actor,
        "step": job.step,
        "step_text": step_text(job, language),
        "rows_done": job.rows_done,
        "rows_total": job.rows_total,
        "percent": job.percent,
        "cancel": job.cancel,
        "error_code": job.error_code,
        "error": None if job.error is None else side_of(job.error, language),
        "result": job.result,
        "created_at": _moment(job.created_at),
        "started_at": _moment(job.started_at),
        "finished_at": _moment(job.finished_at),
    }


def step_text(job: Job, language: Language) -> str:
    """Say what a job is at."""
    if not job.is_open:
        return text(f"imports.job.state.{job.state}", language)
    key = f"import.step.{job.step or 'waiting'}"
    if job.state == "running" and job.step is None:
        return text(f"imports.job.task.{job.task}", language)
    return catalogue(language).get(key, job.step or "")


def upload_json(
    upload: Upload, job: Job | None, settings: Settings, language: Language
) -> dict[str, Any]:
    """Give an upload as JSON can hold it, with what was found in it."""
    return {
        "id": upload.id,
        "name": upload.name,
        "files": upload.files,
        "size": upload.size_bytes,
        "state": upload.state,
        "actor": upload.actor,
        "created_at": _moment(upload.created_at),
        "choices": upload.choices,
        "inspection": inspection_of(upload, settings, language),
        "job": None if job is None else job_json(job, language),
    }


def inspection_of(
    upload: Upload, settings: Settings, language: Language
) -> dict[str, Any] | None:
    """Read what was found in an upload; None before it was looked into."""
    if upload.state != "ready":
        return None
    folder = spool.folder_of(settings.spool, upload.folder)
    found: dict[str, Any] | None = spool.read_json(folder / INSPECTION)
    if found is not None:
        found["issues"] = found["issues"].get(language, [])
    return found


def next_page(job: Job) -> str:
    """Tell the page that shows what a job came to."""
    if job.task == "inspect" and job.upload_id is not None:
        return f"/imports/uploads/{job.upload_id}"
    if "parts" in job.result or "batches" in job.options:
        # A workbook has many batches: its job is the page of them all.
        if job.task == "stage":
            return f"/imports/uploads/{job.upload_id}"
        return f"/imports/jobs/{job.id}"
    if job.task == "discard" or job.batch_id is None:
        return "/imports"
    return f"/imports/{job.batch_id}"


@dataclass(frozen=True, slots=True)
class Said:
    """An issue in words."""

    message: str
    remedy: str


def say_issue(issue: Issue, language: Language) -> Said:
    """Say an issue; one of another version of kkmgis says its code."""
    try:
        return Said(issue.message(language), issue.remedy(language))
    except (KeyError, IndexError, ValueError):
        return Said(issue.code, "")


def parts_of(job: Job | None, language: Language) -> list[dict[str, Any]]:
    """Give the sheets of a workbook that a job tried or wrote, issues in words."""
    parts = [] if job is None else job.result.get("parts", [])
    return [
        part | {"issues": [_said_part(one, language) for one in part["issues"]]}
        for part in parts
    ]


def _said_part(kept: dict[str, Any], language: Language) -> dict[str, Any]:
    plain = {k: v for k, v in kept.items() if k not in ("count", "row")}
    said = say_issue(Issue(**plain), language)
    return {
        "count": kept["count"],
        "row": kept["row"],
        "severity": kept["severity"],
        "message": said.message,
        "remedy": said.remedy,
    }


def _moment(value: dt.datetime | None) -> str | None:
    return None if value is None else value.isoformat(timespec="seconds")
