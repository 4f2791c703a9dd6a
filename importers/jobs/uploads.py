"""Uploads as rows: who sent what, when, and what they said about it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from kkmgis.audit import record_event
from kkmgis.db import acting

_COLUMNS: LiteralString = (
    "id, folder, name, files, size_bytes, state, choices, actor, created_at"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded dataset; see ``kkmgis.model.job``."""

    id: int
    folder: str
    name: str
    files: list[dict[str, Any]]
    size_bytes: int
    state: str
    choices: dict[str, Any]
    actor: str
    created_at: dt.datetime


def add_upload(
    connection: Connection[Any],
    *,
    folder: str,
    name: str,
    files: list[dict[str, Any]],
    actor: str,
    request_key: str | None = None,
) -> Upload:
    """Record an upload whose files are in the spool.

    Parameters
    ----------
    files : list of dict
        ``name`` and ``size`` (bytes) of each.
    """
    size = sum(int(file["size"]) for file in files)
    with acting(connection, actor):
        row = connection.execute(
            "INSERT INTO staging.upload"
            " (folder, name, files, size_bytes, actor, request_key)"
            " VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
            (folder, name, Jsonb(files), size, actor, request_key),
        ).fetchone()
        if row is None:
            raise AssertionError("INSERT … RETURNING gave no row")
        record_event(
            connection,
            "import.uploaded",
            actor=actor,
            subject=("upload", str(row[0])),
            after={"file": name, "bytes": size},
        )
    return _select(connection, "id = %s", (row[0],))[0]


def find_upload(connection: Connection[Any], number: int) -> Upload | None:
    """Find an upload by its number."""
    found = _select(connection, "id = %s", (number,))
    return found[0] if found else None


def upload_of_request(
    connection: Connection[Any], actor: str, request_key: str
) -> Upload | None:
    """Find the upload that a request already made."""
    found = _select(connection, "actor = %s AND request_key = %s", (actor, request_key))
    return found[0] if found else None


def upload_of_batch(connection: Connection[Any], batch_id: int) -> Upload | None:
    """Find the upload that a batch was staged from."""
    found = _select(
        connection,
        "id = (SELECT upload_id FROM staging.job WHERE batch_id = %s"
        " AND task = 'stage' ORDER BY id DESC LIMIT 1)",
        (batch_id,),
    )
    return found[0] if found else None


def waiting_uploads(
    connection: Connection[Any],
) -> list[tuple[Upload, int | None, str]]:
    """List the uploads that nothing has become of yet, the newest first.

    Returns
    -------
    list of (Upload, int or None, str)
        With the open batch that was staged from it, and its status.
    """
    found = _select(connection, "state = 'ready' ORDER BY id DESC LIMIT 50", ())
    rows = connection.execute(
        "SELECT DISTINCT ON (j.upload_id) j.upload_id, b.id, b.status"
        " FROM staging.job j JOIN staging.batch b ON b.id = j.batch_id"
        " WHERE j.upload_id = ANY(%s) AND b.status IN ('staged', 'checked')"
        " ORDER BY j.upload_id, j.id DESC",
        ([one.id for one in found],),
    ).fetchall()
    batches = {int(upload): (int(batch), str(status)) for upload, batch, status in rows}
    return [(one, *batches.get(one.id, (None, ""))) for one in found]


def old_uploads(connection: Connection[Any], days: int) -> list[Upload]:
    """List the uploads that lie longer than some days and are not worked on."""
    return _select(
        connection,
        "state = 'ready' AND created_at < now() - make_interval(days => %s)"
        " AND NOT EXISTS (SELECT FROM staging.job j WHERE j.upload_id = upload.id"
        "  AND j.state IN ('waiting', 'running'))",
        (days,),
    )


def keep_choices(
    connection: Connection[Any], number: int, choices: dict[str, Any]
) -> None:
    """Keep what a person said about an upload."""
    connection.execute(
        "UPDATE staging.upload SET choices = %s WHERE id = %s",
        (Jsonb(choices), number),
    )


def mark_gone(connection: Connection[Any], number: int) -> None:
    """Note that the files of an upload are not in the spool any more."""
    connection.execute(
        "UPDATE staging.upload SET state = 'gone' WHERE id = %s", (number,)
    )


def _select(
    connection: Connection[Any], condition: LiteralString, values: tuple[object, ...]
) -> list[Upload]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            f"SELECT {_COLUMNS} FROM staging.upload WHERE {condition}", values
        ).fetchall()
    return [Upload(**row) for row in rows]
