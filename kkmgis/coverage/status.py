"""What people decide about gaps."""

from __future__ import annotations

from typing import Any, Literal

from psycopg import Connection
from psycopg.types.json import Jsonb

from kkmgis.db import acting
from kkmgis.errors import KkmgisError
from kkmgis.i18n import both

Status = Literal["open", "assigned", "waived"]
STATUSES: tuple[Status, ...] = ("open", "assigned", "waived")

_ACTIONS = {"open": "returned", "assigned": "assigned", "waived": "waived"}


class GapError(KkmgisError):
    """A decision about a gap that cannot be taken."""


def set_status(
    connection: Connection[Any],
    gap_id: int,
    status: str,
    *,
    actor: str,
    reason: str | None = None,
    assigned_to: str | None = None,
) -> None:
    """Open, assign or waive a gap.

    Parameters
    ----------
    connection : Connection
    gap_id : int
    status : {"open", "assigned", "waived"}
        A gap is mended by mending the register, never by saying so.
    actor : str
    reason : str
        Required to waive.
    assigned_to : str
        Required to assign: who shall see to it.

    Raises
    ------
    GapError
        No such gap or status, a mended gap, or reason or person is missing.
    """
    if status not in _ACTIONS:
        raise GapError(both("coverage.error.status", status=status))
    if status == "waived" and not (reason or "").strip():
        raise GapError(both("coverage.error.reason"))
    if status == "assigned" and not (assigned_to or "").strip():
        raise GapError(both("coverage.error.assigned_to"))
    with acting(connection, actor, reason=reason):
        found = connection.execute(
            "SELECT status FROM coverage.gap WHERE id = %s FOR UPDATE", (gap_id,)
        ).fetchone()
        if found is None:
            raise GapError(both("coverage.error.gap", id=gap_id))
        if found[0] == "fixed":
            raise GapError(both("coverage.error.fixed", id=gap_id))
        connection.execute(
            "UPDATE coverage.gap SET status = %s, waive_reason = %s, assigned_to = %s"
            " WHERE id = %s",
            (
                status,
                reason if status == "waived" else None,
                assigned_to if status == "assigned" else None,
                gap_id,
            ),
        )
        details = {"reason": reason, "assigned_to": assigned_to, "before": found[0]}
        connection.execute(
            "INSERT INTO coverage.gap_event (gap_id, actor, action, details)"
            " VALUES (%s, %s, %s, %s)",
            (
                gap_id,
                actor,
                _ACTIONS[status],
                Jsonb({key: value for key, value in details.items() if value}),
            ),
        )
