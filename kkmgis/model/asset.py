"""Municipal and Treasury property, and its leases."""

from __future__ import annotations

import datetime as dt

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned, geometry


class Asset(Versioned, Base):
    """Property that the municipality keeps: land, building, stall, sign site."""

    __tablename__ = "asset"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('land', 'building', 'stall', 'hall', 'sign_site', 'other')",
            name="kind_known",
        ),
        CheckConstraint("owner IN ('municipal', 'treasury', 'other')", name="owner"),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_asset_geom", "geom", postgresql_using="gist"),
        Index("ix_asset_parcel_id", "parcel_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    owner: Mapped[str]
    name: Mapped[str | None]
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("register.building.id"))
    geom: Mapped[WKBElement | None] = mapped_column(geometry("GEOMETRY"))


class Lease(Versioned, Base):
    """Contract (สัญญาเช่า) by which a tenant holds an asset."""

    __tablename__ = "lease"
    __table_args__ = (
        CheckConstraint("end_on IS NULL OR end_on >= start_on", name="dates_ordered"),
        CheckConstraint("rent_satang >= 0", name="rent_not_negative"),
        CheckConstraint("deposit_satang >= 0", name="deposit_not_negative"),
        CheckConstraint("rent_period IN ('month', 'year')", name="rent_period"),
        Index("ix_lease_asset_id", "asset_id"),
        Index("ix_lease_tenant_id", "tenant_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    contract_no: Mapped[str] = mapped_column(unique=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("register.asset.id"))
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("register.party.id"))
    start_on: Mapped[dt.date]
    end_on: Mapped[dt.date | None]
    terminated_on: Mapped[dt.date | None]
    rent_satang: Mapped[int] = mapped_column(BigInteger)
    rent_period: Mapped[str]
    deposit_satang: Mapped[int | None] = mapped_column(BigInteger)
    permitted_use: Mapped[str | None]
