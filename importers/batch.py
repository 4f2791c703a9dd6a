"""The record of an import: batch, rejected rows as received, issues."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Connection

from importers.copying import copy_columns, ewkb_texts
from importers.rows import STRETCH
from importers.source import Source, sha256_of
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


def begin_batch(
    connection: Connection[Any],
    source: Source,
    *,
    kind: str,
    actor: str,
    mapping: str | None,
) -> int:
    """Open the record of an import, and let history carry its number.

    Returns
    -------
    int
        Number of the batch.
    """
    row = connection.execute(
        "INSERT INTO staging.batch (kind, file_name, file_sha256, layer, mapping,"
        " encoding, status, actor) VALUES (%s, %s, %s, %s, %s, %s, 'staged', %s)"
        " RETURNING id",
        (
            kind,
            source.path.name,
            sha256_of(source.path),
            source.layer,
            mapping,
            source.encoding.name if source.encoding else None,
            actor,
        ),
    ).fetchone()
    if row is None:
        raise AssertionError("INSERT … RETURNING gave no row")
    number = int(row[0])
    connection.execute("SELECT set_config('kkmgis.batch', %s, true)", (str(number),))
    return number


def leave_batch(connection: Connection[Any]) -> None:
    """Let what the caller does later in his transaction not count as this import."""
    connection.execute("SELECT set_config('kkmgis.batch', '', true)")


def finish_batch(
    work: Work,
    counts: Counts,
    read: int,
    *,
    status: str,
    crs: str | None,
    seconds: float,
    details: Mapping[str, object],
) -> None:
    """Close the record of an import."""
    work.connection.execute(
        "UPDATE staging.batch SET status = %s, finished_at = clock_timestamp(),"
        " row_count = %s, loaded = %s, unchanged = %s, updated = %s, rejected = %s,"
        " crs = %s, seconds = %s, details = details || %s::jsonb WHERE id = %s",
        (
            status,
            read,
            counts.loaded,
            counts.unchanged,
            counts.updated,
            counts.rejected,
            crs,
            seconds,
            json.dumps(details, ensure_ascii=False),
            work.batch_id,
        ),
    )


def count_outcomes(work: Work, read: int) -> Counts:
    """Count the incoming rows; those that are no more were rejected."""
    found = {
        str(outcome): int(count)
        for outcome, count in work.fetch(
            "SELECT outcome, count(*) FROM incoming GROUP BY outcome"
        )
    }
    kept = sum(found.values())
    return Counts(
        loaded=found.get("loaded", 0),
        unchanged=found.get("unchanged", 0),
        updated=found.get("updated", 0),
        rejected=read - kept,
    )


def keep_file_issues(work: Work, issues: Sequence[Issue]) -> None:
    """Note what is wrong with the file as a whole."""
    for issue in issues:
        work.run(
            "INSERT INTO problem (code, severity, field, value, details)"
            " VALUES (%s, %s, %s, %s, %s)",
            (
                issue.code,
                issue.severity,
                issue.field,
                issue.value,
                json.dumps(dict(issue.values), ensure_ascii=False, default=str),
            ),
        )


def keep_rejected(
    work: Work, source: Source, rejected: set[int], vault: Vault | None
) -> None:
    """Keep the rejected rows as they were received.

    The file is read a second time for them: they are few, and until the checks in
    the database are done nobody knows which.
    """
    if not rejected:
        return
    personal = _personal_columns(work)
    for rows in source.read(STRETCH):
        picked = [i for i, number in enumerate(rows.numbers) if number in rejected]
        if not picked:
            continue
        attributes = [
            _sealed(rows.received(i), personal, vault, work.batch_id) for i in picked
        ]
        columns: dict[str, Sequence[object]] = {
            "batch_id": [work.batch_id] * len(picked),
            "row_no": [rows.numbers[i] for i in picked],
            "outcome": ["rejected"] * len(picked),
            "attributes": [json.dumps(a, ensure_ascii=False) for a in attributes],
        }
        if rows.shapes is not None:
            columns["geom"] = ewkb_texts(rows.shapes.geometry[picked], 0)
        copy_columns(work.connection, "staging.staged_row", columns)


def _personal_columns(work: Work) -> frozenset[str]:
    return frozenset(
        column
        for bound in work.binding.fields
        if bound.field.personal
        for column in bound.rule.columns
    )


def _sealed(
    attributes: dict[str, object],
    personal: frozenset[str],
    vault: Vault | None,
    batch_id: int,
) -> dict[str, object]:
    """Seal the personal values of a row that stays outside the register."""
    if vault is None:
        return attributes
    return {
        name: SEALED + vault.seal(str(batch_id), "received", str(value)).hex()
        if name in personal and value is not None
        else value
        for name, value in attributes.items()
    }
