"""Coverage gaps: what is missing, what it is worth, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment, geometry


class Gap(Base):
    """One gap with a stable identity, so that it keeps its history.

    ``key`` names it within its kind from one run to the next (object codes, or the
    place for bare ground). ``stake_satang`` is the tax or rent at stake a year.
    """

    __tablename__ = "gap"
    __table_args__ = (
        CheckConstraint(
            "status IN ('open', 'assigned', 'fixed', 'waived')", name="status_known"
        ),
        CheckConstraint(
            "severity IN ('error', 'warning', 'info')", name="severity_known"
        ),
        CheckConstraint("stake_satang >= 0", name="stake_not_negative"),
        Index("uq_gap_kind_key", "kind", "key", unique=True),
        Index("ix_gap_geom", "geom", postgresql_using="gist"),
        Index("ix_gap_stake", "status", text("stake_satang DESC")),
        Index("ix_gap_parcel_id", "parcel_id"),
        {"schema": "coverage"},
    )

    id: Mapped[BigKey]
    kind: Mapped[str]
    key: Mapped[str]
    severity: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="open")
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_code: Mapped[str | None]
    parcel_id: Mapped[int | None] = mapped_column(BigInteger)
    tax_year_be: Mapped[int]
    stake_satang: Mapped[int] = mapped_column(BigInteger)
    estimate: Mapped[dict[str, Any]] = mapped_column(JSONB)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSONB)
    assigned_to: Mapped[str | None]
    waive_reason: Mapped[str | None]
    first_seen_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    fixed_at: Mapped[dt.datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    geom: Mapped[WKBElement | None] = mapped_column(geometry("GEOMETRY"))


class GapEvent(Base):
    """What happened to a gap (append-only)."""

    __tablename__ = "gap_event"
    __table_args__ = (
        CheckConstraint(
            "action IN ('found', 'changed', 'assigned', 'fixed', 'waived', 'returned')",
            name="action_known",
        ),
        Index("ix_gap_event_gap_id", "gap_id"),
        {"schema": "coverage"},
    )

    id: Mapped[BigKey]
    gap_id: Mapped[int] = mapped_column(ForeignKey("coverage.gap.id"))
    at: Mapped[Moment]
    actor: Mapped[str]
    action: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
