"""Kind `roll`: the assessment roll of another authority, a row for each account.

One parcel may have several accounts. Land of ordinary accounts adds up on the
parcel, their improvement is a building; an account of a condominium unit is the unit
with the value of both; the account of a condominium itself stands for its common
land. Nothing is added or lost: the values written are held against those of the file.
"""

from __future__ import annotations

from decimal import Decimal

from importers.kind import Field, Kind
from importers.parcels import FIRST_TAX_YEAR
from importers.parties import PARTY_KINDS
from importers.roll_objects import (
    write_buildings,
    write_land,
    write_owners,
    write_units,
)
from importers.uses import USES
from importers.value import (
    area_wa_value,
    choice_parser,
    code_value,
    integer_parser,
    number_parser,
    year_be_value,
)
from importers.work import Work
from kkmgis.errors import DatabaseError
from kkmgis.i18n import both

PLACES = {
    "unit": "unit", "true": "unit", "yes": "unit", "1": "unit",
    "common": "common",
    "no": "no", "false": "no", "0": "no",
}  # fmt: skip

FIELDS = (
    Field("parcel_code", code_value, required=True),
    Field("account", code_value),
    Field("use", choice_parser(USES), required=True),
    Field("exempt_under"),
    Field("vacant_since_be", year_be_value, "integer"),
    Field(
        "land_value",
        number_parser(2, low=None),
        "numeric(16,2)",
        required=True,
        quantity="money",
        default="0",
    ),
    Field(
        "building_value",
        number_parser(2, low=None),
        "numeric(16,2)",
        required=True,
        quantity="money",
        default="0",
    ),
    Field("area_wa", area_wa_value, "numeric(14,4)", quantity="area_wa"),
    Field(
        "floor_area_m2",
        number_parser(2, high="99999999", above=True),
        "numeric(10,2)",
        quantity="area_m2",
    ),
    Field("built_year", year_be_value, "integer"),
    Field("storeys", integer_parser(1, 200), "integer"),
    Field("house_no"),
    Field("condo", choice_parser(PLACES), required=True, default="no"),
    Field(
        "from_year_be",
        year_be_value,
        "integer",
        required=True,
        default=FIRST_TAX_YEAR,
    ),
    Field("owner", choice_parser({"per_account": "per_account"})),
    Field("owner_kind", choice_parser(PARTY_KINDS)),
)


def number_accounts(work: Work) -> None:
    """Count the accounts of each parcel, and add the file up, before all checks.

    Rejected rows count too: an account keeps its number when another is mended.
    """
    work.run("ALTER TABLE incoming ADD COLUMN place integer")
    work.run(
        "UPDATE incoming i SET place = n.place,"
        " account = coalesce(account, i.parcel_code || '/' || n.place)"
        " FROM (SELECT row_no, row_number() OVER"
        " (PARTITION BY parcel_code ORDER BY row_no) AS place FROM incoming) n"
        " WHERE n.row_no = i.row_no"
    )
    work.run("DROP TABLE IF EXISTS pg_temp.added_up")
    work.run(
        "CREATE TEMP TABLE added_up ON COMMIT DROP AS"
        " SELECT coalesce(sum(land_value), 0) AS land,"
        " coalesce(sum(building_value), 0) AS improvement FROM incoming"
    )


def check(work: Work) -> None:
    """Find the parcels; refuse values below zero and uses the law asks more of."""
    work.resolve("parcel_code", "register.parcel", "parcel_id")
    work.problem(
        "roll.negative_value",
        "i.land_value + i.building_value < 0"
        " OR (i.condo = 'no' AND least(i.land_value, i.building_value) < 0)",
        field="building_value",
        value="i.account",
    )
    work.problem(
        "use.vacant_since",
        "i.use = 'vacant' AND i.vacant_since_be IS NULL",
        field="vacant_since_be",
    )
    work.problem(
        "use.exempt_under",
        "i.use = 'exempt' AND i.exempt_under IS NULL",
        field="exempt_under",
    )
    work.reject_flawed()
    work.refuse_repeated("account", "from_year_be")
    work.problem(
        "roll.area_differs",
        "i.least < i.most",
        field="area_wa",
        value="i.parcel_code",
        source=(
            "(SELECT min(row_no) AS row_no, parcel_code, min(area_wa) AS least,"
            " max(area_wa) AS most FROM incoming WHERE condo <> 'unit'"
            " GROUP BY parcel_code) i"
        ),
    )


def promote(work: Work) -> None:
    """Write what the accounts tell, object by object."""
    work.run("UPDATE incoming SET outcome = 'unchanged'")
    work.run("ANALYZE incoming")
    work.run("DROP TABLE IF EXISTS pg_temp.written")
    work.run(
        "CREATE TEMP TABLE written (stated_value_id bigint PRIMARY KEY) ON COMMIT DROP"
    )
    write_land(work)
    write_buildings(work)
    write_units(work)
    if work.told("owner"):
        write_owners(work)


def totals(work: Work) -> dict[str, str]:
    """Hold the values in the register against those of the file.

    Raises
    ------
    DatabaseError
        They differ; the import is taken back.
    """
    land, improvement = work.fetch("SELECT land, improvement FROM added_up")[0]
    kept_land, kept_improvement = work.fetch(
        "SELECT coalesce(sum(land_value), 0), coalesce(sum(building_value), 0)"
        " FROM incoming"
    )[0]
    register = work.fetch(
        "SELECT coalesce(sum(s.value_baht), 0) FROM written w"
        " JOIN register.stated_value s ON s.id = w.stated_value_id"
    )[0][0]
    file, kept = Decimal(land + improvement), Decimal(kept_land + kept_improvement)
    if kept != register:
        shown = {"name": work.kind.name, "expected": kept, "found": register}
        raise DatabaseError(both("import.totals", **shown))
    return {
        "file_land": f"{land:f}",
        "file_improvement": f"{improvement:f}",
        "file": f"{file:f}",
        "rejected": f"{file - kept:f}",
        "loaded_land": f"{kept_land:f}",
        "loaded_improvement": f"{kept_improvement:f}",
        "loaded": f"{kept:f}",
        "register": f"{register:f}",
    }


KIND = Kind("roll", FIELDS, check, promote, before_check=number_accounts, totals=totals)
