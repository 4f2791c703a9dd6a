"""Kind `condos`: condominiums and their units, a row for each unit."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.parcels import VALUE_YEAR
from importers.promote import Target, carry_outcome, stated_values, upsert
from importers.value import code_value, number_parser
from importers.work import Work

FIELDS = (
    Field(
        "condominium_code",
        code_value,
        required=True,
        aliases=("condo_code", "รหัสอาคารชุด", "ทะเบียนอาคารชุด", "เลขทะเบียนอาคารชุด"),
    ),
    Field("condominium_name", aliases=("condo_name", "ชื่ออาคารชุด")),
    Field("parcel_code", code_value, aliases=("รหัสแปลง", "รหัสแปลงที่ดิน")),
    Field(
        "unit_no", required=True, aliases=("room", "room_no", "เลขที่ห้องชุด", "ห้องชุดเลขที่")
    ),
    Field("building_no", aliases=("อาคารเลขที่", "อาคาร")),
    Field("floor_no", aliases=("floor", "ชั้น", "ชั้นที่")),
    Field(
        "area_m2",
        number_parser(2, high="99999999", above=True),
        "numeric(10,2)",
        aliases=("พื้นที่", "เนื้อที่", "พื้นที่ (ตร.ม.)", "area"),
        quantity="area_m2",
    ),
    Field("code", code_value, aliases=("unit_code", "รหัสห้องชุด")),
    Field(
        "appraised_value",
        number_parser(2, high="99999999999999"),
        "numeric(16,2)",
        aliases=("ราคาประเมิน",),
        quantity="money",
    ),
    VALUE_YEAR,
)


def check(work: Work) -> None:
    """Name units without a code; find the parcels."""
    work.run(
        "UPDATE incoming SET code = concat_ws('-', condominium_code, building_no,"
        " 'U' || unit_no) WHERE code IS NULL"
    )
    work.refuse_repeated("code")
    work.resolve("parcel_code", "register.parcel", "parcel_id", needed=False)


def promote(work: Work) -> None:
    """Write condominiums, then units, then stated values."""
    _condominiums(work)
    work.run("ALTER TABLE incoming ADD COLUMN condominium_id bigint")
    work.run(
        "UPDATE incoming i SET condominium_id = c.id FROM register.condominium c"
        " WHERE c.code = i.condominium_code"
    )
    told = work.told("building_no", "floor_no", "area_m2")
    columns = ("condominium_id", "unit_no", *told)
    upsert(work, Target("register.unit", ("code",), columns))
    carry_outcome(work, "house")
    work.run("DROP TABLE house")
    stated_values(work, "unit_id")


def _condominiums(work: Work) -> None:
    """Write each condominium once, as its first unit describes it."""
    work.run(
        "CREATE TEMP TABLE house ON COMMIT DROP AS"
        " SELECT DISTINCT ON (condominium_code) row_no, NULL::text AS outcome,"
        " NULL::bigint AS target_id, flawed, condominium_code AS code,"
        " condominium_name AS name, parcel_id"
        " FROM incoming ORDER BY condominium_code, row_no"
    )
    told = [
        column
        for field, column in (
            ("condominium_name", "name"),
            ("parcel_code", "parcel_id"),
        )
        if work.told(field)
    ]
    upsert(work, Target("register.condominium", ("code",), tuple(told)), "house")


KIND = Kind("condos", FIELDS, check, promote)
