"""Buildings, the parcels they stand on, condominiums and their units."""

from __future__ import annotations

from decimal import Decimal

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned, geometry


class Building(Versioned, Base):
    """Building (สิ่งปลูกสร้าง) with its Treasury type and structure.

    ``parcel_id`` is the parcel it is registered on; the parcels it really stands
    on, by measured share of its ground plan, are in BuildingParcel.
    """

    __tablename__ = "building"
    __table_args__ = (
        CheckConstraint("structure IN ('masonry', 'half', 'wood')", name="structure"),
        CheckConstraint("floor_area_m2 > 0", name="floor_area_positive"),
        CheckConstraint("storeys BETWEEN 1 AND 200", name="storeys_sane"),
        CheckConstraint("built_year_be BETWEEN 2300 AND 2700", name="built_year_be"),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_building_geom", "geom", postgresql_using="gist"),
        Index("ix_building_parcel_id", "parcel_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))
    type_code: Mapped[str | None]
    structure: Mapped[str | None]
    storeys: Mapped[int | None]
    floor_area_m2: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    built_year_be: Mapped[int | None]
    house_no: Mapped[str | None]
    name: Mapped[str | None]
    note: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("MULTIPOLYGON"))


class BuildingParcel(Base):
    """Share of a building's ground plan that stands on a parcel (derived)."""

    __tablename__ = "building_parcel"
    __table_args__ = (
        CheckConstraint("share > 0 AND share <= 1", name="share_part"),
        Index("ix_building_parcel_parcel_id", "parcel_id"),
        {"schema": "register"},
    )

    building_id: Mapped[int] = mapped_column(
        ForeignKey("register.building.id", ondelete="CASCADE"), primary_key=True
    )
    parcel_id: Mapped[int] = mapped_column(
        ForeignKey("register.parcel.id", ondelete="CASCADE"), primary_key=True
    )
    share: Mapped[Decimal] = mapped_column(Numeric(7, 6))


class Condominium(Versioned, Base):
    """Registered condominium (อาคารชุด)."""

    __tablename__ = "condominium"
    __table_args__ = (
        Index("ix_condominium_parcel_id", "parcel_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))


class Unit(Versioned, Base):
    """Condominium unit (ห้องชุด)."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("area_m2 > 0", name="area_positive"),
        Index("ix_unit_condominium_id", "condominium_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    condominium_id: Mapped[int] = mapped_column(ForeignKey("register.condominium.id"))
    unit_no: Mapped[str]
    building_no: Mapped[str | None]
    floor_no: Mapped[str | None]
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
