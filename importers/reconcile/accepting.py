"""Take all or some of what a checked batch would do to the register."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from importers.batches import Batch, get_batch
from importers.incoming import table_of
from importers.reconcile.descent import forget_overlaps, write_descent
from importers.reconcile.finding import MAIN
from importers.repeat import is_checked_against_now
from importers.report import Report
from importers.shaping import Progress
from importers.stage import IMPORT_LOCK, silent
from importers.steps import check_batch, promote_batch, report_of
from kkmgis.db import acting
from kkmgis.errors import ConflictError
from kkmgis.i18n import both

_KINDS = {"split": "split", "merged": "merge", "moved": "import"}
_SHOWN = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Acceptance:
    """What a person accepts of a difference; without a limit all of it.

    Attributes
    ----------
    only : frozenset of str or None
        Categories, see ``importers.reconcile.reading.WHAT``.
    codes : frozenset of str or None
    rows : frozenset of int or None
        Rows of the file.
    retire_gone : bool
        Retire the parcels that are gone, those of ``codes`` where these are told.
        Nothing is retired for being gone without this.
    """

    only: frozenset[str] | None = None
    codes: frozenset[str] | None = None
    rows: frozenset[int] | None = None
    retire_gone: bool = False

    def takes(self, one: _Entry) -> bool:
        """Tell whether an entry of the difference is accepted."""
        if one.what == "gone":
            named = self.codes is None or one.code in self.codes
            return self.retire_gone and named and one.table == "parcel"
        return (
            (self.only is None or one.what in self.only)
            and (self.codes is None or one.code in self.codes)
            and (self.rows is None or one.row_no in self.rows)
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    what: str
    table: str
    code: str
    row_no: int | None
    object_id: int | None
    parents: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Accepted:
    """What came of it.

    Attributes
    ----------
    report : Report
        Rows that were not accepted count as not read.
    left_out : int
        Rows that were not accepted.
    retired : int
        Parcels that are retired now, being gone, split, merged or renumbered.
    left_behind : int
        Of these, how many keep something that a person has to look at.
    """

    report: Report
    left_out: int
    retired: int
    left_behind: int

    def as_json(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        more = {name: getattr(self, name) for name in ("left_out", "retired")}
        return self.report.as_json() | more | {"left_behind": self.left_behind}


def promote_accepted(
    connection: Connection[Any],
    number: int,
    acceptance: Acceptance,
    *,
    actor: str,
    progress: Progress = silent,
    identity_key: bytes | None = None,
) -> Accepted:
    """Write what is accepted of a batch into the register, in one transaction.

    Land that was split, merged or renumbered gets its lineage: former parcels whose
    code is not in the file are retired, their codes never used again, and what hung
    on them goes to their heirs or is told as ``reconcile.left_behind``.

    Parameters
    ----------
    connection : Connection
    number : int
        Of the batch; one that is only staged is checked first.
    acceptance : Acceptance
    actor : str
        In whose name.
    progress : callable, optional
    identity_key : bytes, optional
        Seals personal columns of rejected rows.

    Raises
    ------
    SourceError
        There is no such batch, or rejected rows cannot be read again.
    ConflictError
        It is settled; the register changed since the difference was found, which is
        found anew; part of a split is accepted and part is not; or categories or
        codes are chosen of a kind that has no difference.
    """
    said: dict[str, Any] = {"progress": progress, "identity_key": identity_key}
    batch = get_batch(connection, number)
    if batch.kind not in MAIN:
        return _promote_rows(connection, batch, acceptance, actor, said)
    if not is_checked_against_now(connection, number):
        seen = _digest(connection, number)
        check_batch(connection, number, **said)
        if batch.status == "checked" and _digest(connection, number) != seen:
            raise ConflictError(both("reconcile.stale", batch=number))
    entries = _entries(connection, number, acceptance)
    _refuse_torn(number, entries, acceptance)
    taken = [one for one in entries if acceptance.takes(one)]
    refused = {
        one.row_no for one in entries if one.row_no and not acceptance.takes(one)
    }
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (IMPORT_LOCK,))
        accept = _other_rows(connection, number, refused) if refused else None
        promote_batch(connection, number, accept=accept, actor=actor, **said)
        retired, left = _settle(connection, number, taken, actor)
    report = report_of(connection, number, silent)
    return Accepted(report, len(refused), retired, left)


def _promote_rows(
    connection: Connection[Any],
    batch: Batch,
    acceptance: Acceptance,
    actor: str,
    said: dict[str, Any],
) -> Accepted:
    """Promote a batch that has no difference: all of it, or the rows that are named."""
    if acceptance != Acceptance(rows=acceptance.rows):
        shown = {"batch": batch.id, "kind": batch.kind}
        raise ConflictError(both("reconcile.no_difference", **shown))
    rows = acceptance.rows
    accept = None if rows is None else sorted(rows)
    report = promote_batch(connection, batch.id, accept=accept, actor=actor, **said)
    left_out = get_batch(connection, batch.id).details.get("left_out", 0)
    return Accepted(report, int(left_out), 0, 0)


def _digest(connection: Connection[Any], number: int) -> str | None:
    """Sum the difference of a batch up, to know whether it is another one."""
    row = connection.execute(
        "SELECT md5(string_agg(md5(ROW(what, object, code, row_no, object_id,"
        " details -> 'parents')::text), '' ORDER BY place))"
        " FROM staging.difference WHERE batch_id = %s",
        (number,),
    ).fetchone()
    return None if row is None else row[0]


def _entries(
    connection: Connection[Any], number: int, acceptance: Acceptance
) -> list[_Entry]:
    """Read the difference, as far as it matters for what is accepted."""
    whole = acceptance == Acceptance(retire_gone=acceptance.retire_gone)
    rows = connection.execute(
        "SELECT what, object, code, row_no, object_id, details -> 'parents'"
        " FROM staging.difference WHERE batch_id = %s"
        " AND NOT (%s AND what IN ('new', 'changed')) ORDER BY place",
        (number, whole),
    ).fetchall()
    return [
        _Entry(what, table, code or "", row_no, object_id, _parents(told))
        for what, table, code, row_no, object_id, told in rows
    ]


def _parents(told: list[dict[str, Any]] | None) -> tuple[int, ...]:
    return tuple(int(parent["id"]) for parent in told or ())


def _refuse_torn(
    number: int, entries: Sequence[_Entry], acceptance: Acceptance
) -> None:
    """Refuse to take some parts of a split parcel and leave others out."""
    parts: dict[int | None, list[_Entry]] = {}
    for one in entries:
        if one.what == "split":
            parts.setdefault(one.object_id, []).append(one)
    missing = [
        one.code
        for group in parts.values()
        for one in group
        if not acceptance.takes(one) and any(map(acceptance.takes, group))
    ]
    if missing:
        shown = {"batch": number, "codes": ", ".join(missing[:_SHOWN])}
        raise ConflictError(both("reconcile.torn", **shown))


def _other_rows(
    connection: Connection[Any], number: int, refused: set[int]
) -> list[int]:
    rows = connection.execute(
        f"SELECT row_no FROM {table_of(number)} WHERE NOT row_no = ANY(%s)".encode(),
        (list(refused),),
    ).fetchall()
    return [int(row[0]) for row in rows]


def _settle(
    connection: Connection[Any], number: int, taken: Sequence[_Entry], actor: str
) -> tuple[int, int]:
    """Write the lineage of accepted land; give how many parcels are retired."""
    descent = [
        (parent, one.code, _KINDS[one.what]) for one in taken for parent in one.parents
    ]
    retiring = [one.object_id for one in taken if one.what == "gone" and one.object_id]
    if not descent and not retiring:
        return 0, 0
    with acting(connection, actor, reason=f"import {number}", batch_id=number):
        left = write_descent(connection, number, descent, retiring)
        forget_overlaps(connection, number)
        row = connection.execute(
            "SELECT count(*) FROM register.parcel p"
            " WHERE p.batch_id = %s AND p.status = 'retired'",
            (number,),
        ).fetchone()
        connection.execute(
            "UPDATE staging.batch SET details = jsonb_set(details, '{issues}',"
            " (SELECT coalesce(jsonb_object_agg(code, n), '{}') FROM"
            " (SELECT code, count(*) AS n FROM staging.staged_issue"
            " WHERE batch_id = %s GROUP BY code) c)) WHERE id = %s",
            (number, number),
        )
        connection.execute("SELECT set_config('kkmgis.batch', '', true)")
    return (0 if row is None else int(row[0])), left
