"""Statistics of the planner, made anew where a table has grown since the last ones.

A search may come right after an import of a whole city. With the statistics of an
empty table the planner would compare every row with every other.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

_BLOCK_BYTES = 8192

_OUTDATED = """
SELECT n.nspname, c.relname FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT pg_relation_size(c.oid) / %s) AS s(pages)
WHERE c.relkind = 'r' AND n.nspname IN ('register', 'tax', 'coverage')
  AND abs(s.pages - c.relpages) > 0.2 * c.relpages + 4
ORDER BY 1, 2
"""


def refresh_statistics(connection: Connection[Any]) -> list[str]:
    """Analyse the tables whose size is no longer what the planner believes.

    Returns
    -------
    list of str
        ``schema.table`` of those that were analysed.
    """
    names = connection.execute(_OUTDATED, (_BLOCK_BYTES,)).fetchall()
    for name in names:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(*name)))
    return [".".join(name) for name in names]
