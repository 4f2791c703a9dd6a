"""Parcels and the descent of one from another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from geoalchemy2 import WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Moment, Versioned, geometry

DOCUMENT_TYPES = (
    "chanote",  # โฉนดที่ดิน
    "ns3k",  # น.ส.3ก
    "ns3",  # น.ส.3
    "ns2",  # น.ส.2
    "sk1",  # ส.ค.1
    "spk401",  # ส.ป.ก.4-01
    "tk",  # ท.ค.
    "st1",  # ส.ธ.1
    "tra_jong",  # โฉนดตราจอง
    "nsl",  # น.ส.ล.
    "ksn5",  # ก.ส.น.5
    "treasury",  # ที่ราชพัสดุ
    "other",
)


class Parcel(Versioned, Base):
    """Piece of land of the tax map (แปลงที่ดิน).

    ``area_wa`` is the deed's area in square wa and the one the law uses; the area
    of ``geom`` is evidence. A code is never used again, not even after retirement.
    """

    __tablename__ = "parcel"
    __table_args__ = (
        CheckConstraint("status IN ('current', 'retired')", name="status_known"),
        CheckConstraint("area_wa > 0", name="area_positive"),
        CheckConstraint(
            "doc_type IN (" + ", ".join(f"'{t}'" for t in DOCUMENT_TYPES) + ")",
            name="doc_type_known",
        ),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        CheckConstraint("code = btrim(code) AND code <> ''", name="code_trimmed"),
        Index("ix_parcel_geom", "geom", postgresql_using="gist"),
        Index("ix_parcel_deed_no", "deed_no"),
        Index(
            "ix_parcel_deed_key",
            "utm_map1",
            "utm_map2",
            "utm_map3",
            "utm_map4",
            "utm_scale",
            "land_no",
        ),
        Index("ix_parcel_block_id", "block_id"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str] = mapped_column(unique=True)
    code_is_standard: Mapped[bool] = mapped_column(server_default=text("true"))
    status: Mapped[str] = mapped_column(server_default="current")
    block_id: Mapped[int | None] = mapped_column(ForeignKey("register.block.id"))
    doc_type: Mapped[str | None]
    deed_no: Mapped[str | None]
    utm_map1: Mapped[str | None]
    utm_map2: Mapped[str | None]
    utm_map3: Mapped[str | None]
    utm_map4: Mapped[str | None]
    utm_scale: Mapped[str | None]
    land_no: Mapped[str | None]
    survey_no: Mapped[str | None]
    area_wa: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    house_no: Mapped[str | None]
    moo: Mapped[str | None]
    soi: Mapped[str | None]
    road: Mapped[str | None]
    tambon: Mapped[str | None]
    surveyed_on: Mapped[dt.date | None]
    note: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))


class ParcelLineage(Base):
    """One parcel came from another by split, merge or re-survey (append-only).

    What an import brought goes to ``history.parcel_lineage`` when it is undone.
    """

    __tablename__ = "parcel_lineage"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('split', 'merge', 'boundary', 'resurvey', 'import')",
            name="kind_known",
        ),
        Index("ix_parcel_lineage_child_id", "child_id"),
        Index("ix_parcel_lineage_batch_id", "batch_id"),
        {"schema": "register"},
    )

    parent_id: Mapped[int] = mapped_column(
        ForeignKey("register.parcel.id"), primary_key=True
    )
    child_id: Mapped[int] = mapped_column(
        ForeignKey("register.parcel.id"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    document: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("history.batch()")
    )
