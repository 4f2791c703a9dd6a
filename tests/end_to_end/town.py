"""A town of two streets for the browser: every kind of thing once, invented people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from psycopg import Connection

from kkmgis.accounts import add_account
from kkmgis.assess.run import assess_year
from kkmgis.coverage import find_gaps
from kkmgis.db import acting, connect
from tests import builders as make
from tests.end_to_end.watched import PASSWORD

YEAR = make.YEAR
HOME = "01A001"
"""A parcel with a home, a business beside it, a sign and a tenant."""

OWNER_SURNAME = "ทองตัวอย่าง"
USES = ("residential", "other", "vacant", "agriculture", "residential", "other")


def build_town(database_url: str) -> None:
    """Fill a migrated, empty database: register, assessment, gaps, accounts."""
    with connect(database_url) as connection:
        with acting(connection, "builder", reason="เมืองทดสอบ"):
            _register(connection)
        for year in (YEAR - 1, YEAR):
            assess_year(connection, year, actor="builder")
        find_gaps(connection, YEAR, actor="builder")
        for role in ("admin", "officer", "planner", "viewer"):
            add_account(
                connection, role, PASSWORD, f"ทดสอบ {role}", role, actor="builder"
            )


def _register(connection: Connection[Any]) -> None:
    make.make_authority(connection, x=0, y=0, width=260, height=180)
    make.make_block(connection, code="01A", x=0, y=0, width=130, height=180)
    make.make_block(connection, code="01B", x=130, y=0, width=130, height=180)
    make.make_public_area(connection, x=0, y=80, width=260, height=12)
    make.make_land_price(connection, 30_000, block_code="01A")
    make.make_land_price(connection, 12_000, block_code="01B")
    make.make_building_price(connection)
    for number in range(24):
        _lot(connection, number)


def _lot(connection: Connection[Any], number: int) -> None:
    street, place = divmod(number, 12)
    x, y = 5 + place * 20, 20 + street * 75
    block = "01A" if x < 125 else "01B"
    code = f"{block}{1 + number % 12 + street * 50:03d}"
    block_id = connection.execute(
        "SELECT id FROM register.block WHERE code = %s", (block,)
    ).fetchone()
    parcel = make.make_parcel(
        connection,
        code=code,
        x=x,
        y=y,
        width=20,
        height=55,
        house_no=f"{number + 1}/9",
        road="ถนนสมมุติ",
        tambon="ในเมือง",
        block_id=block_id[0] if block_id else None,
    )
    if number == 7:
        return  # Nobody knows anything of it: no owner, no use.
    owner = make.make_party(connection, name="มานะ", surname=OWNER_SURNAME, title="นาย")
    if number != 5:
        make.make_right(connection, owner, ("parcel", parcel))
    use = "residential" if code == HOME else USES[number % len(USES)]
    make.make_use(connection, ("parcel", parcel), use)
    if use in ("residential", "other"):
        _house(connection, parcel, owner, use, (x + 5, y + 30))
    if code == HOME:
        _business(connection, parcel, owner, (x + 10, y + 4))


Place = tuple[float, float]


def _house(
    connection: Connection[Any], parcel: int, owner: int, use: str, at: Place
) -> None:
    house = make.make_building(connection, parcel, floor_area_m2=140)
    make.make_footprint(connection, house, x=at[0], y=at[1], height=14)
    connection.execute(
        "INSERT INTO register.building_parcel VALUES (%s, %s, 1)", (house, parcel)
    )
    make.make_right(connection, owner, ("building", house))
    make.make_use(connection, ("building", house), use)


def _business(connection: Connection[Any], parcel: int, owner: int, at: Place) -> None:
    make.make_sign(connection, owner_id=owner, parcel_id=parcel, x=at[0], y=at[1])
    asset = make.make_asset(connection, parcel_id=parcel, kind="stall")
    tenant = make.make_party(connection, name="ปิติ", surname="เช่าตัวอย่าง", title="นาย")
    make.make_lease(connection, asset, tenant, end_on=dt.date(2032, 12, 31))
