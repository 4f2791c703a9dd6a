"""Kind `deeds`: the land office's list of documents of title."""

from __future__ import annotations

from importers.area import leave_out_other_sheets, leave_out_outside
from importers.deed_key import DEED_KEY, DEED_KEY_FIELDS
from importers.kind import Field, Kind
from importers.parcels import DOCUMENTS
from importers.promote import Target, upsert
from importers.value import area_wa_value, choice_parser
from importers.work import Work

FIELDS = (
    *DEED_KEY_FIELDS,
    Field(
        "doc_type",
        choice_parser(DOCUMENTS),
        aliases=("parcel_type", "ประเภทเอกสารสิทธิ์", "ประเภทเอกสารสิทธิ", "เอกสารสิทธิ์"),
    ),
    Field(
        "deed_no",
        aliases=(
            "chanod_no",
            "docno",
            "doc_no",
            "เลขที่โฉนด",
            "เลขที่เอกสารสิทธิ์",
            "โฉนดเลขที่",
        ),
    ),
    Field("survey_no", aliases=("surveyno", "dealingfileno", "หน้าสำรวจ")),
    Field(
        "area_wa",
        area_wa_value,
        "numeric(14,4)",
        aliases=("land_area", "เนื้อที่", "เนื้อที่ตารางวา", "เนื้อที่ (ตร.ว.)", "ไร่-งาน-วา"),
        quantity="area_wa",
    ),
    Field("changwat_code", aliases=("รหัสจังหวัด",)),
    Field("branch_code", aliases=("รหัสสาขา", "สำนักงานที่ดิน")),
    Field("tambon", aliases=("tumbon_name", "ตำบล")),
)

COLUMNS = (
    *DEED_KEY,
    "doc_type",
    "deed_no",
    "survey_no",
    "area_wa",
    "changwat_code",
    "branch_code",
    "tambon",
)


def check(work: Work) -> None:
    """Give each deed its key, and leave out those of other municipalities."""
    work.problem(
        "deed.no_key",
        "(i.utm_map1 IS NULL OR i.land_no IS NULL) AND i.deed_no IS NULL",
        field="deed_no",
    )
    work.reject_flawed()
    work.run("UPDATE incoming SET doc_type = 'chanote' WHERE doc_type IS NULL")
    leave_out_outside(work)
    leave_out_other_sheets(work)
    work.run("ALTER TABLE incoming ADD COLUMN key text")
    # Numbers of documents without a sheet are counted in each office anew.
    work.run(
        "UPDATE incoming i SET key = CASE WHEN utm_map1 IS NOT NULL AND land_no IS NOT"
        f" NULL THEN concat_ws('|', {_parts()}) ELSE"
        " concat_ws('|', doc_type, deed_no, coalesce(changwat_code, ''),"
        " coalesce(branch_code, ''), coalesce(tambon, '')) END"
    )
    work.refuse_repeated("key")


def _parts() -> str:
    return ", ".join(f"coalesce({name}, '')" for name in DEED_KEY)


def promote(work: Work) -> None:
    """Write the deeds."""
    shape = ("geom",) if work.with_shapes else ()
    upsert(work, Target("register.deed", ("key",), (*work.told(*COLUMNS), *shape)))


KIND = Kind("deeds", FIELDS, check, promote, shape="polygon")
