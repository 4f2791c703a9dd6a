"""Kind `sign-permits`: leave to put up temporary signs."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.sharing import check_order
from importers.value import (
    choice_parser,
    code_value,
    date_value,
    integer_parser,
    number_parser,
)
from importers.work import Work

PURPOSES = {
    "commercial": "commercial", "การค้า": "commercial", "เพื่อการค้า": "commercial",
    "โฆษณาการค้า": "commercial", "โฆษณา": "commercial",
    "other": "other", "อื่นๆ": "other", "ไม่ใช่การค้า": "other", "ประชาสัมพันธ์": "other",
    "กิจกรรม": "other", "งานการกุศล": "other",
    "election": "election", "หาเสียง": "election", "เลือกตั้ง": "election",
    "หาเสียงเลือกตั้ง": "election",
}  # fmt: skip
STATUSES = {
    "requested": "requested", "pending": "requested", "ยื่นคำขอ": "requested",
    "รอพิจารณา": "requested", "รออนุญาต": "requested", "รอชำระเงิน": "requested",
    "approved": "approved", "อนุญาต": "approved", "อนุมัติ": "approved",
    "อนุญาตแล้ว": "approved", "หมดอายุ": "approved", "expired": "approved",
    "active": "approved",
    "refused": "refused", "rejected": "refused", "ไม่อนุญาต": "refused",
    "ไม่อนุมัติ": "refused",
    "cancelled": "cancelled", "canceled": "cancelled", "ยกเลิก": "cancelled",
    "removed": "removed", "รื้อถอนแล้ว": "removed", "เก็บแล้ว": "removed",
    "ปลดแล้ว": "removed",
}  # fmt: skip
SIGN_KINDS = {
    "banner": "banner", "ป้ายผ้า": "banner", "ป้ายไวนิล": "banner", "ไวนิล": "banner",
    "cutout": "cutout", "คัตเอาท์": "cutout", "คัทเอาท์": "cutout",
    "board": "board", "ป้ายไม้": "board", "ฟิวเจอร์บอร์ด": "board",
    "flag": "flag", "ธงญี่ปุ่น": "flag", "ธง": "flag",
    "balloon": "balloon", "บอลลูน": "balloon",
    "leaflet": "leaflet", "ใบปลิว": "leaflet", "แผ่นพับ": "leaflet",
    "other": "other", "อื่นๆ": "other",
}  # fmt: skip

_MONEY = number_parser(2)
_SIZE = number_parser(2, high="9999999", above=True)

FIELDS = (
    Field(
        "permit_no",
        code_value,
        required=True,
        aliases=("เลขที่ใบอนุญาต", "เลขที่หนังสืออนุญาต", "ใบอนุญาตเลขที่", "เลขที่อนุญาต"),
    ),
    Field(
        "applicant_code", code_value, aliases=("รหัสผู้ขออนุญาต", "รหัสเจ้าของ", "เลขที่ ผ.ท.4")
    ),
    Field("applicant_name", aliases=("ผู้ขออนุญาต", "ชื่อผู้ขออนุญาต", "ผู้รับอนุญาต")),
    Field("purpose", choice_parser(PURPOSES), aliases=("วัตถุประสงค์", "ประเภทการโฆษณา")),
    Field("sign_kind", choice_parser(SIGN_KINDS), aliases=("ชนิดป้าย", "ประเภทป้าย")),
    Field("content", aliases=("ข้อความ", "ข้อความในป้าย")),
    Field("place", aliases=("สถานที่", "สถานที่ติดตั้ง", "บริเวณ", "ถนน")),
    Field("parcel_code", code_value, aliases=("รหัสแปลง", "รหัสแปลงที่ดิน")),
    Field("sign_code", code_value, aliases=("signboardcode", "รหัสป้าย")),
    Field(
        "width_cm",
        _SIZE,
        "numeric(10,2)",
        aliases=("กว้าง", "ความกว้าง", "กว้าง (ซม.)", "กว้าง ซม."),
        quantity="length_cm",
    ),
    Field(
        "height_cm",
        _SIZE,
        "numeric(10,2)",
        aliases=("สูง", "ยาว", "ความสูง", "ความยาว", "สูง (ซม.)", "ยาว ซม."),
        quantity="length_cm",
    ),
    Field("sides", integer_parser(1, 20), "integer", aliases=("จำนวนด้าน", "ด้าน")),
    Field(
        "quantity",
        integer_parser(1, 10_000),
        "integer",
        aliases=("จำนวน", "จำนวนป้าย", "จำนวน (ป้าย)"),
    ),
    Field(
        "start_on",
        date_value,
        "date",
        required=True,
        aliases=("วันเริ่ม", "ตั้งแต่วันที่", "วันเริ่มติดตั้ง"),
    ),
    Field(
        "end_on",
        date_value,
        "date",
        required=True,
        aliases=("วันสิ้นสุด", "ถึงวันที่", "วันหมดอายุ"),
    ),
    Field(
        "fee_baht",
        _MONEY,
        "numeric(14,2)",
        aliases=("ค่าธรรมเนียม", "ค่าธรรมเนียม (บาท)"),
        quantity="money",
    ),
    Field("receipt_no", aliases=("ใบเสร็จ", "เลขที่ใบเสร็จ")),
    Field(
        "deposit_baht",
        _MONEY,
        "numeric(14,2)",
        aliases=("เงินประกัน", "เงินประกัน (บาท)"),
        quantity="money",
    ),
    Field("status", choice_parser(STATUSES), aliases=("สถานะ",)),
    Field("removed_on", date_value, "date", aliases=("วันที่รื้อถอน", "วันที่ปลด", "วันที่เก็บ")),
)

COLUMNS = (
    "applicant_name",
    "purpose",
    "sign_kind",
    "content",
    "place",
    "width_cm",
    "height_cm",
    "sides",
    "quantity",
    "receipt_no",
    "status",
    "removed_on",
)
# The database has values of its own for these: an empty cell takes them.
SET_BY_STORE = {
    "purpose": "'commercial'",
    "sides": "1",
    "quantity": "1",
    "status": "'approved'",
}


def check(work: Work) -> None:
    """Find applicant, place and sign; a permit without them comes in, flagged."""
    work.refuse_repeated("permit_no")
    check_order(work, "start_on", "end_on", same_allowed=True)
    check_order(work, "start_on", "removed_on", same_allowed=True)
    work.reject_flawed()
    work.resolve("applicant_code", "register.party", "applicant_id", needed=False)
    work.resolve("parcel_code", "register.parcel", "parcel_id", needed=False)
    work.resolve("sign_code", "register.sign", "sign_id", needed=False)
    for column, value in SET_BY_STORE.items():
        work.run(f"UPDATE incoming SET {column} = {value} WHERE {column} IS NULL")
    work.problem(
        "permit.no_place",
        "i.geom IS NULL AND i.parcel_id IS NULL AND i.place IS NULL",
        field="place",
        value="i.permit_no",
    )
    work.run(
        "ALTER TABLE incoming ADD COLUMN fee_satang bigint,"
        " ADD COLUMN deposit_satang bigint"
    )
    work.run(
        "UPDATE incoming SET fee_satang = fee_baht * 100,"
        " deposit_satang = deposit_baht * 100,"
        " flawed = array_replace(array_replace(flawed, 'deposit_baht',"
        " 'deposit_satang'), 'fee_baht', 'fee_satang')"
    )


def promote(work: Work) -> None:
    """Write the permits."""
    pairs = (
        ("applicant_code", "applicant_id"),
        ("parcel_code", "parcel_id"),
        ("sign_code", "sign_id"),
        ("fee_baht", "fee_satang"),
        ("deposit_baht", "deposit_satang"),
    )
    named = [column for field, column in pairs if work.told(field)]
    shape = ("geom",) if work.with_shapes else ()
    columns = ("start_on", "end_on", *work.told(*COLUMNS), *named, *shape)
    upsert(work, Target("register.sign_permit", ("permit_no",), columns))


KIND = Kind("sign-permits", FIELDS, check, promote, shape="point", inside_boundary=True)
