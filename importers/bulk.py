"""Many incoming rows → a register table, each row written once and none staged anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg

from importers.promote import Target, new_values
from importers.work import Work

MANY = 10_000
"""Rows from which on building an index anew is cheaper than adding to it."""


def write_in_bulk(
    work: Work, target: Target, at_first: Mapping[str, str], joined: str = ""
) -> None:
    """Insert what is new, update what differs; outcomes go to a table beside.

    Parameters
    ----------
    work : Work
        Its ``outcomes`` name the table of outcomes afterwards.
    target : Target
        With a single key column that is never empty.
    at_first : mapping of str to str
        Columns that a new row is given and an old one keeps → SQL expression on
        the incoming row ``i`` and what is joined to it.
    joined : str
        Joins that these expressions need; one row for each incoming one.
    """
    (key,) = target.key
    new = new_values(work, target, "incoming")
    old_row = ", ".join(f"t.{column}" for column in new)
    new_row = ", ".join(new.values())
    work.run("DROP TABLE IF EXISTS pg_temp.result")
    work.run(
        "CREATE TEMP TABLE result ON COMMIT DROP AS SELECT i.row_no, t.id AS target_id,"
        " CASE WHEN t.id IS NULL THEN 'loaded'"
        f" WHEN ROW({old_row}) IS NOT DISTINCT FROM ROW({new_row}) THEN 'unchanged'"
        " ELSE 'updated' END AS outcome"
        f" FROM incoming i LEFT JOIN {target.table} t ON t.{key} = i.{key}"
    )
    counts: dict[str, int] = dict(
        work.fetch("SELECT outcome, count(*) FROM result GROUP BY outcome")
    )
    if "loaded" in counts:
        columns = [key, *new, *at_first]
        values = [*(f"i.{column}" for column in (key, *new)), *at_first.values()]
        chosen = "(SELECT row_no FROM result WHERE outcome = 'loaded')"
        where = f" WHERE i.row_no IN {chosen}" if len(counts) > 1 else ""
        with _indexes_afterwards(work, target.table, counts["loaded"]):
            work.run(
                f"INSERT INTO {target.table} ({', '.join(columns)})"
                f" SELECT {', '.join(values)} FROM incoming i {joined}{where}"
            )
    if "updated" in counts:
        changes = ", ".join(f"{column} = {value}" for column, value in new.items())
        work.run(
            f"UPDATE {target.table} t SET {changes} FROM incoming i"
            " JOIN result r USING (row_no)"
            " WHERE r.outcome = 'updated' AND t.id = r.target_id"
        )
    work.outcomes = "result"
    if work.traced:
        trace_outcomes(work, target)


def trace_outcomes(work: Work, target: Target) -> None:
    """Write outcomes and ids of the register into the incoming rows themselves."""
    (key,) = target.key
    work.run(
        "UPDATE incoming i SET outcome = r.outcome, target_id = t.id"
        f" FROM result r, {target.table} t"
        f" WHERE r.row_no = i.row_no AND t.{key} = i.{key}"
    )
    work.outcomes = "incoming"


@contextmanager
def _indexes_afterwards(work: Work, table: str, count: int) -> Iterator[None]:
    """Build indexes, and follow references, of an empty table after many rows came in.

    Only where nobody has the table in hand: who reads an empty table can wait, but
    an import does not wait for him. All other constraints and their indexes stay in
    force; a reference that leads nowhere is found for all rows at once.
    """
    ((filled,),) = work.fetch(f"SELECT EXISTS (SELECT FROM {table})")
    if filled or count < MANY:
        yield
        return
    references = work.fetch(
        "SELECT conname, pg_get_constraintdef(oid), confrelid::regclass::text"
        f" FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'f'"
        " ORDER BY conname"
    )
    tables = [table, *(str(referred) for _, _, referred in references)]
    if not _held_alone(work, ", ".join(tables)):
        yield
        return
    indexes = work.fetch(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        f" WHERE indrelid = '{table}'::regclass AND NOT EXISTS"
        " (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY indexrelid"
    )
    for name, _, _ in references:
        work.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        work.run(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        work.run(str(definition))
    for name, definition, _ in references:
        work.run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _held_alone(work: Work, tables: str) -> bool:
    try:
        with work.connection.transaction():
            work.run(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE NOWAIT")
    except psycopg.errors.LockNotAvailable:
        return False
    return True
