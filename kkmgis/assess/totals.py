"""Totals of a stored run by use and rate group."""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from kkmgis.tax.group_total import GroupTotal

# The order of s.37, signs by schedule (1) to (3), what is exempt at the end.
_GROUPS = """
SELECT use, rate_group, count(*) AS lines, sum(base_satang)::bigint AS base,
       sum(exempt_satang)::bigint AS exempt, sum(taxable_satang)::bigint AS taxable,
       sum(tax_satang)::bigint AS tax
FROM tax.line WHERE run_id = %s GROUP BY use, rate_group
ORDER BY array_position(ARRAY['agriculture', 'home', 'home_building_only',
    'residential', 'other', 'vacant', 'thai', 'mixed', 'foreign', 'exempt'],
    rate_group::text), use
"""


def group_totals(connection: Connection[Any], run_id: int) -> list[GroupTotal]:
    """Add up the lines of a run by use and rate group.

    Parameters
    ----------
    connection : Connection
    run_id : int

    Returns
    -------
    list of GroupTotal
        The tax of all of them is the run's total.
    """
    with connection.cursor(row_factory=class_row(GroupTotal)) as cursor:
        return cursor.execute(_GROUPS, (run_id,)).fetchall()
