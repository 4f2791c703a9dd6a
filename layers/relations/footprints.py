"""Buildings as sources outside the register show them, and whether it knows them."""

from __future__ import annotations

from layers.layer import Field, Place

FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("source", "String"),
    Field("state", "String"),
)


def detail(place: Place) -> str:
    """Give each footprint; one that touches a registered building is known."""
    return f"""
        SELECT f.id, f.code, f.source,
               CASE WHEN f.gone_on IS NOT NULL THEN 'gone'
                    WHEN EXISTS (SELECT FROM register.building d
                        WHERE d.geom && f.geom AND ST_Intersects(d.geom, f.geom))
                        THEN 'registered'
                    ELSE 'unregistered' END AS state, f.geom
        FROM register.footprint f WHERE f.geom && {place.near}"""
