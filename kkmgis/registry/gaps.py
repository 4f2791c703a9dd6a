"""Reading coverage gaps: ranked list, totals by kind, one gap with its past."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

from kkmgis.registry.amounts import baht_text
from kkmgis.registry.page import (
    BOX_SQL,
    Page,
    box_values,
    decode_cursor,
    encode_cursor,
)

Row = dict[str, Any]
Order = Literal["baht", "first_seen"]

_SOURCE: LiteralString = """coverage.gap g
    LEFT JOIN register.parcel p ON p.id = g.parcel_id"""

_COLUMNS: LiteralString = """g.id, g.kind, g.severity, g.status, g.subject_kind,
    g.subject_code, p.code AS parcel_code, g.tax_year_be, g.stake_satang, g.estimate,
    g.evidence, g.assigned_to, g.waive_reason, g.first_seen_at, g.last_seen_at,
    g.fixed_at, ST_X(c.g) AS x, ST_Y(c.g) AS y,
    CASE WHEN g.geom IS NOT NULL THEN ARRAY[ST_XMin(g.geom), ST_YMin(g.geom),
         ST_XMax(g.geom), ST_YMax(g.geom)] END AS extent"""

_FILTERS: Mapping[str, LiteralString] = {
    "kind": "g.kind = %(kind)s",
    "status": "g.status = ANY (%(status)s)",
    "assigned_to": "g.assigned_to = %(assigned_to)s",
    "block": """EXISTS (SELECT FROM register.block b WHERE b.code = %(block)s
        AND (p.block_id = b.id OR p.id IS NULL AND b.geom && g.geom
             AND ST_Contains(b.geom, ST_PointOnSurface(g.geom))))""",
    "minx": f"g.geom && {BOX_SQL}",
}


@dataclass(frozen=True, slots=True)
class GapQuery:
    """Which gaps are asked for.

    Attributes
    ----------
    status : tuple of str
        Empty: those that wait for somebody, open and assigned.
    bbox : str or None
        ``minx,miny,maxx,maxy`` in degrees or metres of the storage CRS.
    """

    kind: str | None = None
    status: tuple[str, ...] = ()
    block: str | None = None
    assigned_to: str | None = None
    bbox: str | None = None
    srid: int = 0

    def values(self) -> Row:
        """Make the parameters of the conditions."""
        values: Row = {
            "kind": self.kind,
            "status": list(self.status or ("open", "assigned")),
            "block": self.block,
            "assigned_to": self.assigned_to,
        }
        if self.bbox is not None:
            values |= box_values(self.bbox, self.srid)
        return values


def list_gaps(
    connection: Connection[Any],
    query: GapQuery,
    *,
    order: Order = "baht",
    cursor: str | None = None,
    limit: int = 100,
) -> Page:
    """List gaps, those with most at stake (or the oldest) first.

    Raises
    ------
    CursorError
        Cursor or box is not one of ours.
    """
    values = query.values()
    rank: LiteralString = "-g.stake_satang"
    if order == "first_seen":
        rank = "extract(epoch FROM g.first_seen_at)::bigint"
    after: LiteralString = ""
    if cursor is not None:
        values["rank"], values["after"] = decode_cursor(cursor, int, int)
        after = f" AND ({rank}, g.id) > (%(rank)s, %(after)s)"
    sql = (
        f"SELECT {rank} AS rank, {_COLUMNS} FROM (SELECT g.*, {rank} AS rank FROM"
        f" {_SOURCE} WHERE {_where(values)}{after} ORDER BY {rank}, g.id"
        " LIMIT %(limit)s) g LEFT JOIN register.parcel p ON p.id = g.parcel_id,"
        " LATERAL (SELECT ST_PointOnSurface(g.geom) AS g) c ORDER BY rank, g.id"
    )
    with connection.cursor(row_factory=dict_row) as reader:
        rows = reader.execute(sql, values | {"limit": limit + 1}).fetchall()
    more = None
    if len(rows) > limit:
        more = encode_cursor(rows[limit - 1]["rank"], rows[limit - 1]["id"])
    return Page([_item(row) for row in rows[:limit]], more)


@dataclass(frozen=True, slots=True)
class KindTotal:
    """Gaps of one kind under a filter; ``baht`` as a decimal string."""

    kind: str
    count: int
    baht: str


@dataclass(frozen=True, slots=True)
class GapTotals:
    """What a filter comes to; ``kinds`` leaves the filter by kind out."""

    total: int
    total_baht: str
    kinds: tuple[KindTotal, ...]


def gap_totals(connection: Connection[Any], query: GapQuery) -> GapTotals:
    """Count gaps and add up what is at stake, by kind, most money first."""
    values = query.values()
    sql = (
        "SELECT g.kind, count(*), sum(g.stake_satang)::bigint"
        f" FROM {_SOURCE} WHERE {_where(values | {'kind': None})}"
        " GROUP BY g.kind ORDER BY 3 DESC, 1"
    )
    rows = connection.execute(sql, values).fetchall()
    chosen = [row for row in rows if query.kind in (None, row[0])]
    return GapTotals(
        sum(row[1] for row in chosen),
        baht_text(sum(row[2] for row in chosen)) or "0.00",
        tuple(KindTotal(row[0], row[1], baht_text(row[2]) or "0.00") for row in rows),
    )


def read_gap(
    connection: Connection[Any], gap_id: int, *, local: bool = False
) -> Row | None:
    """Read one gap with its evidence, estimate, geometry and past.

    Parameters
    ----------
    local : bool
        Geometry in metres of the storage CRS instead of degrees.
    """
    sql = (
        f"SELECT {_COLUMNS}, CASE WHEN %(local)s THEN ST_AsGeoJSON(g.geom, 3)"
        " ELSE ST_AsGeoJSON(ST_Transform(g.geom, 4326), 9) END::json AS geometry"
        f" FROM {_SOURCE}, LATERAL (SELECT ST_PointOnSurface(g.geom) AS g) c"
        " WHERE g.id = %(id)s"
    )
    with connection.cursor(row_factory=dict_row) as reader:
        row = reader.execute(sql, {"id": gap_id, "local": local}).fetchone()
        if row is None:
            return None
        events = reader.execute(
            "SELECT at, actor, action, details FROM coverage.gap_event"
            " WHERE gap_id = %s ORDER BY id DESC",
            (gap_id,),
        ).fetchall()
    return _item(row) | {
        "estimate": row["estimate"],
        "evidence": row["evidence"],
        "geometry": row["geometry"],
        "events": [
            event | {"at": event["at"].isoformat(timespec="seconds")}
            for event in events
        ],
    }


def gap_version(gap: Row) -> str:
    """Tell a version of a gap for ETags: what a person may change, and its money."""
    parts = (gap["status"], gap["assigned_to"], gap["baht"], gap["last_seen"])
    words = "\0".join(str(part) for part in parts)
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()


def _where(values: Mapping[str, Any]) -> LiteralString:
    conditions = [
        condition
        for name, condition in _FILTERS.items()
        if values.get(name) is not None
    ]
    return " AND ".join(conditions)


def _item(row: Row) -> Row:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "severity": row["severity"],
        "status": row["status"],
        "subject_kind": row["subject_kind"],
        "subject_code": row["subject_code"],
        "parcel_code": row["parcel_code"],
        "tax_year": row["tax_year_be"],
        "baht": baht_text(row["stake_satang"]),
        "evidence": row["evidence"],
        "estimate": row["estimate"],
        "first_seen": row["first_seen_at"].isoformat(timespec="seconds"),
        "last_seen": row["last_seen_at"].isoformat(timespec="seconds"),
        "fixed_at": (
            None
            if row["fixed_at"] is None
            else row["fixed_at"].isoformat(timespec="seconds")
        ),
        "assigned_to": row["assigned_to"],
        "waive_reason": row["waive_reason"],
        "x": row["x"],
        "y": row["y"],
        "extent": row["extent"],
    }
