"""Write where land came from, retire what is no more, and keep what hung on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from importers.copying import copy_columns
from importers.statement import statement

STANDING: dict[str, str | None] = {
    "building": "geom",
    "sign": "geom",
    "asset": "geom",
    "sign_permit": "geom",
    "condominium": None,
}
"""Tables of what stands on a parcel, and the column that says where exactly."""

Descent = Sequence[tuple[int, str, str]]
"""Id of a parent, code of a child, and how it came from it."""

# Rights and uses are copied to the heirs: they are left when no heir has any.
_LEFT = (
    "SELECT '{table}' AS what, t.parcel_id AS id, count(*) AS n FROM register.{table} t"
    " WHERE t.parcel_id IS NOT NULL{unless} GROUP BY t.parcel_id"
)
_UNLESS_INHERITED = (
    " AND NOT EXISTS (SELECT FROM descent d JOIN register.{table} c"
    " ON c.parcel_id = d.child_id WHERE d.parent_id = t.parcel_id)"
)
_ENDED = " AND (t.end_on IS NULL OR t.end_on > current_date)"


def write_descent(
    connection: Connection[Any], number: int, descent: Descent, retiring: Sequence[int]
) -> int:
    """Settle what became of parcels that a batch replaced, or that are gone.

    Parameters
    ----------
    connection : Connection
        In the transaction of the promotion, acting for the batch.
    number : int
        Of the batch.
    descent : sequence of (parent id, child code, kind)
    retiring : sequence of int
        Ids of parcels that are gone.

    Returns
    -------
    int
        How many parcels keep something that a person has to look at; each is an
        issue ``reconcile.left_behind`` of the batch.
    """
    connection.execute(
        "CREATE TEMP TABLE told (parent_id bigint, code text, kind text) ON COMMIT DROP"
    )
    columns: dict[str, list[object]] = {
        "parent_id": [parent for parent, _, _ in descent],
        "code": [code for _, code, _ in descent],
        "kind": [kind for _, _, kind in descent],
    }
    copy_columns(connection, "told", columns)
    connection.execute(
        "CREATE TEMP TABLE retiring ON COMMIT DROP AS"
        " SELECT unnest(%s::bigint[]) AS id",
        (list(retiring),),
    )
    connection.execute(
        "CREATE TEMP TABLE descent ON COMMIT DROP AS SELECT DISTINCT t.parent_id,"
        " p.id AS child_id, t.kind FROM told t JOIN register.parcel p USING (code)"
    )
    _run(connection, "descent")
    for table, geom in STANDING.items():
        place = "NULL::geometry" if geom is None else f"o.{geom}"
        _run(connection, "descent_moved", table=table, place=place)
    _run(connection, "batch_standing")
    _run(connection, "building_parcel")
    left = _run(connection, "descent_left", batch=number, counts=_counts())
    for table in ("told", "retiring", "descent", "heir", "held"):
        connection.execute(f"DROP TABLE pg_temp.{table}".encode())
    return left


def forget_overlaps(connection: Connection[Any], number: int) -> None:
    """Take back that rows lie on the land that they came from: that is known."""
    connection.execute(
        "DELETE FROM staging.staged_issue i USING staging.difference d"
        " WHERE i.batch_id = %s AND i.code = 'geometry.overlap_register'"
        " AND d.batch_id = i.batch_id AND d.row_no = i.row_no"
        " AND d.details -> 'parents' @> jsonb_build_array("
        "jsonb_build_object('code', i.details ->> 'other'))",
        (number,),
    )


def _counts() -> str:
    parts = [_LEFT.format(table=table, unless="") for table in STANDING]
    for table in ("property_right", "property_use"):
        unless = _UNLESS_INHERITED.format(table=table)
        unless += _ENDED if table == "property_right" else ""
        parts.append(_LEFT.format(table=table, unless=unless))
    parts.append(
        "SELECT 'land_price', p.id, count(*) FROM register.land_price l"
        " JOIN register.parcel p ON p.code = l.parcel_code"
        " WHERE l.to_year_be IS NULL GROUP BY p.id"
    )
    return " UNION ALL ".join(parts)


def _run(connection: Connection[Any], name: str, **names: object) -> int:
    query = statement(name, **names).encode()
    return connection.execute(query, prepare=False).rowcount
