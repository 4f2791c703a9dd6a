"""Permits of temporary signs (ป้ายชั่วคราว)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned, geometry


class SignPermit(Versioned, Base):
    """Leave to put up temporary signs at a place for a time.

    Cleanliness and Orderliness Act B.E. 2535 s.10. A permit may be for several signs
    alike; ``sign_id`` names the taxed sign, where one of them is.
    """

    __tablename__ = "sign_permit"
    __table_args__ = (
        CheckConstraint(
            "purpose IN ('commercial', 'other', 'election')", name="purpose_known"
        ),
        CheckConstraint(
            "status IN ('requested', 'approved', 'refused', 'cancelled', 'removed')",
            name="status_known",
        ),
        CheckConstraint(
            "end_on >= start_on AND (removed_on IS NULL OR removed_on >= start_on)",
            name="dates_ordered",
        ),
        CheckConstraint("width_cm > 0 AND height_cm > 0", name="size_positive"),
        CheckConstraint("sides BETWEEN 1 AND 20", name="sides_sane"),
        CheckConstraint("quantity BETWEEN 1 AND 10000", name="quantity_sane"),
        CheckConstraint(
            "fee_satang >= 0 AND deposit_satang >= 0", name="money_not_negative"
        ),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_sign_permit_geom", "geom", postgresql_using="gist"),
        Index("ix_sign_permit_applicant_id", "applicant_id"),
        Index("ix_sign_permit_parcel_id", "parcel_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    permit_no: Mapped[str] = mapped_column(unique=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("register.party.id"))
    applicant_name: Mapped[str | None]
    purpose: Mapped[str] = mapped_column(server_default="commercial")
    sign_kind: Mapped[str | None]
    content: Mapped[str | None]
    place: Mapped[str | None]
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("register.parcel.id"))
    sign_id: Mapped[int | None] = mapped_column(ForeignKey("register.sign.id"))
    width_cm: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    height_cm: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    sides: Mapped[int] = mapped_column(server_default=text("1"))
    quantity: Mapped[int] = mapped_column(server_default=text("1"))
    start_on: Mapped[dt.date]
    end_on: Mapped[dt.date]
    fee_satang: Mapped[int | None] = mapped_column(BigInteger)
    receipt_no: Mapped[str | None]
    deposit_satang: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(server_default="approved")
    removed_on: Mapped[dt.date | None]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("POINT"))
