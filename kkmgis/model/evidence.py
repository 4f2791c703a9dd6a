"""What others say about the ground: deeds of the land office, footprints from above."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from geoalchemy2 import WKBElement
from sqlalchemy import CheckConstraint, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned, geometry
from kkmgis.model.parcel import DOCUMENT_TYPES


class Deed(Versioned, Base):
    """Document of title as the Department of Lands lists it.

    It joins to parcels by the deed key, or by its number where it has no sheet.
    """

    __tablename__ = "deed"
    __table_args__ = (
        CheckConstraint(
            "doc_type IN (" + ", ".join(f"'{t}'" for t in DOCUMENT_TYPES) + ")",
            name="doc_type_known",
        ),
        CheckConstraint("area_wa > 0", name="area_positive"),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index(
            "ix_deed_sheet",
            "utm_map1",
            "utm_map2",
            "utm_map3",
            "utm_map4",
            "utm_scale",
            "land_no",
        ),
        Index("ix_deed_deed_no", "deed_no"),
        Index("ix_deed_geom", "geom", postgresql_using="gist"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    key: Mapped[str] = mapped_column(unique=True)
    doc_type: Mapped[str] = mapped_column(server_default="chanote")
    deed_no: Mapped[str | None]
    utm_map1: Mapped[str | None]
    utm_map2: Mapped[str | None]
    utm_map3: Mapped[str | None]
    utm_map4: Mapped[str | None]
    utm_scale: Mapped[str | None]
    land_no: Mapped[str | None]
    survey_no: Mapped[str | None]
    area_wa: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    changwat_code: Mapped[str | None]
    branch_code: Mapped[str | None]
    tambon: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(geometry("MULTIPOLYGON"))


class Footprint(Versioned, Base):
    """Building as a source outside the register saw it on the ground.

    ``gone_on`` is the day of the observation in which it was no longer there.
    """

    __tablename__ = "footprint"
    __table_args__ = (
        CheckConstraint(
            "source IN ('survey', 'drone', 'google', 'microsoft', 'osm', 'other')",
            name="source_known",
        ),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_part"),
        CheckConstraint("storeys BETWEEN 1 AND 200", name="storeys_sane"),
        CheckConstraint("height_m > 0", name="height_sane"),
        CheckConstraint(
            "gone_on IS NULL OR observed_on IS NULL OR gone_on >= observed_on",
            name="dates_ordered",
        ),
        CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name="geom_valid"),
        Index("uq_footprint_code", "source", "code", unique=True),
        Index("ix_footprint_geom", "geom", postgresql_using="gist"),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    code: Mapped[str]
    source: Mapped[str]
    observed_on: Mapped[dt.date | None]
    gone_on: Mapped[dt.date | None]
    confidence: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    storeys: Mapped[int | None]
    height_m: Mapped[Decimal | None] = mapped_column(Numeric(6, 2))
    building_kind: Mapped[str | None]
    house_no: Mapped[str | None]
    name: Mapped[str | None]
    geom: Mapped[WKBElement] = mapped_column(geometry("MULTIPOLYGON"))
