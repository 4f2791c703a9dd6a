"""Who owns or possesses what, and how it is used."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned

USES = ("agriculture", "residential", "other", "vacant", "exempt")


class Right(Versioned, Base):
    """Ownership or possession of one parcel, building or unit by one party.

    ``home_from_year_be``: first tax year in which the owner lived there with the
    name in the house register on 1 January (s.41); until ``home_to_year_be``.
    """

    __tablename__ = "property_right"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(parcel_id, building_id, unit_id) = 1", name="one_object"
        ),
        CheckConstraint("kind IN ('owner', 'possessor')", name="kind_known"),
        CheckConstraint(
            "share_num > 0 AND share_den > 0 AND share_num <= share_den",
            name="share_part",
        ),
        CheckConstraint("end_on IS NULL OR end_on > start_on", name="dates_ordered"),
        Index("ix_property_right_party_id", "party_id"),
        Index("ix_property_right_parcel_id", "parcel_id"),
        Index("ix_property_right_building_id", "building_id"),
        Index("ix_property_right_unit_id", "unit_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    party_id: Mapped[int] = mapped_column(ForeignKey("register.party.id"))
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("register.building.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("register.unit.id"))
    kind: Mapped[str] = mapped_column(server_default="owner")
    share_num: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    share_den: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
    start_on: Mapped[dt.date | None]
    end_on: Mapped[dt.date | None]
    home_from_year_be: Mapped[int | None]
    home_to_year_be: Mapped[int | None]


class Use(Versioned, Base):
    """One use of a parcel, building or unit over a span of tax years.

    ``amount`` is the measured part of the object in its unit (square wa of land,
    m² of a building or unit); the share in the sense of s.38 is the amount over
    the sum of the amounts of the object's uses of that year, an exact fraction.
    """

    __tablename__ = "property_use"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(parcel_id, building_id, unit_id) = 1", name="one_object"
        ),
        CheckConstraint(
            "use IN (" + ", ".join(f"'{u}'" for u in USES) + ")", name="use_known"
        ),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(use = 'vacant') = (vacant_since_be IS NOT NULL)", "vacant"),
        CheckConstraint("(use = 'exempt') = (exempt_under IS NOT NULL)", "exempt"),
        CheckConstraint("reduction_pct IN (50, 90)", name="reduction_known"),
        CheckConstraint(
            "to_year_be IS NULL OR to_year_be >= from_year_be", name="years_ordered"
        ),
        Index("ix_property_use_parcel_id", "parcel_id"),
        Index("ix_property_use_building_id", "building_id"),
        Index("ix_property_use_unit_id", "unit_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("register.building.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("register.unit.id"))
    from_year_be: Mapped[int]
    to_year_be: Mapped[int | None]
    position: Mapped[int] = mapped_column(server_default=text("1"))
    use: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 4), server_default=text("1"))
    vacant_since_be: Mapped[int | None]
    exempt_under: Mapped[str | None]
    reduction_pct: Mapped[int | None]
