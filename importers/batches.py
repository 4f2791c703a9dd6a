"""Look at the imports that were done."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from psycopg import Connection

from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.issue import Issue, Severity


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """One import, as it is recorded.

    ``open_rejects`` counts the rejected rows that no later import mended;
    ``corrects`` is the import whose rejected rows this one brought in mended.
    """

    id: int
    kind: str
    file: str
    layer: str | None
    mapping: str | None
    crs: str | None
    encoding: str | None
    status: str
    actor: str
    started_at: dt.datetime
    read: int
    loaded: int
    unchanged: int
    updated: int
    rejected: int
    seconds: float | None
    details: Mapping[str, Any]
    sha256: str
    corrects: int | None
    open_rejects: int

    def as_json(self) -> dict[str, object]:
        """Give the batch as JSON can hold it."""
        return dataclasses.asdict(self) | {"started_at": self.started_at.isoformat()}


@dataclasses.dataclass(frozen=True, slots=True)
class FoundIssue:
    """An issue of a batch and the row it is about; None for the whole file."""

    row_no: int | None
    issue: Issue


_COLUMNS = (
    "id, kind, file_name, layer, mapping, crs, encoding, status, actor, started_at,"
    " row_count, loaded, unchanged, updated, rejected, seconds, details, file_sha256,"
    " corrects, (SELECT count(*) FROM staging.open_reject o WHERE o.batch_id = b.id)"
)


def list_batches(connection: Connection[Any], *, limit: int = 50) -> list[Batch]:
    """List the latest imports, newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM staging.batch b ORDER BY id DESC LIMIT %s".encode(),
        (limit,),
    ).fetchall()
    return [Batch(*row) for row in rows]


def get_batch(connection: Connection[Any], number: int) -> Batch:
    """Find an import.

    Raises
    ------
    SourceError
        There is none of that number.
    """
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM staging.batch b WHERE id = %s".encode(), (number,)
    ).fetchone()
    if row is None:
        raise SourceError(both("batch.missing", batch=number))
    return Batch(*row)


def issues_of(
    connection: Connection[Any],
    number: int,
    *,
    code: str | None = None,
    limit: int = 100,
) -> list[FoundIssue]:
    """List issues of a batch, those of the file first, then by row.

    Parameters
    ----------
    number : int
        Of the batch.
    code : str, optional
        Issues of this code alone.
    limit : int
    """
    rows = connection.execute(
        "SELECT row_no, code, severity, field, value, details, place"
        " FROM staging.staged_issue"
        " WHERE batch_id = %s AND (%s::text IS NULL OR code = %s)"
        " ORDER BY row_no NULLS FIRST, id LIMIT %s",
        (number, code, code, limit),
    ).fetchall()
    return [_found(row) for row in rows]


def examples_of(
    connection: Connection[Any], number: int
) -> list[tuple[int, FoundIssue]]:
    """Give one example of each issue code of a batch, and how many there are."""
    rows = connection.execute(
        "SELECT DISTINCT ON (code) row_no, code, severity, field, value, details,"
        " place, count(*) OVER (PARTITION BY code)"
        " FROM staging.staged_issue WHERE batch_id = %s ORDER BY code, row_no, id",
        (number,),
    ).fetchall()
    return [(int(row[7]), _found(row[:7])) for row in rows]


def _found(row: tuple[Any, ...]) -> FoundIssue:
    row_no, code, severity, field, value, details, place = row
    issue = Issue(
        code=code,
        severity=cast(Severity, severity),
        field=field,
        value=value,
        place=place,
        values={k: v for k, v in details.items() if k not in ("field", "value")},
    )
    return FoundIssue(row_no, issue)
