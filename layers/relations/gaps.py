"""Coverage gaps that wait for somebody."""

from __future__ import annotations

from layers.layer import Field, Place

FIELDS = (
    Field("id", "Number"),
    Field("kind", "String"),
    Field("severity", "String"),
    Field("baht", "Number"),
    Field("count", "Number"),
)

WAITING = "g.status IN ('open', 'assigned')"

CLUSTER_PIXELS = 12
"""Gaps nearer than this share one mark where the scale is small."""


def detail(place: Place) -> str:
    """Give each gap in its shape."""
    return f"""
        SELECT g.id, g.kind, g.severity, g.stake_satang / 100.0::float8 AS baht,
               1 AS count, g.geom
        FROM coverage.gap g WHERE {WAITING} AND g.geom && {place.near}"""


def overview(place: Place) -> str:
    """Gather gaps that stand close into one point, named by the dearest of them."""
    cell = f"({place.pixel} * {CLUSTER_PIXELS})"
    return f"""
        SELECT max(q.id) FILTER (WHERE q.rank = 1) AS id,
               max(q.kind) FILTER (WHERE q.rank = 1) AS kind,
               CASE WHEN bool_or(q.severity = 'error') THEN 'error'
                    WHEN bool_or(q.severity = 'warning') THEN 'warning'
                    ELSE 'info' END AS severity,
               sum(q.baht) AS baht, count(*) AS count,
               ST_Centroid(ST_Collect(q.geom)) AS geom
        FROM (
            SELECT g.*, row_number() OVER (
                PARTITION BY g.cell ORDER BY g.baht DESC, g.id) AS rank
            FROM (
                SELECT g.id, g.kind, g.severity,
                       g.stake_satang / 100.0::float8 AS baht, c.geom,
                       ST_SnapToGrid(c.geom, {cell}) AS cell
                FROM coverage.gap g, ST_Centroid(g.geom) AS c(geom)
                WHERE {WAITING} AND g.geom && {place.near}) g) q
        GROUP BY q.cell"""
