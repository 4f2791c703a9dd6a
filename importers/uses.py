"""Kind `uses`: how land, buildings and units are used, over which years."""

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
    integer_parser,
    number_parser,
    year_be_value,
)
from importers.work import Work

# LTAX usedType: 1 farm, 2–4 homes, 5 other, 6, 8 and 9 vacant; 7, mixed, says
# nothing and is refused: it has to be told as several uses.
USES = {
    "1": "agriculture", "เกษตรกรรม": "agriculture", "ประกอบเกษตรกรรม": "agriculture",
    "2": "residential", "3": "residential", "4": "residential",
    "อยู่อาศัย": "residential", "ที่อยู่อาศัย": "residential",
    "5": "other", "อื่นๆ": "other", "อื่น ๆ": "other", "พาณิชยกรรม": "other",
    "6": "vacant", "8": "vacant", "9": "vacant", "ว่างเปล่า": "vacant",
    "ทิ้งไว้ว่างเปล่า": "vacant",
    "exempt": "exempt", "ยกเว้น": "exempt", "ได้รับยกเว้น": "exempt",
}  # fmt: skip

REDUCTIONS = {"50": "50", "90": "90", "50%": "50", "90%": "90"}

FIELDS = (
    *OBJECT_FIELDS,
    Field(
        "from_year_be",
        year_be_value,
        "integer",
        required=True,
        aliases=("ปีภาษี", "ตั้งแต่ปี", "year"),
    ),
    Field("to_year_be", year_be_value, "integer", aliases=("ถึงปี",)),
    Field("position", integer_parser(1, 999), "integer", aliases=("ลำดับ", "ลำดับที่")),
    Field(
        "use",
        choice_parser(USES),
        required=True,
        aliases=("usedtype", "ประเภทการใช้ประโยชน์", "การใช้ประโยชน์", "ลักษณะการใช้ประโยชน์"),
    ),
    Field(
        "amount",
        number_parser(4, high="9999999999", above=True),
        "numeric(14,4)",
        aliases=("เนื้อที่", "พื้นที่", "จำนวนเนื้อที่", "area"),
        required=True,
        default="1",
    ),
    Field("vacant_since_be", year_be_value, "integer", aliases=("ว่างตั้งแต่ปี",)),
    Field("exempt_under", aliases=("ยกเว้นตามมาตรา", "ข้อยกเว้น")),
    Field(
        "reduction_pct",
        choice_parser(REDUCTIONS),
        "integer",
        aliases=("ลดภาษีร้อยละ",),
    ),
)


def check(work: Work) -> None:
    """Find the objects; what the law asks of a use must be there."""
    work.problem(
        "use.vacant_since",
        "i.use = 'vacant' AND i.vacant_since_be IS NULL",
        field="vacant_since_be",
    )
    work.problem(
        "use.exempt_under",
        "i.use = 'exempt' AND i.exempt_under IS NULL",
        field="exempt_under",
    )
    check_order(work, "from_year_be", "to_year_be", same_allowed=True)
    work.reject_flawed()
    resolve_objects(work)
    work.run_file("use_rows")
    work.refuse_repeated("object_kind", "object_code", "from_year_be", "position")
    work.reject_flawed()
    work.run_file("use_amounts")


def promote(work: Work) -> None:
    """Write the uses."""
    key = (*OBJECT_COLUMNS, "from_year_be", "position")
    told = work.told("to_year_be", "reduction_pct")
    columns = ("use", "amount", "vacant_since_be", "exempt_under", *told)
    upsert(work, Target("register.property_use", key, columns))


KIND = Kind("uses", FIELDS, check, promote)
