"""Kind `parcels`: the land of the tax map."""

from __future__ import annotations

from importers.bulk import trace_outcomes, write_in_bulk
from importers.deed_key import DEED_KEY_FIELDS
from importers.kind import Field, Kind
from importers.promote import Target, stated_values
from importers.sharing import check_past
from importers.value import (
    area_wa_value,
    choice_parser,
    code_value,
    date_value,
    number_parser,
    year_be_value,
)
from importers.work import Work

# LTAX's numbers of documents of title, their Thai names, and ours.
DOCUMENTS = {
    "1": "chanote", "โฉนด": "chanote", "โฉนดที่ดิน": "chanote", "น.ส.4": "chanote",
    "น.ส.4จ": "chanote", "นส4": "chanote", "นส4จ": "chanote",
    "2": "ns3k", "น.ส.3ก": "ns3k", "น.ส.3ก.": "ns3k", "นส3ก": "ns3k",
    "3": "ns3", "น.ส.3": "ns3", "นส3": "ns3",
    "4": "ns2", "น.ส.2": "ns2", "นส2": "ns2",
    "5": "sk1", "ส.ค.1": "sk1", "สค1": "sk1",
    "6": "spk401", "ส.ป.ก.4-01": "spk401", "สปก4-01": "spk401", "สปก": "spk401",
    "7": "tk", "ท.ค.": "tk", "8": "st1", "ส.ธ.1": "st1",
    "9": "tra_jong", "โฉนดตราจอง": "tra_jong",
    "10": "nsl", "น.ส.ล.": "nsl", "นสล": "nsl",
    "11": "ksn5", "ก.ส.น.5": "ksn5",
    "12": "treasury", "ที่ราชพัสดุ": "treasury",
    "13": "other", "อื่นๆ": "other", "อื่น ๆ": "other",
}  # fmt: skip

FIRST_TAX_YEAR = "2563"
"""First tax year of the Act: from then on a value counts that has no year."""

VALUE_YEAR = Field(
    "value_year_be",
    year_be_value,
    "integer",
    aliases=("ปีที่ใช้ราคา", "ปีราคาประเมิน"),
    default=FIRST_TAX_YEAR,
)

FIELDS = (
    Field(
        "code",
        code_value,
        aliases=("parcel_code", "parcelcode", "รหัสแปลง", "รหัสแปลงที่ดิน", "lot_code"),
    ),
    Field(
        "doc_type",
        choice_parser(DOCUMENTS),
        aliases=("ประเภทเอกสารสิทธิ์", "ประเภทเอกสารสิทธิ", "เอกสารสิทธิ์", "land_type"),
    ),
    Field(
        "deed_no",
        aliases=(
            "docno", "doc_no", "chanod_no", "เลขที่โฉนด", "เลขที่เอกสารสิทธิ์",
            "เลขเอกสารสิทธิ์", "โฉนดเลขที่",
        ),
    ),
    *DEED_KEY_FIELDS,
    Field("survey_no", aliases=("surveyno", "dealingfileno", "หน้าสำรวจ")),
    Field(
        "area_wa",
        area_wa_value,
        "numeric(14,4)",
        aliases=(
            "totalwahstr", "total_wah", "เนื้อที่", "เนื้อที่ตารางวา", "เนื้อที่ (ตร.ว.)",
            "ไร่-งาน-วา", "ไร่-งาน-ตารางวา", "rai-ngan-wa", "rai-ngan-w",
        ),
        quantity="area_wa",
    ),
    Field("house_no", aliases=("houseno", "hs_no", "บ้านเลขที่", "เลขที่")),
    Field("moo", aliases=("village", "หมู่", "หมู่ที่")),
    Field("soi", aliases=("alley", "ซอย", "ตรอก/ซอย", "ตรอกซอย")),
    Field("road", aliases=("street", "ถนน")),
    Field("tambon", aliases=("ตำบล", "tumbon_name", "subdistrict")),
    Field(
        "surveyed_on", date_value, "date", aliases=("วันที่สำรวจ", "survey_date")
    ),
    Field("note", aliases=("หมายเหตุ", "remark")),
    Field(
        "appraised_value",
        number_parser(2, high="99999999999999"),
        "numeric(16,2)",
        aliases=("ราคาประเมิน", "totalpricestr", "ราคาประเมินรวม"),
        quantity="money",
    ),
    VALUE_YEAR,
)  # fmt: skip

COLUMNS = tuple(
    field.name
    for field in FIELDS
    if field.name not in ("code", "appraised_value", "value_year_be")
)


def check(work: Work) -> None:
    """Settle repeated codes; refuse retired ones and new land without a shape."""
    work.problem("value.required", "i.code IS NULL", field="code")
    work.reject_flawed()
    if work.with_shapes:
        work.run_file("parcel_duplicates")
    else:
        work.refuse_repeated("code")
        work.problem(
            "geometry.missing",
            "NOT EXISTS (SELECT FROM register.parcel t WHERE t.code = i.code)",
            field="geom",
        )
    work.problem(
        "code.retired",
        "t.code = i.code AND t.status = 'retired'",
        field="code",
        value="i.code",
        source="incoming i, register.parcel t",
    )
    check_past(work, "surveyed_on", "current_date")
    if work.with_shapes:
        work.run_file("parcel_overlaps")


# The block that the code names, else the one the parcel lies in.
BLOCK = """coalesce(b.id, (
    SELECT k.id FROM register.block k
    WHERE ST_Intersects(k.geom, ST_PointOnSurface(i.geom)) ORDER BY k.code LIMIT 1))"""
STANDARD = r"i.code ~ '^\d{2}[A-Z]\d{3}(/\d{3})?$'"


def promote(work: Work) -> None:
    """Write the parcels, their blocks and stated values."""
    shape = ("geom",) if work.with_shapes else ()
    target = Target("register.parcel", ("code",), (*work.told(*COLUMNS), *shape))
    write_in_bulk(
        work,
        target,
        {"code_is_standard": STANDARD, "block_id": BLOCK},
        f"LEFT JOIN register.block b ON b.code = left(i.code, 3) AND {STANDARD}",
    )
    if work.told("appraised_value") and not work.traced:
        trace_outcomes(work, target)
    stated_values(work, "parcel_id")
    work.run_file("batch_standing")
    work.run_file("building_parcel")


KIND = Kind(
    "parcels",
    FIELDS,
    check,
    promote,
    shape="polygon",
    shape_required=True,
    code_kind="parcel",
    inside_boundary=True,
    settles=True,
)
