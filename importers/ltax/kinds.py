"""A kind for each of the six sheets; `importers.ltax.workbook` loads them together."""

from __future__ import annotations

from collections.abc import Callable

from importers import buildings, parcels, parties, signs
from importers.kind import Field, Kind
from importers.ltax import promote
from importers.ltax.cells import row_work
from importers.ltax.values import (
    building_use_value,
    land_use_value,
    sign_class_value,
)
from importers.value import (
    Parser,
    code_value,
    date_value,
    number_parser,
    share_value,
    text_value,
    year_be_value,
)
from importers.work import Work
from kkmgis.ltax.layout import (
    BUILDING_USES,
    BUILDINGS,
    LAND,
    LAND_USES,
    OWNERS,
    SIGNS,
    Sheet,
)

KIND_OF = {
    "owner": "ltax-owners",
    "land": "ltax-land",
    "building": "ltax-buildings",
    "building_use": "ltax-building-uses",
    "land_use": "ltax-land-uses",
    "sign": "ltax-signs",
}
"""Name of a sheet → name of its kind."""

_YEAR = Field("year_be", year_be_value, "integer", aliases=("ปีภาษี",))
_AREA = number_parser(4, high="9999999999")


def _like(kind: Kind, name: str, header: str) -> Field:
    """Read a column as another kind reads the field of that name."""
    field = kind.field(name)
    if field is None:
        raise AssertionError(f"{kind.name} has no field {name}")
    return Field(
        name, field.parse, field.type, (header,), field.required,
        personal=field.personal, default=field.default,
    )  # fmt: skip


def _number(name: str, header: str, parse: Parser = _AREA) -> Field:
    return Field(name, parse, "numeric", aliases=(header,))


def _code(name: str, header: str, *, required: bool = False) -> Field:
    return Field(name, code_value, aliases=(header,), required=required)


def _kind(
    sheet: Sheet,
    fields: tuple[Field, ...],
    check: Callable[[Work], None],
    write: Callable[[Work], None],
) -> Kind:
    return Kind(
        KIND_OF[sheet.name], (*fields, _YEAR), check, write, row_work=row_work(sheet)
    )


OWNER_KIND = _kind(
    OWNERS,
    (
        Field("code", code_value, required=True),
        _like(parties.KIND, "kind", "ประเภทบุคคล"),
        _like(parties.KIND, "title", "คำนำหน้า"),
        _like(parties.KIND, "name", "ชื่อ"),
        _like(parties.KIND, "surname", "นามสกุล"),
        _like(parties.KIND, "id_number", "เลขบัตรประชาชน"),
        _like(parties.KIND, "phone", "โทรศัพท์"),
        Field("address", personal=True),
    ),
    promote.check_owners,
    promote.promote_owners,
)

LAND_KIND = _kind(
    LAND,
    (
        _code("code", "รหัสแปลงที่ดิน", required=True),
        _like(parcels.KIND, "doc_type", "ประเภทเอกสาร"),
        _like(parcels.KIND, "deed_no", "เลขที่เอกสาร"),
        _like(parcels.KIND, "survey_no", "หน้าสำรวจ"),
        _like(parcels.KIND, "utm_map1", "ระวาง"),
        _like(parcels.KIND, "utm_map2", "แผนที่ระวางภูมิประเทศ"),
        _like(parcels.KIND, "utm_map3", "ระวางUTM"),
        _like(parcels.KIND, "utm_map4", "แผ่นที่ระวางUTM"),
        _like(parcels.KIND, "utm_scale", "มาตราส่วน"),
        _like(parcels.KIND, "land_no", "เลขที่ดิน"),
        _like(parcels.KIND, "moo", "หมู่ที่"),
        _like(parcels.KIND, "soi", "ซอย"),
        _like(parcels.KIND, "road", "ถนน"),
        _like(parcels.KIND, "tambon", "ตำบล"),
        _like(parcels.KIND, "note", "หมายเหตุ"),
        _number("rai", "ไร่"),
        _number("ngan", "งาน"),
        _number("wa", "ตร.วา"),
        _number("total_wa", "รวมเนื้อที่ทั้งหมด (ตร.ว.)"),
        _number("price_per_wa", "ราคาต่อตร.วา", number_parser(2)),
    ),
    promote.check_land,
    promote.promote_land,
)

BUILDING_KIND = _kind(
    BUILDINGS,
    (
        _code("code", "รหัสสิ่งปลูกสร้าง", required=True),
        _code("parcel_code", "รหัสแปลงที่ดิน"),
        _like(buildings.KIND, "type_code", "ประเภทอาคาร"),
        _like(buildings.KIND, "structure", "โครงสร้าง"),
        _like(buildings.KIND, "storeys", "จำนวนชั้น"),
        _like(buildings.KIND, "floor_area_m2", "ขนาดพื้นที่ทั้งอาคาร(ตร.ม.)"),
        _like(buildings.KIND, "built_year_be", "ปีที่สร้าง"),
        _like(buildings.KIND, "house_no", "เลขที่บ้าน"),
        _like(buildings.KIND, "note", "หมายเหตุ"),
        _number("age", "อายุสิ่งปลูกสร้าง (ปี)", number_parser(0, high="400")),
        Field("share", share_value, aliases=("สัดส่วนกรรมสิทธิ์",)),
    ),
    promote.check_buildings,
    promote.promote_buildings,
)

BUILDING_USE_KIND = _kind(
    BUILDING_USES,
    (
        _code("code", "รหัสสิ่งปลูกสร้าง", required=True),
        Field("told_use", building_use_value, aliases=("ประเภทการใช้งาน",)),
        _number("amount", "พื้นที่รวม(ตร.ม.)", number_parser(4, above=True)),
    ),
    promote.check_building_uses,
    promote.promote_building_uses,
)

LAND_USE_KIND = _kind(
    LAND_USES,
    (
        _code("code", "รหัสแปลงที่ดิน", required=True),
        Field("told_use", land_use_value, aliases=("ประเภทการใช้ประโยชน์",)),
        _number("rai", "ไร่"),
        _number("ngan", "งาน"),
        _number("wa", "ตร.วา"),
    ),
    promote.check_land_uses,
    promote.promote_land_uses,
)

SIGN_KIND = _kind(
    SIGNS,
    (
        _code("code", "รหัสป้าย", required=True),
        _code("parcel_code", "รหัสแปลงที่ดิน"),
        _like(signs.KIND, "business_name", "ชื่อสถานประกอบการค้า/กิจการ"),
        Field("installed_on", date_value, "date", ("วันที่ติดตั้งป้าย",)),
        Field("told_class", sign_class_value, aliases=("ประเภทป้าย",)),
        Field("shown_class", sign_class_value, aliases=("ป้ายแสดง",)),
        _like(signs.KIND, "width_cm", "กว้าง (ซม.)"),
        _like(signs.KIND, "height_cm", "ยาว (ซม.)"),
        _like(signs.KIND, "sides", "จำนวนด้าน"),
        Field("content", text_value, aliases=("ข้อความภายในป้าย",)),
    ),
    promote.check_signs,
    promote.promote_signs,
)

LTAX_KINDS = (
    OWNER_KIND, LAND_KIND, BUILDING_KIND, BUILDING_USE_KIND, LAND_USE_KIND, SIGN_KIND,
)  # fmt: skip
