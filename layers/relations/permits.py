"""Permits of temporary signs of which no removal is known."""

from __future__ import annotations

from layers.layer import Field, Place
from layers.year_sql import LAST_SEEN_DAY

FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("purpose", "String"),
    Field("state", "String"),
)


def detail(place: Place) -> str:
    """Give each permit; one without a place of its own stands inside its parcel."""
    return f"""
        SELECT s.id, s.permit_no AS code, s.purpose,
               CASE WHEN s.end_on < {LAST_SEEN_DAY} THEN 'overdue'
                    ELSE 'allowed' END AS state, s.spot AS geom
        FROM (SELECT t.*, t.geom AS spot FROM register.sign_permit t
              WHERE t.geom && {place.near}
              UNION ALL
              SELECT t.*, ST_PointOnSurface(p.geom) AS spot
              FROM register.parcel p
              JOIN register.sign_permit t ON t.parcel_id = p.id
              WHERE p.geom && {place.near} AND t.geom IS NULL) s
        WHERE s.status = 'approved' AND s.start_on <= {LAST_SEEN_DAY}
          AND (s.removed_on IS NULL OR s.removed_on > {LAST_SEEN_DAY})"""
