"""What becomes of gaps from one search to the next.

A gap that is found again stays the same row. One that is gone is mended by
itself, one that comes back is open again; a waived one stays waived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from psycopg import Connection

_SEEN_AGAIN = """
INSERT INTO coverage.gap_event (gap_id, actor, action, details)
SELECT g.id, %(actor)s, CASE g.status WHEN 'fixed' THEN 'returned' ELSE 'changed' END,
       jsonb_build_object(
           'before', jsonb_build_object('severity', g.severity,
               'stake_satang', g.stake_satang, 'evidence', g.evidence),
           'after', jsonb_build_object('severity', f.severity,
               'stake_satang', e.satang, 'evidence', f.evidence))
FROM coverage.gap g JOIN coverage_found f ON f.kind = g.kind AND f.key = g.key
JOIN coverage_estimate e ON e.number = f.number
WHERE g.status = 'fixed' OR (g.severity, g.stake_satang, g.evidence)
      IS DISTINCT FROM (f.severity, e.satang, f.evidence)
"""

_RENEW = """
UPDATE coverage.gap g
SET severity = f.severity, subject_kind = f.subject_kind, subject_id = f.subject_id,
    subject_code = f.subject_code, parcel_id = f.parcel_id,
    tax_year_be = %(year)s, stake_satang = e.satang, estimate = e.explanation,
    evidence = f.evidence, geom = f.geom, last_seen_at = now(), fixed_at = NULL,
    status = CASE g.status WHEN 'fixed' THEN 'open' ELSE g.status END
FROM coverage_found f JOIN coverage_estimate e ON e.number = f.number
WHERE f.kind = g.kind AND f.key = g.key
"""

# The keys are taken aside first: scanning the table that is being filled for each
# row would look at the rows just made again and again.
_NEW = """
WITH remembered AS MATERIALIZED (SELECT kind, key FROM coverage.gap),
made AS (
    INSERT INTO coverage.gap (kind, key, severity, subject_kind, subject_id,
        subject_code, parcel_id, tax_year_be, stake_satang, estimate, evidence, geom)
    SELECT f.kind, f.key, f.severity, f.subject_kind, f.subject_id, f.subject_code,
           f.parcel_id, %(year)s, e.satang, e.explanation, f.evidence, f.geom
    FROM coverage_found f JOIN coverage_estimate e ON e.number = f.number
    WHERE NOT EXISTS (SELECT FROM remembered r
                      WHERE r.kind = f.kind AND r.key = f.key)
    ORDER BY f.number
    RETURNING id, stake_satang)
INSERT INTO coverage.gap_event (gap_id, actor, action, details)
SELECT id, %(actor)s, 'found', jsonb_build_object('stake_satang', stake_satang)
FROM made
"""

_MENDED = """
WITH mended AS (
    UPDATE coverage.gap g
    SET status = 'fixed', fixed_at = now(), assigned_to = NULL
    WHERE g.status IN ('open', 'assigned') AND g.kind = ANY(%(kinds)s)
      AND NOT EXISTS (SELECT FROM coverage_found f
                      WHERE f.kind = g.kind AND f.key = g.key)
    RETURNING id)
INSERT INTO coverage.gap_event (gap_id, actor, action)
SELECT id, %(actor)s, 'fixed' FROM mended
"""

_COUNTS = """
SELECT kind, count(*) FILTER (WHERE status <> 'waived'),
       coalesce(sum(stake_satang) FILTER (WHERE status <> 'waived'), 0)::bigint,
       count(*) FILTER (WHERE status = 'waived')
FROM coverage.gap
WHERE status IN ('open', 'assigned', 'waived') AND kind = ANY(%(kinds)s)
GROUP BY kind
"""

_EVENTS = """
SELECT action, count(*) FROM coverage.gap_event WHERE id > %s GROUP BY action
"""


class KindCount(NamedTuple):
    """Gaps of a kind that wait, and satang at stake a year."""

    gaps: int
    satang: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a search changed, and what waits after it.

    Attributes
    ----------
    events : dict of str to int
        New events by action.
    waiting : dict of str to KindCount
    waived : int
    """

    events: dict[str, int]
    waiting: dict[str, KindCount]
    waived: int


def remember(
    connection: Connection[Any], year_be: int, kinds: Sequence[str], actor: str
) -> Remembered:
    """Lay what was found against what is remembered.

    Parameters
    ----------
    connection : Connection
        In the transaction of the search: ``coverage_found`` and
        ``coverage_estimate`` are its temporary tables.
    year_be : int
    kinds : sequence of str
        That were searched; only their gaps can be mended.
    actor : str
    """
    row = connection.execute(
        "SELECT coalesce(max(id), 0) FROM coverage.gap_event"
    ).fetchone()
    values = {"year": year_be, "kinds": list(kinds), "actor": actor}
    connection.execute("ANALYZE coverage.gap (kind, key, status)")
    for statement in (_SEEN_AGAIN, _RENEW, _NEW, _MENDED):
        connection.execute(statement, values)
    events = connection.execute(_EVENTS, row).fetchall()
    counts = connection.execute(_COUNTS, values).fetchall()
    return Remembered(
        events=dict(events),
        waiting={kind: KindCount(count, satang) for kind, count, satang, _ in counts},
        waived=sum(waived for *_, waived in counts),
    )
