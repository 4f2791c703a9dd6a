"""Buildings with the use that takes most of their floor."""

from __future__ import annotations

from layers.layer import Field, Place
from layers.year_sql import main_use

FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("parcel_code", "String"),
    Field("use", "String"),
    Field("type_code", "String"),
    Field("storeys", "Number"),
)


def detail(place: Place) -> str:
    """Give each building that has a ground plan."""
    use = main_use("building_id", "d.id")
    return f"""
        SELECT d.id, d.code, p.code AS parcel_code, coalesce({use}, 'unknown') AS use,
               d.type_code, d.storeys, d.geom
        FROM register.building d LEFT JOIN register.parcel p ON p.id = d.parcel_id
        WHERE d.geom && {place.near}"""
