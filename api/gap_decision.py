"""A decision about a gap: one transaction with its audit event."""

from __future__ import annotations

from typing import Any, Literal

from psycopg import Connection

from api.errors import NotFoundError, StaleError
from kkmgis.audit import record_event
from kkmgis.coverage import set_status
from kkmgis.db import acting
from kkmgis.registry.gaps import gap_version, read_gap

Status = Literal["open", "assigned", "waived"]


def gap_etag(gap: dict[str, Any]) -> str:
    """Give the ETag of a gap."""
    return f'"{gap_version(gap)}"'


def decide(
    connection: Connection[Any],
    gap_id: int,
    status: Status,
    *,
    actor: str,
    reason: str | None = None,
    assigned_to: str | None = None,
    if_match: str | None = None,
) -> None:
    """Open, assign or waive a gap, and write who did it.

    Parameters
    ----------
    if_match : str, optional
        ETag of the gap as it was read.

    Raises
    ------
    NotFoundError
        No such gap.
    StaleError
        It changed since it was read.
    GapError
        The decision cannot be taken: reason or person is missing, or it is mended.
    """
    with acting(connection, actor, reason=reason):
        connection.execute(
            "SELECT FROM coverage.gap WHERE id = %s FOR UPDATE", (gap_id,)
        )
        before = read_gap(connection, gap_id)
        if before is None:
            raise NotFoundError
        if if_match not in (None, "*", gap_etag(before)):
            raise StaleError
        set_status(
            connection,
            gap_id,
            status,
            actor=actor,
            reason=reason,
            assigned_to=assigned_to,
        )
        record_event(
            connection,
            f"gap.{status}",
            actor=actor,
            subject=("gap", str(gap_id)),
            reason=reason,
            before={
                "status": before["status"],
                "assigned_to": before["assigned_to"],
            },
            after={"status": status, "assigned_to": assigned_to},
        )
