"""Kind `parties`: owners, possessors and tenants; what identifies them is sealed."""

from __future__ import annotations

from importers.kind import Field, Kind
from importers.promote import Target, upsert
from importers.value import choice_parser, code_value
from importers.work import Work

# LTAX's numbers of kinds of persons.
PARTY_KINDS = {
    "1": "person", "บุคคลธรรมดา": "person", "บุคคล": "person",
    "2": "company", "นิติบุคคล": "company", "บริษัท": "company",
    "3": "state_enterprise", "รัฐวิสาหกิจ": "state_enterprise",
    "4": "government", "ส่วนราชการ": "government", "หน่วยงานราชการ": "government",
    "5": "association", "สมาคม": "association",
    "6": "foundation", "มูลนิธิ": "foundation",
    "7": "temple", "วัด": "temple", "ศาสนสถาน": "temple",
    "8": "other", "อื่นๆ": "other", "อื่น ๆ": "other",
}  # fmt: skip

FIELDS = (
    Field(
        "code",
        code_value,
        required=True,
        aliases=("owner_code", "assetreg4", "รหัสเจ้าของ", "เลขที่ผ.ท.4", "ผ.ท.4"),
    ),
    Field(
        "kind",
        choice_parser(PARTY_KINDS),
        aliases=("persontype", "person_type", "ประเภทบุคคล", "ประเภทเจ้าของ"),
        required=True,
        default="person",
    ),
    Field("title", aliases=("prefixname", "prefix", "คำนำหน้า", "คำนำหน้าชื่อ")),
    Field("name", required=True, aliases=("firstname", "first_name", "ชื่อ")),
    Field("surname", aliases=("lastname", "last_name", "นามสกุล", "สกุล")),
    Field(
        "id_number",
        aliases=("psnid", "card_id", "cardid", "เลขประจำตัวประชาชน", "เลขบัตรประชาชน",
                 "เลขประจำตัวผู้เสียภาษี"),
        personal=True,
    ),
    Field("phone", aliases=("tel", "mobile", "โทรศัพท์", "เบอร์โทร"), personal=True),
    Field("address", aliases=("addr", "ที่อยู่"), personal=True),
)  # fmt: skip

SEALED = {
    "id_number": ("id_number_cipher", "id_number_hash"),
    "phone": ("phone_cipher",),
    "address": ("address_cipher",),
}


def check(work: Work) -> None:
    """Refuse a second row of the same party."""
    work.refuse_repeated("code")


def promote(work: Work) -> None:
    """Write parties, and their sealed facts beside them."""
    columns = work.told("title", "name", "surname")
    columns = (*columns, "kind") if work.told("kind") else columns
    at_first = () if work.told("kind") else ("kind",)
    target = Target("register.party", ("code",), columns, at_first)
    upsert(work, target)
    told = [column for field in work.told(*SEALED) for column in SEALED[field]]
    if told:
        _write_sealed(work, told)


def _write_sealed(work: Work, columns: list[str]) -> None:
    """Write sealed facts that are new or differ; keep the former ones for undo."""
    names = ", ".join(columns)
    new = ", ".join(f"i.{column}" for column in columns)
    old = ", ".join(f"t.{column}" for column in columns)
    differs = f"t.party_id = i.target_id AND ROW({old}) IS DISTINCT FROM ROW({new})"
    former = ", ".join(f"'{c}', encode(t.{c}, 'hex')" for c in columns)
    # Of a known party without sealed facts nothing is noted: null.
    work.run(
        "UPDATE staging.batch SET details = details || jsonb_build_object("
        "'replaced_identity', (SELECT jsonb_object_agg(party_id, facts) FROM ("
        f" SELECT t.party_id, jsonb_build_object({former}) AS facts"
        f" FROM incoming i, private.party_identity t WHERE {differs}"
        " UNION ALL SELECT i.target_id, NULL FROM incoming i"
        f" WHERE i.outcome <> 'loaded' AND num_nonnulls({new}) > 0 AND NOT EXISTS"
        " (SELECT FROM private.party_identity t WHERE t.party_id = i.target_id)) f))"
        " WHERE id = history.batch()"
    )
    work.run(
        "UPDATE incoming i SET outcome = 'updated'"
        f" WHERE i.outcome = 'unchanged' AND num_nonnulls({new}) > 0 AND NOT EXISTS"
        " (SELECT FROM private.party_identity t WHERE t.party_id = i.target_id)"
    )
    work.run(
        "UPDATE incoming i SET outcome = 'updated' FROM private.party_identity t"
        f" WHERE {differs} AND i.outcome = 'unchanged'"
    )
    assign = ", ".join(f"{column} = i.{column}" for column in columns)
    work.run(
        f"UPDATE private.party_identity t SET {assign} FROM incoming i WHERE {differs}"
    )
    work.run(
        f"INSERT INTO private.party_identity (party_id, {names})"
        f" SELECT i.target_id, {new} FROM incoming i WHERE num_nonnulls({new}) > 0"
        " ON CONFLICT (party_id) DO NOTHING"
    )


KIND = Kind("parties", FIELDS, check, promote)
