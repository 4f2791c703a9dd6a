"""What pages and machines can ask of imports; both ask it in the same way."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import Request
from psycopg import Connection

from api.errors import BadRequestError, NotFoundError, TooLargeError
from api.state import State, state_of
from api.upload_stream import Received, let_finish, receive, refuse_length
from api.visitor import Visitor
from importers.jobs import queue, spool, uploads
from importers.jobs.choices import Choices
from importers.jobs.queue import Job
from importers.jobs.uploads import Upload
from importers.jobs.workbooks import LTAX
from importers.limits import MIB
from importers.profile import shipped_profiles
from importers.saved_profile import saved_names
from kkmgis.audit import record_event
from kkmgis.errors import ConflictError
from kkmgis.i18n import both

SPOOL_FACTOR = 4
"""How many of the largest uploads the spool may hold."""
OVERHEAD = 64 * 1024
"""What a form adds to its files."""
LONGEST_KEY = 200


async def take_upload(
    request: Request, visitor: Visitor, *, check_form: bool
) -> list[Upload]:
    """Receive files, sort them into datasets, and let each be looked into.

    Parameters
    ----------
    check_form : bool
        The CSRF token has to come as the first field of the form.

    Returns
    -------
    list of Upload
        One for each dataset; those of an earlier request with the same
        ``Idempotency-Key``.
    """
    state = state_of(request)
    key = request_key(request)
    if key is not None:
        known = await to_thread.run_sync(_known_upload, state, visitor.username, key)
        if known is not None:
            return [known]
    most = state.settings.upload_mib * MIB
    try:
        return await _take(request, visitor, state, most, key, check_form=check_form)
    except (TooLargeError, BadRequestError):
        await let_finish(request, SPOOL_FACTOR * most)
        raise


async def _take(
    request: Request,
    visitor: Visitor,
    state: State,
    most: int,
    key: str | None,
    *,
    check_form: bool,
) -> list[Upload]:
    """Receive files of at most some bytes and record them."""
    refuse_length(request.headers.get("content-length"), most + OVERHEAD)
    await to_thread.run_sync(_refuse_full_spool, state, most)

    def before_files(received: Received) -> None:
        if check_form:
            visitor.check_token(received.fields.get("csrf_token", ""))

    spool_folder = state.settings.spool
    folder = spool.new_folder(spool_folder)
    try:
        received = await receive(
            request,
            spool_folder / folder / "files",
            most_bytes=most + OVERHEAD,
            before_files=before_files,
        )
        if not received.files:
            raise BadRequestError(both("job.upload.nothing"))
        return await to_thread.run_sync(
            _record, state, visitor.username, folder, received, key
        )
    except BaseException:
        spool.remove_folder(spool_folder, folder)
        raise


def request_key(request: Request) -> str | None:
    """Read the key by which a repeated request is known as the same."""
    key = request.headers.get("idempotency-key")
    if key is not None and (not key or len(key) > LONGEST_KEY or not key.isprintable()):
        raise BadRequestError(both("job.request_key", most=LONGEST_KEY))
    return key


def _known_upload(state: State, actor: str, key: str) -> Upload | None:
    with state.pool.connection() as connection:
        return uploads.upload_of_request(connection, actor, key)


def _refuse_full_spool(state: State, most: int) -> None:
    used = spool.used_bytes(state.settings.spool)
    if used > SPOOL_FACTOR * most:
        raise TooLargeError(both("job.upload.spool_full", used=f"{used // MIB:,}"))
    state.settings.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(state.settings.spool).free < 2 * most:
        raise TooLargeError(both("job.upload.disk_full"))


def _record(
    state: State, actor: str, folder: str, received: Received, key: str | None
) -> list[Upload]:
    first, *others = spool.datasets(received.files)
    with ExitStack() as on_failure:
        groups = [(folder, first)]
        for other in others:
            own = spool.new_folder(state.settings.spool)
            on_failure.callback(spool.remove_folder, state.settings.spool, own)
            _move(state.settings.spool, other[1], folder, own)
            groups.append((own, other))
        made = []
        with state.pool.connection() as connection, connection.transaction():
            choices = _choices_like(connection, received.fields.get("like", ""))
            for home, (main, names) in groups:
                upload = uploads.add_upload(
                    connection,
                    folder=home,
                    name=main,
                    files=[{"name": n, "size": received.files[n]} for n in names],
                    actor=actor,
                    request_key=key if home == folder else None,
                )
                look(connection, upload, choices, actor=actor)
                made.append(upload)
        on_failure.pop_all()
    return made


def _choices_like(connection: Connection[Any], batch: str) -> Choices:
    """Take over what was said about the file whose mended rows these are."""
    number = int(batch) if batch.isascii() and batch.isdigit() else 0
    former = uploads.upload_of_batch(connection, number)
    return Choices() if former is None else Choices.from_json(former.choices)


def _move(spool_folder: Path, names: list[str], folder: str, own: str) -> None:
    """Put a dataset that came together with others into a folder of its own."""
    for name in names:
        (spool_folder / folder / "files" / name).rename(
            spool_folder / own / "files" / name
        )


def look(
    connection: Connection[Any],
    upload: Upload,
    choices: Choices,
    *,
    actor: str,
    key: str | None = None,
) -> Job:
    """Let an upload be looked into, with what a person chose."""
    uploads.keep_choices(connection, upload.id, choices.as_json())
    return queue.enqueue(
        connection,
        "inspect",
        actor=actor,
        upload_id=upload.id,
        options={"file": upload.name, "choices": choices.as_json()},
        request_key=key,
    )


def keep(connection: Connection[Any], upload: Upload, choices: Choices) -> None:
    """Keep what a person chose, and do nothing yet."""
    uploads.keep_choices(connection, upload.id, choices.as_json())


def start(
    connection: Connection[Any],
    upload: Upload,
    choices: Choices,
    *,
    actor: str,
    key: str | None = None,
) -> Job:
    """Let an upload be staged and checked."""
    if not choices.kind:
        raise BadRequestError(both("job.no_kind"))
    _refuse_other_mapping(connection, choices.mapping)
    uploads.keep_choices(connection, upload.id, choices.as_json())
    with connection.transaction():
        job = queue.enqueue(
            connection,
            "stage",
            actor=actor,
            upload_id=upload.id,
            options={"file": upload.name, "choices": choices.as_json()},
            request_key=key,
        )
        _audit(
            connection,
            "import.started",
            actor,
            ("upload", str(upload.id)),
            choices.kind,
        )
    return job


def _refuse_other_mapping(connection: Connection[Any], mapping: str | None) -> None:
    """Let only profiles be named from outside, never a file of this machine."""
    known = [*saved_names(connection), *shipped_profiles()]
    if mapping is not None and mapping not in known:
        shown = {"name": mapping[:60], "shipped": ", ".join(known)}
        raise BadRequestError(both("profile.missing", **shown))


def write_workbook(
    connection: Connection[Any], upload: Upload, *, actor: str, key: str | None = None
) -> Job:
    """Let a workbook be written whose trial a person has seen.

    Raises
    ------
    ConflictError
        It was not tried, or something else was chosen since.
    """
    tried = queue.last_job(connection, upload_id=upload.id)
    known = tried is not None and tried.task in ("stage", "promote")
    if tried is None or not known or tried.options.get("choices") != upload.choices:
        raise ConflictError(both("job.workbook.not_tried", name=upload.name))
    if tried.task == "stage" and "parts" not in tried.result:
        raise ConflictError(both("job.workbook.not_tried", name=upload.name))
    with connection.transaction():
        job = queue.enqueue(
            connection,
            "promote",
            actor=actor,
            upload_id=upload.id,
            options={"file": upload.name, "choices": upload.choices},
            request_key=key,
        )
        subject = ("upload", str(upload.id))
        _audit(connection, "import.promote_asked", actor, subject, LTAX)
    return job


def undo_workbook(
    connection: Connection[Any], written: Job, *, actor: str, key: str | None = None
) -> Job:
    """Let a workbook be taken back, all its sheets together.

    Raises
    ------
    NotFoundError
        The job wrote none.
    """
    parts = written.result.get("parts") or []
    if written.task != "promote" or written.state != "done" or not parts:
        raise NotFoundError
    batches = [part["batch"] for part in parts]
    with connection.transaction():
        job = queue.enqueue(
            connection,
            "undo",
            actor=actor,
            upload_id=written.upload_id,
            options={"file": written.options.get("file"), "batches": batches},
            request_key=key,
        )
        for number in batches:
            subject = ("batch", str(number))
            _audit(connection, "import.undo_asked", actor, subject, LTAX)
    return job


def on_batch(
    connection: Connection[Any],
    task: str,
    batch: dict[str, Any],
    *,
    actor: str,
    options: dict[str, Any] | None = None,
    key: str | None = None,
) -> Job:
    """Let a batch be promoted, thrown away or taken back."""
    with connection.transaction():
        job = queue.enqueue(
            connection,
            task,
            actor=actor,
            batch_id=batch["id"],
            options={"file": batch["file_name"], **(options or {})},
            request_key=key,
        )
        subject = ("batch", str(batch["id"]))
        _audit(connection, f"import.{task}_asked", actor, subject, batch["kind"])
    return job


def cancel(connection: Connection[Any], number: int, *, actor: str) -> Job:
    """Let a job end.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    with connection.transaction():
        job = queue.ask_to_cancel(connection, number)
        if job is None:
            raise NotFoundError
        _audit(connection, "import.cancelled", actor, ("job", str(number)), job.task)
    return job


def drop_upload(
    connection: Connection[Any], state: State, upload: Upload, *, actor: str
) -> None:
    """Throw an upload away that nothing is done with."""
    with connection.transaction():
        queue.refuse_second(connection, upload.id, None)
        uploads.mark_gone(connection, upload.id)
        subject = ("upload", str(upload.id))
        _audit(connection, "import.upload_dropped", actor, subject, upload.name)
    spool.remove_folder(state.settings.spool, upload.folder)


def found_upload(connection: Connection[Any], number: int) -> Upload:
    """Find an upload that must be there."""
    upload = uploads.find_upload(connection, number)
    if upload is None or upload.state != "ready":
        raise NotFoundError
    return upload


def found_job(connection: Connection[Any], number: int) -> Job:
    """Find a job that must be there."""
    job = queue.find_job(connection, number)
    if job is None:
        raise NotFoundError
    return job


def _audit(
    connection: Connection[Any],
    action: str,
    actor: str,
    subject: tuple[str, str],
    what: str,
) -> None:
    record_event(connection, action, actor=actor, subject=subject, after={"what": what})
