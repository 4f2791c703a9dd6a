"""Lists of parcels, buildings, signs, assets, leases and parties, ready for JSON."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from kkmgis.registry.amounts import baht_text, day, first_of_january, plain, today
from kkmgis.registry.list_sql import (
    ASSETS,
    BUILDINGS,
    LEASES,
    PARCELS,
    PARTIES,
    SIGNS,
)
from kkmgis.registry.listing import Row, read_page
from kkmgis.registry.names import Party
from kkmgis.registry.page import Page, box_values
from kkmgis.registry.parcel_file import lease_state
from kkmgis.thai import format_area


def list_parcels(
    connection: Connection[Any],
    *,
    year_be: int,
    cursor: str | None = None,
    limit: int = 100,
    bbox: str | None = None,
    srid: int = 0,
    **filters: str | None,
) -> Page:
    """List current parcels by code.

    Parameters
    ----------
    bbox : str, optional
        ``minx,miny,maxx,maxy`` in degrees or metres of the storage CRS ``srid``.
    **filters
        ``block``, ``use``, ``state``, ``status``.
    """
    values: Row = {"status": "current"} | filters | {"year": year_be}
    return read_page(
        connection, PARCELS, values | _box(bbox, srid), _parcel,
        cursor=cursor, limit=limit,
    )  # fmt: skip


def list_buildings(
    connection: Connection[Any],
    *,
    cursor: str | None = None,
    limit: int = 100,
    bbox: str | None = None,
    srid: int = 0,
    **filters: str | None,
) -> Page:
    """List buildings by code; filters ``parcel``, ``type_code``."""
    values: Row = filters | _box(bbox, srid)
    return read_page(
        connection, BUILDINGS, values, _building, cursor=cursor, limit=limit
    )


def list_signs(
    connection: Connection[Any],
    *,
    year_be: int,
    names: bool,
    cursor: str | None = None,
    limit: int = 100,
    bbox: str | None = None,
    srid: int = 0,
    **filters: str | None,
) -> Page:
    """List signs by code; filters ``parcel``, ``kind``, ``text_class``, ``state``."""
    values: Row = filters | _box(bbox, srid)
    values |= {"year": year_be, "day": first_of_january(year_be)}
    return read_page(
        connection, SIGNS, values, lambda row: _sign(row, names),
        cursor=cursor, limit=limit,
    )  # fmt: skip


def list_assets(
    connection: Connection[Any],
    *,
    cursor: str | None = None,
    limit: int = 100,
    **filters: str | None,
) -> Page:
    """List municipal and Treasury property; filters ``kind``, ``owner``, ``parcel``."""
    values: Row = filters | {"today": today()}
    return read_page(connection, ASSETS, values, _asset, cursor=cursor, limit=limit)


def list_leases(
    connection: Connection[Any],
    *,
    names: bool,
    cursor: str | None = None,
    limit: int = 100,
    **filters: str | None,
) -> Page:
    """List leases by contract number; filters ``state``, ``asset``, ``owner``."""
    values: Row = filters | {"today": today()}
    return read_page(
        connection, LEASES, values, lambda row: _lease(row, names),
        cursor=cursor, limit=limit,
    )  # fmt: skip


def list_parties(
    connection: Connection[Any],
    *,
    names: bool,
    cursor: str | None = None,
    limit: int = 100,
    kind: str | None = None,
) -> Page:
    """List owners and tenants by code; names of persons as the role may see them."""
    values: Row = {"kind": kind, "today": today()}
    return read_page(
        connection, PARTIES, values, lambda row: _party(row, names),
        cursor=cursor, limit=limit,
    )  # fmt: skip


def _box(bbox: str | None, srid: int) -> Row:
    return {} if bbox is None else box_values(bbox, srid)


def _shown(row: Row, names: bool) -> str | None:
    if row["name"] is None:
        return None
    party = Party(row["party_kind"], row["title"], row["name"], row["surname"])
    return party.shown(unmasked=names)


def _parcel(row: Row) -> Row:
    area = row["area_wa"]
    return {
        "code": row["code"],
        "deed_no": row["deed_no"],
        "doc_type": row["doc_type"],
        "area_wa": plain(area),
        "area_text": None if area is None else format_area(area),
        "block": row["block"],
        "use": row["use"],
        "status": row["status"],
        "state": row["state"],
        "version": row["version"],
    }


def _building(row: Row) -> Row:
    return {
        "code": row["code"],
        "parcel_code": row["parcel_code"],
        "type_code": row["type_code"],
        "structure": row["structure"],
        "storeys": row["storeys"],
        "floor_area_m2": plain(row["floor_area_m2"]),
        "built_year": row["built_year_be"],
        "house_no": row["house_no"],
        "name": row["name"],
        "version": row["version"],
    }


def _sign(row: Row, names: bool) -> Row:
    return {
        "code": row["code"],
        "kind": row["kind"],
        "business_name": row["business_name"],
        "text_class": row["text_class"],
        "moving": row["moving"],
        "width_cm": plain(row["width_cm"]),
        "height_cm": plain(row["height_cm"]),
        "sides": row["sides"],
        "installed_on": day(row["installed_on"]),
        "removed_on": day(row["removed_on"]),
        "exempt_under": row["exempt_under"],
        "parcel_code": row["parcel_code"],
        "owner": _shown(row, names),
        "state": row["state"],
        "tax": baht_text(row["tax_satang"]),
        "version": row["version"],
    }


def _asset(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "key"}


def _lease(row: Row, names: bool) -> Row:
    return {
        "contract_no": row["contract_no"],
        "asset": row["asset"],
        "asset_name": row["asset_name"],
        "asset_kind": row["asset_kind"],
        "owner": row["owner"],
        "parcel_code": row["parcel_code"],
        "tenant": _shown(row, names),
        "start_on": day(row["start_on"]),
        "end_on": day(row["end_on"]),
        "terminated_on": day(row["terminated_on"]),
        "rent": baht_text(row["rent_satang"]),
        "period": row["rent_period"],
        "deposit": baht_text(row["deposit_satang"]),
        "permitted_use": row["permitted_use"],
        "state": lease_state(row["start_on"], row["end_on"], row["terminated_on"]),
        "version": row["version"],
    }


def _party(row: Row, names: bool) -> Row:
    return {
        "code": row["code"],
        "kind": row["party_kind"],
        "name": _shown(row, names),
        "parcels": row["parcels"],
        "version": row["version"],
    }
