"""Appraised prices by round, and values that a source states outright."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned

_YEARS = "to_year_be IS NULL OR to_year_be >= from_year_be"


class LandPrice(Versioned, Base):
    """Appraised price of land in baht a square wa, by parcel, deed key or block.

    The most particular one counts: parcel code, then deed key, then block.
    """

    __tablename__ = "land_price"
    __table_args__ = (
        CheckConstraint("price_baht_per_wa >= 0", name="price_not_negative"),
        CheckConstraint(_YEARS, name="years_ordered"),
        CheckConstraint(
            "num_nonnulls(parcel_code, block_code, utm_map1) = 1", name="one_key"
        ),
        Index("uq_land_price_key", "key", "from_year_be", unique=True),
        Index("ix_land_price_parcel_code", "parcel_code"),
        Index("ix_land_price_block_code", "block_code"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    key: Mapped[str]
    from_year_be: Mapped[int]
    to_year_be: Mapped[int | None]
    parcel_code: Mapped[str | None]
    block_code: Mapped[str | None]
    utm_map1: Mapped[str | None]
    utm_map2: Mapped[str | None]
    utm_map3: Mapped[str | None]
    utm_map4: Mapped[str | None]
    utm_scale: Mapped[str | None]
    land_no: Mapped[str | None]
    price_baht_per_wa: Mapped[Decimal] = mapped_column(Numeric(14, 2))


class BuildingPrice(Versioned, Base):
    """Standard price of a building type in baht a square metre."""

    __tablename__ = "building_price"
    __table_args__ = (
        CheckConstraint("price_baht_per_m2 >= 0", name="price_not_negative"),
        CheckConstraint(_YEARS, name="years_ordered"),
        Index("uq_building_price_key", "type_code", "from_year_be", unique=True),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    type_code: Mapped[str]
    name: Mapped[str | None]
    from_year_be: Mapped[int]
    to_year_be: Mapped[int | None]
    price_baht_per_m2: Mapped[Decimal] = mapped_column(Numeric(14, 2))


class CondoPrice(Versioned, Base):
    """Appraised price of condominium space in baht a square metre.

    The most particular one counts: unit, then floor, then the whole condominium.
    """

    __tablename__ = "condo_price"
    __table_args__ = (
        CheckConstraint("price_baht_per_m2 >= 0", name="price_not_negative"),
        CheckConstraint(_YEARS, name="years_ordered"),
        Index("uq_condo_price_key", "key", "from_year_be", unique=True),
        Index("ix_condo_price_condominium_code", "condominium_code"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    key: Mapped[str]
    condominium_code: Mapped[str]
    floor_no: Mapped[str | None]
    unit_no: Mapped[str | None]
    from_year_be: Mapped[int]
    to_year_be: Mapped[int | None]
    price_baht_per_m2: Mapped[Decimal] = mapped_column(Numeric(14, 2))


class StatedValue(Versioned, Base):
    """Appraised value of one object in baht, stated whole by its source.

    It goes before area times price, e.g. for another authority's roll.
    """

    __tablename__ = "stated_value"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(parcel_id, building_id, unit_id) = 1", name="one_object"
        ),
        CheckConstraint("value_baht >= 0", name="value_not_negative"),
        CheckConstraint(_YEARS, name="years_ordered"),
        Index("ix_stated_value_parcel_id", "parcel_id"),
        Index("ix_stated_value_building_id", "building_id"),
        Index("ix_stated_value_unit_id", "unit_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("register.building.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("register.unit.id"))
    from_year_be: Mapped[int]
    to_year_be: Mapped[int | None]
    value_baht: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    source: Mapped[str | None]
