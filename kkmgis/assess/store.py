"""Store runs: append-only, whole or not at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import write_tables
from kkmgis.assess.run_rows import RunRows
from kkmgis.errors import DatabaseError
from kkmgis.tax.rulebook import RuleBook

_TOTALS = """
SELECT l.satang, l.rows, a.satang, a.rows, s.rows
FROM (SELECT coalesce(sum(tax_satang), 0) AS satang, count(*) AS rows
      FROM tax.line WHERE run_id = %(run)s) l,
     (SELECT coalesce(sum(total_satang), 0) AS satang,
             coalesce(sum(line_count), 0) AS rows
      FROM tax.assessment WHERE run_id = %(run)s) a,
     (SELECT count(*) AS rows FROM tax.set_aside WHERE run_id = %(run)s) s
"""


def keep_rule_book(connection: Connection[Any], rules: RuleBook) -> None:
    """Keep the law of a year as it is applied, once a version."""
    connection.execute(
        "INSERT INTO tax.rule_book (version, tax_year_be, content)"
        " VALUES (%s, %s, %s) ON CONFLICT (version) DO NOTHING",
        (rules.version, rules.tax_year, rules.content),
    )


def store_run(
    connection: Connection[Any],
    tax: str,
    rules: RuleBook,
    actor: str,
    rows: RunRows,
) -> int:
    """Store one run with its assessments, lines and what was set aside.

    Parameters
    ----------
    connection : Connection
        In the transaction that read the facts: before it commits nobody sees
        anything of the run.
    tax : {"land_building", "sign"}
    rules : RuleBook
    actor : str
    rows : RunRows

    Returns
    -------
    int, id of the run

    Raises
    ------
    DatabaseError
        Lines, assessments and run do not add up to the same satang.
    """
    keep_rule_book(connection, rules)
    found = connection.execute(
        "INSERT INTO tax.run (tax, tax_year_be, status, rule_book, actor, started_at)"
        " VALUES (%s, %s, 'running', %s, %s, clock_timestamp()) RETURNING id",
        (tax, rules.tax_year, rules.version, actor),
    ).fetchone()
    if found is None:
        raise DatabaseError("the database gave no id for the run")
    run_id = int(found[0])
    for name, columns, tables in (
        ("assessment", rows.assessments.column_names, [rows.assessments]),
        ("line", [*rows.lines.column_names, "facts"], rows.line_pieces()),
        ("set_aside", rows.set_aside.column_names, [rows.set_aside]),
    ):
        numbered = (_of_run(table, run_id) for table in tables)
        write_tables(connection, ("tax", name), ["run_id", *columns], numbered)
    _finish(connection, run_id)
    return run_id


def _of_run(table: pa.Table, run_id: int) -> pa.Table:
    run_ids = np.full(len(table), run_id, dtype=np.int64)
    return table.append_column("run_id", pa.array(run_ids))


def _finish(connection: Connection[Any], run_id: int) -> None:
    """Check the control totals in the database and mark the run done."""
    totals = connection.execute(_TOTALS, {"run": run_id}).fetchone()
    if totals is None or totals[0] != totals[2] or totals[1] != totals[3]:
        raise DatabaseError(f"run {run_id}: lines and assessments differ: {totals}")
    done = connection.execute(
        "UPDATE tax.run SET status = 'done', finished_at = clock_timestamp(),"
        " total_satang = %s, line_count = %s, set_aside_count = %s WHERE id = %s"
        " RETURNING total_satang",
        (totals[0], totals[1], totals[4], run_id),
    ).fetchone()
    if done is None or done[0] != totals[0]:
        raise DatabaseError(f"run {run_id} could not be marked done")
