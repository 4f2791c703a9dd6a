"""Thai column headers and words of the demo's tables.

``importers/profiles/demo.yaml`` reads them back; a test holds the two together.
"""

from __future__ import annotations

Headers = dict[str, str]
Words = dict[str, dict[str, str]]

PARTY_HEADERS: Headers = {
    "code": "เลขที่ ผ.ท.4",
    "kind": "ประเภทบุคคล",
    "title": "คำนำหน้า",
    "name": "ชื่อ",
    "surname": "นามสกุล",
    "id_number": "เลขประจำตัว",
    "phone": "โทรศัพท์",
    "address": "ที่อยู่",
}
# personType of LTAX Online.
PARTY_WORDS: Words = {
    "kind": {
        "person": "1", "company": "2", "state_enterprise": "3", "government": "4",
        "association": "5", "foundation": "6", "temple": "7", "other": "8",
    }
}  # fmt: skip

_OBJECTS = {"parcel": "ที่ดิน", "building": "สิ่งปลูกสร้าง", "unit": "ห้องชุด"}

RIGHT_HEADERS: Headers = {
    "object_kind": "ประเภททรัพย์สิน",
    "object_code": "รหัสทรัพย์สิน",
    "party_code": "เลขที่ ผ.ท.4",
    "kind": "ฐานะ",
    "share": "สัดส่วน",
    "start_on": "วันที่ได้สิทธิ",
    "end_on": "วันที่สิ้นสิทธิ",
    "home_from_year_be": "บ้านหลังหลักตั้งแต่ปี",
    "home_to_year_be": "บ้านหลังหลักถึงปี",
}
RIGHT_WORDS: Words = {
    "object_kind": _OBJECTS,
    "kind": {"owner": "เจ้าของ", "possessor": "ผู้ครอบครอง"},
}

USE_HEADERS: Headers = {
    "object_kind": "ประเภททรัพย์สิน",
    "object_code": "รหัสทรัพย์สิน",
    "from_year_be": "ตั้งแต่ปีภาษี",
    "to_year_be": "ถึงปีภาษี",
    "position": "ลำดับ",
    "use": "การใช้ประโยชน์",
    "amount": "เนื้อที่ใช้",
    "vacant_since_be": "ว่างตั้งแต่ปีภาษี",
    "exempt_under": "ยกเว้นตามมาตรา",
    "reduction_pct": "ลดร้อยละ",
}
USE_WORDS: Words = {
    "object_kind": _OBJECTS,
    "use": {
        "agriculture": "เกษตรกรรม",
        "residential": "อยู่อาศัย",
        "other": "อื่นๆ",
        "vacant": "ว่างเปล่า",
        "exempt": "ได้รับยกเว้น",
    },
}

CONDO_HEADERS: Headers = {
    "condominium_code": "ทะเบียนอาคารชุด",
    "condominium_name": "ชื่ออาคารชุด",
    "parcel_code": "รหัสแปลง",
    "unit_no": "เลขที่ห้องชุด",
    "building_no": "อาคาร",
    "floor_no": "ชั้น",
    "area_m2": "เนื้อที่ ตร.ม.",
    "code": "รหัสห้องชุด",
}
CONDO_PRICE_HEADERS: Headers = {
    "condominium_code": "ทะเบียนอาคารชุด",
    "floor_no": "ชั้น",
    "unit_no": "เลขที่ห้องชุด",
    "price_baht_per_m2": "ราคาประเมินต่อ ตร.ม.",
}
BUILDING_PRICE_HEADERS: Headers = {
    "type_code": "รหัสแบบ",
    "name": "แบบสิ่งปลูกสร้าง",
    "price_baht_per_m2": "ราคาประเมินต่อ ตร.ม.",
}

SIGN_HEADERS: Headers = {
    "code": "รหัสป้าย",
    "kind": "ชนิดป้าย",
    "parcel_code": "รหัสแปลง",
    "building_code": "รหัสสิ่งปลูกสร้าง",
    "owner_code": "เลขที่ ผ.ท.4",
    "business_name": "ชื่อกิจการ",
    "content": "ข้อความ",
    "text_class": "ประเภทป้าย",
    "moving": "เคลื่อนที่",
    "width_cm": "กว้าง ซม.",
    "height_cm": "ยาว ซม.",
    "sides": "จำนวนด้าน",
    "installed_on": "วันที่ติดตั้ง",
    "removed_on": "วันที่รื้อถอน",
    "exempt_under": "ยกเว้นตามมาตรา",
    "x": "พิกัด E",
    "y": "พิกัด N",
}
SIGN_WORDS: Words = {
    "kind": {"permanent": "ถาวร", "temporary": "ชั่วคราว"},
    "text_class": {
        "thai": "1 อักษรไทยล้วน",
        "mixed": "2 อักษรไทยปนต่างประเทศ",
        "foreign": "3 ไม่มีอักษรไทย",
    },
}

ASSET_HEADERS: Headers = {
    "code": "รหัสทรัพย์สิน",
    "kind": "ประเภท",
    "owner": "เจ้าของ",
    "name": "ชื่อทรัพย์สิน",
    "parcel_code": "รหัสแปลง",
    "building_code": "รหัสสิ่งปลูกสร้าง",
    "x": "พิกัด E",
    "y": "พิกัด N",
}
ASSET_WORDS: Words = {
    "kind": {
        "land": "ที่ดิน", "building": "อาคาร", "stall": "แผงค้า", "hall": "หอประชุม",
        "sign_site": "จุดติดตั้งป้าย",
    },
    "owner": {"municipal": "เทศบาล", "treasury": "ราชพัสดุ"},
}  # fmt: skip

LEASE_HEADERS: Headers = {
    "contract_no": "สัญญาเลขที่",
    "asset_code": "รหัสทรัพย์สิน",
    "tenant_code": "ผู้เช่า เลขที่ ผ.ท.4",
    "start_on": "วันเริ่มสัญญา",
    "end_on": "วันสิ้นสุดสัญญา",
    "terminated_on": "วันเลิกสัญญา",
    "rent_baht": "ค่าเช่า บาท",
    "rent_period": "งวด",
    "deposit_baht": "เงินประกัน บาท",
    "permitted_use": "วัตถุประสงค์",
}
LEASE_WORDS: Words = {"rent_period": {"month": "รายเดือน", "year": "รายปี"}}

PERMIT_HEADERS: Headers = {
    "permit_no": "เลขที่ใบอนุญาต",
    "applicant_name": "ผู้ขออนุญาต",
    "purpose": "วัตถุประสงค์",
    "sign_kind": "ชนิดป้าย",
    "content": "ข้อความ",
    "place": "บริเวณ",
    "parcel_code": "รหัสแปลง",
    "width_cm": "กว้าง ซม.",
    "height_cm": "ยาว ซม.",
    "sides": "จำนวนด้าน",
    "quantity": "จำนวนป้าย",
    "start_on": "ตั้งแต่วันที่",
    "end_on": "ถึงวันที่",
    "fee_baht": "ค่าธรรมเนียม",
    "receipt_no": "ใบเสร็จ",
    "status": "สถานะ",
    "removed_on": "วันที่รื้อถอน",
}

DEED_HEADERS: Headers = {
    "deed_no": "เลขที่โฉนด",
    "utm_map1": "ระวาง 1",
    "utm_map2": "ระวาง 2",
    "utm_map3": "ระวาง 3",
    "utm_map4": "ระวาง 4",
    "utm_scale": "มาตราส่วน",
    "land_no": "เลขที่ดิน",
    "survey_no": "หน้าสำรวจ",
    "rai": "ไร่",
    "ngan": "งาน",
    "wa": "ตารางวา",
}
