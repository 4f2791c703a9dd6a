"""Kind `assets`: property of the municipality and of the Treasury."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.value import choice_parser, code_value
from importers.work import Work

ASSET_KINDS = {
    "land": "land", "ที่ดิน": "land",
    "building": "building", "อาคาร": "building", "อาคารพาณิชย์": "building",
    "stall": "stall", "แผง": "stall", "แผงค้า": "stall", "ล็อก": "stall",
    "hall": "hall", "หอประชุม": "hall", "ห้องประชุม": "hall",
    "sign_site": "sign_site", "ที่ตั้งป้าย": "sign_site",
    "other": "other", "อื่นๆ": "other", "อื่น ๆ": "other",
}  # fmt: skip
ASSET_OWNERS = {
    "municipal": "municipal", "เทศบาล": "municipal",
    "treasury": "treasury", "ราชพัสดุ": "treasury", "ที่ราชพัสดุ": "treasury",
    "กรมธนารักษ์": "treasury",
    "other": "other", "อื่นๆ": "other",
}  # fmt: skip

FIELDS = (
    Field("code", code_value, required=True, aliases=("รหัสทรัพย์สิน", "asset_code")),
    Field(
        "kind",
        choice_parser(ASSET_KINDS),
        required=True,
        aliases=("ประเภททรัพย์สิน", "ประเภท"),
    ),
    Field(
        "owner",
        choice_parser(ASSET_OWNERS),
        required=True,
        aliases=("เจ้าของ", "กรรมสิทธิ์"),
        default="municipal",
    ),
    Field("name", aliases=("ชื่อ", "ชื่อทรัพย์สิน", "รายการ")),
    Field("parcel_code", code_value, aliases=("รหัสแปลง", "รหัสแปลงที่ดิน")),
    Field("building_code", code_value, aliases=("รหัสอาคาร", "รหัสสิ่งปลูกสร้าง")),
)


def check(work: Work) -> None:
    """Find the place; an asset without one comes in, flagged."""
    work.refuse_repeated("code")
    work.resolve("parcel_code", "register.parcel", "parcel_id", needed=False)
    work.resolve("building_code", "register.building", "building_id", needed=False)


def promote(work: Work) -> None:
    """Write the assets."""
    pairs = (("parcel_code", "parcel_id"), ("building_code", "building_id"))
    named = [column for field, column in pairs if work.told(field)]
    shape = ("geom",) if work.with_shapes else ()
    owner_told = bool(work.told("owner"))
    columns = ("kind", *(("owner",) if owner_told else ()), *work.told("name"))
    target = Target(
        "register.asset",
        ("code",),
        (*columns, *named, *shape),
        at_first=() if owner_told else ("owner",),
    )
    upsert(work, target)


KIND = Kind("assets", FIELDS, check, promote, shape="any", inside_boundary=True)
