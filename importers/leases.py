"""Kind `leases`: contracts by which tenants hold assets."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.sharing import check_order
from importers.value import choice_parser, code_value, date_value, number_parser
from importers.work import Work

PERIODS = {
    "month": "month", "เดือน": "month", "รายเดือน": "month", "monthly": "month",
    "year": "year", "ปี": "year", "รายปี": "year", "yearly": "year",
}  # fmt: skip

FIELDS = (
    Field("contract_no", code_value, required=True, aliases=("เลขที่สัญญา", "สัญญาเลขที่")),
    Field("asset_code", code_value, required=True, aliases=("รหัสทรัพย์สิน",)),
    Field("tenant_code", code_value, aliases=("รหัสผู้เช่า", "ผู้เช่า")),
    Field(
        "start_on", date_value, "date", required=True, aliases=("วันเริ่มสัญญา", "วันเริ่ม")
    ),
    Field("end_on", date_value, "date", aliases=("วันสิ้นสุดสัญญา", "วันสิ้นสุด")),
    Field("terminated_on", date_value, "date", aliases=("วันเลิกสัญญา", "วันยกเลิกสัญญา")),
    Field(
        "rent_baht",
        number_parser(2),
        "numeric(14,2)",
        required=True,
        aliases=("ค่าเช่า", "ค่าเช่า (บาท)"),
        quantity="money",
    ),
    Field(
        "rent_period",
        choice_parser(PERIODS),
        required=True,
        aliases=("งวด", "งวดค่าเช่า"),
        default="month",
    ),
    Field(
        "deposit_baht",
        number_parser(2),
        "numeric(14,2)",
        aliases=("เงินประกัน", "เงินประกันสัญญา"),
        quantity="money",
    ),
    Field("permitted_use", aliases=("วัตถุประสงค์", "ใช้เพื่อ")),
)


def check(work: Work) -> None:
    """Find asset and tenant; look at the dates."""
    work.refuse_repeated("contract_no")
    check_order(work, "start_on", "end_on", same_allowed=True)
    work.reject_flawed()
    work.resolve("asset_code", "register.asset", "asset_id")
    work.resolve("tenant_code", "register.party", "tenant_id", needed=False)
    work.run(
        "ALTER TABLE incoming ADD COLUMN rent_satang bigint,"
        " ADD COLUMN deposit_satang bigint"
    )
    work.run(
        "UPDATE incoming SET rent_satang = rent_baht * 100,"
        " deposit_satang = deposit_baht * 100,"
        " flawed = array_replace(flawed, 'deposit_baht', 'deposit_satang')"
    )


def promote(work: Work) -> None:
    """Write the leases."""
    told = work.told("end_on", "terminated_on", "permitted_use")
    pairs = (("tenant_code", "tenant_id"), ("deposit_baht", "deposit_satang"))
    named = [column for field, column in pairs if work.told(field)]
    columns = ("asset_id", "start_on", "rent_satang", "rent_period", *told, *named)
    upsert(work, Target("register.lease", ("contract_no",), columns))


KIND = Kind("leases", FIELDS, check, promote)
