"""Uploaded files and the work that is done on them behind the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment


class Upload(Base):
    """A dataset that somebody sent: its files lie in the spool, never in here.

    ``folder`` is the random name of its folder; ``choices`` is what the person said
    about it (kind, layer, coordinate system, encoding, columns).
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("state IN ('ready', 'gone')", name="state_known"),
        UniqueConstraint("actor", "request_key"),
        {"schema": "staging"},
    )

    id: Mapped[BigKey]
    folder: Mapped[str]
    name: Mapped[str]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default="ready")
    choices: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
    actor: Mapped[str]
    request_key: Mapped[str | None]
    created_at: Mapped[Moment]


class Job(Base):
    """One piece of work in the background, from asking for it to its end."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "task IN ('inspect', 'stage', 'promote', 'discard', 'undo')",
            name="task_known",
        ),
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')",
            name="state_known",
        ),
        CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name="end_has_its_time",
        ),
        UniqueConstraint("actor", "request_key"),
        Index(
            "ix_job_open",
            "id",
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
        Index("ix_job_upload_id", "upload_id"),
        Index("ix_job_batch_id", "batch_id"),
        {"schema": "staging"},
    )

    id: Mapped[BigKey]
    task: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    upload_id: Mapped[int | None] = mapped_column(
        ForeignKey("staging.upload.id", ondelete="SET NULL")
    )
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("staging.batch.id", ondelete="SET NULL")
    )
    options: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
    actor: Mapped[str]
    request_key: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    cancel: Mapped[bool] = mapped_column(server_default=text("false"))
    step: Mapped[str | None]
    rows_done: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    rows_total: Mapped[int | None] = mapped_column(BigInteger)
    error_code: Mapped[str | None]
    error: Mapped[str | None]
    result: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
    created_at: Mapped[Moment]
    started_at: Mapped[dt.datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    finished_at: Mapped[dt.datetime | None] = mapped_column(TIMESTAMP(timezone=True))
