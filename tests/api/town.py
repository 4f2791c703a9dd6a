"""A street for the tests of the web service: whatever a page must show or hide.

The people are invented; `SECRET_NAMES` are theirs, to be found in no answer to a
role that sees no names.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from psycopg import Connection

from kkmgis.accounts import add_account
from kkmgis.assess.run import assess_year
from kkmgis.coverage import find_gaps
from kkmgis.db import acting, connect
from kkmgis.model.account import ROLES
from tests import builders as make
from tests.layers.evidence import show_outside_evidence

YEAR = make.YEAR
PASSWORD = "a long password"

HOME = "01A001"
"""A home with a building, a business sign, a lease and an owner in the register."""
OWNERLESS = "01A002"
SLASHED = "01A003/2"
ODD = "01A004"
"""Its texts are HTML and wildcards."""
FIRM = "01A005"
"""Owned by a company."""

SECRET_NAMES = ("เสาวภาคย์", "รัตนไพศาลสมมุติ", "ธำรงเทพ", "วิจิตรสมมุติ")
FIRM_NAME = "บริษัท ผักสดสมมุติ จำกัด"
SCRIPT = "<script>alert(1)</script>"
IDENTITY = b"3409900000001"


def build_town(database_url: str) -> None:
    """Fill a migrated, empty database: register, assessment, gaps, accounts."""
    with connect(database_url) as connection:
        with acting(connection, "builder", reason="เมืองทดสอบ"):
            fill(connection)
            show_outside_evidence(connection, 20, 20)
        for year in (YEAR - 1, YEAR):
            assess_year(connection, year, actor="builder")
        find_gaps(connection, YEAR, actor="builder")
        for role in ROLES:
            add_account(
                connection, role, PASSWORD, f"ทดสอบ {role}", role, actor="builder"
            )


def fill(connection: Connection[Any]) -> None:
    """Make the register of the street."""
    make.make_authority(connection, x=0, y=0, width=200, height=60)
    block = make.make_block(connection, code="01A", x=0, y=0, width=200, height=60)
    make.make_land_price(connection, 30_000, block_code="01A")
    make.make_building_price(connection)
    lots: dict[str, int] = {}
    for place, code in enumerate((HOME, OWNERLESS, SLASHED, ODD, FIRM)):
        lots[code] = make.make_parcel(
            connection,
            x=10 + 30 * place,
            y=10,
            code=code,
            block_id=block,
            deed_no=str(54_321 + place),
            house_no=f"{99 + place}/{place}",
            road="มิตรภาพ",
            tambon="ในเมือง",
        )
    owner = make.make_party(
        connection, title="นาง", name=SECRET_NAMES[0], surname=SECRET_NAMES[1]
    )
    tenant = make.make_party(
        connection, title="พล.ต.", name=SECRET_NAMES[2], surname=SECRET_NAMES[3]
    )
    firm = make.make_party(connection, kind="company", name=FIRM_NAME)
    _home(connection, lots[HOME], owner, tenant)
    for code in (SLASHED, ODD):
        make.make_right(connection, owner, ("parcel", lots[code]))
    make.make_right(connection, firm, ("parcel", lots[FIRM]))
    for code, use in (
        (OWNERLESS, "other"),
        (SLASHED, "vacant"),
        (ODD, "agriculture"),
        (FIRM, "other"),
    ):
        make.make_use(connection, ("parcel", lots[code]), use)
    connection.execute(
        "UPDATE register.parcel SET road = %s, soi = '100%%_', deed_no = %s,"
        " note = %s WHERE code = %s",
        (SCRIPT, SCRIPT, f"ถาม {SECRET_NAMES[0]}", ODD),
    )
    make.make_sign(
        connection,
        owner_id=owner,
        parcel_id=lots[ODD],
        x=105,
        y=15,
        business_name=f"{SCRIPT} ร้านกาแฟสมมุติ",
    )
    connection.execute(
        "INSERT INTO private.party_identity (party_id, id_number_cipher, phone_cipher)"
        " VALUES (%s, %s, %s)",
        (owner, IDENTITY, IDENTITY),
    )


def _home(connection: Connection[Any], parcel: int, owner: int, tenant: int) -> None:
    house = make.make_building(connection, parcel, house_no="99/1")
    make.make_footprint(connection, house, x=12, y=12)
    for on in (("parcel", parcel), ("building", house)):
        make.make_right(connection, owner, on, home_from_year_be=2563)
        make.make_use(connection, on, "residential")
    make.make_sign(
        connection,
        owner_id=owner,
        parcel_id=parcel,
        x=15,
        y=20,
        business_name="ร้านดอกไม้",
    )
    asset = make.make_asset(connection, parcel_id=parcel)
    make.make_lease(
        connection,
        asset,
        tenant,
        start_on=dt.date(2024, 1, 1),
        end_on=dt.date(2025, 12, 31),
    )
