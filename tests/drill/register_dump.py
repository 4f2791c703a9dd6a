"""The whole register as text, to compare one state with another."""

from __future__ import annotations

import hashlib
from typing import Any

from psycopg import Connection

# Told by the moment and the order of work, not by the file.
_VOLATILE = ("id", "version", "sys_from", "sys_to", "change_reason")  # fmt: skip


def exact(connection: Connection[Any]) -> dict[str, str]:
    """Give a checksum of every table of the register and its history, as it is."""
    return {
        f"{schema}.{table}": _checksum(connection, f"{schema}.{table}", "t::text")
        for schema, table, _ in _tables(connection)
    }


def content(connection: Connection[Any]) -> dict[str, str]:
    """Give a checksum of what the register says, without numbers of rows and times.

    Columns that are sealed differ each time by their nonce, and references by the
    numbers that rows were given.
    """
    found = {}
    for schema, table, columns in _tables(connection):
        if schema == "history":
            continue
        kept = [
            name
            for name in columns
            if name not in _VOLATILE and not name.endswith(("_id", "_cipher", "_at"))
        ]
        row = "concat_ws('|', " + ", ".join(f't."{name}"::text' for name in kept) + ")"
        if kept:
            found[table] = _checksum(connection, f"{schema}.{table}", row)
    return found


def _tables(connection: Connection[Any]) -> list[tuple[str, str, list[str]]]:
    rows = connection.execute(
        "SELECT c.table_schema::text, c.table_name::text,"
        " array_agg(c.column_name::text ORDER BY c.ordinal_position)"
        " FROM information_schema.columns c JOIN information_schema.tables t"
        " USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE'"
        " AND c.table_schema IN ('register', 'history', 'private')"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    return [(str(schema), str(table), list(columns)) for schema, table, columns in rows]


def _checksum(connection: Connection[Any], table: str, row: str) -> str:
    query = f"SELECT {row} FROM {table} t ORDER BY 1"
    lines = [str(line) for (line,) in connection.execute(query.encode())]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    return f"{len(lines)} {digest}"


def left_over(connection: Connection[Any]) -> list[str]:
    """List what unfinished imports left: tables, locks, sessions, open batches."""
    queries = (
        "SELECT 'table ' || tablename FROM pg_tables WHERE schemaname LIKE 'pg_temp%'"
        " OR schemaname = 'staging' AND tablename ~ '^(incoming|outcome)'",
        "SELECT 'lock ' || objid FROM pg_locks l JOIN pg_database d"
        " ON d.oid = l.database WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        " AND d.datname = current_database()",
        "SELECT 'session ' || pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database() AND backend_type = 'client backend'",
        "SELECT 'batch ' || id || ' ' || status FROM staging.batch"
        " WHERE status IN ('staging', 'staged', 'checked')",
    )
    return [
        str(row[0])
        for query in queries
        for row in connection.execute(query.encode()).fetchall()
    ]
