"""Kind `rights`: who owns or possesses what, in which share."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.sharing import (
    OBJECT_COLUMNS,
    OBJECT_FIELDS,
    check_order,
    resolve_objects,
)
from importers.value import (
    choice_parser,
    code_value,
    date_value,
    share_value,
    year_be_value,
)
from importers.work import Work

RIGHT_KINDS = {
    "owner": "owner", "เจ้าของ": "owner", "เจ้าของกรรมสิทธิ์": "owner",
    "possessor": "possessor", "ผู้ครอบครอง": "possessor", "ผู้ทำประโยชน์": "possessor",
}  # fmt: skip

FIELDS = (
    *OBJECT_FIELDS,
    Field(
        "party_code",
        code_value,
        required=True,
        aliases=("owner_code", "รหัสเจ้าของ", "รหัสผู้ถือสิทธิ", "ผ.ท.4"),
    ),
    Field(
        "kind",
        choice_parser(RIGHT_KINDS),
        aliases=("ประเภทสิทธิ", "สิทธิ"),
        required=True,
        default="owner",
    ),
    Field("share", share_value, aliases=("สัดส่วน", "ส่วน")),
    Field("start_on", date_value, "date", aliases=("วันที่ได้มา", "วันเริ่ม")),
    Field("end_on", date_value, "date", aliases=("วันสิ้นสุด",)),
    Field(
        "home_from_year_be",
        year_be_value,
        "integer",
        aliases=("ปีที่มีชื่อในทะเบียนบ้าน", "บ้านหลักตั้งแต่ปี"),
    ),
    Field("home_to_year_be", year_be_value, "integer", aliases=("บ้านหลักถึงปี",)),
)


def check(work: Work) -> None:
    """Find objects and parties; look at dates and shares."""
    resolve_objects(work)
    work.resolve("party_code", "register.party", "party_id")
    check_order(work, "start_on", "end_on", same_allowed=False)
    check_order(work, "home_from_year_be", "home_to_year_be", same_allowed=True)
    work.reject_flawed()
    work.refuse_repeated("object_kind", "object_code", "party_code", "kind", "start_on")
    work.reject_flawed()
    work.run_file("right_shares")


def promote(work: Work) -> None:
    """Write the rights."""
    key = ("party_id", *OBJECT_COLUMNS, "kind", "start_on")
    told = work.told("end_on", "home_from_year_be", "home_to_year_be")
    upsert(
        work, Target("register.property_right", key, ("share_num", "share_den", *told))
    )


KIND = Kind("rights", FIELDS, check, promote)
