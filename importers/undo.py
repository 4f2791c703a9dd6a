"""Take an import back: the register as it was, as far as nobody built on it.

History has the former state of every row that the batch changed; rows that it
brought are taken out again. Nothing is forced: when a later change hangs on the
batch, the undo is refused whole and says on what.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.types.json import Jsonb

from importers.batches import Batch, get_batch
from importers.dependents import DependentsError, find_dependents
from importers.payments import reverse_payments
from importers.stage import IMPORT_LOCK
from importers.statement import statement
from kkmgis.audit import record_event
from kkmgis.db import acting
from kkmgis.errors import ConflictError, DatabaseError
from kkmgis.i18n import both

# From what refers to what is referred to.
TABLES = (
    "ltax_row",
    "sign_permit",
    "deed",
    "footprint",
    "lease",
    "asset",
    "sign",
    "stated_value",
    "property_use",
    "property_right",
    "unit",
    "condominium",
    "building",
    "parcel",
    "block",
    "public_area",
    "authority",
    "land_price",
    "building_price",
    "condo_price",
    "party",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Undone:
    """How many rows went and how many are as they were before."""

    deleted: int
    restored: int


def undo_batch(connection: Connection[Any], number: int, *, actor: str) -> Undone:
    """Undo an import in one transaction.

    Parameters
    ----------
    connection : Connection
    number : int
        Of the batch.
    actor : str
        In whose name.

    Returns
    -------
    Undone

    Raises
    ------
    DependentsError
        Later changes hang on it: the error lists them, and nothing was undone.
    ConflictError
        It is not in the register.
    SourceError
        There is no such batch.
    DatabaseError
        The database went away, or its disk is full.
    """
    try:
        batch = get_batch(connection, number)
        if batch.status != "promoted":
            shown = {"batch": number, "status": batch.status}
            raise ConflictError(both("batch.not_promoted", **shown))
        with acting(connection, actor, reason=f"undo import {number}"):
            batch = _hold(connection, number)
            held_by = find_dependents(connection, number, TABLES)
            if held_by:
                raise DependentsError(number, held_by)
            undone = _undo(connection, number)
            _restore_identities(connection, batch.details.get("replaced_identity"))
            _restore_removed(connection, batch.details.get("removed"))
            connection.execute(
                "UPDATE staging.batch SET status = 'undone' WHERE id = %s", (number,)
            )
            record_event(
                connection, "import.undone", actor=actor, subject=("batch", str(number))
            )
    except psycopg.errors.ForeignKeyViolation as error:
        changed = {"batch": number, "objects": error.diag.table_name or "?"}
        raise ConflictError(both("batch.changed_since", **changed)) from error
    except psycopg.OperationalError as error:
        raise DatabaseError(both("batch.undo_interrupted", batch=number)) from error
    return undone


def _hold(connection: Connection[Any], number: int) -> Batch:
    """Keep imports and edits off what is undone, from before it is looked at."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (IMPORT_LOCK,))
    connection.execute("SELECT FROM staging.batch WHERE id = %s FOR UPDATE", (number,))
    batch = get_batch(connection, number)
    if batch.status != "promoted":
        shown = {"batch": number, "status": batch.status}
        raise ConflictError(both("batch.not_promoted", **shown))
    for table in TABLES:
        connection.execute(
            f"WITH held AS (SELECT FROM register.{table} WHERE batch_id = %s"
            " ORDER BY id FOR UPDATE) SELECT count(*) FROM held".encode(),
            (number,),
        )
    return batch


def _undo(connection: Connection[Any], number: int) -> Undone:
    connection.execute(statement("standing_buildings").encode(), prepare=False)
    connection.execute(
        "INSERT INTO touched SELECT id FROM register.parcel WHERE batch_id = %s",
        (number,),
    )
    connection.execute(
        "INSERT INTO moved SELECT id FROM register.building WHERE batch_id = %s",
        (number,),
    )
    connection.execute("SELECT set_config('kkmgis.undoing', %s, true)", (str(number),))
    connection.execute(
        "DELETE FROM register.parcel_lineage WHERE batch_id = %s", (number,)
    )
    deleted, restored = reverse_payments(connection, number), 0
    for table in TABLES:
        restored += _restore(connection, table, number)
        deleted += connection.execute(
            f"DELETE FROM register.{table} WHERE batch_id = %s".encode(), (number,)
        ).rowcount
    connection.execute(statement("building_parcel").encode(), prepare=False)
    return Undone(deleted, restored)


def _restore(connection: Connection[Any], table: str, number: int) -> int:
    """Put rows back as they stood before the batch first touched them.

    They count again as those of the batch that they came from, so that imports
    can be undone one after the other, the latest first.
    """
    connection.execute("DROP TABLE IF EXISTS pg_temp.former")
    connection.execute(
        "CREATE TEMP TABLE former ON COMMIT DROP AS"
        " SELECT DISTINCT ON (h.id) h.*"
        f" FROM history.{table} h JOIN register.{table} t ON t.id = h.id"
        f" WHERE t.batch_id = {number} AND h.version <"
        f" coalesce((SELECT min(f.version) FROM history.{table} f"
        f" WHERE f.id = h.id AND f.batch_id = {number}), t.version)"
        " ORDER BY h.id, h.version DESC".encode()
    )
    names = _content_columns(connection, table)
    changes = ", ".join(f"{name} = f.{name}" for name in names)
    restored = 0
    origins = connection.execute("SELECT DISTINCT batch_id FROM former").fetchall()
    for (origin,) in origins:
        connection.execute(
            "SELECT set_config('kkmgis.batch', %s, true)",
            ("" if origin is None else str(origin),),
        )
        restored += connection.execute(
            f"UPDATE register.{table} t SET {changes} FROM former f"
            " WHERE t.id = f.id AND f.batch_id IS NOT DISTINCT FROM %s".encode(),
            (origin,),
        ).rowcount
    connection.execute("SELECT set_config('kkmgis.batch', '', true)")
    connection.execute("DROP TABLE former")
    return restored


def _content_columns(connection: Connection[Any], table: str) -> list[str]:
    """Name the columns that say something about the object itself."""
    rows = connection.execute(
        "SELECT column_name::text FROM information_schema.columns"
        " WHERE table_schema = 'register' AND table_name = %s"
        " AND column_name <> ALL(%s) ORDER BY ordinal_position",
        (
            table,
            ["id", "version", "sys_from", "changed_by", "change_reason", "batch_id"],
        ),
    ).fetchall()
    return [str(row[0]) for row in rows]


def _restore_identities(
    connection: Connection[Any],
    replaced: dict[str, dict[str, str | None] | None] | None,
) -> None:
    """Put the sealed facts back that the batch had replaced or first brought."""
    for party_id, facts in (replaced or {}).items():
        if facts is None:
            connection.execute(
                "DELETE FROM private.party_identity WHERE party_id = %s", (party_id,)
            )
            continue
        changes = ", ".join(f"{name} = decode(%s, 'hex')" for name in facts)
        connection.execute(
            f"UPDATE private.party_identity SET {changes} WHERE party_id = %s".encode(),
            (*facts.values(), int(party_id)),
        )


def _restore_removed(
    connection: Connection[Any], removed: dict[str, list[dict[str, Any]]] | None
) -> None:
    """Put the rows back that the batch took out, each with its number."""
    for table, rows in (removed or {}).items():
        if table not in TABLES:
            raise AssertionError(f"{table} is no table of the register")
        connection.execute(
            f"INSERT INTO register.{table} SELECT r.*"
            f" FROM jsonb_populate_recordset(NULL::register.{table}, %s) r".encode(),
            (Jsonb(rows),),
        )
