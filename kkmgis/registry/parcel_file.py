"""The parcel file: everything the register holds about one parcel, ready for JSON."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

from kkmgis.registry import parcel_sql
from kkmgis.registry.address import address_text
from kkmgis.registry.amounts import (
    baht_text,
    day,
    first_of_january,
    plain,
    share_text,
    today,
)
from kkmgis.registry.names import Party
from kkmgis.thai import format_area

Row = dict[str, Any]
Shape = Literal["wgs84", "local"]

M2_PER_WA = 4


def read_parcel_file(
    connection: Connection[Any],
    code: str,
    year_be: int,
    *,
    names: bool,
    gaps: bool = True,
    geometry: Shape | None = None,
) -> Row | None:
    """Read the file of a parcel for a tax year.

    Parameters
    ----------
    code : str
    year_be : int, B.E.
        Owners are those of its 1 January (s.9), uses and prices those of the year.
    names, gaps : bool
        Whether the reader's role sees names of persons, and coverage gaps.
    geometry : {"wgs84", "local"}, optional
        CRS in which to add the geometry as GeoJSON.

    Returns
    -------
    dict or None
        None when there is no such parcel. Nine queries at most.
    """
    values: Row = {
        "code": code,
        "year": year_be,
        "day": first_of_january(year_be),
        "geometry": geometry,
    }
    with connection.cursor(row_factory=dict_row) as cursor:

        def read(sql: LiteralString) -> list[Row]:
            return cursor.execute(sql, values).fetchall()

        found = read(parcel_sql.PARCEL)
        if not found:
            return None
        parcel = found[0]
        values["id"] = parcel["id"]
        buildings = read(parcel_sql.BUILDINGS)
        values["buildings"] = [row["id"] for row in buildings]
        rights = read(parcel_sql.RIGHTS)
        uses = read(parcel_sql.USES)
        price = read(parcel_sql.PRICE)
        signs = read(parcel_sql.SIGNS)
        leases = read(parcel_sql.LEASES)
        units = read(parcel_sql.UNITS)[0]
        open_gaps = read(parcel_sql.GAPS) if gaps else []
    return {
        **_head(parcel),
        "owners": [_owner(r, names) for r in rights if r["building_id"] is None],
        "uses": [_use(u) for u in uses if u["building_id"] is None],
        "price": _price(price[0]) if price else None,
        "buildings": [_building(row, rights, uses, names) for row in buildings],
        "units_count": units["count"],
        "signs": [_sign(row) for row in signs],
        "leases": [_lease(row, names) for row in leases],
        "gaps": [_gap(row) for row in open_gaps],
    }


def _head(row: Row) -> Row:
    area: Decimal | None = row["area_wa"]
    difference = None
    if area:
        deed_m2 = area * M2_PER_WA
        difference = f"{(row['map_area'] - deed_m2) * 100 / deed_m2:.2f}"
    parts = {name: row[name] for name in ("house_no", "moo", "soi", "road", "tambon")}
    head = {
        "code": row["code"],
        "code_is_standard": row["code_is_standard"],
        "version": row["version"],
        "status": row["status"],
        "state": row["state"],
        "tax": baht_text(row["tax_satang"]),
        "doc_type": row["doc_type"],
        "deed_no": row["deed_no"],
        "utm": {
            name: row[column]
            for name, column in (
                ("map1", "utm_map1"),
                ("map2", "utm_map2"),
                ("map3", "utm_map3"),
                ("map4", "utm_map4"),
                ("scale", "utm_scale"),
                ("land_no", "land_no"),
            )
        },
        "survey_no": row["survey_no"],
        "surveyed_on": day(row["surveyed_on"]),
        "area_wa": plain(area),
        "area_text": None if area is None else format_area(area),
        "map_area_m2": plain(row["map_area"]),
        "area_difference_pct": difference,
        "address": parts,
        "address_text": address_text(parts),
        "block": row["block"],
        "centroid": [row["x"], row["y"]],
        "extent": row["extent"],
    }
    if row["geometry"] is not None:
        head["geometry"] = row["geometry"]
    return head


def _owner(row: Row, names: bool) -> Row:
    party = Party(row["party_kind"], row["title"], row["name"], row["surname"])
    return {
        "name": party.shown(unmasked=names),
        "party_kind": row["party_kind"],
        "kind": row["kind"],
        "share": share_text(row["share_num"], row["share_den"]),
        "is_home": bool(row["is_home"]),
    }


def _use(row: Row) -> Row:
    return {
        "use": row["use"],
        "share": share_text(row["amount"], row["whole"]),
        "amount": plain(row["amount"]),
        "from_year": row["from_year_be"],
        "vacant_since": row["vacant_since_be"],
        "exempt_under": row["exempt_under"],
        "reduction_pct": row["reduction_pct"],
    }


def _price(row: Row) -> Row:
    last = row["to_year_be"]
    return {
        "baht_per_wa": None if row["price"] is None else f"{row['price']:.2f}",
        "value": None if row["value"] is None else f"{row['value']:.2f}",
        "source": row["source"],
        "round": f"{row['from_year_be']}–{last}" if last else f"{row['from_year_be']}–",
    }


def _building(row: Row, rights: list[Row], uses: list[Row], names: bool) -> Row:
    return {
        "code": row["code"],
        "type_code": row["type_code"],
        "type_name": row["type_name"],
        "structure": row["structure"],
        "storeys": row["storeys"],
        "floor_area_m2": plain(row["floor_area_m2"]),
        "built_year": row["built_year_be"],
        "house_no": row["house_no"],
        "name": row["name"],
        "footprint_share": plain(row["share_of_footprint"]),
        "uses": [_use(use) for use in uses if use["building_id"] == row["id"]],
        "owners": [
            _owner(right, names)
            for right in rights
            if right["building_id"] == row["id"]
        ],
    }


def _sign(row: Row) -> Row:
    size = None
    if row["width_cm"] is not None and row["height_cm"] is not None:
        size = f"{plain(row['width_cm'])} × {plain(row['height_cm'])}"
    return {
        "code": row["code"],
        "kind": row["kind"],
        "business_name": row["business_name"],
        "content": row["content"],
        "text_class": row["text_class"],
        "moving": row["moving"],
        "size": size,
        "sides": row["sides"],
        "installed_on": day(row["installed_on"]),
        "removed_on": day(row["removed_on"]),
        "exempt_under": row["exempt_under"],
        "state": row["state"],
        "tax": baht_text(row["tax_satang"]),
    }


def _lease(row: Row, names: bool) -> Row:
    tenant = None
    if row["name"] is not None:
        party = Party(row["kind"], row["title"], row["name"], row["surname"])
        tenant = party.shown(unmasked=names)
    return {
        "contract_no": row["contract_no"],
        "asset": row["asset"],
        "asset_name": row["asset_name"],
        "owner": row["owner"],
        "tenant": tenant,
        "start_on": day(row["start_on"]),
        "end_on": day(row["end_on"]),
        "rent": baht_text(row["rent_satang"]),
        "period": row["rent_period"],
        "permitted_use": row["permitted_use"],
        "state": lease_state(row["start_on"], row["end_on"], row["terminated_on"]),
    }


def lease_state(
    start: dt.date,
    end: dt.date | None,
    terminated: dt.date | None,
    on: dt.date | None = None,
) -> Literal["terminated", "expired", "future", "running"]:
    """Tell the state of a lease on a day, today when not said.

    Examples
    --------
    >>> lease_state(
    ...     dt.date(2024, 1, 1), dt.date(2025, 12, 31), None, dt.date(2026, 1, 1)
    ... )
    'expired'
    """
    moment = on or today()
    if terminated is not None and terminated <= moment:
        return "terminated"
    if end is not None and end < moment:
        return "expired"
    return "future" if start > moment else "running"


def _gap(row: Row) -> Row:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "severity": row["severity"],
        "status": row["status"],
        "subject_kind": row["subject_kind"],
        "subject_code": row["subject_code"],
        "baht": baht_text(row["stake_satang"]),
    }
