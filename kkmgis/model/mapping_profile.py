"""Mapping profiles that people saved, to load the same kind of file again."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned


class MappingProfile(Versioned, Base):
    """How the columns of a foreign register become ours; ``content`` is YAML."""

    __tablename__ = "mapping_profile"
    __table_args__ = (
        CheckConstraint("name = btrim(name) AND name <> ''", name="name_trimmed"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    name: Mapped[str] = mapped_column(unique=True)
    content: Mapped[str] = mapped_column(Text)
