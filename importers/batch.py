"""The record of an import: batch, rejected rows as received, issues."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from psycopg import Connection

from importers.copying import copy_columns, wkb_texts
from importers.incoming import drop_tables
from importers.masking import holds_identity_number
from importers.rows import TOO_MANY, Rows, as_text
from importers.work import Work
from kkmgis.identity import Vault
from kkmgis.issue import Issue

SEALED = "sealed:"
"""Mark of a personal value in the attributes of a rejected row."""

ISSUE_COLUMNS = "row_no, code, severity, field, value, details, place"


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a file by what became of them."""

    loaded: int
    unchanged: int
    updated: int
    rejected: int


@dataclasses.dataclass(frozen=True, slots=True)
class Seal:
    """Seals the personal values of rows that stay outside the register.

    Attributes
    ----------
    columns : frozenset of str
        Those with personal values. An identity number is sealed wherever it stands.
    vault : callable
        Opens the vault, when there is something to seal.
    """

    columns: frozenset[str]
    vault: Callable[[], Vault]

    def close(self, attributes: dict[str, object], batch_id: int) -> dict[str, object]:
        """Give the attributes of one row with the personal ones sealed."""
        closed = {
            name: self._closed(value, batch_id, personal=name in self.columns)
            for name, value in attributes.items()
        }
        match attributes.get(TOO_MANY):
            case list() as more:
                closed[TOO_MANY] = [
                    self._closed(value, batch_id, personal=bool(self.columns))
                    for value in more
                ]
        return closed

    def _closed(self, value: object, batch_id: int, *, personal: bool) -> object:
        text = as_text(value)
        if text is None or not (personal or holds_identity_number(text)):
            return value
        return SEALED + self.vault().seal(str(batch_id), "received", text).hex()


def finish_batch(
    connection: Connection[Any],
    batch_id: int,
    counts: Counts,
    *,
    read: int,
    status: str,
    seconds: float,
    details: Mapping[str, object],
) -> None:
    """Write down what became of the rows of a batch."""
    connection.execute(
        "UPDATE staging.batch SET status = %s, finished_at = clock_timestamp(),"
        " row_count = %s, loaded = %s, unchanged = %s, updated = %s, rejected = %s,"
        " seconds = round((seconds + %s)::numeric, 3), details = %s::jsonb ||"
        " CASE WHEN %s THEN details ELSE details - 'staging' END WHERE id = %s",
        (
            status,
            read,
            counts.loaded,
            counts.unchanged,
            counts.updated,
            counts.rejected,
            seconds,
            json.dumps(details, ensure_ascii=False),
            status == "checked",
            batch_id,
        ),
    )


def forget_batch(connection: Connection[Any], batch_id: int) -> None:
    """Take back a batch of which nothing is in the register, record and all.

    One that somebody else settled meanwhile stays.
    """
    with connection.transaction():
        gone = connection.execute(
            "DELETE FROM staging.batch WHERE id = %s"
            " AND status IN ('staging', 'staged', 'checked')",
            (batch_id,),
        )
        if gone.rowcount:
            drop_tables(connection, batch_id)


def count_outcomes(work: Work, read: int) -> Counts:
    """Count the incoming rows; those that are no more were rejected."""
    found = {
        str(outcome): int(count)
        for outcome, count in work.fetch(
            f"SELECT outcome, count(*) FROM {work.outcomes} GROUP BY outcome"
        )
    }
    kept = sum(found.values())
    return Counts(
        loaded=found.get("loaded", 0),
        unchanged=found.get("unchanged", 0),
        updated=found.get("updated", 0),
        rejected=read - kept,
    )


def keep_file_issues(
    connection: Connection[Any], batch_id: int, issues: Sequence[Issue]
) -> None:
    """Note what is wrong with the file as a whole."""
    for issue in issues:
        connection.execute(
            "INSERT INTO staging.staged_issue"
            " (batch_id, code, severity, field, value, details)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (
                batch_id,
                issue.code,
                issue.severity,
                issue.field,
                issue.value,
                json.dumps(dict(issue.values), ensure_ascii=False, default=str),
            ),
        )


def keep_received(
    connection: Connection[Any],
    batch_id: int,
    rows: Rows,
    rejected: set[int] | frozenset[int],
    seal: Seal,
) -> None:
    """Keep the rejected ones among some rows as they were received.

    Parameters
    ----------
    connection : Connection
    batch_id : int
    rows : Rows
    rejected : set of int
        Numbers of rows.
    seal : Seal
    """
    picked = [i for i, number in enumerate(rows.numbers) if number in rejected]
    if not picked:
        return
    attributes = [seal.close(rows.received(i), batch_id) for i in picked]
    columns: dict[str, Sequence[object]] = {
        "batch_id": [batch_id] * len(picked),
        "row_no": [rows.numbers[i] for i in picked],
        "outcome": ["rejected"] * len(picked),
        "attributes": [json.dumps(a, ensure_ascii=False) for a in attributes],
    }
    if rows.shapes is not None:
        columns["geom"] = wkb_texts(rows.shapes.geometry[picked])
    copy_columns(connection, "staging.staged_row", columns)
