"""Kind `blocks`: zones and blocks of the tax map."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.value import code_value
from importers.work import Work

FIELDS = (
    Field(
        "code",
        code_value,
        aliases=("block_id", "block", "รหัสเขตย่อย", "เขตย่อย", "รหัสบล็อก"),
    ),
    Field("name", aliases=("ชื่อ", "ชื่อเขตย่อย", "block_name")),
)


def check(work: Work) -> None:
    """Refuse a second row of the same code."""
    work.refuse_repeated("code")


def promote(work: Work) -> None:
    """Write the blocks; parcels that wait for one get theirs."""
    work.run(
        "ALTER TABLE incoming ADD COLUMN zone_code text, ADD COLUMN authority_id bigint"
    )
    work.run("UPDATE incoming SET zone_code = left(code, 2)")
    work.run(
        "UPDATE incoming i SET authority_id = a.id FROM register.authority a"
        " WHERE ST_Intersects(a.geom, ST_PointOnSurface(i.geom))"
    )
    columns = (*work.told("name"), "zone_code", "authority_id", "geom")
    upsert(work, Target("register.block", ("code",), columns))
    work.run_file("parcel_block")


KIND = Kind(
    "blocks",
    FIELDS,
    check,
    promote,
    shape="polygon",
    shape_required=True,
    code_kind="block",
)
