"""What the local authority set itself in place of the national law."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned


class LocalRule(Versioned, Base):
    """Value of one parameter of the law by ordinance, announcement or decision.

    ``parameter_key`` and the form of ``value`` are those of the law data; of a day
    of the calendar only ``extended_to`` is kept. Years of one parameter never
    overlap (an exclusion constraint of the migration sees to it).
    """

    __tablename__ = "local_rule"
    __table_args__ = (
        CheckConstraint(
            "from_year_be BETWEEN 2400 AND 2700 AND to_year_be BETWEEN 2400 AND 2700",
            name="years_sane",
        ),
        CheckConstraint("to_year_be >= from_year_be", name="years_ordered"),
        CheckConstraint(
            "instrument = btrim(instrument) AND instrument <> ''",
            name="instrument_given",
        ),
        Index("ix_local_rule_parameter_key", "parameter_key"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    parameter_key: Mapped[str]
    from_year_be: Mapped[int]
    to_year_be: Mapped[int]
    value: Mapped[Any] = mapped_column(JSONB)
    instrument: Mapped[str]
    issued_on: Mapped[dt.date]
    note: Mapped[str | None]
