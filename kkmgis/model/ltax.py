"""What workbooks of LTAX told that the register has no place for."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from kkmgis.model.base import Base, BigKey, Versioned

SHEET_NAMES = ("owner", "land", "building", "building_use", "land_use", "sign")


class LtaxRow(Versioned, Base):
    """One row of a workbook, found by the codes in it and not by ids.

    ``cells`` has what was told otherwise than the register would, ``was`` what the
    register would have said then; of equal cells both are empty. Personal cells are
    in ``sealed`` alone. A ``waiting`` row hangs on what the register does not have;
    ``owner`` is a party's code, or of one that is not known a keyed hash.
    """

    __tablename__ = "ltax_row"
    __table_args__ = (
        CheckConstraint(
            "sheet IN (" + ", ".join(f"'{name}'" for name in SHEET_NAMES) + ")",
            name="sheet_known",
        ),
        CheckConstraint("cardinality(cells) = cardinality(was)", name="cells_paired"),
        Index("uq_ltax_row_key", "sheet", "code", "owner", "position", unique=True),
        {"schema": "register"},
    )

    id: Mapped[BigKey]
    sheet: Mapped[str]
    code: Mapped[str]
    owner: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int] = mapped_column(server_default=text("1"))
    place: Mapped[int] = mapped_column(BigInteger)
    waiting: Mapped[bool] = mapped_column(server_default=text("false"))
    cells: Mapped[list[str | None]] = mapped_column(ARRAY(Text))
    was: Mapped[list[str | None]] = mapped_column(ARRAY(Text))
    sealed: Mapped[bytes | None]
