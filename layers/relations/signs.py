"""Signs that stand in the year, and whether they pay."""

from __future__ import annotations

from layers.layer import Field, Place
from layers.year_sql import FIRST_DAY, LAST_SEEN_DAY, SIGN_RUN

FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("kind", "String"),
    Field("text_class", "String"),
    Field("state", "String"),
)


def detail(place: Place) -> str:
    """Give each sign; one without a place of its own stands inside its parcel."""
    return f"""
        SELECT g.id, g.code, g.kind, g.text_class,
               CASE WHEN g.exempt_under IS NOT NULL THEN 'exempt'
                    WHEN EXISTS (SELECT FROM tax.line l
                        WHERE l.run_id = {SIGN_RUN} AND l.kind = 'sign'
                          AND l.object_id = g.id) THEN 'taxed'
                    ELSE 'untaxed' END AS state, g.geom
        FROM (SELECT s.*, s.geom AS place FROM register.sign s
              WHERE s.geom && {place.near}
              UNION ALL
              SELECT s.*, ST_PointOnSurface(p.geom) AS place
              FROM register.parcel p JOIN register.sign s ON s.parcel_id = p.id
              WHERE p.geom && {place.near} AND s.geom IS NULL) s
        CROSS JOIN LATERAL (SELECT s.id, s.code, s.kind, s.text_class,
                                   s.exempt_under, s.place AS geom) g
        WHERE (s.removed_on IS NULL OR s.removed_on >= {FIRST_DAY})
          AND (s.installed_on IS NULL OR s.installed_on <= {LAST_SEEN_DAY})"""
