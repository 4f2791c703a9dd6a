"""Builders of register rows for tests: valid by default, invented people only.

Each function inserts one row through psycopg and gives its id. What a test is
about it says by keyword; the rest is filled in. Places are metres east and north
of `ORIGIN` in the storage CRS; parcels without a place lie apart from each other.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from psycopg import Connection

from tests.price_builders import (
    make_building_price,
    make_condo_price,
    make_land_price,
    make_stated_value,
)
from tests.rows import (
    ORIGIN,
    Number,
    Object,
    ewkt_box,
    ewkt_point,
    insert,
    next_number,
    srid,
)

__all__ = [
    "ORIGIN",
    "YEAR",
    "ewkt_box",
    "ewkt_point",
    "insert",
    "make_asset",
    "make_authority",
    "make_block",
    "make_building",
    "make_building_price",
    "make_condo_price",
    "make_condominium",
    "make_footprint",
    "make_home",
    "make_land_price",
    "make_lease",
    "make_parcel",
    "make_party",
    "make_public_area",
    "make_right",
    "make_sign",
    "make_stated_value",
    "make_unit",
    "make_use",
    "srid",
]

YEAR = 2569
"""Tax year for which everything built here is valid by default."""


def make_authority(
    connection: Connection[Any],
    *,
    code: str = "40001",
    x: float = -1000,
    y: float = -1000,
    width: float = 10_000,
    height: float = 10_000,
    **columns: object,
) -> int:
    """Make a municipality of rectangular shape."""
    row = {
        "code": code,
        "name_th": "เทศบาลนครตัวอย่าง",
        "name_en": "Example City",
        "province_th": "ขอนแก่น",
        "geom": ewkt_box(connection, x, y, width, height),
    }
    return insert(connection, "authority", row | columns)


def make_block(
    connection: Connection[Any],
    *,
    code: str = "01A",
    x: float = 0,
    y: float = 0,
    width: float = 500,
    height: float = 500,
    **columns: object,
) -> int:
    """Make a block of the tax map."""
    row = {
        "code": code,
        "zone_code": code[:2],
        "geom": ewkt_box(connection, x, y, width, height),
    }
    return insert(connection, "block", row | columns)


def make_public_area(
    connection: Connection[Any],
    *,
    kind: str = "road",
    x: float = 0,
    y: float = 0,
    width: float = 8,
    height: float = 100,
    **columns: object,
) -> int:
    """Make a strip of public ground, a road unless said otherwise."""
    row = {
        "code": f"R{next_number(connection, 'public_area'):04d}",
        "kind": kind,
        "geom": ewkt_box(connection, x, y, width, height),
    }
    return insert(connection, "public_area", row | columns)


def make_party(
    connection: Connection[Any], *, kind: str = "person", **columns: object
) -> int:
    """Make an invented person, or an organisation of another kind."""
    number = next_number(connection, "party")
    row: dict[str, object] = {"code": f"P{number:06d}", "kind": kind}
    if kind == "person":
        row |= {"title": "นาง", "name": f"สมมุติ{number}", "surname": "ตัวอย่างดี"}
    else:
        row |= {"name": f"องค์กรสมมุติ {number}"}
    return insert(connection, "party", row | columns)


def make_parcel(
    connection: Connection[Any],
    *,
    x: float | None = None,
    y: float = 0,
    width: float = 20,
    height: float = 20,
    area_wa: Number | None = "map",
    **columns: object,
) -> int:
    """Make a rectangular parcel; without ``x`` it lies apart from all others.

    ``area_wa`` is the map's own area when not said; None leaves it out. Owner,
    use and price are made by the other builders.
    """
    number = next_number(connection, "parcel")
    left = 100.0 * number if x is None else x
    if area_wa == "map":
        area_wa = Decimal(str(width)) * Decimal(str(height)) / 4
    row = {
        "code": f"{1 + number // 1000 % 99:02d}A{number % 1000:03d}",
        "doc_type": "chanote",
        "deed_no": str(10_000 + number),
        "area_wa": area_wa,
        "geom": ewkt_box(connection, left, y, width, height),
    }
    return insert(connection, "parcel", row | columns)


def make_building(
    connection: Connection[Any],
    parcel_id: int | None = None,
    *,
    type_code: str | None = "103",
    floor_area_m2: Number | None = 100,
    built_year_be: int | None = 2559,
    **columns: object,
) -> int:
    """Make a single-storey masonry house without a drawn ground plan."""
    number = next_number(connection, "building")
    row = {
        "code": f"BLD-{number:06d}",
        "parcel_id": parcel_id,
        "type_code": type_code,
        "structure": "masonry",
        "storeys": 1,
        "floor_area_m2": floor_area_m2,
        "built_year_be": built_year_be,
    }
    return insert(connection, "building", row | columns)


def make_footprint(
    connection: Connection[Any],
    building_id: int,
    *,
    x: float,
    y: float = 0,
    width: float = 10,
    height: float = 10,
) -> None:
    """Draw the ground plan of a building, metres from `ORIGIN`."""
    connection.execute(
        "UPDATE register.building SET geom = %s WHERE id = %s",
        (ewkt_box(connection, x, y, width, height), building_id),
    )


def make_condominium(
    connection: Connection[Any], parcel_id: int | None = None, **columns: object
) -> int:
    """Make a condominium."""
    number = next_number(connection, "condominium")
    row = {"code": f"C{number:04d}", "name": "อาคารชุดสมมุติ", "parcel_id": parcel_id}
    return insert(connection, "condominium", row | columns)


def make_unit(
    connection: Connection[Any],
    condominium_id: int,
    *,
    area_m2: Number | None = 40,
    **columns: object,
) -> int:
    """Make a unit of a condominium."""
    number = next_number(connection, "unit")
    row = {
        "code": f"U{number:06d}",
        "condominium_id": condominium_id,
        "unit_no": f"99/{number}",
        "floor_no": "3",
        "area_m2": area_m2,
    }
    return insert(connection, "unit", row | columns)


def make_right(
    connection: Connection[Any],
    party_id: int,
    on: Object,
    *,
    kind: str = "owner",
    share: tuple[int, int] = (1, 1),
    start_on: dt.date | None = None,
    end_on: dt.date | None = None,
    home_from_year_be: int | None = None,
    **columns: object,
) -> int:
    """Make a party own (or possess) an object; ``share`` is a fraction."""
    row = {
        "party_id": party_id,
        f"{on[0]}_id": on[1],
        "kind": kind,
        "share_num": share[0],
        "share_den": share[1],
        "start_on": start_on,
        "end_on": end_on,
        "home_from_year_be": home_from_year_be,
    }
    return insert(connection, "property_right", row | columns)


def make_use(
    connection: Connection[Any],
    on: Object,
    use: str = "residential",
    *,
    amount: Number = 1,
    position: int = 1,
    from_year_be: int = 2563,
    **columns: object,
) -> int:
    """Make a use of an object; vacant since 2568, exempt under s.8(1) if not said."""
    row: dict[str, object] = {
        f"{on[0]}_id": on[1],
        "use": use,
        "amount": amount,
        "position": position,
        "from_year_be": from_year_be,
        "vacant_since_be": 2568 if use == "vacant" else None,
        "exempt_under": "8(1)" if use == "exempt" else None,
    }
    return insert(connection, "property_use", row | columns)


def make_sign(
    connection: Connection[Any],
    *,
    owner_id: int | None = None,
    parcel_id: int | None = None,
    x: float | None = None,
    y: float = 0,
    **columns: object,
) -> int:
    """Make a Thai-only sign of 100 × 100 cm that stands since 2560."""
    number = next_number(connection, "sign")
    row = {
        "code": f"SGN-{number:06d}",
        "parcel_id": parcel_id,
        "owner_id": owner_id,
        "business_name": "ร้านสมมุติ",
        "text_class": "thai",
        "width_cm": 100,
        "height_cm": 100,
        "installed_on": dt.date(2017, 3, 1),
        "geom": None if x is None else ewkt_point(connection, x, y),
    }
    return insert(connection, "sign", row | columns)


def make_asset(
    connection: Connection[Any],
    *,
    parcel_id: int | None = None,
    kind: str = "land",
    owner: str = "municipal",
    **columns: object,
) -> int:
    """Make a piece of municipal property."""
    number = next_number(connection, "asset")
    row = {
        "code": f"A{number:05d}",
        "kind": kind,
        "owner": owner,
        "name": "ทรัพย์สินสมมุติ",
        "parcel_id": parcel_id,
    }
    return insert(connection, "asset", row | columns)


def make_lease(
    connection: Connection[Any],
    asset_id: int,
    tenant_id: int | None = None,
    *,
    start_on: dt.date = dt.date(2024, 1, 1),
    end_on: dt.date | None = dt.date(2027, 12, 31),
    **columns: object,
) -> int:
    """Make a lease contract with a monthly rent of 5,000 baht."""
    number = next_number(connection, "lease")
    row = {
        "contract_no": f"{number}/2567",
        "asset_id": asset_id,
        "tenant_id": tenant_id,
        "start_on": start_on,
        "end_on": end_on,
        "rent_satang": 500_000,
        "rent_period": "month",
    }
    return insert(connection, "lease", row | columns)


def make_home(
    connection: Connection[Any],
    *,
    owner_id: int | None = None,
    price: Number = 30_000,
    **parcel: Any,
) -> tuple[int, int, int]:
    """Make a priced parcel whose owner lives on it; gives parcel, building, owner.

    The building's type is priced too when it has no price yet.
    """
    owner = make_party(connection) if owner_id is None else owner_id
    land = make_parcel(connection, **parcel)
    house = make_building(connection, land)
    code = connection.execute(
        "SELECT code FROM register.parcel WHERE id = %s", (land,)
    ).fetchone()
    assert code is not None
    make_land_price(connection, price, parcel_code=code[0])
    priced = connection.execute(
        "SELECT 1 FROM register.building_price WHERE type_code = '103'"
    ).fetchone()
    if priced is None:
        make_building_price(connection)
    for on in (("parcel", land), ("building", house)):
        make_right(connection, owner, on, home_from_year_be=2563)
        make_use(connection, on, "residential")
    return land, house, owner
