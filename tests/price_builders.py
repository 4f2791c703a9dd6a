"""Builders of prices and stated values for tests."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from tests.rows import Number, Object, insert


def make_land_price(
    connection: Connection[Any],
    price: Number = 30_000,
    *,
    parcel_code: str | None = None,
    block_code: str | None = None,
    deed_key: tuple[str, str, str, str, str, str] | None = None,
    from_year_be: int = 2566,
    to_year_be: int | None = None,
) -> int:
    """Make a price of land in baht a square wa: of a parcel, a deed or a block.

    ``deed_key`` is UTM map 1 to 4, scale and land number.
    """
    row: dict[str, object] = {
        "parcel_code": parcel_code,
        "block_code": block_code,
        "from_year_be": from_year_be,
        "to_year_be": to_year_be,
        "price_baht_per_wa": price,
    }
    if deed_key is not None:
        names = ("utm_map1", "utm_map2", "utm_map3", "utm_map4", "utm_scale")
        row |= dict(zip((*names, "land_no"), deed_key, strict=True))
    given = parcel_code or block_code or "|".join(deed_key or ())
    kind = "parcel" if parcel_code else "block" if block_code else "deed"
    return insert(connection, "land_price", row | {"key": f"{kind}:{given}"})


def make_building_price(
    connection: Connection[Any],
    type_code: str = "103",
    price: Number = 8450,
    *,
    from_year_be: int = 2566,
    **columns: object,
) -> int:
    """Make the standard price of a building type in baht a square metre."""
    row = {
        "type_code": type_code,
        "price_baht_per_m2": price,
        "from_year_be": from_year_be,
    }
    return insert(connection, "building_price", row | columns)


def make_condo_price(
    connection: Connection[Any],
    condominium_code: str,
    price: Number = 50_000,
    *,
    floor_no: str | None = None,
    unit_no: str | None = None,
    from_year_be: int = 2566,
) -> int:
    """Make a price of condominium space in baht a square metre."""
    row = {
        "key": "|".join((condominium_code, floor_no or "", unit_no or "")),
        "condominium_code": condominium_code,
        "floor_no": floor_no,
        "unit_no": unit_no,
        "from_year_be": from_year_be,
        "price_baht_per_m2": price,
    }
    return insert(connection, "condo_price", row)


def make_stated_value(
    connection: Connection[Any],
    on: Object,
    value_baht: Number,
    *,
    from_year_be: int = 2563,
    **columns: object,
) -> int:
    """Make a value that the source states outright, in baht."""
    row: dict[str, object] = {
        f"{on[0]}_id": on[1],
        "value_baht": value_baht,
        "from_year_be": from_year_be,
    }
    return insert(connection, "stated_value", row | columns)
