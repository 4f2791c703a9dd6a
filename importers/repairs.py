"""What was repaired in the shapes of an import, before and after."""

from __future__ import annotations

import dataclasses
from typing import Any

from psycopg import Connection

from kkmgis.rules.registry import rules


@dataclasses.dataclass(frozen=True, slots=True)
class Repair:
    """One repair of the shape of one row.

    Attributes
    ----------
    row_no : int
    code : str
        Of the issue that tells of it.
    method : str
        Named repair, see ``kkmgis.geometry.repair``.
    area_before_m2, area_after_m2 : float or None, m²
        None where a repair says nothing of areas.
    before, after : str or None
        WKT in the storage CRS; None where the shape looks the same, or has too
        many corners to be kept twice.
    place : str or None
        WKT of the spot that was wrong.
    """

    row_no: int
    code: str
    method: str
    area_before_m2: float | None
    area_after_m2: float | None
    before: str | None
    after: str | None
    place: str | None


def repairs_of(
    connection: Connection[Any], batch: int, *, limit: int = 1000
) -> list[Repair]:
    """List the repairs of a batch, those that changed most first.

    Parameters
    ----------
    batch : int
        Its number.
    limit : int
    """
    rows = connection.execute(
        "SELECT row_no, code, details ->> 'method',"
        " (details ->> 'area_before_m2')::float8,"
        " (details ->> 'area_after_m2')::float8,"
        " details ->> 'before', details ->> 'after', place"
        " FROM staging.staged_issue"
        " WHERE batch_id = %s AND code = ANY(%s)"
        " ORDER BY abs((details ->> 'change_m2')::float8) DESC NULLS LAST, row_no"
        " LIMIT %s",
        (batch, [rule.code for rule in rules().values() if rule.repair], limit),
    ).fetchall()
    return [Repair(*row) for row in rows]
