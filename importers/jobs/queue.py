"""The queue of jobs: a table, so that it survives whatever happens to the service.

Every change of state is one statement with the state it expects, so that a job
that is cancelled while it ends has one end and not two.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from kkmgis.errors import ConflictError
from kkmgis.i18n import both

CHANNEL = "kkmgis_job"
ATTEMPTS = 3
"""How often a job is begun whose process was killed from outside."""

OPEN = ("waiting", "running")
QUICK: LiteralString = "task = 'inspect'"
"""Jobs that wait for no other: they change nothing."""

_COLUMNS: LiteralString = (
    "id, task, state, upload_id, batch_id, options, actor, attempts, cancel, step,"
    " rows_done, rows_total, error_code, error, result, created_at, started_at,"
    " finished_at"
)


def application_name(job_id: int) -> str:
    """Name by which the database knows the connections of a job."""
    return f"kkmgis job {job_id}"


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """One job as its row has it; see ``kkmgis.model.job``."""

    id: int
    task: str
    state: str
    upload_id: int | None
    batch_id: int | None
    options: dict[str, Any]
    actor: str
    attempts: int
    cancel: bool
    step: str | None
    rows_done: int
    rows_total: int | None
    error_code: str | None
    error: str | None
    result: dict[str, Any]
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether it has not ended."""
        return self.state in OPEN

    @property
    def percent(self) -> int | None:
        """Say how far its present step is, where that is known."""
        if not self.rows_total:
            return None
        return min(100, 100 * self.rows_done // self.rows_total)


def enqueue(
    connection: Connection[Any],
    task: str,
    *,
    actor: str,
    upload_id: int | None = None,
    batch_id: int | None = None,
    options: dict[str, Any] | None = None,
    request_key: str | None = None,
) -> Job:
    """Ask for a job.

    Parameters
    ----------
    request_key : str, optional
        The same key from the same actor is the same job, asked for again.

    Raises
    ------
    ConflictError
        Another job on the same upload or batch has not ended.
    """
    with connection.transaction():
        if request_key is not None:
            known = _select(
                connection, "actor = %s AND request_key = %s", (actor, request_key)
            )
            if known:
                return known[0]
        refuse_second(connection, upload_id, batch_id)
        number = _insert(
            connection, task, actor, (upload_id, batch_id), options or {}, request_key
        )
        return _select(connection, "id = %s", (number,))[0]


def _insert(  # noqa: PLR0917 - the columns of the row
    connection: Connection[Any],
    task: str,
    actor: str,
    subject: tuple[int | None, int | None],
    options: dict[str, Any],
    request_key: str | None,
) -> int:
    row = connection.execute(
        "INSERT INTO staging.job (task, upload_id, batch_id, options, actor,"
        " request_key) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
        (task, *subject, Jsonb(options), actor, request_key),
    ).fetchone()
    if row is None:
        raise AssertionError("INSERT … RETURNING gave no row")
    connection.execute(f"NOTIFY {CHANNEL}")
    return int(row[0])


def refuse_second(
    connection: Connection[Any], upload_id: int | None, batch_id: int | None
) -> None:
    """Refuse to begin something on what another job is still at work.

    Raises
    ------
    ConflictError
        That job has not ended.
    """
    # Two who press the same button at once come one after the other.
    key = f"{upload_id}/{batch_id}"
    connection.execute("SELECT pg_advisory_xact_lock(4804004, hashtext(%s))", (key,))
    open_ones = _select(
        connection,
        "state IN ('waiting', 'running') AND (upload_id = %s OR batch_id = %s)",
        (upload_id, batch_id),
    )
    if open_ones:
        raise ConflictError(both("job.busy", job=open_ones[0].id))


def find_job(connection: Connection[Any], number: int) -> Job | None:
    """Find a job by its number."""
    found = _select(connection, "id = %s", (number,))
    return found[0] if found else None


def last_job(
    connection: Connection[Any],
    *,
    upload_id: int | None = None,
    batch_id: int | None = None,
) -> Job | None:
    """Find the latest job on an upload or a batch."""
    found = _select(
        connection,
        "upload_id = %s OR batch_id = %s ORDER BY id DESC LIMIT 1",
        (upload_id, batch_id),
    )
    return found[0] if found else None


def job_of_workbook(connection: Connection[Any], batch_id: int) -> Job | None:
    """Find the job that wrote a batch together with the others of its workbook."""
    found = _select(
        connection,
        "task = 'promote' AND batch_id IS NULL AND result @> %s",
        (Jsonb({"parts": [{"batch": batch_id}]}),),
    )
    return found[0] if found else None


def open_jobs(connection: Connection[Any]) -> list[Job]:
    """List the jobs that have not ended, the oldest first."""
    return _select(connection, "state IN ('waiting', 'running') ORDER BY id", ())


def claim(connection: Connection[Any], *, quick: bool) -> Job | None:
    """Take the oldest waiting job of a lane, and mark it as running.

    Parameters
    ----------
    quick : bool
        Of the lane of jobs that only look, or of the one that changes things.
    """
    lane: LiteralString = QUICK if quick else f"NOT ({QUICK})"
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "UPDATE staging.job SET state = 'running', attempts = attempts + 1,"
            " started_at = coalesce(started_at, clock_timestamp()), step = NULL,"
            " rows_done = 0, rows_total = NULL WHERE id = (SELECT id FROM staging.job"
            f" WHERE state = 'waiting' AND {lane} ORDER BY id LIMIT 1"
            f" FOR UPDATE SKIP LOCKED) RETURNING {_COLUMNS}"
        ).fetchone()
    return None if row is None else Job(**row)


def show_progress(
    connection: Connection[Any], number: int, step: str, done: int, total: int | None
) -> None:
    """Write how far a job is."""
    connection.execute(
        "UPDATE staging.job SET step = %s, rows_done = %s, rows_total = %s"
        " WHERE id = %s AND state = 'running'",
        (step, done, total, number),
    )


def set_batch(connection: Connection[Any], number: int, batch_id: int) -> None:
    """Note the batch that a job works on."""
    connection.execute(
        "UPDATE staging.job SET batch_id = %s WHERE id = %s", (batch_id, number)
    )


def finish(
    connection: Connection[Any], number: int, result: dict[str, Any] | None = None
) -> bool:
    """Close a job that did what it had to; False when it was ended before."""
    changed = connection.execute(
        "UPDATE staging.job SET state = 'done', finished_at = clock_timestamp(),"
        " result = %s WHERE id = %s AND state = 'running'",
        (Jsonb(result or {}), number),
    )
    return changed.rowcount == 1


def fail(
    connection: Connection[Any],
    number: int,
    code: str,
    sentence: str,
    result: dict[str, Any] | None = None,
) -> bool:
    """Close a job that could not do it, with the reason; False when it had ended.

    Parameters
    ----------
    result : dict, optional
        What more there is to say about the reason.
    """
    changed = connection.execute(
        "UPDATE staging.job SET state = 'failed', finished_at = clock_timestamp(),"
        " error_code = %s, error = %s, result = %s WHERE id = %s AND state = 'running'",
        (code, sentence[:2000], Jsonb(result or {}), number),
    )
    return changed.rowcount == 1


def put_back(connection: Connection[Any], number: int, *, counted: bool) -> None:
    """Let a job whose process ended through no fault of its own begin again.

    Parameters
    ----------
    counted : bool
        It counts as one of the attempts that a job has.
    """
    connection.execute(
        "UPDATE staging.job SET state = 'waiting', step = NULL,"
        " attempts = attempts - %s WHERE id = %s AND state = 'running'",
        (0 if counted else 1, number),
    )


def ask_to_cancel(connection: Connection[Any], number: int) -> Job | None:
    """Let a job end; one that waits has ended at once."""
    connection.execute(
        "UPDATE staging.job SET cancel = true,"
        " state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,"
        " finished_at = CASE state WHEN 'waiting' THEN clock_timestamp() END"
        " WHERE id = %s AND state IN ('waiting', 'running')",
        (number,),
    )
    connection.execute(f"NOTIFY {CHANNEL}")
    return find_job(connection, number)


def close_cancelled(connection: Connection[Any], number: int) -> bool:
    """Close a job that was cancelled; False when it had ended by then."""
    changed = connection.execute(
        "UPDATE staging.job SET state = 'cancelled', finished_at = clock_timestamp()"
        " WHERE id = %s AND state = 'running'",
        (number,),
    )
    return changed.rowcount == 1


def cancelled_ids(connection: Connection[Any], numbers: list[int]) -> set[int]:
    """Tell which of some running jobs somebody wants to end."""
    rows = connection.execute(
        "SELECT id FROM staging.job WHERE id = ANY(%s) AND cancel", (numbers,)
    )
    return {int(number) for (number,) in rows}


def discard_unfinished(connection: Connection[Any], job: Job) -> None:
    """Ask for what a job left half staged to be thrown away.

    The batch is known by the file, whose path in the spool no other upload has.
    """
    left = connection.execute(
        "SELECT b.id FROM staging.batch b, staging.upload u WHERE u.id = %s"
        " AND b.status IN ('staging', 'staged')"
        " AND position(u.folder IN b.details #>> '{staging,path}') > 0",
        (job.upload_id,),
    ).fetchall()
    for (number,) in left:
        _insert(connection, "discard", job.actor, (None, int(number)), {}, None)


def _select(
    connection: Connection[Any], condition: LiteralString, values: tuple[object, ...]
) -> list[Job]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            f"SELECT {_COLUMNS} FROM staging.job WHERE {condition}", values
        ).fetchall()
    return [Job(**row) for row in rows]
