"""The register as one comparable thing, without what only says when it was written."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from importers.undo import TABLES

MARKS = ("version", "sys_from", "changed_by", "change_reason")


def register_dump(connection: Connection[Any]) -> dict[str, list[str]]:
    """Give all rows of the register and its sealed facts as text, table by table."""
    names = [f"register.{table}" for table in TABLES]
    names += [
        "register.building_parcel",
        "register.parcel_lineage",
        "private.party_identity",
    ]
    dump = {}
    for name in names:
        rows = connection.execute(
            f"SELECT (to_jsonb(t) - %s::text[])::text FROM {name} t ORDER BY 1".encode(),
            (list(MARKS),),
        ).fetchall()
        dump[name] = [str(row[0]) for row in rows]
    return dump
