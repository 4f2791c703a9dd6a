"""What came in from files, unaltered, and what was wrong with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment


class Batch(Base):
    """One file of one kind on its way into the register."""

    __tablename__ = "batch"
    __table_args__ = (
        CheckConstraint(
            "status IN ('staging', 'staged', 'checked', 'promoted', 'dry_run', "
            "'discarded', 'failed', 'undone')",
            name="status_known",
        ),
        CheckConstraint(
            "status NOT IN ('promoted', 'dry_run') OR "
            "row_count = loaded + unchanged + updated + rejected",
            name="counts_add_up",
        ),
        Index("ix_batch_file_sha256", "file_sha256"),
        {"schema": "staging"},
    )

    id: Mapped[BigKey]
    kind: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    layer: Mapped[str | None]
    mapping: Mapped[str | None]
    crs: Mapped[str | None]
    encoding: Mapped[str | None]
    status: Mapped[str]
    actor: Mapped[str]
    started_at: Mapped[Moment]
    finished_at: Mapped[dt.datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    row_count: Mapped[int] = mapped_column(server_default=text("0"))
    loaded: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(server_default=text("0"))
    updated: Mapped[int] = mapped_column(server_default=text("0"))
    rejected: Mapped[int] = mapped_column(server_default=text("0"))
    seconds: Mapped[float | None]
    details: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
    corrects: Mapped[int | None] = mapped_column(ForeignKey("staging.batch.id"))


class StagedRow(Base):
    """One row of a file as it was received; rejected ones stay for ever."""

    __tablename__ = "staged_row"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('staged', 'loaded', 'unchanged', 'updated', 'rejected')",
            name="outcome_known",
        ),
        {"schema": "staging"},
    )

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("staging.batch.id", ondelete="CASCADE"), primary_key=True
    )
    row_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outcome: Mapped[str] = mapped_column(server_default="staged")
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    geom: Mapped[WKBElement | None] = mapped_column(
        Geometry(None, srid=-1, spatial_index=False)
    )


class Correction(Base):
    """One row that came in mended for a rejected row of an earlier import."""

    __tablename__ = "correction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["of_batch", "of_row"],
            ["staging.staged_row.batch_id", "staging.staged_row.row_no"],
            ondelete="CASCADE",
        ),
        Index("ix_correction_of_batch", "of_batch", "of_row"),
        {"schema": "staging"},
    )

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("staging.batch.id", ondelete="CASCADE"), primary_key=True
    )
    row_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    of_batch: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    of_row: Mapped[int]
    taken: Mapped[bool] = mapped_column(server_default=text("false"))


class StagedIssue(Base):
    """One thing wrong with one row of a file."""

    __tablename__ = "staged_issue"
    __table_args__ = (
        CheckConstraint(
            "severity IN ('error', 'warning', 'info')", name="severity_known"
        ),
        Index("ix_staged_issue_batch_id", "batch_id", "row_no"),
        {"schema": "staging"},
    )

    id: Mapped[BigKey]
    batch_id: Mapped[int] = mapped_column(
        ForeignKey("staging.batch.id", ondelete="CASCADE")
    )
    row_no: Mapped[int | None]
    code: Mapped[str]
    severity: Mapped[str]
    field: Mapped[str] = mapped_column(server_default="")
    value: Mapped[str] = mapped_column(server_default="")
    details: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
    place: Mapped[str | None]
    at_check: Mapped[bool] = mapped_column(server_default=text("false"))


class Difference(Base):
    """What a batch would do to one object of the register."""

    __tablename__ = "difference"
    __table_args__ = (
        CheckConstraint(
            "what IN ('new', 'changed', 'moved', 'split', 'merged', 'gone')",
            name="what_known",
        ),
        Index("ix_difference_what", "batch_id", "what", "place"),
        {"schema": "staging"},
    )

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("staging.batch.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str]
    object: Mapped[str]
    code: Mapped[str | None]
    row_no: Mapped[int | None]
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    details: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
