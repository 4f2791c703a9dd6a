"""Reforms that were asked about: never part of the roll, and free to be deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment


class Reform(Base):
    """What was proposed, and what it would come to beside one run of the roll.

    ``rule_book`` is the version of the law with the proposed values; the run's own
    rule book and ``spec`` make it again.
    """

    __tablename__ = "reform"
    __table_args__ = (
        CheckConstraint("title = btrim(title) AND title <> ''", name="title_given"),
        {"schema": "tax"},
    )

    id: Mapped[BigKey]
    title: Mapped[str] = mapped_column(Text)
    tax_year_be: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("tax.run.id"))
    rule_book: Mapped[str]
    spec: Mapped[dict[str, Any]] = mapped_column(JSONB)
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)
    actor: Mapped[str] = mapped_column(Text)
    made_at: Mapped[Moment]


class ReformParcel(Base):
    """Tax of all that stands on a parcel, by the roll and by a reform."""

    __tablename__ = "reform_parcel"
    __table_args__ = ({"schema": "tax"},)

    reform_id: Mapped[int] = mapped_column(
        ForeignKey("tax.reform.id", ondelete="CASCADE"), primary_key=True
    )
    parcel_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    before_satang: Mapped[int] = mapped_column(BigInteger)
    after_satang: Mapped[int] = mapped_column(BigInteger)
