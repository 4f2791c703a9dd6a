"""The authority's boundary and its blocks."""

from __future__ import annotations

from layers.layer import Field, Place

BOUNDARY_FIELDS = (
    Field("id", "Number"),
    Field("code", "String"),
    Field("name", "String"),
)
BLOCK_FIELDS = (Field("id", "Number"), Field("code", "String"))


def boundary(place: Place) -> str:
    """Give the authority; a corner that no screen can show is left out."""
    return f"""
        SELECT a.id, a.code, a.name_th AS name,
               ST_SimplifyPreserveTopology(a.geom, {place.pixel} / 4) AS geom
        FROM register.authority a WHERE a.geom && {place.near}"""


def blocks(place: Place) -> str:
    """Give the blocks of the tax map."""
    return f"""
        SELECT b.id, b.code, b.geom
        FROM register.block b WHERE b.geom && {place.near}"""
