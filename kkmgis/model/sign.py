"""Signs (ป้าย) that the signboard tax looks at."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned, geometry


class Sign(Versioned, Base):
    """Sign with its place, owner, size and class of text."""

    __tablename__ = "sign"
    __table_args__ = (
        CheckConstraint("text_class IN ('thai', 'mixed', 'foreign')", name="class"),
        CheckConstraint("kind IN ('permanent', 'temporary')", name="kind_known"),
        CheckConstraint("width_cm > 0 AND height_cm > 0", name="size_positive"),
        CheckConstraint("sides BETWEEN 1 AND 20", name="sides_sane"),
        CheckConstraint(
            "removed_on IS NULL OR installed_on IS NULL OR removed_on >= installed_on",
            name="dates_ordered",
        ),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_sign_geom", "geom", postgresql_using="gist"),
        Index("ix_sign_parcel_id", "parcel_id"),
        Index("ix_sign_owner_id", "owner_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(server_default="permanent")
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("register.building.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("register.party.id"))
    business_name: Mapped[str | None]
    content: Mapped[str | None]
    text_class: Mapped[str | None]
    moving: Mapped[bool] = mapped_column(server_default=text("false"))
    width_cm: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    height_cm: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    sides: Mapped[int] = mapped_column(server_default=text("1"))
    installed_on: Mapped[dt.date | None]
    removed_on: Mapped[dt.date | None]
    exempt_under: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
