"""Issues of a batch: counted by rule, in pages, one with where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from kkmgis.issue import Issue
from kkmgis.registry.page import decode_cursor, encode_cursor

Row = dict[str, Any]

_COLUMNS: LiteralString = "id, row_no, code, severity, field, value, details, place"


@dataclass(frozen=True, slots=True)
class BatchIssue:
    """One issue; ``row_no`` is None for one of the whole file."""

    id: int
    row_no: int | None
    issue: Issue


@dataclass(frozen=True, slots=True)
class Group:
    """The issues of one rule in a batch."""

    code: str
    severity: str
    count: int
    example: BatchIssue


def group_issues(connection: Connection[Any], batch_id: int) -> list[Group]:
    """Count the issues of a batch by rule, what keeps rows out first."""
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(
            f"SELECT DISTINCT ON (code, severity) {_COLUMNS},"
            " count(*) OVER (PARTITION BY code, severity) AS n"
            " FROM staging.staged_issue WHERE batch_id = %s"
            " ORDER BY code, severity, row_no NULLS FIRST, id",
            (batch_id,),
        ).fetchall()
    order = {"error": 0, "warning": 1, "info": 2}
    groups = [
        Group(row["code"], row["severity"], row["n"], _issue(row)) for row in rows
    ]
    return sorted(groups, key=lambda one: (order.get(one.severity, 3), -one.count))


def list_batch_issues(
    connection: Connection[Any],
    batch_id: int,
    *,
    code: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> tuple[list[BatchIssue], str | None]:
    """List issues of a batch by row, those of the whole file first.

    Returns
    -------
    tuple
        Issues, and the cursor of the next page or None.

    Raises
    ------
    CursorError
        The cursor is not one of ours.
    """
    values: Row = {"batch": batch_id, "code": code, "limit": limit + 1}
    after: LiteralString = "true"
    if cursor is not None:
        values["row"], values["id"] = decode_cursor(cursor, int, int)
        after = "(coalesce(row_no, -1), id) > (%(row)s, %(id)s)"
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(
            f"SELECT {_COLUMNS} FROM staging.staged_issue WHERE batch_id = %(batch)s"
            f" AND (%(code)s::text IS NULL OR code = %(code)s) AND {after}"
            " ORDER BY coalesce(row_no, -1), id LIMIT %(limit)s",
            values,
        ).fetchall()
    found = [_issue(row) for row in rows[:limit]]
    if len(rows) <= limit:
        return found, None
    last = found[-1]
    row_no = -1 if last.row_no is None else last.row_no
    return found, encode_cursor(row_no, last.id)


def find_issue(
    connection: Connection[Any], batch_id: int, number: int
) -> BatchIssue | None:
    """Find one issue of a batch."""
    with connection.cursor(row_factory=dict_row) as reader:
        row = reader.execute(
            f"SELECT {_COLUMNS} FROM staging.staged_issue"
            " WHERE batch_id = %s AND id = %s",
            (batch_id, number),
        ).fetchone()
    return None if row is None else _issue(row)


def staged_shape(
    connection: Connection[Any], batch_id: int, row_no: int
) -> tuple[bytes, bool] | None:
    """Read the shape of a row of a batch, as far as it is kept.

    Returns
    -------
    tuple of (bytes, bool) or None
        WKB, and whether it is in the storage CRS; else in that of the file.
    """
    table = f"incoming_{batch_id}"
    there = connection.execute(
        "SELECT to_regclass(%s) IS NOT NULL", (f"staging.{table}",)
    ).fetchone()
    if there is not None and there[0]:
        row = connection.execute(
            SQL("SELECT ST_AsBinary(geom) FROM staging.{} WHERE row_no = %s").format(
                Identifier(table)
            ),
            (row_no,),
        ).fetchone()
        if row is not None and row[0] is not None:
            return bytes(row[0]), True
    row = connection.execute(
        "SELECT ST_AsBinary(geom) FROM staging.staged_row"
        " WHERE batch_id = %s AND row_no = %s",
        (batch_id, row_no),
    ).fetchone()
    return None if row is None or row[0] is None else (bytes(row[0]), False)


def count_outcomes(connection: Connection[Any], batch_id: int) -> dict[str, int]:
    """Count what would become of the rows of a checked batch; empty for others."""
    table = f"outcome_{batch_id}"
    there = connection.execute(
        "SELECT to_regclass(%s) IS NOT NULL", (f"staging.{table}",)
    ).fetchone()
    if there is None or not there[0]:
        return {}
    rows = connection.execute(
        SQL("SELECT outcome, count(*) FROM staging.{} GROUP BY outcome").format(
            Identifier(table)
        )
    ).fetchall()
    return {str(outcome): int(count) for outcome, count in rows}


def _issue(row: Row) -> BatchIssue:
    shown = {
        name: value
        for name, value in row["details"].items()
        if name not in ("field", "value")
    }
    issue = Issue(
        row["code"],
        row["severity"],
        row["field"],
        row["value"],
        row["place"],
        values=shown,
    )
    return BatchIssue(row["id"], row["row_no"], issue)
