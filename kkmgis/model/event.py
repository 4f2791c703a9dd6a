"""Audit events: who did what to what, when, and why (append-only)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment


class Event(Base):
    """One audited act, with the state before and after where it has one."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject_kind", "subject_code"),
        Index("ix_event_at", "at"),
        {"schema": "audit"},
    )

    id: Mapped[BigKey]
    at: Mapped[Moment]
    actor: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_code: Mapped[str | None]
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
