"""Search as typed: codes, deeds, addresses, signs, assets, owners by right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection

from kkmgis.registry.names import Party
from kkmgis.registry.search_sql import (
    Tier,
    Words,
    asset_tiers,
    building_tiers,
    parcel_tiers,
    party_tiers,
    sign_tiers,
)
from kkmgis.thai import ascii_digits

# What people write before a number, which no register holds.
_FILLERS = re.compile(
    r"(?:^|(?<=\s))(?:(?:โฉนด(?:ที่ดิน)?|บ้านเลขที่|เลขที่ดิน|เลขที่|น\.ส\.\s?[34]\s?ก?\.?|ฉ\."
    r"|แปลง|ป้าย|deed|no\.)\s*)+(?=\d)",
    re.IGNORECASE,
)
_TITLES = re.compile(r"^(นางสาว|นาย|นาง|น\.ส\.|mr\.?|mrs\.?|ms\.?)\s*", re.IGNORECASE)
LONGEST = 100
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found.

    Attributes
    ----------
    kind : {"parcel", "building", "sign", "asset", "party"}
    facts : dict of str to (str, int or None)
        What tells it from others of its kind.
    x, y : float or None, m, storage CRS
        A point on it.
    """

    kind: str
    code: str
    label: str
    facts: dict[str, str | int | None]
    parcel_code: str | None
    x: float | None
    y: float | None


# {rows}: the tier's rows of the table, named t.
_PARCEL: LiteralString = (
    "SELECT t.code, t.code, t.deed_no, t.doc_type,"
    " nullif(concat_ws(' ', t.house_no, t.soi, t.road, t.tambon), ''),"
    " t.code, ST_X(c.g), ST_Y(c.g) FROM ({rows}) t,"
    " LATERAL (SELECT ST_PointOnSurface(t.geom) AS g) c"
)
_BUILDING: LiteralString = (
    "SELECT t.code, coalesce(t.house_no, t.code), t.name, NULL, NULL,"
    " p.code, ST_X(c.g), ST_Y(c.g) FROM ({rows}) t"
    " LEFT JOIN register.parcel p ON p.id = t.parcel_id,"
    " LATERAL (SELECT ST_PointOnSurface(coalesce(t.geom, p.geom)) AS g) c"
)
_SIGN: LiteralString = (
    "SELECT t.code, coalesce(t.business_name, t.code), NULL, NULL, NULL,"
    " p.code, ST_X(c.g), ST_Y(c.g) FROM ({rows}) t"
    " LEFT JOIN register.parcel p ON p.id = t.parcel_id,"
    " LATERAL (SELECT coalesce(t.geom, ST_PointOnSurface(p.geom)) AS g) c"
)
_ASSET: LiteralString = (
    "SELECT t.code, coalesce(t.name, t.code), NULL, NULL, NULL,"
    " p.code, ST_X(c.g), ST_Y(c.g) FROM ({rows}) t"
    " LEFT JOIN register.parcel p ON p.id = t.parcel_id,"
    " LATERAL (SELECT ST_PointOnSurface(coalesce(t.geom, p.geom)) AS g) c"
)
_PARTY: LiteralString = (
    "SELECT t.code, t.kind, t.title, t.name, t.surname,"
    " p.code, ST_X(c.g), ST_Y(c.g), r.parcels FROM ({rows}) t,"
    " LATERAL (SELECT count(DISTINCT r.parcel_id) AS parcels,"
    "  min(r.parcel_id) AS parcel_id FROM register.property_right r"
    "  WHERE r.party_id = t.id AND (r.end_on IS NULL OR r.end_on > current_date)) r"
    " LEFT JOIN register.parcel p ON p.id = r.parcel_id,"
    " LATERAL (SELECT ST_PointOnSurface(p.geom) AS g) c"
)


def search_register(
    connection: Connection[Any], query: str, *, names: bool, limit: int = 10
) -> list[Found]:
    """Find what somebody types.

    Parameters
    ----------
    query : str
        Thai or Arabic digits; several words must all occur.
    names : bool
        Whether owners who are persons may be found by their names.
    limit : int, 1 to 50
        How many at most.

    Returns
    -------
    list of Found
        Parcels first, then buildings, signs, assets and owners; each kind gets its
        share of the places, and what one leaves goes to the others.
    """
    words = _read(query)
    if words is None:
        return []
    no_persons: LiteralString = "" if names else " AND kind <> 'person'"
    plans = (
        ("register.parcel", parcel_tiers(words), _PARCEL, ""),
        ("register.building", building_tiers(words), _BUILDING, ""),
        ("register.sign", sign_tiers(words), _SIGN, ""),
        ("register.asset", asset_tiers(words), _ASSET, ""),
        ("register.party", party_tiers(words), _PARTY, no_persons),
    )
    with connection.transaction():
        # Words of one street stand together in the table: reading it from the start
        # until enough is found may mean all of it, where the index knows at once.
        connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        kinds = [
            [
                _found(table.rpartition(".")[2], row)
                for row in _climb(
                    connection, tiers, table=table, shape=shape, only=only, limit=limit
                )
            ]
            for table, tiers, shape, only in plans
        ]
    return _share_out(kinds, limit)


def _read(query: str) -> Words | None:
    clean = ascii_digits(query.replace("\0", " "))[:LONGEST]
    text = " ".join(_FILLERS.sub("", clean).split()[:MOST_WORDS])
    return Words(text, _TITLES.sub("", text) or text) if text else None


def _climb(
    connection: Connection[Any],
    tiers: Iterable[Tier],
    *,
    table: LiteralString,
    shape: LiteralString,
    only: LiteralString,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Take tier after tier until there are enough rows."""
    rows: dict[str, tuple[Any, ...]] = {}
    for tier in tiers:
        if len(rows) >= limit:
            break
        order = f" ORDER BY {tier.order}" if tier.order else ""
        inner = (
            f"SELECT * FROM {table} WHERE {tier.condition}{only}{order} LIMIT %(limit)s"
        )
        sql = shape.replace("{rows}", inner)
        # Never a generic plan: it could not use an index for LIKE.
        found = connection.execute(sql, tier.values | {"limit": limit}, prepare=False)
        for row in found:
            rows.setdefault(row[0], row)
    return list(rows.values())[:limit]


def _found(kind: str, row: tuple[Any, ...]) -> Found:
    code, label, first, second, third, parcel_code, x, y = row[:8]
    facts: dict[str, str | int | None] = {}
    if kind == "parcel":
        facts = {"deed_no": first, "doc_type": second, "address": third}
    elif kind == "building":
        facts = {"name": first}
    elif kind == "party":
        # Whoever was found by name may be read by name.
        label = Party(*row[1:5]).shown(unmasked=True)
        facts = {"parcels": row[8]}
    return Found(kind, code, label, facts, parcel_code, x, y)


def _share_out(kinds: list[list[Found]], limit: int) -> list[Found]:
    taken = [0] * len(kinds)
    while sum(taken) < limit:
        left = [n for n, items in enumerate(kinds) if taken[n] < len(items)]
        if not left:
            break
        taken[min(left, key=lambda n: taken[n])] += 1
    return [
        item
        for items, number in zip(kinds, taken, strict=True)
        for item in items[:number]
    ]
