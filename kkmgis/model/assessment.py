"""Assessments: runs, what each taxpayer owes, and the lines that prove it.

All append-only: a trigger refuses every change of a finished run.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment


class StoredRuleBook(Base):
    """All law of one tax year as a run applied it, once a version.

    ``content`` is canonical JSON; ``kkmgis.tax.rulebook.rule_book_of_content``
    makes the same rule book of it when the parameter files have moved on.
    """

    __tablename__ = "rule_book"
    __table_args__ = ({"schema": "tax"},)

    version: Mapped[str] = mapped_column(primary_key=True)
    tax_year_be: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[Moment]


class Run(Base):
    """One computation of one tax for one year over the register as it stood."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("tax IN ('land_building', 'sign')", name="tax_known"),
        CheckConstraint("status IN ('running', 'done')", name="status_known"),
        CheckConstraint("tax_year_be >= 2563", name="tax_year_be"),
        Index("ix_run_latest", "tax", "tax_year_be", "status", "id"),
        {"schema": "tax"},
    )

    id: Mapped[BigKey]
    tax: Mapped[str]
    tax_year_be: Mapped[int]
    status: Mapped[str]
    rule_book: Mapped[str]
    actor: Mapped[str]
    started_at: Mapped[Moment]
    finished_at: Mapped[dt.datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    line_count: Mapped[int | None]
    set_aside_count: Mapped[int | None]
    total_satang: Mapped[int | None] = mapped_column(BigInteger)


class Assessment(Base):
    """What one taxpayer, or one set of co-owners, owes by one run."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("total_satang >= 0", name="total_not_negative"),
        Index("ix_assessment_party_ids", "party_ids", postgresql_using="gin"),
        {"schema": "tax"},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("tax.run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    party_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    line_count: Mapped[int]
    total_satang: Mapped[int] = mapped_column(BigInteger)


class Line(Base):
    """One line: one use of one object, with every amount of its computation.

    ``facts`` holds what the amounts were computed from, so that the explanation
    can be rebuilt for ever from the line and the rule book it names.
    """

    __tablename__ = "line"
    __table_args__ = (
        CheckConstraint("kind IN ('land', 'building', 'unit', 'sign')", name="kind"),
        CheckConstraint("tax_satang >= 0", name="tax_not_negative"),
        # Holds what a map tile sums, so that a tile never reads the wide rows.
        Index(
            "ix_line_run_parcel",
            "run_id",
            "parcel_id",
            postgresql_include=["kind", "tax_satang"],
        ),
        Index("ix_line_run_object", "run_id", "kind", "object_id"),
        {"schema": "tax"},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("tax.run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assessment_number: Mapped[int]
    kind: Mapped[str]
    object_id: Mapped[int] = mapped_column(BigInteger)
    object_code: Mapped[str]
    parcel_id: Mapped[int | None] = mapped_column(BigInteger)
    use: Mapped[str]
    rate_group: Mapped[str]
    pool: Mapped[int]
    value_satang: Mapped[int] = mapped_column(BigInteger)
    base_satang: Mapped[int] = mapped_column(BigInteger)
    exempt_satang: Mapped[int] = mapped_column(BigInteger)
    taxable_satang: Mapped[int] = mapped_column(BigInteger)
    tax_satang: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)


class SetAside(Base):
    """An object that a run could not assess, and why; never a silent zero."""

    __tablename__ = "set_aside"
    __table_args__ = (
        CheckConstraint("kind IN ('land', 'building', 'unit', 'sign')", name="kind"),
        {"schema": "tax"},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("tax.run.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False
    )
    object_code: Mapped[str]
    reason: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'::jsonb")
    )
