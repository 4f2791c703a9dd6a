"""Kinds `prices-land`, `prices-building` and `prices-condo`: appraisal rounds."""

from __future__ import annotations

from importers.area import leave_out, leave_out_other_sheets
from importers.deed_key import DEED_KEY, DEED_KEY_FIELDS
from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.sharing import check_order
from importers.value import code_value, number_parser, year_be_value
from importers.work import Work

YEARS = (
    Field(
        "from_year_be",
        year_be_value,
        "integer",
        required=True,
        aliases=("ตั้งแต่ปี", "ปีเริ่ม", "ปีที่ใช้ราคา"),
    ),
    Field("to_year_be", year_be_value, "integer", aliases=("ถึงปี", "ปีสิ้นสุด")),
)

LAND_FIELDS = (
    Field("parcel_code", code_value, aliases=("รหัสแปลง", "รหัสแปลงที่ดิน")),
    Field("block_code", code_value, aliases=("block_id", "รหัสเขตย่อย", "เขตย่อย")),
    *DEED_KEY_FIELDS,
    *YEARS,
    Field(
        "price_baht_per_wa",
        number_parser(2),
        "numeric(14,2)",
        required=True,
        aliases=("evaprice", "curr_evaprice", "ราคาประเมิน", "ราคาต่อตารางวา",
                 "ราคา (บาท/ตร.ว.)"),
        quantity="price_per_wa",
    ),
)  # fmt: skip

BUILDING_FIELDS = (
    Field(
        "type_code",
        required=True,
        aliases=("buildingtype", "รหัสประเภท", "รหัสประเภทสิ่งปลูกสร้าง"),
    ),
    Field("name", aliases=("ชื่อประเภท", "ประเภทสิ่งปลูกสร้าง")),
    *YEARS,
    Field(
        "price_baht_per_m2",
        number_parser(2),
        "numeric(14,2)",
        required=True,
        aliases=("ราคาประเมิน", "ราคาต่อตารางเมตร", "ราคา (บาท/ตร.ม.)"),
    ),
)

CONDO_FIELDS = (
    Field(
        "condominium_code",
        code_value,
        required=True,
        aliases=("condo_code", "รหัสอาคารชุด", "เลขทะเบียนอาคารชุด"),
    ),
    Field("floor_no", aliases=("ชั้น", "ชั้นที่")),
    Field("unit_no", aliases=("เลขที่ห้องชุด",)),
    *YEARS,
    Field(
        "price_baht_per_m2",
        number_parser(2),
        "numeric(14,2)",
        required=True,
        aliases=("ราคาประเมิน", "ราคาต่อตารางเมตร", "ราคา (บาท/ตร.ม.)"),
    ),
)


def check_land(work: Work) -> None:
    """Each price is for one parcel, block or deed key."""
    work.problem(
        "price.one_key",
        "num_nonnulls(i.parcel_code, i.block_code, i.utm_map1) <> 1",
        value="concat_ws(' ', i.parcel_code, i.block_code, i.utm_map1)",
    )
    work.reject_flawed()
    leave_out_other_sheets(work)
    deed = ", ".join(DEED_KEY)
    work.run("ALTER TABLE incoming ADD COLUMN key text")
    work.run(
        "UPDATE incoming SET key = CASE"
        " WHEN parcel_code IS NOT NULL THEN 'parcel ' || parcel_code"
        " WHEN block_code IS NOT NULL THEN 'block ' || block_code"
        f" ELSE concat_ws(' ', 'deed', {deed}) END"
    )
    _check(work)


def promote_land(work: Work) -> None:
    """Write the land prices."""
    key = ("key", "from_year_be")
    objects = ("parcel_code", "block_code", *DEED_KEY)
    told = work.told("to_year_be")
    columns = (*objects, *told, "price_baht_per_wa")
    upsert(work, Target("register.land_price", key, columns))


def check_building(work: Work) -> None:
    """One price for a type and round."""
    work.run("ALTER TABLE incoming ADD COLUMN key text")
    work.run("UPDATE incoming SET key = type_code")
    _check(work)


def promote_building(work: Work) -> None:
    """Write the prices of building types."""
    told = work.told("name", "to_year_be")
    key = ("type_code", "from_year_be")
    columns = (*told, "price_baht_per_m2")
    upsert(work, Target("register.building_price", key, columns))


def check_condo(work: Work) -> None:
    """One price for a condominium, floor, unit and round.

    The Treasury's list is of the whole country: where condominiums are known, those
    of others are left out.
    """
    leave_out(
        work,
        "NOT EXISTS (SELECT FROM register.condominium t"
        " WHERE t.code = i.condominium_code)"
        " AND EXISTS (SELECT FROM register.condominium)",
    )
    work.run("ALTER TABLE incoming ADD COLUMN key text")
    work.run(
        "UPDATE incoming SET key = concat_ws(' ', condominium_code,"
        " 'floor ' || floor_no, 'unit ' || unit_no)"
    )
    _check(work)


def promote_condo(work: Work) -> None:
    """Write the condominium prices."""
    columns = ("condominium_code", "floor_no", "unit_no", *work.told("to_year_be"))
    key = ("key", "from_year_be")
    target = Target("register.condo_price", key, (*columns, "price_baht_per_m2"))
    upsert(work, target)


def _check(work: Work) -> None:
    check_order(work, "from_year_be", "to_year_be", same_allowed=True)
    work.refuse_repeated("key", "from_year_be")


LAND = Kind("prices-land", LAND_FIELDS, check_land, promote_land)
BUILDING = Kind("prices-building", BUILDING_FIELDS, check_building, promote_building)
CONDO = Kind("prices-condo", CONDO_FIELDS, check_condo, promote_condo)
