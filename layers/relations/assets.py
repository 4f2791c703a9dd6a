"""Municipal and Treasury property, and whether it is let."""

from __future__ import annotations

from layers.layer import Field, Place
from layers.year_sql import LAST_SEEN_DAY

FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("kind", "String"),
    Field("owner", "String"),
    Field("leased", "Boolean"),
)

RUNNING = f"""l.start_on <= {LAST_SEEN_DAY}
    AND (l.end_on IS NULL OR l.end_on >= {LAST_SEEN_DAY})
    AND (l.terminated_on IS NULL OR l.terminated_on > {LAST_SEEN_DAY})"""
"""A contract ``l`` runs today (or on the last day of a year that is over)."""


def detail(place: Place) -> str:
    """Give each asset in its own shape, else its building's, else its parcel's."""
    return f"""
        SELECT a.id, a.code, a.kind, a.owner,
               EXISTS (SELECT FROM register.lease l
                       WHERE l.asset_id = a.id AND {RUNNING}) AS leased, a.geom
        FROM (SELECT a.id, a.code, a.kind, a.owner,
                     coalesce(a.geom, d.geom, p.geom, dp.geom) AS geom
              FROM register.asset a
              LEFT JOIN register.building d ON d.id = a.building_id
              LEFT JOIN register.parcel p ON p.id = a.parcel_id
              LEFT JOIN register.parcel dp ON dp.id = d.parcel_id) a
        WHERE a.geom && {place.near}"""
