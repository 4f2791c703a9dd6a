"""The municipality, its blocks of the tax map, and public ground."""

from __future__ import annotations

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned, geometry


class Authority(Versioned, Base):
    """Local administrative organisation (อปท.) whose register this is."""

    __tablename__ = "authority"
    __table_args__ = (
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_authority_geom", "geom", postgresql_using="gist"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    name_th: Mapped[str]
    name_en: Mapped[str | None]
    province_th: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))


class Block(Versioned, Base):
    """Block (เขตย่อย) of the tax map: two-digit zone and a letter, e.g. 01B."""

    __tablename__ = "block"
    __table_args__ = (
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_block_geom", "geom", postgresql_using="gist"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    authority_id: Mapped[int | None] = mapped_column(
        ForeignKey("register.authority.id")
    )
    code: Mapped[str] = mapped_column(unique=True)
    zone_code: Mapped[str]
    name: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))


class PublicArea(Versioned, Base):
    """Ground that is no parcel: road, water and the like."""

    __tablename__ = "public_area"
    __table_args__ = (
        CheckConstraint("kind IN ('road', 'water', 'open')", name="kind_known"),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("ix_public_area_geom", "geom", postgresql_using="gist"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))
