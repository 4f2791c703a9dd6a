"""What all tables share: names of constraints, keys, versions, geometry types."""

from __future__ import annotations

import datetime as dt
import os
from typing import Annotated

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Identity, MetaData, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# A database keeps the SRID it was made with (register.store); the variable is
# read here only because a column type needs its SRID when the table is declared.
STORAGE_SRID = int(os.environ.get("KKMGIS_SRID", "32648"))

SCHEMAS = (
    "register",
    "private",
    "history",
    "staging",
    "tax",
    "coverage",
    "account",
    "audit",
)

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """Root of all models."""

    metadata = MetaData(naming_convention=NAMING)


BigKey = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Moment = Annotated[
    dt.datetime,
    mapped_column(TIMESTAMP(timezone=True), server_default=text("now()")),
]


def geometry(kind: str) -> Geometry:
    """Make the type of a geometry column in the storage CRS."""
    return Geometry(kind, srid=STORAGE_SRID, spatial_index=False)


class Versioned:
    """Columns of every register table; the past is in ``history.<table>``.

    The trigger ``history.keep`` counts ``version`` up and copies the former row
    with the end of its time, so no code can forget to.
    """

    version: Mapped[int] = mapped_column(server_default=text("1"))
    sys_from: Mapped[dt.datetime] = mapped_column(
        TIMESTAMP(timezone=True), server_default=text("now()")
    )
    changed_by: Mapped[str] = mapped_column(
        Text, server_default=text("history.actor()")
    )
    change_reason: Mapped[str | None] = mapped_column(
        Text, server_default=text("history.reason()")
    )
    batch_id: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("history.batch()")
    )
