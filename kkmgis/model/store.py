"""What a database knows about itself."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, Moment


class Store(Base):
    """The one row that fixes the SRID in which this database keeps geometry."""

    __tablename__ = "store"
    __table_args__ = (
        CheckConstraint("only_one", name="only_one"),
        {"schema": "register"},
    )

    only_one: Mapped[bool] = mapped_column(
        primary_key=True, server_default=text("true")
    )
    srid: Mapped[int]
    created_at: Mapped[Moment]
