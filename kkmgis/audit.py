"""Audit events: one row for each act that somebody may ask about later."""

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
