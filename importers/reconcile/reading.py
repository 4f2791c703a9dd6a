"""Read the difference between a checked batch and the register."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from importers.batches import get_batch
from importers.incoming import table_of

WHAT = ("new", "changed", "moved", "split", "merged", "gone")


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """How many rows of a file would do what, and how many objects are gone.

    Attributes
    ----------
    batch : int
    counts : mapping of str to int
        One of each of `WHAT`, ``unchanged`` and ``rejected``.
    """

    batch: int
    counts: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        return {"batch": self.batch, "difference": dict(self.counts)}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """What would become of one row of the file, or of one object that is not in it.

    Attributes
    ----------
    place : int
        In the listing; what comes after it is the next page.
    what : str
        See `WHAT`.
    table : str
        Of the register.
    code : str or None
    row_no : int or None
        None: gone.
    details : mapping
        ``fields`` name → (before, after), ``shape`` with ``moved_m``,
        ``area_before_m2``, ``area_after_m2``; ``parents`` of land that was split,
        merged or renumbered; ``how`` it moved (code, place); ``why`` it is gone
        (source, covered, extent).
    before, after : mapping or None
        Shapes as GeoJSON in EPSG:4326, longitude first.
    """

    place: int
    what: str
    table: str
    code: str | None
    row_no: int | None
    details: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def as_json(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        return dataclasses.asdict(self)


def difference(connection: Connection[Any], number: int) -> Summary:
    """Count what a checked batch, or a dry run, would do to the register.

    Parameters
    ----------
    number : int
        Of the batch.

    Raises
    ------
    SourceError
        There is no such batch.
    """
    batch = get_batch(connection, number)
    rows = connection.execute(
        "SELECT what, count(*) FROM staging.difference WHERE batch_id = %s"
        " GROUP BY what",
        (number,),
    ).fetchall()
    found = {str(what): int(count) for what, count in rows}
    counts = {what: found.get(what, 0) for what in WHAT}
    counts |= {"unchanged": batch.unchanged, "rejected": batch.rejected}
    return Summary(number, counts)


def list_difference(
    connection: Connection[Any],
    number: int,
    *,
    what: str | None = None,
    after: int = 0,
    limit: int = 100,
    with_shapes: bool = True,
) -> list[Entry]:
    """List the difference of a batch, a page at a time: what needs a look first.

    Parameters
    ----------
    number : int
        Of the batch.
    what : str, optional
        One of `WHAT` alone.
    after : int
        ``place`` of the last entry of the page before.
    limit : int
    with_shapes : bool
        Give the shapes before and after, as long as the batch is not settled.

    Raises
    ------
    SourceError
        There is no such batch.
    """
    get_batch(connection, number)
    values = {"batch": number, "what": what, "after": after, "limit": limit}
    rows = connection.execute(
        "SELECT place, what, object, code, row_no, details, object_id"
        " FROM staging.difference WHERE batch_id = %(batch)s AND place > %(after)s"
        " AND (%(what)s::text IS NULL OR what = %(what)s) ORDER BY place"
        " LIMIT %(limit)s",
        values,
    ).fetchall()
    before = _before(connection, rows) if with_shapes else {}
    drawn = _after(connection, number, rows) if with_shapes else {}
    return [
        Entry(
            place, what, table, code, row_no, told, before.get(place), drawn.get(row_no)
        )
        for place, what, table, code, row_no, told, _ in rows
    ]


_TOGETHER = "CASE count(*) WHEN 1 THEN (array_agg(t.geom))[1] ELSE ST_Union(t.geom) END"
_DRAWN = "ST_AsGeoJSON(ST_Transform({}, 4326), 8)::jsonb"


def _before(
    connection: Connection[Any], rows: list[tuple[Any, ...]]
) -> dict[int, Mapping[str, Any]]:
    """Draw what the register has; of land that was merged, all of it together."""
    if not rows or not _has_shape(connection, f"register.{rows[0][2]}"):
        return {}
    pairs = [(int(row[0]), int(old)) for row in rows for old in _olds(row[5], row[6])]
    found = connection.execute(
        f"SELECT p.place, {_DRAWN.format(_TOGETHER)}"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS p (place, id)"
        f" JOIN register.{rows[0][2]} t USING (id) GROUP BY p.place".encode(),
        ([place for place, _ in pairs], [old for _, old in pairs]),
    ).fetchall()
    return {int(place): shape for place, shape in found if shape is not None}


def _olds(details: Mapping[str, Any], object_id: int | None) -> list[int]:
    parents = [int(parent["id"]) for parent in details.get("parents", ())]
    return parents or ([] if object_id is None else [object_id])


def _after(
    connection: Connection[Any], number: int, rows: list[tuple[Any, ...]]
) -> dict[int, Mapping[str, Any]]:
    if not _has_shape(connection, table_of(number)):
        return {}
    found = connection.execute(
        f"SELECT row_no, {_DRAWN.format('geom')} FROM {table_of(number)}"
        " WHERE row_no = ANY(%s) AND geom IS NOT NULL".encode(),
        ([row[4] for row in rows if row[4] is not None],),
    ).fetchall()
    return {int(row_no): shape for row_no, shape in found}


def _has_shape(connection: Connection[Any], table: str) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM pg_attribute"
        " WHERE attrelid = to_regclass(%s) AND attname = 'geom')",
        (table,),
    ).fetchone()
    return row is not None and bool(row[0])
