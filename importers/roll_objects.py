"""The objects that the accounts of a roll stand for: land, buildings, units, owners.

Each is gathered in a temporary table of its own and promoted like any other row; the
account then counts as loaded or updated when one of its objects is.
"""

from __future__ import annotations

from importers.promote import Target, upsert
from importers.sharing import OBJECT_COLUMNS
from importers.work import Work

_PREFIX = (
    "NULL::text AS outcome, NULL::bigint AS target_id, NULL::text[] AS flawed,"
    " NULL::bigint AS parcel_id, NULL::bigint AS building_id, NULL::bigint AS unit_id"
)


def write_land(work: Work) -> None:
    """Write area and address, value and uses of the parcels."""
    _gather(
        work,
        "SELECT min(i.row_no) AS row_no, p.code,"
        " coalesce(max(i.area_wa), p.area_wa) AS area_wa,"
        " coalesce(min(i.house_no) FILTER (WHERE i.condo <> 'unit'), p.house_no)"
        " AS house_no"
        " FROM incoming i JOIN register.parcel p ON p.id = i.parcel_id"
        " WHERE i.condo <> 'unit' GROUP BY p.code, p.area_wa, p.house_no",
    )
    columns = work.told("area_wa", "house_no")
    upsert(work, Target("register.parcel", ("code",), columns), "gathered")
    _carry(work, "s.target_id = i.parcel_id")
    _gather(
        work,
        "SELECT min(row_no) AS row_no, parcel_id, from_year_be,"
        " sum(CASE condo WHEN 'no' THEN land_value"
        " ELSE land_value + building_value END) AS value_baht"
        " FROM incoming WHERE condo <> 'unit' GROUP BY parcel_id, from_year_be",
        "parcel_id",
    )
    _state(work, "parcel_id", "s.parcel_id = i.parcel_id")
    work.run_file("roll_land_uses")
    _write_uses(work, "s.parcel_id = i.parcel_id AND i.condo <> 'unit'")


def write_buildings(work: Work) -> None:
    """Write a building for each ordinary account with an improvement."""
    _gather(
        work,
        "SELECT row_no, parcel_id, from_year_be,"
        " parcel_code || '-B' || lpad(place::text, 3, '0') AS code, floor_area_m2,"
        " built_year AS built_year_be, storeys, house_no, building_value AS value_baht,"
        " use, vacant_since_be, exempt_under"
        " FROM incoming WHERE condo = 'no' AND building_value > 0",
        "parcel_id",
    )
    told = work.told("floor_area_m2", "storeys", "house_no")
    year = ("built_year_be",) if work.told("built_year") else ()
    target = Target("register.building", ("code",), ("parcel_id", *told, *year))
    upsert(work, target, "gathered")
    _carry(work, "s.row_no = i.row_no")
    work.run("ALTER TABLE incoming ADD COLUMN building_id bigint")
    work.run(
        "UPDATE incoming i SET building_id = g.target_id FROM gathered g"
        " WHERE g.row_no = i.row_no"
    )
    _state_and_use(work, "building_id")
    work.run_file("batch_standing")
    work.run_file("building_parcel")


def write_units(work: Work) -> None:
    """Write the condominiums and a unit for each of their accounts."""
    work.run("ALTER TABLE incoming ADD COLUMN unit_id bigint")
    _gather(
        work,
        "SELECT min(row_no) AS row_no, parcel_code AS code, parcel_id"
        " FROM incoming WHERE condo = 'unit' GROUP BY parcel_code, parcel_id",
        "parcel_id",
    )
    upsert(work, Target("register.condominium", ("code",), ("parcel_id",)), "gathered")
    _carry(work, "s.parcel_id = i.parcel_id AND i.condo = 'unit'")
    _gather(
        work,
        "SELECT i.row_no, c.id AS condominium_id,"
        " i.parcel_code || '-U' || lpad(i.place::text, 3, '0') AS code,"
        " coalesce(substring(i.house_no FROM '#\\s*(\\S.*)$'), i.place::text)"
        " AS unit_no,"
        " i.floor_area_m2 AS area_m2"
        " FROM incoming i JOIN register.condominium c ON c.code = i.parcel_code"
        " WHERE i.condo = 'unit'",
    )
    area = ("area_m2",) if work.told("floor_area_m2") else ()
    target = Target("register.unit", ("code",), ("condominium_id", "unit_no", *area))
    upsert(work, target, "gathered")
    _carry(work, "s.row_no = i.row_no")
    work.run(
        "UPDATE incoming i SET unit_id = g.target_id FROM gathered g"
        " WHERE g.row_no = i.row_no"
    )
    _state_and_use(work, "unit_id")


def write_owners(work: Work) -> None:
    """Write a party for each account: the roll tells that there is one, not who."""
    _gather(
        work,
        "SELECT row_no, account AS code, 'เจ้าของตามบัญชี ' || account AS name,"
        " coalesce(owner_kind, CASE use WHEN 'residential' THEN 'person'"
        " ELSE 'company' END) AS kind FROM incoming",
    )
    upsert(work, Target("register.party", ("code",), ("name", "kind")), "gathered")
    _carry(work, "s.row_no = i.row_no")
    work.run("ALTER TABLE incoming ADD COLUMN party_id bigint")
    work.run(
        "UPDATE incoming i SET party_id = g.target_id FROM gathered g"
        " WHERE g.row_no = i.row_no"
    )
    work.run_file("roll_rights")
    key = ("party_id", *OBJECT_COLUMNS, "kind", "start_on")
    columns = ("share_num", "share_den")
    upsert(work, Target("register.property_right", key, columns), "gathered")
    _carry(work, "s.row_no = i.row_no")


def _gather(work: Work, query: str, *given: str) -> None:
    """Make the table of one sort of object; ``given`` ids come from the query."""
    empty = ", ".join(
        part for part in _PREFIX.split(", ") if part.split()[-1] not in given
    )
    work.run("DROP TABLE IF EXISTS pg_temp.gathered")
    work.run(
        f"CREATE TEMP TABLE gathered ON COMMIT DROP AS SELECT {empty}, q.*"
        f" FROM ({query}) q"
    )


def _state(work: Work, object_column: str, rows: str) -> None:
    """Write the values of the gathered objects, and remember which."""
    key = (object_column, "from_year_be")
    target = Target("register.stated_value", key, ("value_baht", "source"))
    work.run("ALTER TABLE gathered ADD COLUMN source text DEFAULT 'roll'")
    upsert(work, target, "gathered")
    _carry(work, rows)
    work.run("INSERT INTO written SELECT target_id FROM gathered")


def _state_and_use(work: Work, object_column: str) -> None:
    """Write value and use of buildings or units, one for each account."""
    value = {
        "building_id": "building_value",
        "unit_id": "land_value + building_value",
    }[object_column]
    _gather(
        work,
        f"SELECT row_no, {object_column}, from_year_be, {value} AS value_baht"
        f" FROM incoming WHERE {object_column} IS NOT NULL",
        object_column,
    )
    _state(work, object_column, "s.row_no = i.row_no")
    _gather(
        work,
        f"SELECT row_no, {object_column}, from_year_be, 1 AS position, use,"
        " 1::numeric(14, 4) AS amount,"
        " CASE use WHEN 'vacant' THEN vacant_since_be END AS vacant_since_be,"
        " CASE use WHEN 'exempt' THEN exempt_under END AS exempt_under"
        f" FROM incoming WHERE {object_column} IS NOT NULL",
        object_column,
    )
    _write_uses(work, "s.row_no = i.row_no")


def _write_uses(work: Work, rows: str) -> None:
    key = (*OBJECT_COLUMNS, "from_year_be", "position")
    columns = ("use", "amount", "vacant_since_be", "exempt_under")
    upsert(work, Target("register.property_use", key, columns), "gathered")
    _carry(work, rows)


def _carry(work: Work, rows: str) -> None:
    """Let the accounts of new or changed objects count as loaded or updated."""
    for outcome, weaker in (
        ("loaded", "('unchanged', 'updated')"),
        ("updated", "('unchanged')"),
    ):
        work.run(
            f"UPDATE incoming i SET outcome = '{outcome}' FROM gathered s"
            f" WHERE {rows} AND s.outcome = '{outcome}' AND i.outcome IN {weaker}"
        )
