"""Import batches: what came in, from which file, and what was kept out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

from kkmgis.issue import Issue
from kkmgis.registry.page import Page, decode_cursor, encode_cursor

Row = dict[str, Any]

_COLUMNS: LiteralString = """b.id, b.kind, b.file_name, b.layer, b.mapping, b.crs,
    b.encoding, b.status, b.actor, b.started_at, b.finished_at, b.row_count, b.loaded,
    b.unchanged, b.updated, b.rejected, b.seconds,
    (SELECT coalesce(jsonb_object_agg(i.code, i.n), '{}') FROM (
        SELECT code, count(*) AS n FROM staging.staged_issue
        WHERE batch_id = b.id GROUP BY code) i) AS issues"""


def list_batches(
    connection: Connection[Any],
    *,
    kind: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> Page:
    """List import batches, the newest first.

    Raises
    ------
    CursorError
        The cursor is not one of ours.
    """
    values: Row = {"kind": kind, "limit": limit + 1}
    conditions: LiteralString = "true"
    if kind is not None:
        conditions = "b.kind = %(kind)s"
    if cursor is not None:
        (values["before"],) = decode_cursor(cursor, int)
        conditions += " AND b.id < %(before)s"
    sql = (
        f"SELECT {_COLUMNS} FROM staging.batch b WHERE {conditions}"
        " ORDER BY b.id DESC LIMIT %(limit)s"
    )
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(sql, values).fetchall()
    more = encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None
    return Page([_item(row) for row in rows[:limit]], more)


def read_batch(connection: Connection[Any], batch_id: int) -> Row | None:
    """Read one batch; None when there is none of that number."""
    with connection.cursor(row_factory=dict_row) as reader:
        row = reader.execute(
            f"SELECT {_COLUMNS} FROM staging.batch b WHERE b.id = %s", (batch_id,)
        ).fetchone()
    return None if row is None else _item(row)


def _item(row: Row) -> Row:
    item = {name: value for name, value in row.items() if name != "row_count"}
    item["read"] = row["row_count"]
    for name in ("started_at", "finished_at"):
        moment = row[name]
        item[name] = None if moment is None else moment.isoformat(timespec="seconds")
    return item


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One issue of a batch; ``row_no`` is None for one of the whole file."""

    row_no: int | None
    issue: Issue


def read_issues(connection: Connection[Any], batch_id: int) -> list[RowIssue]:
    """Read the issues of a batch in the order of its rows."""
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(
            "SELECT row_no, code, severity, field, value, details"
            " FROM staging.staged_issue WHERE batch_id = %s"
            " ORDER BY row_no NULLS FIRST, id",
            (batch_id,),
        ).fetchall()
    return [
        RowIssue(
            row["row_no"],
            Issue(
                row["code"],
                row["severity"],
                row["field"],
                row["value"],
                values=row["details"],
            ),
        )
        for row in rows
    ]
