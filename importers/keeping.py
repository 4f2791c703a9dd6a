"""What checking and promoting leave in the record of a batch."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from importers import batch as record
from importers.batches import get_batch
from importers.copying import write_copy
from importers.incoming import outcomes_of, table_of
from importers.layout import layout_of
from importers.rows import STRETCH
from importers.source import open_source, sha256_of
from importers.stage import vault_opener
from importers.work import Work
from kkmgis.errors import SourceError
from kkmgis.i18n import both


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What became of the rows, taken out of the tables that go with the step."""

    read: int
    left_out: int
    counts: record.Counts
    totals: dict[str, str]
    issues: bytes
    rejected: frozenset[int]


def keep_outcomes(work: Work, outcomes: bytes) -> None:
    """Keep what would become of each row, for a person to decide by."""
    table = outcomes_of(work.batch_id)
    work.run(f"DROP TABLE IF EXISTS {table}")
    work.run(
        f"CREATE TABLE {table} (row_no integer PRIMARY KEY, outcome text NOT NULL,"
        " target_id bigint)"
    )
    write_copy(work.connection, table, "row_no, outcome, target_id", outcomes)
    work.run(
        f"INSERT INTO {table} SELECT row_no, 'rejected' FROM"
        f" {table_of(work.batch_id)} ON CONFLICT (row_no) DO NOTHING"
    )


def keep_record(work: Work, written: Written, identity_key: bytes | None) -> None:
    """Keep issues and rejected rows; those of an earlier check go."""
    values = (work.batch_id,)
    work.run(
        "DELETE FROM staging.staged_row r WHERE r.batch_id = %s AND NOT EXISTS"
        " (SELECT FROM staging.staged_issue i WHERE i.batch_id = r.batch_id"
        " AND i.row_no = r.row_no AND i.severity = 'error' AND NOT i.at_check)",
        values,
    )
    work.run(
        "DELETE FROM staging.staged_issue WHERE batch_id = %s AND at_check", values
    )
    write_copy(
        work.connection,
        "staging.staged_issue",
        f"batch_id, at_check, {record.ISSUE_COLUMNS}",
        written.issues,
    )
    known = work.fetch(
        "SELECT row_no FROM staging.staged_row WHERE batch_id = %s", values
    )
    missing = written.rejected - {int(number) for (number,) in known}
    if missing:
        _keep_received(work, missing, identity_key)


def _keep_received(
    work: Work, missing: set[int] | frozenset[int], identity_key: bytes | None
) -> None:
    """Read the file once more, for the rows that only the register refuses."""
    batch = get_batch(work.connection, work.batch_id)
    memo = batch.details["staging"]
    path = Path(memo["path"])
    found = work.fetch(
        "SELECT file_sha256 FROM staging.batch WHERE id = %s", (work.batch_id,)
    )
    if not path.is_file() or sha256_of(path) != found[0][0]:
        raise SourceError(both("batch.file_gone", name=batch.file))
    seal = record.Seal(frozenset(memo["personal"]), vault_opener(identity_key))
    said = memo.get("layout")
    with open_source(
        path,
        layer=memo["layer"],
        encoding=memo["encoding"],
        layout=None if said is None else layout_of(said, batch.file),
    ) as source:
        for rows in source.read(STRETCH):
            record.keep_received(work.connection, work.batch_id, rows, missing, seal)


def finish_step(work: Work, written: Written, status: str, seconds: float) -> None:
    """Close the record, or leave it open for the next step."""
    repaired = work.fetch(
        "SELECT details ->> 'method', count(*) FROM staging.staged_issue"
        " WHERE batch_id = %s AND details ? 'method' AND severity <> 'error'"
        " GROUP BY 1 ORDER BY 1",
        (work.batch_id,),
    )
    counted = work.fetch(
        "SELECT code, count(*) FROM staging.staged_issue WHERE batch_id = %s"
        " GROUP BY code ORDER BY code",
        (work.batch_id,),
    )
    details: dict[str, object] = {
        "issues": {str(code): int(count) for code, count in counted},
        "repaired": {str(method): int(count) for method, count in repaired},
        "totals": written.totals,
    }
    if written.left_out:
        details["left_out"] = written.left_out
    record.finish_batch(
        work.connection,
        work.batch_id,
        written.counts,
        read=written.read,
        status=status,
        seconds=seconds,
        details=details,
    )
