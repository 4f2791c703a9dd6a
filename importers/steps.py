"""A staged file on its way in, the next steps: against the register, and into it.

What the register has to do with is looked at in the transaction that writes: of a
batch that was checked yesterday nothing is believed but its staged rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from psycopg import Connection

from importers import batch as record
from importers.batches import Batch, get_batch
from importers.copying import read_query
from importers.correction import take_corrected
from importers.incoming import drop_tables, leave_incoming, take_incoming
from importers.keeping import Written, finish_step, keep_outcomes, keep_record
from importers.kinds import kind_named
from importers.reconcile.descent import forget_overlaps
from importers.reconcile.finding import (
    keep_difference,
    read_difference,
    remember_named,
)
from importers.refusal import plain_refusal
from importers.repeat import (
    key_of,
    remember_check,
    remember_for_repeat,
    stands_alone,
    writes_of_others,
)
from importers.report import Report
from importers.shaping import Progress
from importers.stage import IMPORT_LOCK, silent, stage_lock
from importers.work import Work
from kkmgis.audit import record_event
from kkmgis.db import acting, storage_srid
from kkmgis.errors import ConflictError
from kkmgis.i18n import both

OPEN = ("staged", "checked")
"""Batches whose rows wait for a decision."""


def check_batch(
    connection: Connection[Any],
    number: int,
    *,
    progress: Progress = silent,
    identity_key: bytes | None = None,
    final: bool = False,
) -> Report:
    """Find out what promoting a batch would do, and change nothing but its record.

    Parameters
    ----------
    connection : Connection
    number : int
        Of the batch; it can be checked any number of times.
    progress : callable, optional
    identity_key : bytes, optional
        Seals personal columns of rejected rows.
    final : bool
        A dry run: the batch is settled with that, its rows are dropped.

    Returns
    -------
    Report
        Its counts are those that would be; what would become of each row is in
        ``importers.incoming.outcomes_of`` the batch, and how it differs from the
        register in ``importers.reconcile.reading``.

    Raises
    ------
    SourceError
        There is no such batch, or rejected rows cannot be read again.
    ConflictError
        It is not staged, or already settled.
    DatabaseError
        The register would refuse it.
    """
    started = perf_counter()
    with _at_work(connection, number) as work:
        with connection.transaction(force_rollback=True):
            written = _write(work, None, progress)
            outcomes = read_query(
                connection,
                "SELECT row_no, outcome, CASE WHEN outcome <> 'loaded' THEN target_id"
                " END FROM incoming",
            )
            found = read_difference(work)
        keep_outcomes(work, outcomes)
        keep_difference(work, found)
        keep_record(work, written, identity_key)
        forget_overlaps(connection, number)
        if final:
            drop_tables(connection, number)
        status = "dry_run" if final else "checked"
        finish_step(work, written, status, perf_counter() - started)
        if not final:
            remember_check(work)
    return report_of(connection, number, progress)


def promote_batch(
    connection: Connection[Any],
    number: int,
    *,
    accept: Collection[int] | None = None,
    actor: str,
    progress: Progress = silent,
    identity_key: bytes | None = None,
) -> Report:
    """Write a staged batch into the register, in one transaction.

    Parameters
    ----------
    connection : Connection
    number : int
        Of the batch.
    accept : collection of int, optional
        Take these rows alone; the others count as not read.
    actor : str
        In whose name.
    progress : callable, optional
    identity_key : bytes, optional
        Seals personal columns of rejected rows.

    Returns
    -------
    Report

    Raises
    ------
    SourceError
        There is no such batch, or rejected rows cannot be read again.
    ConflictError
        It is not staged, or already settled.
    DatabaseError
        The register refuses it: nothing was written, the batch is as before.
    """
    started = perf_counter()
    whole = accept is None and stands_alone(connection)
    with _at_work(connection, number, actor) as work:
        others = writes_of_others(work)
        key = key_of(work)
        written = _write(work, accept, progress)
        leave_incoming(work)
        drop_tables(connection, number)
        keep_record(work, written, identity_key)
        finish_step(work, written, "promoted", perf_counter() - started)
        if whole and others == writes_of_others(work):
            remember_for_repeat(work, key)
        batch = get_batch(connection, number)
        record_event(
            connection,
            "import.promoted",
            actor=actor,
            subject=("batch", str(number)),
            after={"kind": batch.kind, "file": batch.file, "read": batch.read},
        )
    return report_of(connection, number, progress)


def discard_batch(connection: Connection[Any], number: int, *, actor: str) -> None:
    """Give up a batch that is not settled: its rows and issues go, its record stays.

    Parameters
    ----------
    connection : Connection
    number : int
        Of the batch.
    actor : str
        In whose name.

    Raises
    ------
    SourceError
        There is no such batch.
    ConflictError
        It is settled already, or somebody is staging it.
    """
    with connection.transaction():
        batch = _open_batch(connection, number, ("staging", *OPEN))
        if not stage_lock(connection, number, until_end=True):
            raise ConflictError(both("batch.at_work", batch=number))
        drop_tables(connection, number)
        for table in ("staged_issue", "staged_row"):
            connection.execute(
                f"DELETE FROM staging.{table} WHERE batch_id = %s".encode(), (number,)
            )
        connection.execute(
            "UPDATE staging.batch SET status = 'discarded',"
            " finished_at = clock_timestamp(), details = details - 'staging'"
            " WHERE id = %s",
            (number,),
        )
        record_event(
            connection,
            "import.discarded",
            actor=actor,
            subject=("batch", str(number)),
            after={"kind": batch.kind, "file": batch.file},
        )


def _open_batch(
    connection: Connection[Any], number: int, states: tuple[str, ...]
) -> Batch:
    """Lock the record of a batch that is in one of some states."""
    connection.execute("SELECT FROM staging.batch WHERE id = %s FOR UPDATE", (number,))
    batch = get_batch(connection, number)
    if batch.status not in states:
        shown = {"batch": number, "status": batch.status}
        raise ConflictError(both("batch.not_open", **shown))
    return batch


@contextmanager
def _at_work(
    connection: Connection[Any], number: int, actor: str | None = None
) -> Iterator[Work]:
    """Work at an open batch in a transaction, alone among all imports.

    Without an actor who promotes it, it is only checked, and row by row.
    """
    with plain_refusal(f"#{number}"), connection.transaction():
        batch = get_batch(connection, number)
    with (
        plain_refusal(batch.file),
        acting(
            connection,
            actor or batch.actor,
            reason=f"import {batch.file}",
            batch_id=number,
        ),
    ):
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (IMPORT_LOCK,))
        memo = _open_batch(connection, number, OPEN).details["staging"]
        yield Work(
            connection=connection,
            kind=kind_named(batch.kind),
            names=frozenset(memo["names"]),
            srid=storage_srid(connection),
            batch_id=number,
            with_shapes=bool(memo["with_shapes"]),
            traced=actor is None,
        )
        # What the caller does later in his transaction is no part of this import.
        connection.execute("SELECT set_config('kkmgis.batch', '', true)")


def _write(work: Work, accept: Collection[int] | None, progress: Progress) -> Written:
    """Check the staged rows against the register, and write them there."""
    take_incoming(work)
    if work.traced:
        remember_named(work)
    ((total,),) = work.fetch("SELECT count(*) FROM incoming")
    progress("check", 0, total)
    if work.kind.before_check is not None:
        work.kind.before_check(work)
    left_out = 0
    if accept is not None:
        left_out = work.run(
            "DELETE FROM incoming WHERE NOT row_no = ANY(%s)", (list(accept),)
        )
    work.reject_flawed()
    work.kind.check(work)
    work.reject_flawed()
    progress("promote", 0, total)
    work.kind.promote(work)
    take_corrected(work)
    totals = work.kind.totals(work) if work.kind.totals else {}
    read = total - left_out
    rejected = work.fetch(
        "SELECT DISTINCT row_no FROM problem"
        " WHERE severity = 'error' AND NOT staged AND row_no IS NOT NULL"
    )
    issues = read_query(
        work.connection,
        f"SELECT {work.batch_id}, true, {record.ISSUE_COLUMNS} FROM problem"
        " WHERE NOT staged ORDER BY row_no NULLS FIRST, code",
    )
    return Written(
        read=read,
        left_out=left_out,
        counts=record.count_outcomes(work, read),
        totals=totals,
        issues=issues,
        rejected=frozenset(int(number) for (number,) in rejected),
    )


def report_of(connection: Connection[Any], number: int, progress: Progress) -> Report:
    """Report what the record of a batch says."""
    with plain_refusal(f"#{number}"), connection.transaction():
        batch = get_batch(connection, number)
        severe = connection.execute(
            "SELECT EXISTS (SELECT FROM staging.staged_issue"
            " WHERE batch_id = %s AND severity <> 'info')",
            (number,),
        ).fetchone()
    details = batch.details
    progress("done", batch.read, batch.read)
    return Report(
        batch=number,
        kind=batch.kind,
        file=batch.file,
        layer=batch.layer or "",
        mapping=batch.mapping,
        crs=batch.crs,
        crs_from=details["crs_from"],
        encoding=batch.encoding,
        read=batch.read,
        loaded=batch.loaded,
        unchanged=batch.unchanged,
        updated=batch.updated,
        rejected=batch.rejected,
        issues=details["issues"],
        repaired=details["repaired"],
        severe=severe is not None and bool(severe[0]),
        seconds=batch.seconds or 0.0,
        dry_run=batch.status != "promoted",
        totals=details["totals"],
    )
