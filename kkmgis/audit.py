"""Audit events, one row an act; and the counts of changes kept small."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb


def record_event(
    connection: Connection[Any],
    action: str,
    *,
    actor: str,
    subject: tuple[str, str | None],
    reason: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write one audit event, in the transaction of what it tells about.

    Parameters
    ----------
    action : str
        ``subject.fact``, e.g. ``gap.waived``.
    subject : tuple of str and (str or None)
        Kind and code of what was acted on. Never personal data.
    before, after : mapping, optional
        State of what changed.
    """
    connection.execute(
        "INSERT INTO audit.event"
        " (actor, action, subject_kind, subject_code, reason, before, after)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            actor,
            action,
            *subject,
            reason,
            None if before is None else Jsonb(before),
            None if after is None else Jsonb(after),
        ),
    )


_FOLD = """
WITH gone AS (
    DELETE FROM audit.pulse p WHERE p.pid <> 0
      AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = p.pid)
    RETURNING relation, changes)
INSERT INTO audit.pulse AS p (relation, pid, changes)
SELECT relation, 0, sum(changes) FROM gone GROUP BY relation
ON CONFLICT (relation, pid) DO UPDATE SET changes = p.changes + excluded.changes"""


def fold_pulse(connection: Connection[Any]) -> None:
    """Add the counts of sessions that ended into one row a table.

    The sums, which are the data versions, stay what they are.
    """
    with connection.transaction():
        connection.execute(_FOLD)
