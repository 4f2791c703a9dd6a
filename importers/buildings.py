"""Kind `buildings`: what stands on the land."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.parcels import VALUE_YEAR
from importers.promote import Target, stated_values, upsert
from importers.sharing import check_past
from importers.value import (
    choice_parser,
    code_value,
    integer_parser,
    number_parser,
    year_be_value,
)
from importers.work import Work

# LTAX: 1 wood, 2 masonry, 3 half and half.
STRUCTURES = {
    "1": "wood", "ไม้": "wood", "2": "masonry", "ตึก": "masonry",
    "คอนกรีต": "masonry", "3": "half", "ครึ่งตึกครึ่งไม้": "half", "ตึกครึ่งไม้": "half",
}  # fmt: skip

FIELDS = (
    Field(
        "code",
        code_value,
        aliases=("building_code", "buildingcode", "building", "รหัสอาคาร",
                 "รหัสสิ่งปลูกสร้าง", "รหัสโรงเรือน"),
    ),
    Field(
        "parcel_code",
        code_value,
        aliases=("parcelcode", "รหัสแปลง", "รหัสแปลงที่ดิน"),
    ),
    Field(
        "type_code",
        aliases=("buildingtype", "building_type", "ประเภทสิ่งปลูกสร้าง",
                 "รหัสประเภทสิ่งปลูกสร้าง", "แบบ"),
    ),
    Field(
        "structure",
        choice_parser(STRUCTURES),
        aliases=("ลักษณะสิ่งปลูกสร้าง", "ลักษณะโครงสร้าง", "วัสดุ"),
    ),
    Field(
        "storeys",
        integer_parser(1, 200),
        "integer",
        aliases=("nofloor", "จำนวนชั้น", "ชั้น"),
    ),
    Field(
        "floor_area_m2",
        number_parser(2, high="9999999999", above=True),
        "numeric(12,2)",
        aliases=("totalareastr", "total_area", "พื้นที่", "พื้นที่ใช้สอย", "พื้นที่รวม",
                 "พื้นที่ (ตร.ม.)"),
        quantity="area_m2",
    ),
    Field(
        "built_year_be",
        year_be_value,
        "integer",
        aliases=("since", "ปีที่สร้าง", "ปีก่อสร้าง", "สร้างเมื่อ"),
    ),
    Field("house_no", aliases=("houseno", "hs_no", "บ้านเลขที่", "เลขที่")),
    Field("name", aliases=("ชื่ออาคาร", "building_name")),
    Field("note", aliases=("หมายเหตุ", "remark")),
    Field(
        "appraised_value",
        number_parser(2, high="99999999999999"),
        "numeric(16,2)",
        aliases=("ราคาประเมิน",),
        quantity="money",
    ),
    VALUE_YEAR,
)  # fmt: skip

COLUMNS = (
    "type_code",
    "structure",
    "storeys",
    "floor_area_m2",
    "built_year_be",
    "house_no",
    "name",
    "note",
)


def check(work: Work) -> None:
    """Find the parcels; a building whose parcel is not known comes in, flagged."""
    work.problem("value.required", "i.code IS NULL", field="code")
    work.reject_flawed()
    work.refuse_repeated("code")
    check_past(work, "built_year_be", "extract(year FROM current_date) + 543")
    work.resolve("parcel_code", "register.parcel", "parcel_id", needed=False)


def promote(work: Work) -> None:
    """Write the buildings, the ground they stand on and stated values."""
    parcel = ("parcel_id",) if work.told("parcel_code") else ()
    shape = ("geom",) if work.with_shapes else ()
    columns = (*work.told(*COLUMNS), *parcel, *shape)
    upsert(work, Target("register.building", ("code",), columns))
    stated_values(work, "building_id")
    work.run_file("batch_standing")
    work.run_file("building_parcel")


KIND = Kind(
    "buildings",
    FIELDS,
    check,
    promote,
    shape="polygon",
    code_kind="building",
    inside_boundary=True,
)
