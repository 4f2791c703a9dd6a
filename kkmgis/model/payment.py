"""Payments as banks report them; all append-only.

A payment is never changed: what it is for, and that it was taken back, are rows of
their own. ``tax.standing_payment`` shows what counts.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment

_ACTOR = text("history.actor()")


class Payment(Base):
    """Money that a bank took in for the municipality.

    ``attempt`` counts how often the same bank reference was booked: a second time
    only after the first was reversed. ``suspense`` tells why the payment could not
    be given to an assessment when it came in.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_satang > 0", name="amount_positive"),
        CheckConstraint("btrim(bank_ref) <> ''", name="bank_ref_given"),
        CheckConstraint(
            "suspense IN ('no_reference', 'reference_unreadable', 'no_assessment')",
            name="suspense_known",
        ),
        Index(
            "uq_payment_bank_ref",
            "bank_code",
            "account_no",
            "bank_ref",
            "attempt",
            unique=True,
        ),
        Index("ix_payment_batch_id", "batch_id"),
        Index("ix_payment_paid_on", "paid_on"),
        {"schema": "tax"},
    )

    id: Mapped[BigKey]
    batch_id: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("history.batch()")
    )
    bank_code: Mapped[str]
    account_no: Mapped[str]
    bank_ref: Mapped[str]
    attempt: Mapped[int] = mapped_column(server_default=text("1"))
    paid_on: Mapped[dt.date]
    paid_time: Mapped[dt.time | None]
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str | None]
    ref1: Mapped[str | None]
    ref2: Mapped[str | None]
    suspense: Mapped[str | None]
    booked_at: Mapped[Moment]
    booked_by: Mapped[str] = mapped_column(Text, server_default=_ACTOR)


class PaymentShare(Base):
    """Part of a payment that is for one assessment; a negative one takes back."""

    __tablename__ = "payment_share"
    __table_args__ = (
        CheckConstraint("amount_satang <> 0", name="amount_counts"),
        ForeignKeyConstraint(
            ["run_id", "assessment_number"],
            ["tax.assessment.run_id", "tax.assessment.number"],
            name="fk_payment_share_run_id_assessment_number",
        ),
        Index("ix_payment_share_payment_id", "payment_id"),
        Index("ix_payment_share_assessment", "run_id", "assessment_number"),
        {"schema": "tax"},
    )

    id: Mapped[BigKey]
    payment_id: Mapped[int] = mapped_column(ForeignKey("tax.payment.id"))
    run_id: Mapped[int] = mapped_column(BigInteger)
    assessment_number: Mapped[int]
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None]
    given_at: Mapped[Moment]
    given_by: Mapped[str] = mapped_column(Text, server_default=_ACTOR)


class PaymentReversal(Base):
    """A payment that no longer counts, and why."""

    __tablename__ = "payment_reversal"
    __table_args__ = (
        CheckConstraint("btrim(reason) <> ''", name="reason_given"),
        {"schema": "tax"},
    )

    payment_id: Mapped[int] = mapped_column(
        ForeignKey("tax.payment.id"), primary_key=True
    )
    reason: Mapped[str]
    reversed_at: Mapped[Moment]
    reversed_by: Mapped[str] = mapped_column(Text, server_default=_ACTOR)
