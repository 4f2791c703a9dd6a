"""The six sheets of the workbook, and what of the register stands in each column.

Headers are those of a layout in use among municipalities (not the Department's own).
The expression of a column says how the register fills it, in SQL over the ``FROM``
clause of its sheet; a column without one only keeps what a workbook told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kkmgis.ltax.codes import (
    BUILDING_USE_CODES,
    DOCUMENT_CODES,
    PARTY_CODES,
    SIGN_CLASS,
    STRUCTURE_CODES,
    land_use_code,
)

SheetName = Literal["owner", "land", "building", "building_use", "land_use", "sign"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    header : str
    filled_by : str
        SQL expression giving text, or empty.
    personal : bool
        What a workbook tells here is sealed.
    party : bool
        Refers to a party: the expression gives its code, the workbook has its
        identity number, or ``#`` and the code of a party that has none.
    """

    header: str
    filled_by: str = ""
    personal: bool = False
    party: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    name : str
        As the table ``register.ltax_row`` has it.
    title : str
        As the workbook has it.
    columns : tuple of Column
    code, owner, position : str
        SQL expressions that say which row it is.
    source : str
        ``FROM`` and ``WHERE``; ``%(year)s`` is the tax year, ``%(day)s`` its first
        day.
    """

    name: SheetName
    title: str
    columns: tuple[Column, ...]
    code: str
    owner: str
    position: str
    source: str

    @property
    def headers(self) -> tuple[str, ...]:
        """Headers in order."""
        return tuple(column.header for column in self.columns)

    @property
    def personal(self) -> tuple[str, ...]:
        """Headers of the columns whose cells are sealed."""
        return tuple(one.header for one in self.columns if one.personal)

    @property
    def query(self) -> str:
        """Select code, owner, position and cells (text[]) of all rows.

        Of a personal column that is no reference the cell is empty: what is sealed
        the database cannot write.
        """
        cells = ", ".join(one.filled_by or "NULL" for one in self.columns)
        return (
            f"SELECT {self.code} AS code, {self.owner} AS owner,"
            f" {self.position}::integer AS position, ARRAY[{cells}]::text[] AS cells"
            f" {self.source}"
        )


def _case(value: str, codes: Mapping[str, str]) -> str:
    whens = " ".join(f"WHEN '{word}' THEN '{code}'" for word, code in codes.items())
    return f"CASE {value} {whens} END"


def _text(value: str) -> str:
    return f"trim_scale({value})::text"


def _kept(*headers: str) -> tuple[Column, ...]:
    return tuple(Column(header) for header in headers)


def _sealed(*headers: str) -> tuple[Column, ...]:
    return tuple(Column(header, personal=True) for header in headers)


def _party(header: str, code: str = "") -> Column:
    return Column(header, code, personal=True, party=True)


NUMBER = "ลำดับ"
"""Number of the row in its sheet."""

_AS_OF = (
    "(r.start_on IS NULL OR r.start_on <= %(day)s)"
    " AND (r.end_on IS NULL OR r.end_on > %(day)s)"
)
_YEARS = "u.from_year_be <= %(year)s AND coalesce(u.to_year_be, %(year)s) >= %(year)s"


def holders(kind: str) -> str:
    """Select who holds the parcels or buildings on the first day of the year.

    Columns ``object_id``, ``party_code``, ``share`` and ``home``.
    """
    return (
        f"(SELECT r.{kind}_id AS object_id, o.code AS party_code,"
        " min(r.share_num || '/' || r.share_den) AS share,"
        " bool_or(coalesce(r.home_from_year_be <= %(year)s"
        " AND coalesce(r.home_to_year_be, %(year)s) >= %(year)s, false)) AS home"
        " FROM register.property_right r JOIN register.party o ON o.id = r.party_id"
        f" WHERE r.{kind}_id IS NOT NULL AND {_AS_OF} GROUP BY 1, 2)"
    )


OWNERS = Sheet(
    name="owner",
    title="1_เจ้าของทรัพย์สิน",
    columns=(
        Column(NUMBER),
        _party("เลขบัตรประชาชน", "p.code"),
        Column("ประเภทบุคคล", _case("p.kind", PARTY_CODES)),
        Column("คำนำหน้า", "p.title"),
        Column("ชื่อ", "p.name"),
        Column("นามสกุล", "p.surname"),
        *_sealed(
            "สัญชาติ", "เลขที่บ้าน", "หมู่ที่", "ซอย", "ถนน", "ตำบล", "อำเภอ", "จังหวัด",
            "รหัสไปรษณีย์", "โทรศัพท์", "สถานะบุคคล", "บ้านเลขที่ปัจจุบัน", "หมู่ที่ปัจจุบัน",
            "ซอยปัจจุบัน", "ถนนปัจจุบัน", "ตำบลปัจจุบัน", "อำเภอปัจจุบัน", "จังหวัดปัจจุบัน",
            "รหัสไปรษณีย์ปัจจุบัน", "อีเมล", "ที่อยู่เพื่อส่งจดหมาย",
        ),
    ),
    code="p.code",
    owner="''",
    position="1",
    source="FROM register.party p",
)  # fmt: skip

LAND = Sheet(
    name="land",
    title="2_ที่ดิน",
    columns=(
        Column(NUMBER),
        _party("เลขบัตรเจ้าของที่ดิน", "h.party_code"),
        Column("รหัสแปลงที่ดิน", "p.code"),
        Column("ประเภทเอกสาร", _case("p.doc_type", DOCUMENT_CODES)),
        Column("เลขที่เอกสาร", "p.deed_no"),
        Column("หน้าสำรวจ", "p.survey_no"),
        Column("เล่มที่"),
        Column("ระวาง", "p.utm_map1"),
        Column("แผนที่ระวางภูมิประเทศ", "p.utm_map2"),
        Column("ระวางUTM", "p.utm_map3"),
        Column("มาตราส่วน", "p.utm_scale"),
        Column("เลขที่ดิน", "p.land_no"),
        Column("หมู่ที่", "p.moo"),
        Column("ไร่", _text("div(p.area_wa, 400)")),
        Column("งาน", _text("div(mod(p.area_wa, 400), 100)")),
        Column("ตร.วา", _text("mod(p.area_wa, 100)")),
        Column("ตำบล", "p.tambon"),
        *_kept("อำเภอ", "จังหวัด"),
        Column("รวมราคาประเมินที่ดิน (บาท)", _text("round(p.area_wa * v.price, 2)")),
        *_kept("ประเภทการใช้ประโยชน์", "ผู้ทำประโยชน์", "การเกษตรที่ทำ", "Path รูปที่ดิน",
               "รหัสกลุ่มที่ดิน"),
        Column("แผ่นที่ระวางUTM", "p.utm_map4"),
        Column("หน้าที่"),
        Column("ถนน", "p.road"),
        Column("ซอย", "p.soi"),
        Column("รวมเนื้อที่ทั้งหมด (ตร.ว.)", _text("p.area_wa")),
        Column("ราคาต่อตร.วา", _text("v.price")),
        Column("หมายเหตุ", "p.note"),
        Column("หมายเหตุเจ้าหน้าที่"),
    ),
    code="p.code",
    owner="coalesce(h.party_code, '')",
    position="1",
    source=(
        "FROM register.parcel p LEFT JOIN register.block b ON b.id = p.block_id"
        f" LEFT JOIN {holders('parcel')} h ON h.object_id = p.id"
        # The most particular price counts: parcel, then deed, then block.
        " LEFT JOIN LATERAL (SELECT l.price_baht_per_wa AS price"
        " FROM register.land_price l WHERE l.key IN ('parcel ' || p.code,"
        " 'block ' || b.code, concat_ws(' ', 'deed', p.utm_map1, p.utm_map2,"
        " p.utm_map3, p.utm_map4, p.utm_scale, p.land_no))"
        " AND l.from_year_be <= %(year)s"
        " AND coalesce(l.to_year_be, %(year)s) >= %(year)s"
        " ORDER BY l.parcel_code IS NULL, l.utm_map1 IS NULL, l.from_year_be DESC"
        " LIMIT 1) v ON true WHERE p.status = 'current'"
    ),
)  # fmt: skip

BUILDINGS = Sheet(
    name="building",
    title="3_สิ่งปลูกสร้าง",
    columns=(
        Column(NUMBER),
        _party("เลขบัตรเจ้าของที่ดิน", "l.party_code"),
        _party("เลขบัตรเจ้าของสิ่งปลูกสร้าง", "h.party_code"),
        Column("รหัสแปลงที่ดิน", "p.code"),
        Column("รหัสสิ่งปลูกสร้าง", "b.code"),
        Column("รหัสอาคาร"),
        Column("เลขที่บ้าน", "b.house_no"),
        *_kept("หมู่ที่", "ซอย", "ถนน"),
        Column("ประเภทอาคาร", "b.type_code"),
        Column("โครงสร้าง", _case("b.structure", STRUCTURE_CODES)),
        Column("จำนวนชั้น", "b.storeys::text"),
        *_kept("กว้าง(ม.)", "ยาว(ม.)", "เนื้อที่ที่ดิน"),
        Column("ปีที่สร้าง", "b.built_year_be::text"),
        *_kept("ประเภทการใช้งาน", "พื้นที่พาณิชย์"),
        Column("สัดส่วนกรรมสิทธิ์", "h.share"),
        *_kept("Path รูปภาพ", "หมู่บ้าน/ชุมชน"),
        Column("ขนาดพื้นที่ทั้งอาคาร(ตร.ม.)", _text("b.floor_area_m2")),
        Column(
            "อายุสิ่งปลูกสร้าง (ปี)",
            "greatest(%(year)s - 1 - b.built_year_be, 0)::text",
        ),
        *_kept("ราคาประเมินต่อตร.ม.", "ราคาประเมินทุนทรัพย์", "หักค่าเสื่อม",
               "คงเหลือราคาประเมิน"),
        Column("หมายเหตุ", "b.note"),
        Column("หมายเหตุเจ้าหน้าที่"),
    ),
    code="b.code",
    owner="coalesce(h.party_code, '')",
    position="1",
    source=(
        "FROM register.building b LEFT JOIN register.parcel p ON p.id = b.parcel_id"
        f" LEFT JOIN {holders('building')} h ON h.object_id = b.id"
        " LEFT JOIN (SELECT object_id, min(party_code) AS party_code"
        f" FROM {holders('parcel')} o GROUP BY 1) l ON l.object_id = p.id"
    ),
)  # fmt: skip

BUILDING_USES = Sheet(
    name="building_use",
    title="3_สิ่งปลูกสร้าง_ใช้ประโยชน์",
    columns=(
        _party("เลขบัตรเจ้าของสิ่งปลูกสร้าง", "h.party_code"),
        Column("รหัสสิ่งปลูกสร้าง", "b.code"),
        Column(
            "ประเภทการใช้งาน",
            "CASE u.use WHEN 'exempt' THEN 'ยกเว้น ' || u.exempt_under"
            f" ELSE {_case('u.use', BUILDING_USE_CODES)} END",
        ),
        *_kept("เต็มพื้นที่ทุกชั้น", "ชั้นที่", "กว้าง(ม.)", "ยาว(ม.)"),
        Column("พื้นที่รวม(ตร.ม.)", _text("u.amount")),
        *_kept("ขนาดพื้นที่คงเหลือ(ตร.ม.)", "ลักษณะการใช้", "หมายเหตุ"),
    ),
    code="b.code",
    owner="''",
    position="u.position",
    source=(
        "FROM register.property_use u JOIN register.building b ON b.id = u.building_id"
        " LEFT JOIN (SELECT object_id, min(party_code) AS party_code"
        f" FROM {holders('building')} o GROUP BY 1) h ON h.object_id = b.id"
        f" WHERE {_YEARS}"
    ),
)

LAND_USES = Sheet(
    name="land_use",
    title="2_ที่ดิน_ใช้ประโยชน์",
    columns=(
        _party("เลขบัตรเจ้าของที่ดิน", "h.party_code"),
        Column("รหัสแปลงที่ดิน", "p.code"),
        Column("ประเภทการใช้ประโยชน์", land_use_code("u", "(h.home OR s.own)", "s.home")),
        Column("ไร่", _text("div(u.amount, 400)")),
        Column("งาน", _text("div(mod(u.amount, 400), 100)")),
        Column("ตร.วา", _text("mod(u.amount, 100)")),
        *_kept("ผู้ทำประโยชน์", "ใช้โดย"),
        _party("เลขบัตรผู้ทำประโยชน์"),
        *_kept("การเกษตรที่ทำ", "Path รูปที่ดิน", "หมายเหตุ"),
    ),
    code="p.code",
    owner="''",
    position="u.position",
    source=(
        "FROM register.property_use u JOIN register.parcel p"
        " ON p.id = u.parcel_id AND p.status = 'current'"
        " LEFT JOIN (SELECT object_id, min(party_code) AS party_code,"
        f" bool_or(home) AS home FROM {holders('parcel')} o GROUP BY 1) h"
        " ON h.object_id = p.id"
        # Somebody's home stands on it, whose land it need not be.
        " LEFT JOIN (SELECT b.parcel_id,"
        " bool_or(o.home AND l.party_code IS NOT NULL) AS own,"
        " bool_or(o.home AND l.party_code IS NULL) AS home"
        f" FROM {holders('building')} o JOIN register.building b ON b.id = o.object_id"
        f" LEFT JOIN {holders('parcel')} l"
        " ON l.object_id = b.parcel_id AND l.party_code = o.party_code"
        " GROUP BY 1) s ON s.parcel_id = p.id"
        f" WHERE {_YEARS}"
    ),
)

SIGNS = Sheet(
    name="sign",
    title="ป้าย",
    columns=(
        Column("รหัสป้าย", "s.code"),
        _party("เลขบัตรเจ้าของป้าย", "o.code"),
        Column("ชื่อสถานประกอบการค้า/กิจการ", "s.business_name"),
        Column(
            "วันที่ติดตั้งป้าย",
            "to_char(s.installed_on, 'DD/MM/')"
            " || (extract(year FROM s.installed_on)::integer + 543)",
        ),
        *_kept("บ้านเลขที่", "หมู่", "ตรอก/ซอย", "ถนน", "ชุมชน", "อำเภอ", "ตำบล",
               "ป้ายแสดง"),
        Column("ประเภทป้าย", SIGN_CLASS),
        Column("กว้าง (ซม.)", _text("s.width_cm")),
        Column("ยาว (ซม.)", _text("s.height_cm")),
        Column("จำนวนด้าน", "s.sides::text"),
        Column("ข้อความภายในป้าย", "s.content"),
        *_kept("งวดที่ติดตั้งป้าย", "จังหวัด", "รหัสไปรษณีย์"),
        *_sealed("โทรศัพท์"),
        Column("Path รูปภาพ"),
        Column("รหัสแปลงที่ดิน", "p.code"),
        Column("เนื้อที่ป้าย (ตร.ซม.)", _text("s.width_cm * s.height_cm * s.sides")),
        *_kept("จำนวนหน่วย", "อัตราภาษีป้าย", "รวมเงินภาษี (บาท)", "หมายเหตุ",
               "หมายเหตุเจ้าหน้าที่"),
    ),
    code="s.code",
    owner="''",
    position="1",
    source=(
        "FROM register.sign s LEFT JOIN register.party o ON o.id = s.owner_id"
        " LEFT JOIN register.parcel p ON p.id = s.parcel_id"
        " WHERE s.kind = 'permanent'"
        " AND (s.removed_on IS NULL OR s.removed_on > %(day)s)"
    ),
)  # fmt: skip

SHEETS = (OWNERS, LAND, LAND_USES, BUILDINGS, BUILDING_USES, SIGNS)
"""In the order of the workbook."""

LOADED = (OWNERS, LAND, BUILDINGS, BUILDING_USES, LAND_USES, SIGNS)
"""In the order in which they are read: a home on land of another needs its house."""
