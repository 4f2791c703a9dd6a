"""What a job does: look into a file, stage and check it, write it, take it back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from psycopg import Connection

from importers.incoming import outcomes_of
from importers.jobs import queue, spool, uploads, workbooks
from importers.jobs.choices import Choices, mapping_file
from importers.jobs.looking import look_into
from importers.jobs.queue import Job
from importers.jobs.uploads import Upload
from importers.reconcile.accepting import Acceptance, promote_accepted
from importers.shaping import Progress
from importers.stage import stage_file
from importers.steps import check_batch, discard_batch
from importers.undo import undo_batch
from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.settings import Settings


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """What a job works with.

    Attributes
    ----------
    connection : Connection
        In autocommit, for the work.
    control : Connection
        In autocommit, for the queue: what it says counts though the work fails.
    job : Job
    settings : Settings
    tell : callable
        Shows how far it is.
    """

    connection: Connection[Any]
    control: Connection[Any]
    job: Job
    settings: Settings
    tell: Progress

    def upload(self) -> tuple[Upload, Path]:
        """Find the uploaded dataset of the job.

        Raises
        ------
        SourceError
            Its files are not there any more.
        """
        number = self.job.upload_id
        found = None if number is None else uploads.find_upload(self.control, number)
        if found is None or found.state != "ready":
            name = str(self.job.options.get("file") or number)
            raise SourceError(both("job.error.file_gone", name=name))
        return found, spool.dataset_path(self.settings.spool, found.folder, found.name)

    def choices(self) -> Choices:
        """Tell what a person said about the file."""
        return Choices.from_json(self.job.options.get("choices") or {})

    def batch(self) -> int:
        """Tell the batch of the job."""
        if self.job.batch_id is None:
            raise SourceError(both("batch.missing", batch="–"))
        return self.job.batch_id


def inspect(desk: Desk) -> dict[str, Any]:
    """Look into a file; what is found lies beside it in the spool."""
    upload, path = desk.upload()
    desk.tell("inspect", 0, None)
    choices = desk.choices()
    look_into(
        path,
        spool.folder_of(desk.settings.spool, upload.folder),
        choices,
        desk.connection,
    )
    return {}


def stage(desk: Desk) -> dict[str, Any]:
    """Stage a file and find out what promoting it would do."""
    upload, path = desk.upload()
    choices = desk.choices()
    if choices.kind == workbooks.LTAX:
        parts = workbooks.try_workbook(
            desk.connection, path, choices, actor=desk.job.actor, progress=desk.tell
        )
        return {"parts": parts}
    folder = spool.folder_of(desk.settings.spool, upload.folder)
    number = stage_file(
        desk.connection,
        choices.kind,
        path,
        mapping=mapping_file(choices, folder),
        layer=choices.layer,
        crs=choices.crs,
        encoding=choices.encoding,
        repairs=choices.repairs,
        actor=desk.job.actor,
        progress=desk.tell,
    )
    queue.set_batch(desk.control, desk.job.id, number)
    report = check_batch(desk.connection, number, progress=desk.tell)
    return {"batch": number, **_counts(report.as_json())}


def promote(desk: Desk) -> dict[str, Any]:
    """Write a checked batch, or the accepted rows of it, into the register."""
    if desk.job.batch_id is None:
        return _write_workbook(desk)
    number = desk.batch()
    # The same again after the service was restarted: what is done is not redone.
    if _status(desk.connection, number) == "promoted":
        _forget_files(desk)
        return {"batch": number}
    accepted = promote_accepted(
        desk.connection,
        number,
        _acceptance(desk, number),
        actor=desk.job.actor,
        progress=desk.tell,
    )
    _forget_files(desk)
    more = {"retired": accepted.retired, "left_behind": accepted.left_behind}
    return {"batch": number, **more}


def _write_workbook(desk: Desk) -> dict[str, Any]:
    """Write all sheets of an uploaded workbook."""
    upload, path = desk.upload()
    parts = workbooks.write_workbook(
        desk.connection,
        path,
        desk.choices(),
        actor=desk.job.actor,
        progress=desk.tell,
    )
    _forget(desk, upload)
    return {"parts": parts}


def _acceptance(desk: Desk, number: int) -> Acceptance:
    """Tell what of the difference a person took; without a choice all of it."""
    options = desk.job.options
    if "only" not in options:
        return Acceptance(rows=_accepted_rows(desk, number))
    only, skip = options["only"], options.get("skip") or []
    rows = None
    if skip:
        found = desk.connection.execute(
            "SELECT row_no FROM staging.difference WHERE batch_id = %s"
            " AND what = ANY(%s) AND row_no <> ALL(%s)",
            (number, only, skip),
        )
        rows = frozenset(int(row) for (row,) in found)
    return Acceptance(
        only=frozenset(only), rows=rows, retire_gone=bool(options.get("retire_gone"))
    )


def _accepted_rows(desk: Desk, number: int) -> frozenset[int] | None:
    """Tell the rows that a person took, None for all."""
    rows, outcomes = (desk.job.options.get(name) for name in ("rows", "outcomes"))
    if rows is None and outcomes is None:
        return None
    chosen = [] if rows is None else [int(row) for row in rows]
    if outcomes is not None:
        query = f"SELECT row_no FROM {outcomes_of(number)} WHERE outcome = ANY(%s)"
        found = desk.connection.execute(query.encode(), (outcomes,))
        chosen += [int(row) for (row,) in found]
    return frozenset(chosen)


def discard(desk: Desk) -> dict[str, Any]:
    """Throw a staged batch away with the file that it came from."""
    number = desk.batch()
    if _status(desk.connection, number) in ("staging", "staged", "checked"):
        discard_batch(desk.connection, number, actor=desk.job.actor)
    if desk.job.options.get("forget_file"):
        _forget_files(desk)
    return {"batch": number}


def undo(desk: Desk) -> dict[str, Any]:
    """Put the register back as it was before a batch, or before a workbook."""
    if desk.job.batch_id is None:
        desk.tell("undo", 0, None)
        deleted, restored = workbooks.undo_workbook(
            desk.connection, desk.job.options["batches"], actor=desk.job.actor
        )
        return {"deleted": deleted, "restored": restored}
    number = desk.batch()
    if _status(desk.connection, number) == "undone":
        return {"batch": number}
    desk.tell("undo", 0, None)
    undone = undo_batch(desk.connection, number, actor=desk.job.actor)
    return {"batch": number, "deleted": undone.deleted, "restored": undone.restored}


TASKS: Mapping[str, Callable[[Desk], dict[str, Any]]] = {
    "inspect": inspect,
    "stage": stage,
    "promote": promote,
    "discard": discard,
    "undo": undo,
}


def _status(connection: Connection[Any], number: int) -> str:
    row = connection.execute(
        "SELECT status FROM staging.batch WHERE id = %s", (number,)
    ).fetchone()
    return "" if row is None else str(row[0])


def _forget_files(desk: Desk) -> None:
    """Remove the files of a batch that is settled: they hold people's data."""
    upload = uploads.upload_of_batch(desk.control, desk.batch())
    if upload is not None:
        _forget(desk, upload)


def _forget(desk: Desk, upload: Upload) -> None:
    spool.remove_folder(desk.settings.spool, upload.folder)
    uploads.mark_gone(desk.control, upload.id)


def _counts(report: dict[str, Any]) -> dict[str, Any]:
    kept = ("read", "loaded", "unchanged", "updated", "rejected")
    return {name: report[name] for name in kept}
