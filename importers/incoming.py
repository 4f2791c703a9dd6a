"""The staged rows of a batch: a table of its own, there until the batch is settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from importers.kind import Field, Kind
from importers.work import Work


def table_of(batch_id: int) -> str:
    """Name the table with the staged rows of a batch."""
    return f"staging.incoming_{batch_id}"


def outcomes_of(batch_id: int) -> str:
    """Name the table that tells what would become of each row of a batch.

    Columns ``row_no``, ``outcome`` (loaded, unchanged, updated, rejected) and
    ``target_id``, the id in the register of what is there already.
    """
    return f"staging.outcome_{batch_id}"


def columns_of(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """List the columns of the incoming rows and their SQL types.

    Personal fields come sealed only: ``<name>_cipher`` and, for the identity
    number, the hash by which it is found.
    """
    columns: list[tuple[str, str]] = []
    for field in fields:
        if not field.personal:
            columns.append((field.name, field.type))
            continue
        columns.append((f"{field.name}_cipher", "bytea"))
        if field.name == "id_number":
            columns.append(("id_number_hash", "bytea"))
    return columns


def create_incoming(
    connection: Connection[Any], kind: Kind, srid: int, batch_id: int
) -> None:
    """Make the table for the rows of a batch."""
    named = columns_of(kind.fields)
    named += kind.row_work.columns if kind.row_work is not None else ()
    columns = ", ".join(f"{name} {type_}" for name, type_ in named)
    connection.execute(
        f"CREATE TABLE {table_of(batch_id)} (row_no integer NOT NULL, outcome text,"
        f" target_id bigint, flawed text[], {columns},"
        f" geom geometry(Geometry, {srid}))".encode()
    )


def analyse_incoming(connection: Connection[Any], kind: Kind, batch_id: int) -> None:
    """Let the planner know how many rows there are, and their codes."""
    names = ["row_no", *(f.name for f in kind.fields if f.name.endswith("code"))]
    statement = f"ANALYZE {table_of(batch_id)} ({', '.join(names)})"
    connection.execute(statement.encode())


def drop_tables(connection: Connection[Any], batch_id: int) -> None:
    """Leave no table of a batch behind."""
    connection.execute(
        f"DROP TABLE IF EXISTS {table_of(batch_id)}, {outcomes_of(batch_id)}".encode()
    )


def take_incoming(work: Work) -> None:
    """Give the staged rows the name by which the checks and kinds know them.

    The rows themselves are not copied: for this transaction their table is called
    ``incoming`` and is found without its schema. Beside it there is ``problem``,
    which has the errors found while staging.
    """
    work.run(f"ALTER TABLE {table_of(work.batch_id)} RENAME TO incoming")
    work.run(
        "SELECT set_config('search_path',"
        " 'staging, ' || current_setting('search_path'), true)"
    )
    work.run("DROP TABLE IF EXISTS pg_temp.problem")
    work.run(
        "CREATE TEMP TABLE problem (row_no integer, code text NOT NULL,"
        " severity text NOT NULL, field text NOT NULL DEFAULT '',"
        " value text NOT NULL DEFAULT '', details jsonb NOT NULL DEFAULT '{}',"
        " place text, staged boolean NOT NULL DEFAULT false) ON COMMIT DROP"
    )
    work.run(
        "INSERT INTO problem (row_no, code, severity, staged)"
        " SELECT row_no, code, severity, true FROM staging.staged_issue"
        " WHERE batch_id = %s AND severity = 'error' AND NOT at_check",
        (work.batch_id,),
    )


def leave_incoming(work: Work) -> None:
    """Drop what `take_incoming` brought, and find names as before."""
    work.run("DROP TABLE staging.incoming, pg_temp.problem")
    work.run(
        "SELECT set_config('search_path', regexp_replace("
        "current_setting('search_path'), '^staging, ', ''), true)"
    )
