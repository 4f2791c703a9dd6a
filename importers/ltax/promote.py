"""The rows of the six sheets → the register, and what they tell beyond it."""

from __future__ import annotations

from importers import buildings, parcels, parties
from importers.ltax.keeping import keep_rows, look_at_tables, remove_rows
from importers.ltax.year import tax_year
from importers.promote import Target, upsert
from importers.work import Work
from kkmgis.ltax.layout import (
    BUILDING_USES,
    BUILDINGS,
    LAND,
    LAND_USES,
    OWNERS,
    SIGNS,
)
from kkmgis.thai import BE_OFFSET

_FACTS = (
    "NULL::text AS outcome, NULL::bigint AS target_id, coalesce(i.flawed, '{}')"
    " AS flawed"
)


def check_owners(work: Work) -> None:
    """Refuse a second row of the same owner."""
    _rows(work, OWNERS.name)
    work.refuse_repeated("code")


def promote_owners(work: Work) -> None:
    """Write the parties, their sealed facts, and the rest of their rows."""
    parties.promote(work)
    keep_rows(work, OWNERS)


def check_land(work: Work) -> None:
    """Find owners and parcels; what the map does not have waits."""
    _rows(work, LAND.name)
    _resolve(work, 0)
    work.run("UPDATE incoming SET owner = ref0")
    look_at_tables(work)
    work.refuse_repeated("code", "owner")
    work.reject_flawed()
    _find(work, "register.parcel", "AND t.status = 'current'")
    work.problem(
        "ltax.parcel_waiting", "i.object_id IS NULL", field="code", value="i.code"
    )


def promote_land(work: Work) -> None:
    """Write facts, prices and owners of the parcels that the map has."""
    work.run("ALTER TABLE incoming ADD COLUMN area_wa numeric(14,4)")
    work.run(
        "UPDATE incoming SET area_wa = coalesce(nullif(coalesce(rai, 0) * 400"
        " + coalesce(ngan, 0) * 100 + coalesce(wa, 0), 0), nullif(total_wa, 0))"
    )
    told = work.told(*parcels.COLUMNS)
    area = ("area_wa",) if work.told("rai", "ngan", "wa", "total_wa") else ()
    _facts(work, "register.parcel", (*told, *area))
    _price(work)
    _rights(work, "parcel")
    keep_rows(work, LAND)


def check_buildings(work: Work) -> None:
    """Find owners and parcels; a building without either comes in, flagged."""
    _rows(work, BUILDINGS.name)
    _resolve(work, 0, flag=False)
    _resolve(work, 1)
    work.run("UPDATE incoming SET owner = ref1")
    work.refuse_repeated("code", "owner")
    work.reject_flawed()
    work.resolve("parcel_code", "register.parcel", "parcel_id", needed=False)


def promote_buildings(work: Work) -> None:
    """Write the buildings, who owns them, and the ground they stand on."""
    year = tax_year(work)
    work.run(
        f"UPDATE incoming SET built_year_be = {year} - 1 - age"
        " WHERE built_year_be IS NULL AND age IS NOT NULL"
    )
    told = work.told(*buildings.COLUMNS)
    built = ("built_year_be",) if work.told("age") else ()
    parcel = ("parcel_id",) if work.told("parcel_code") else ()
    columns = tuple(dict.fromkeys((*told, *built, *parcel)))
    _facts(work, "register.building", columns)
    _find(work, "register.building")
    _rights(work, "building")
    keep_rows(work, BUILDINGS)
    work.run_file("batch_standing")
    work.run_file("building_parcel")


def check_building_uses(work: Work) -> None:
    """Find the buildings."""
    _check_uses(work, BUILDING_USES.name, "register.building")


def promote_building_uses(work: Work) -> None:
    """Write the uses of buildings."""
    _uses(work, "building")
    keep_rows(work, BUILDING_USES)


def check_land_uses(work: Work) -> None:
    """Find the parcels and add up the areas."""
    _check_uses(work, LAND_USES.name, "register.parcel")
    work.run("ALTER TABLE incoming ADD COLUMN amount numeric(14,4)")
    work.run(
        "UPDATE incoming SET amount = nullif(coalesce(rai, 0) * 400"
        " + coalesce(ngan, 0) * 100 + coalesce(wa, 0), 0)"
    )


def promote_land_uses(work: Work) -> None:
    """Write the uses of land, and whose home it is."""
    _uses(work, "parcel")
    look_at_tables(work)
    work.run_file("ltax_homes", **_years(work))
    keep_rows(work, LAND_USES)


def check_signs(work: Work) -> None:
    """Find owner and parcel; a sign without either comes in, flagged."""
    _rows(work, SIGNS.name)
    _resolve(work, 0)
    work.refuse_repeated("code")
    work.reject_flawed()
    work.resolve("parcel_code", "register.parcel", "parcel_id", needed=False)


def promote_signs(work: Work) -> None:
    """Write the signs."""
    work.run(
        "ALTER TABLE incoming ADD COLUMN text_class text, ADD COLUMN moving boolean,"
        " ADD COLUMN owner_id bigint"
    )
    said = "coalesce(told_class, shown_class)"
    work.run(
        f"UPDATE incoming SET text_class = split_part({said}, ' ', 1),"
        f" moving = coalesce(split_part({said}, ' ', 2) = 'true', false),"
        " owner_id = ref0_id, sides = coalesce(sides, 1)"
    )
    told = work.told("business_name", "content", "width_cm", "height_cm", "sides",
                     "installed_on")  # fmt: skip
    classed = ("text_class", "moving") if work.told("told_class", "shown_class") else ()
    parcel = ("parcel_id",) if work.told("parcel_code") else ()
    _facts(work, "register.sign", (*told, *classed, *parcel, "owner_id"))
    keep_rows(work, SIGNS)


def _rows(work: Work, name: str) -> None:
    """Give the rows what keeps them apart: owner and position."""
    work.run(
        "ALTER TABLE incoming ADD COLUMN owner text NOT NULL DEFAULT '',"
        " ADD COLUMN position integer NOT NULL DEFAULT 1,"
        " ADD COLUMN object_id bigint"
    )
    if name in (LAND_USES.name, BUILDING_USES.name):
        work.run(
            "UPDATE incoming i SET position = n.position FROM (SELECT row_no,"
            " row_number() OVER (PARTITION BY code ORDER BY row_no) AS position"
            " FROM incoming) n WHERE n.row_no = i.row_no"
        )


def _resolve(work: Work, number: int, *, flag: bool = True) -> None:
    """Find the party that a row refers to; one that is not known keeps a mark."""
    ref = f"ref{number}"
    work.run(f"ALTER TABLE incoming ADD COLUMN {ref} text, ADD COLUMN {ref}_id bigint")
    work.run(
        f"UPDATE incoming i SET {ref} = p.code, {ref}_id = p.id FROM"
        " (SELECT DISTINCT ON (f.id_number_hash) f.id_number_hash, o.code, o.id"
        " FROM private.party_identity f JOIN register.party o ON o.id = f.party_id"
        " WHERE f.id_number_hash IS NOT NULL ORDER BY f.id_number_hash, o.code) p"
        f" WHERE p.id_number_hash = i.{ref}_hash"
    )
    work.run(
        f"UPDATE incoming i SET {ref} = p.code, {ref}_id = p.id FROM register.party p"
        f" WHERE p.code = i.{ref}_code"
    )
    work.run(
        f"UPDATE incoming SET {ref} = coalesce('?' || coalesce({ref}_code,"
        f" encode({ref}_hash, 'hex')), '') WHERE {ref} IS NULL"
    )
    if flag:
        work.problem(
            "ltax.owner_unknown",
            f"i.{ref} <> '' AND i.{ref}_id IS NULL",
            field=ref,
            details="jsonb_build_object('code', i.code)",
        )


def _find(work: Work, table: str, condition: str = "") -> None:
    """Find the object of each row by its code."""
    work.run(
        f"UPDATE incoming i SET object_id = t.id FROM {table} t"
        f" WHERE t.code = i.code {condition}"
    )


def _facts(work: Work, table: str, columns: tuple[str, ...]) -> None:
    """Write the facts of each object from its first row; parcels must be there."""
    only = "WHERE i.object_id IS NOT NULL" if table == "register.parcel" else ""
    work.run(
        f"CREATE TEMP TABLE ltax_fact ON COMMIT DROP AS SELECT DISTINCT ON (i.code)"
        f" i.row_no, {_FACTS}, i.code, {', '.join(f'i.{name}' for name in columns)}"
        f" FROM incoming i {only} ORDER BY i.code, i.row_no"
    )
    upsert(work, Target(table, ("code",), columns), "ltax_fact")
    _carry(work, "ltax_fact")


def _price(work: Work) -> None:
    """Take the price of land where the register has none for the year."""
    if not work.told("price_per_wa"):
        return
    work.run_file("ltax_price", year=tax_year(work))


def _rights(work: Work, kind: str) -> None:
    """Let the owners of an object be those of its rows."""
    names = _years(work)
    if kind == "parcel":
        names |= {"party": "ref0_id", "share": "NULL::text", "told": "NULL AS none"}
    else:
        names |= {"party": "ref1_id", "share": "i.said", "told": "share AS said"}
    work.run_file("ltax_rights", kind=kind, **names)
    remove_rows(
        work,
        "property_right",
        f"t.{kind}_id IN (SELECT object_id FROM ltax_changed)"
        f" AND t.start_on = '{_day(work)}' AND NOT EXISTS (SELECT FROM ltax_right r"
        f" WHERE r.object_id = t.{kind}_id AND r.party_id = t.party_id)",
    )
    work.run_file("ltax_rights_write", kind=kind, **names)
    _carry(work, "ltax_touched")


def _check_uses(work: Work, name: str, table: str) -> None:
    _rows(work, name)
    for number in (0, 1) if name == LAND_USES.name else (0,):
        _resolve(work, number, flag=False)
    status = "AND t.status = 'current'" if table == "register.parcel" else ""
    _find(work, table, status)
    work.problem(
        "ltax.object_waiting", "i.object_id IS NULL", field="code", value="i.code"
    )
    work.problem(
        "ltax.use_mixed",
        "i.told_use = 'mixed'",
        field="told_use",
        value="i.code",
    )


def _uses(work: Work, kind: str) -> None:
    """Let the uses of an object in the year be those of its rows."""
    years = _years(work)
    area = "area_wa" if kind == "parcel" else "floor_area_m2"
    work.run_file("ltax_uses", kind=kind, area=area, **years)
    remove_rows(
        work,
        "property_use",
        f"t.{kind}_id IN (SELECT object_id FROM ltax_changed)"
        f" AND t.from_year_be = {years['year']} AND NOT EXISTS (SELECT FROM ltax_use u"
        f" WHERE u.{kind}_id = t.{kind}_id AND u.position = t.position)",
    )
    key = ("parcel_id", "building_id", "unit_id", "from_year_be", "position")
    columns = ("use", "amount", "vacant_since_be", "exempt_under")
    upsert(work, Target("register.property_use", key, columns), "ltax_use")
    _carry(work, "ltax_use")
    work.run("DROP TABLE ltax_changed")


def _carry(work: Work, source: str) -> None:
    """Remember which rows changed the register, until their outcome is settled."""
    work.run(
        f"UPDATE incoming i SET outcome = 'updated' FROM {source} s"
        " WHERE s.row_no = i.row_no AND s.outcome <> 'unchanged'"
    )
    work.run(f"DROP TABLE {source}")


def _years(work: Work) -> dict[str, object]:
    year = tax_year(work)
    return {"year": year, "day": _day(work)}


def _day(work: Work) -> str:
    return f"{tax_year(work) - BE_OFFSET}-01-01"
