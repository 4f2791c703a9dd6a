"""History of a parcel: what changed when, by whom and why, field by field.

Covered are the parcel itself and what stands on it or hangs on it: buildings, rights,
uses, stated values, signs, assets and their leases. What was on the parcel once and is
gone is found by the history tables.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads

from kkmgis.registry.amounts import plain
from kkmgis.registry.names import Party

Row = dict[str, Any]

# Columns that every version has and that are no change themselves.
BOOKKEEPING = frozenset(
    (
        "id version sys_from changed_by change_reason batch_id ended_at ended_by"
        " ended_how shape parcel_id building_id unit_id block_id owner_id tenant_id"
        " asset_id party_id authority_id condominium_id"
    ).split()
)
FREE_TEXT = frozenset(("note",))
"""Remarks may name people: shown to who may see names only."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table, how its rows of this parcel are found, and what tells them apart."""

    name: LiteralString
    ids: LiteralString
    label: LiteralString


_BUILDING_IDS: LiteralString = """
    SELECT id FROM register.building WHERE parcel_id = %(id)s
    UNION SELECT building_id FROM register.building_parcel WHERE parcel_id = %(id)s
    UNION SELECT id FROM history.building WHERE parcel_id = %(id)s"""


def _ids(table: LiteralString, *, buildings: bool) -> LiteralString:
    test: LiteralString = "parcel_id = %(id)s"
    if buildings:
        test = "(parcel_id = %(id)s OR building_id = ANY (%(buildings)s))"
    return (
        "SELECT id FROM register." + table + " WHERE " + test + " UNION"
        " SELECT id FROM history." + table + " WHERE " + test
    )


_LEASE_IDS: LiteralString = """
    SELECT l.id FROM register.lease l JOIN register.asset a ON a.id = l.asset_id
    WHERE a.parcel_id = %(id)s"""

_TABLES = (
    _Table("building", _BUILDING_IDS, "v.code"),
    _Table("property_right", _ids("property_right", buildings=True), "o.code"),
    _Table("property_use", _ids("property_use", buildings=True), "v.use"),
    _Table("stated_value", _ids("stated_value", buildings=True), "v.source"),
    _Table("sign", _ids("sign", buildings=False), "v.code"),
    _Table("asset", _ids("asset", buildings=True), "v.code"),
    _Table("lease", _LEASE_IDS, "v.contract_no"),
)

# All versions of the rows, oldest first; geometry as its area and a fingerprint.
_VERSIONS: LiteralString = """
SELECT v.id, v.version, v.sys_from, v.changed_by, v.change_reason, v.ended_at,
       v.ended_by, v.ended_how, {label} AS label, {party} AS party,
       to_jsonb(v) - 'geom' || {shape} AS fields
FROM (SELECT NULL::timestamptz AS ended_at, NULL::text AS ended_by,
             NULL::text AS ended_how, t.* FROM register.{table} t
      WHERE t.id IN (SELECT id FROM ids)
      UNION ALL SELECT h.* FROM history.{table} h
      WHERE h.id IN (SELECT id FROM ids)) v{join}
ORDER BY v.id, v.version"""

_SHAPE: LiteralString = """
    CASE WHEN v.geom IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(
        'map_area_m2', round(ST_Area(v.geom)::numeric, 2),
        'shape', md5(ST_AsBinary(v.geom))) END"""
_POINT: LiteralString = """
    CASE WHEN v.geom IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(
        'place', concat(round(ST_X(ST_Centroid(v.geom))::numeric, 2), ' E ',
                        round(ST_Y(ST_Centroid(v.geom))::numeric, 2), ' N')) END"""
_SHAPES: dict[str, LiteralString] = {
    "parcel": _SHAPE,
    "building": _SHAPE,
    "asset": _SHAPE,
    "sign": _POINT,
}
_PARTY_JOINS: dict[str, LiteralString] = {
    "property_right": " JOIN register.party o ON o.id = v.party_id",
    "lease": " LEFT JOIN register.party o ON o.id = v.tenant_id",
    "sign": " LEFT JOIN register.party o ON o.id = v.owner_id",
}


_EXACT = partial(json.loads, parse_float=lambda digits: plain(Decimal(digits)))


def read_history(
    connection: Connection[Any], code: str, *, names: bool
) -> list[Row] | None:
    """Read what happened to a parcel, newest first.

    Parameters
    ----------
    names : bool
        Whether names of persons and free remarks are shown.

    Returns
    -------
    list of dict, or None
        ``at, actor, what, code, action, reason, changes``; None when there is no
        such parcel. ``changes`` maps a field to its values before and after.
    """
    found = connection.execute(
        "SELECT id, code FROM register.parcel WHERE code = %s", (code,)
    ).fetchone()
    if found is None:
        return None
    values: Row = {"id": found[0]}
    rows = connection.execute(_BUILDING_IDS, values)
    values["buildings"] = [row[0] for row in rows]
    own = _Table("parcel", "SELECT %(id)s::bigint AS id", "v.code")
    items: list[Row] = []
    for table in (own, *_TABLES):
        items.extend(_events(connection, table, values, names))
    _name_parcels(connection, items)
    items.sort(key=lambda item: item["at"], reverse=True)
    for item in items:
        item["at"] = item["at"].isoformat(timespec="seconds")
    return items


def _events(
    connection: Connection[Any], table: _Table, values: Row, names: bool
) -> list[Row]:
    join = _PARTY_JOINS.get(table.name, "")
    party: LiteralString = "NULL"
    if join:
        party = "ARRAY[o.kind, o.title, o.name, o.surname]"
    sql = "WITH ids AS (" + table.ids + ")" + _VERSIONS
    sql = sql.replace("{table}", table.name).replace("{label}", table.label)
    sql = sql.replace("{join}", join).replace("{party}", party)
    sql = sql.replace("{shape}", _SHAPES.get(table.name, "'{}'::jsonb"))
    with connection.cursor(row_factory=dict_row) as cursor:
        # Amounts and areas stay the digits they are stored as.
        set_json_loads(_EXACT, cursor)
        versions = cursor.execute(sql, values).fetchall()
    events: list[Row] = []
    former: Row | None = None
    for version in versions:
        if former is not None and former["id"] != version["id"]:
            former = None
        events.append(_event(table.name, former, version, names))
        if version["ended_how"] == "delete":
            events.append(_event(table.name, version, None, names))
        former = version
    return [event for event in events if event["changes"]]


def _event(what: str, before: Row | None, after: Row | None, names: bool) -> Row:
    shown = after or before
    assert shown is not None  # noqa: S101 - one of the two is always there
    action = "changed"
    at, actor, reason = shown["sys_from"], shown["changed_by"], shown["change_reason"]
    if before is None:
        action = "added"
    elif after is None:
        action = "removed"
        at, actor, reason = before["ended_at"], before["ended_by"], None
    return {
        "at": at,
        "actor": actor,
        "what": what,
        "code": shown["label"],
        "action": action,
        "reason": reason,
        "changes": _changes(_fields(before, names), _fields(after, names)),
    }


def _fields(version: Row | None, names: bool) -> Row:
    if version is None:
        return {}
    fields = {
        name: value
        for name, value in version["fields"].items()
        if (name in ("shape", "parcel_id") or name not in BOOKKEEPING)
        and (names or name not in FREE_TEXT)
    }
    if version["party"] is not None and version["party"][2] is not None:
        fields["party"] = Party(*version["party"]).shown(unmasked=names)
    return fields


def _changes(before: Row, after: Row) -> dict[str, list[Any]]:
    changes = {
        name: [before.get(name), after.get(name)]
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }
    if not (before and after):
        changes.pop("parcel_id", None)
    # The fingerprint tells that the shape moved; people read its area.
    if "shape" in changes:
        old, new = before.get("shape"), after.get("shape")
        del changes["shape"]
        if old is not None and new is not None:
            changes["geom"] = [before.get("map_area_m2"), after.get("map_area_m2")]
            changes.pop("map_area_m2", None)
    return changes


def _name_parcels(connection: Connection[Any], items: list[Row]) -> None:
    """Write the codes of parcels that something moved from or to."""
    moved = [item["changes"] for item in items if "parcel_id" in item["changes"]]
    if not moved:
        return
    ids = {key for change in moved for key in change["parcel_id"] if key is not None}
    rows = connection.execute(
        "SELECT id, code FROM register.parcel WHERE id = ANY (%s)", (list(ids),)
    )
    codes = dict(rows.fetchall())
    for change in moved:
        change["parcel"] = [codes.get(key) for key in change.pop("parcel_id")]
