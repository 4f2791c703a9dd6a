"""Audit events (append-only), and the count of changes that caches hang on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index
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


class Pulse(Base):
    """How often each session wrote to a table; the sum is the table's data version.

    Two snapshots with the same sum see the same rows. One row per session, so that
    writers never wait for each other; the trigger ``audit.beat`` counts.
    """

    __tablename__ = "pulse"
    __table_args__ = ({"schema": "audit"},)

    relation: Mapped[str] = mapped_column(primary_key=True)
    pid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int] = mapped_column(BigInteger)
