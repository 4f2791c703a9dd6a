"""Kind `signs`: signs on buildings and land, temporary ones too."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.sharing import check_order, check_past
from importers.value import (
    boolean_value,
    choice_parser,
    code_value,
    date_value,
    integer_parser,
    number_parser,
)
from importers.work import Work

SIGN_KINDS = {
    "permanent": "permanent", "ถาวร": "permanent", "ป้ายถาวร": "permanent",
    "temporary": "temporary", "ชั่วคราว": "temporary", "ป้ายชั่วคราว": "temporary",
}  # fmt: skip
# Classes of the schedule; LTAX writes the letter for moving text behind the number.
TEXT_CLASSES = {
    "1": "thai", "1ก": "thai", "1ข": "thai", "ไทย": "thai", "อักษรไทยล้วน": "thai",
    "2": "mixed", "2ก": "mixed", "2ข": "mixed", "ไทยปนต่างประเทศ": "mixed",
    "3": "foreign", "3ก": "foreign", "3ข": "foreign", "ต่างประเทศ": "foreign",
    "ไม่มีอักษรไทย": "foreign",
}  # fmt: skip

FIELDS = (
    Field(
        "code",
        code_value,
        aliases=("signboardcode", "sign_code", "รหัสป้าย", "เลขที่ป้าย"),
    ),
    Field("kind", choice_parser(SIGN_KINDS), aliases=("ชนิดป้าย", "ประเภทป้าย")),
    Field("parcel_code", code_value, aliases=("รหัสแปลง", "รหัสแปลงที่ดิน")),
    Field("building_code", code_value, aliases=("รหัสอาคาร", "รหัสสิ่งปลูกสร้าง")),
    Field("owner_code", code_value, aliases=("รหัสเจ้าของ", "รหัสเจ้าของป้าย")),
    Field("business_name", aliases=("ชื่อร้าน", "ชื่อกิจการ", "ชื่อสถานประกอบการ")),
    Field("content", aliases=("ข้อความ", "ข้อความในป้าย")),
    Field(
        "text_class",
        choice_parser(TEXT_CLASSES),
        aliases=("character", "ลักษณะอักษร", "ประเภทอักษร"),
    ),
    Field("moving", boolean_value, "boolean", aliases=("ป้ายเคลื่อนที่", "เคลื่อนที่")),
    Field(
        "width_cm",
        number_parser(2, high="9999999", above=True),
        "numeric(10,2)",
        aliases=("กว้าง", "ความกว้าง", "กว้าง (ซม.)"),
        quantity="length_cm",
    ),
    Field(
        "height_cm",
        number_parser(2, high="9999999", above=True),
        "numeric(10,2)",
        aliases=("สูง", "ยาว", "ความสูง", "ความยาว", "สูง (ซม.)", "ยาว (ซม.)"),
        quantity="length_cm",
    ),
    Field(
        "sides",
        integer_parser(1, 20),
        "integer",
        aliases=("nosidestr", "จำนวนด้าน", "ด้าน"),
    ),
    Field(
        "installed_on",
        date_value,
        "date",
        aliases=("setupdatestr", "วันที่ติดตั้ง", "วันติดตั้ง"),
    ),
    Field("removed_on", date_value, "date", aliases=("วันที่รื้อถอน", "วันที่ปลด")),
    Field("exempt_under", aliases=("ยกเว้นตามมาตรา",)),
)

COLUMNS = (
    "kind",
    "business_name",
    "content",
    "text_class",
    "moving",
    "width_cm",
    "height_cm",
    "sides",
    "installed_on",
    "removed_on",
    "exempt_under",
)
# The database has values of its own for these: an empty cell takes them.
SET_BY_STORE = {"kind": "'permanent'", "moving": "false", "sides": "1"}


def check(work: Work) -> None:
    """Find place and owner; a sign without them comes in, flagged."""
    work.problem("value.required", "i.code IS NULL", field="code")
    check_order(work, "installed_on", "removed_on", same_allowed=True)
    check_past(work, "installed_on", "current_date")
    work.reject_flawed()
    work.refuse_repeated("code")
    work.resolve("parcel_code", "register.parcel", "parcel_id", needed=False)
    work.resolve("building_code", "register.building", "building_id", needed=False)
    work.resolve("owner_code", "register.party", "owner_id", needed=False)
    for column, value in SET_BY_STORE.items():
        work.run(f"UPDATE incoming SET {column} = {value} WHERE {column} IS NULL")


def promote(work: Work) -> None:
    """Write the signs."""
    pairs = (
        ("parcel_code", "parcel_id"),
        ("building_code", "building_id"),
        ("owner_code", "owner_id"),
    )
    named = [column for field, column in pairs if work.told(field)]
    shape = ("geom",) if work.with_shapes else ()
    columns = (*work.told(*COLUMNS), *named, *shape)
    upsert(work, Target("register.sign", ("code",), columns))


KIND = Kind(
    "signs",
    FIELDS,
    check,
    promote,
    shape="point",
    code_kind="sign",
    inside_boundary=True,
)
