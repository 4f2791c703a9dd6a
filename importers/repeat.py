"""A file that was loaded before, into a register that nobody touched since."""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg.pq import TransactionStatus

from importers.batch import ISSUE_COLUMNS
from importers.plan import Plan
from importers.work import Work
from kkmgis.audit import record_event

_REGISTER = "SELECT tablename FROM pg_tables WHERE schemaname = 'register'"
PULSE = (
    "SELECT coalesce(jsonb_object_agg(relation, changes), '{}') FROM"
    " (SELECT relation, sum(changes) AS changes FROM audit.pulse"
    f" WHERE relation IN ({_REGISTER}) GROUP BY relation) p"
)
OTHERS = (
    "SELECT coalesce(sum(changes), 0) FROM audit.pulse"
    f" WHERE pid <> pg_backend_pid() AND relation IN ({_REGISTER})"
)


def is_promoted(connection: Connection[Any], batch_id: int) -> bool:
    """Tell whether a batch needs no more steps."""
    with connection.transaction():
        row = connection.execute(
            "SELECT status = 'promoted' FROM staging.batch WHERE id = %s", (batch_id,)
        ).fetchone()
    return row is not None and bool(row[0])


def writes_of_others(work: Work) -> int:
    """Count how often others than this session have written into the register."""
    ((count,),) = work.fetch(OTHERS)
    return int(count)


def remember_check(work: Work) -> None:
    """Note how the register stood when a batch was held against it."""
    work.run(
        "UPDATE staging.batch SET details ="
        f" jsonb_set(details, '{{staging,pulse}}', ({PULSE})) WHERE id = %s",
        (work.batch_id,),
    )


def stands_alone(connection: Connection[Any]) -> bool:
    """Tell whether an import is a transaction of its own, not part of a caller's.

    Inside a transaction of the caller nobody can tell what it wrote since: it counts
    as one write, however often it wrote.
    """
    return connection.info.transaction_status is TransactionStatus.IDLE


def is_checked_against_now(connection: Connection[Any], batch_id: int) -> bool:
    """Tell whether nobody wrote into the register since a batch was checked."""
    if not stands_alone(connection):
        return False
    with connection.transaction():
        row = connection.execute(
            "SELECT status = 'checked' AND details #> '{staging,pulse}' ="
            f" ({PULSE}) FROM staging.batch WHERE id = %s".encode(),
            (batch_id,),
        ).fetchone()
    return row is not None and bool(row[0])


def key_of(work: Work) -> str:
    """Give the key of how the file of an open batch was understood."""
    ((key,),) = work.fetch(
        "SELECT details -> 'staging' ->> 'key' FROM staging.batch WHERE id = %s",
        (work.batch_id,),
    )
    return str(key)


def remember_for_repeat(work: Work, key: str) -> None:
    """Note how the register stands now that a file was promoted whole."""
    work.run(
        "UPDATE staging.batch SET details = details || jsonb_build_object('repeat',"
        f" jsonb_build_object('key', %s::text, 'pulse', ({PULSE}))) WHERE id = %s",
        (key, work.batch_id),
    )


def repeat_batch(
    connection: Connection[Any], plan: Plan, sha256: str, actor: str
) -> int | None:
    """Record a file as loaded once more when all of it must come out unchanged.

    That is known when the same file was promoted whole, understood in the same way
    by the same program, and no transaction has written into the register since.

    Parameters
    ----------
    connection : Connection
        In a transaction that no import runs beside.
    plan : Plan
    sha256 : str
        Checksum of the file.
    actor : str

    Returns
    -------
    int or None
        Number of the new batch, with issues and rejected rows like those of the
        former; None: the rows have to be looked at.
    """
    if not plan.kind.settles or plan.correction is not None:
        return None
    row = connection.execute(
        "INSERT INTO staging.batch (kind, file_name, file_sha256, layer, mapping, crs,"
        " encoding, status, actor, finished_at, row_count, unchanged, rejected,"
        " seconds, details)"
        " SELECT kind, %s, file_sha256, layer, mapping, crs, encoding, status, %s,"
        " clock_timestamp(), row_count, loaded + unchanged + updated, rejected, 0,"
        " details || jsonb_build_object('same_as', id)"
        " FROM staging.batch WHERE file_sha256 = %s AND kind = %s"
        " AND status = 'promoted' AND details -> 'repeat' ->> 'key' = %s"
        f" AND details -> 'repeat' -> 'pulse' = ({PULSE})"
        " ORDER BY id DESC LIMIT 1"
        " RETURNING id, (details ->> 'same_as')::bigint".encode(),
        (plan.source.path.name, actor, sha256, plan.kind.name, plan.memo["key"]),
    ).fetchone()
    if row is None:
        return None
    number, former = int(row[0]), int(row[1])
    for table, columns in (
        ("staged_issue", f"{ISSUE_COLUMNS}, at_check"),
        ("staged_row", "row_no, outcome, attributes, geom"),
    ):
        connection.execute(
            f"INSERT INTO staging.{table} (batch_id, {columns}) SELECT %s, {columns}"
            f" FROM staging.{table} WHERE batch_id = %s ORDER BY row_no".encode(),
            (number, former),
        )
    record_event(
        connection,
        "import.promoted",
        actor=actor,
        subject=("batch", str(number)),
        after={"kind": plan.kind.name, "file": plan.source.path.name},
    )
    return number
