"""A small town in which nothing is missing, to break one thing at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from kkmgis.assess.run import assess_year
from kkmgis.coverage import GapSummary, find_gaps
from tests.builders import (
    YEAR,
    make_asset,
    make_authority,
    make_block,
    make_building,
    make_building_price,
    make_condo_price,
    make_condominium,
    make_footprint,
    make_land_price,
    make_lease,
    make_parcel,
    make_party,
    make_public_area,
    make_right,
    make_sign,
    make_unit,
    make_use,
)

PRICE = 30_000
WIDTH, DEPTH = 25, 26

NO_EVIDENCE = {
    "building_unregistered": "footprints",
    "building_gone": "footprints",
    "unpaid": "payments",
    "deed_without_parcel": "deeds",
    "parcel_without_deed": "deeds",
}
"""Kinds that wait for evidence which the town does not have, see
`tests.coverage.test_evidence_kinds`."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Town:
    """One block, 100 by 60 m: a road 8 m wide in the south, eight plots, no gap.

    ``shop`` has a building, a sign and other use; ``house`` is the home of its
    owner; ``let`` is a house that its owner lets; ``garden`` is vacant, ``field``
    is farmed by a company; ``hall`` is municipal and let; ``tower`` carries a
    condominium of two units, of which ``unit`` is the second. The eighth plot is
    another let house.
    """

    block: int
    shop: int
    shop_building: int
    house: int
    house_building: int
    let: int
    let_building: int
    garden: int
    field: int
    hall: int
    tower: int
    unit: int
    other_let: int
    sign: int
    lease: int

    def ids(self) -> dict[str, int]:
        """Give the ids by name, to be bound to a statement."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def make_town(connection: Connection[Any]) -> Town:
    """Build the town."""
    make_authority(connection, x=0, y=0, width=100, height=60)
    block = make_block(connection, code="01A", x=0, y=0, width=100, height=60)
    make_public_area(connection, x=0, y=0, width=100, height=8)
    make_building_price(connection)

    def plot(n: int, use: str, *, lived: bool = False, kind: str = "person") -> int:
        parcel = make_parcel(
            connection,
            code=f"01A{n + 1:03d}",
            block_id=block,
            x=WIDTH * (n % 4),
            y=8 + DEPTH * (n // 4),
            width=WIDTH,
            height=DEPTH,
        )
        owner = make_party(connection, kind=kind)
        home = 2563 if lived else None
        make_right(connection, owner, ("parcel", parcel), home_from_year_be=home)
        make_land_price(connection, PRICE, parcel_code=f"01A{n + 1:03d}")
        make_use(connection, ("parcel", parcel), use)
        return parcel

    def built(parcel: int, n: int, use: str) -> int:
        building = make_building(connection, parcel, code=f"01A{n + 1:03d}-B001")
        x, y = WIDTH * (n % 4) + 5, 8 + DEPTH * (n // 4) + 5
        make_footprint(connection, building, x=x, y=y)
        make_use(connection, ("building", building), use)
        return building

    shop = plot(0, "other")
    house = plot(1, "residential", lived=True)
    let = plot(2, "residential")
    garden = plot(3, "vacant")
    field = plot(4, "agriculture", kind="company")
    hall = plot(5, "other", kind="government")
    tower = plot(6, "residential")
    other_let = plot(7, "residential")
    shop_building = built(shop, 0, "other")
    house_building = built(house, 1, "residential")
    let_building = built(let, 2, "residential")
    built(other_let, 7, "residential")
    # The ground of a condominium is common property: no owner, price or use.
    for table in ("property_right", "property_use"):
        connection.execute(
            f"DELETE FROM register.{table} WHERE parcel_id = %s", (tower,)
        )
    connection.execute("DELETE FROM register.land_price WHERE parcel_code = '01A007'")
    condominium = make_condominium(connection, tower, code="C1")
    make_condo_price(connection, "C1")
    for code in ("C1-99/1", "C1-99/2"):
        unit = make_unit(connection, condominium, code=code)
        make_right(connection, make_party(connection), ("unit", unit))
        make_use(connection, ("unit", unit), "residential")
    sign = make_sign(
        connection,
        code="01A001-P001",
        owner_id=make_party(connection),
        parcel_id=shop,
        x=10,
        y=10,
    )
    asset = make_asset(connection, parcel_id=hall, kind="hall")
    lease = make_lease(
        connection,
        asset,
        make_party(connection),
        contract_no="1/2567",
        end_on=dt.date(2099, 12, 31),
    )
    return Town(
        block=block,
        shop=shop,
        shop_building=shop_building,
        house=house,
        house_building=house_building,
        let=let,
        let_building=let_building,
        garden=garden,
        field=field,
        hall=hall,
        tower=tower,
        unit=unit,
        other_let=other_let,
        sign=sign,
        lease=lease,
    )


def assess(connection: Connection[Any]) -> None:
    """Assess both taxes."""
    assess_year(connection, YEAR, actor="test")


def search(connection: Connection[Any], *kinds: str) -> GapSummary:
    """Search for gaps, of all kinds unless some are named."""
    return find_gaps(connection, YEAR, kinds=kinds or None, actor="test")


def gaps(connection: Connection[Any], *, status: str | None = None) -> list[Row]:
    """Give the gaps that wait, or those of a status, by kind and key."""
    wanted = ["open", "assigned"] if status is None else [status]
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT *, ST_Area(geom) AS m2 FROM coverage.gap WHERE status = ANY(%s)"
            ' ORDER BY kind, key COLLATE "C"',
            (wanted,),
        ).fetchall()


def found(connection: Connection[Any]) -> set[tuple[str, str]]:
    """Give kind and key of the gaps that wait."""
    return {(gap["kind"], gap["key"]) for gap in gaps(connection)}


def events(connection: Connection[Any], gap_id: int) -> list[str]:
    """Give what happened to a gap, in order."""
    rows = connection.execute(
        "SELECT action FROM coverage.gap_event WHERE gap_id = %s ORDER BY id", (gap_id,)
    ).fetchall()
    return [row[0] for row in rows]
