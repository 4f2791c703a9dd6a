"""Kind `public-areas`: roads, water and open ground, which are no parcels."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.value import choice_parser, code_value
from importers.work import Work

KINDS = {
    "road": "road", "ถนน": "road", "ทาง": "road", "ทางสาธารณะ": "road",
    "water": "water", "แหล่งน้ำ": "water", "น้ำ": "water", "คลอง": "water",
    "open": "open", "ที่โล่ง": "open", "สวนสาธารณะ": "open", "ที่สาธารณะ": "open",
}  # fmt: skip

FIELDS = (
    Field("code", code_value, required=True, aliases=("รหัส", "id")),
    Field("kind", choice_parser(KINDS), required=True, aliases=("ประเภท", "type")),
    Field("name", aliases=("ชื่อ",)),
)


def check(work: Work) -> None:
    """Refuse a second row of the same code."""
    work.refuse_repeated("code")


def promote(work: Work) -> None:
    """Write the public areas."""
    columns = work.told("kind", "name")
    upsert(work, Target("register.public_area", ("code",), (*columns, "geom")))


KIND = Kind(
    "public-areas", FIELDS, check, promote, shape="polygon", shape_required=True
)
