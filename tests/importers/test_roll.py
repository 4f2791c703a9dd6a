"""A foreign roll: every baht of it is in the register or among the rejects."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from tests.builders import make_parcel
from tests.importers.conftest import Fetch, Load
from tests.importers.files import write_csv

HEADER = ["ML", "Location", "UseCode", "LandArea", "TotalAppraisedLandValue",
          "TotalAppraisedImprovements", "GrossArea", "AYBYrBuilt", "BldgStories"]  # fmt: skip
HOME = ["1-1", "9 ELM ST", "101", 4305.564, 300000, 200000, 1076.391, 1910, 2.25]
SHOP = ["1-2", "1 MAIN ST", "325", 1000, 500000, 100000, 500, 1950, 1]
SCHOOL = ["1-2", "1 MAIN ST", "942", 1000, 1500000, 900000, 500, 1950, 1]
CONDO = ["1-3", "5 OAK ST", "199", 2000, 250000, -250000, 0, 1990, 3]
UNIT = ["1-3", "5 OAK ST #A", "102", 0, 0, 400000, 900, 1990, 1]
PARKING = ["1-3", "5 OAK ST #P1", "1028", 0, 19500, 20000, 0, 0, 0]
LOT = ["1-4", "ELM ST", "130", 3000, 80000, 0, "", 0, ""]


@pytest.fixture(autouse=True)
def land(connection: Connection[Any]) -> None:
    """Give the parcels of the roll."""
    for number in range(1, 5):
        make_parcel(
            connection,
            code=f"1-{number}",
            x=100 * number,
            area_wa=None,
            code_is_standard=False,
        )


def roll(path: Path, *rows: list[object]) -> Path:
    return write_csv(path, HEADER, *rows)


def test_all_values_are_in_the_register(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [HOME, SHOP, SCHOOL, CONDO, UNIT, PARKING, LOT]
    path = roll(tmp_path / "r.csv", *rows)
    report = load("roll", path, mapping="cambridge-roll")
    assert (report.read, report.loaded, report.rejected) == (7, 7, 0)
    file = sum(int(str(row[4])) + int(str(row[5])) for row in rows)
    assert Decimal(report.totals["file"]) == file
    assert Decimal(report.totals["register"]) == file
    assert fetch("SELECT sum(value_baht) FROM register.stated_value") == [
        (Decimal(file),)
    ]
    again = load("roll", path, mapping="cambridge-roll")
    assert (again.unchanged, again.totals) == (7, report.totals)


def test_home_is_land_with_a_building(load: Load, fetch: Fetch, tmp_path: Path) -> None:
    load("roll", roll(tmp_path / "r.csv", HOME), mapping="cambridge-roll")
    assert fetch(
        "SELECT area_wa, house_no FROM register.parcel WHERE code = '1-1'"
    ) == [(Decimal("100.0000"), "9 ELM ST")]
    assert fetch(
        "SELECT code, floor_area_m2, built_year_be, storeys FROM register.building"
    ) == [("1-1-B001", Decimal("100.00"), 2453, 3)]
    assert fetch(
        "SELECT value_baht, from_year_be, parcel_id IS NULL FROM register.stated_value"
        " ORDER BY value_baht"
    ) == [(Decimal("200000.00"), 2563, True), (Decimal("300000.00"), 2563, False)]
    assert fetch("SELECT share FROM register.building_parcel") == [
        (Decimal("1.000000"),)
    ]


def test_two_accounts_share_the_land_by_its_value(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("roll", roll(tmp_path / "r.csv", SHOP, SCHOOL), mapping="cambridge-roll")
    assert fetch(
        "SELECT use, amount, exempt_under FROM register.property_use"
        " WHERE parcel_id IS NOT NULL ORDER BY position"
    ) == [
        ("other", Decimal("500000.0000"), None),
        ("exempt", Decimal("1500000.0000"), "8(7)"),
    ]
    assert fetch(
        "SELECT share_num::numeric / share_den FROM register.property_right"
        " WHERE parcel_id IS NOT NULL ORDER BY 1"
    ) == [(Decimal("0.25000000000000000000"),), (Decimal("0.75000000000000000000"),)]
    assert fetch("SELECT name, kind FROM register.party ORDER BY code") == [
        ("เจ้าของตามบัญชี 1-2/1", "company"),
        ("เจ้าของตามบัญชี 1-2/2", "foundation"),
    ]


def test_condominium_has_units_and_exempt_common_land(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load(
        "roll", roll(tmp_path / "r.csv", CONDO, UNIT, PARKING), mapping="cambridge-roll"
    )
    assert fetch(
        "SELECT u.unit_no, s.value_baht FROM register.unit u"
        " JOIN register.stated_value s ON s.unit_id = u.id ORDER BY u.code"
    ) == [("A", Decimal("400000.00")), ("P1", Decimal("39500.00"))]
    assert fetch(
        "SELECT use, exempt_under FROM register.property_use WHERE parcel_id IS NOT NULL"
    ) == [("exempt", "8(9)")]
    assert fetch("SELECT count(*) FROM register.building") == [(0,)]


def test_vacant_lot_says_since_when(load: Load, fetch: Fetch, tmp_path: Path) -> None:
    load("roll", roll(tmp_path / "r.csv", LOT), mapping="cambridge-roll")
    assert fetch("SELECT use, vacant_since_be FROM register.property_use") == [
        ("vacant", 2563)
    ]


@pytest.mark.parametrize(
    ("row", "issue"),
    [
        pytest.param(["9-9", *HOME[1:]], "reference.missing", id="no_such_parcel"),
        pytest.param(["", *HOME[1:]], "value.required", id="no_key"),
        pytest.param(
            [*CONDO[:5], -250001, 0, 0, 0], "roll.negative_value", id="below_zero"
        ),
        pytest.param(
            [*HOME[:4], -5, 10, 0, 0, 0], "roll.negative_value", id="negative_land"
        ),
        pytest.param(
            [*HOME[:4], "n/a", 1, 0, 0, 0], "value.not_a_number", id="no_number"
        ),
    ],
)
def test_rejected_account_is_left_out_of_the_total(
    load: Load, tmp_path: Path, row: list[object], issue: str
) -> None:
    path = roll(tmp_path / "r.csv", SHOP, row)
    report = load("roll", path, mapping="cambridge-roll")
    assert (report.loaded, report.rejected) == (1, 1)
    assert report.issues[issue] == 1
    assert Decimal(report.totals["register"]) == 600_000
    kept = Decimal(report.totals["file"]) - Decimal(report.totals["rejected"])
    assert kept == Decimal(report.totals["loaded"])


def test_accounts_keep_their_codes_when_another_is_mended(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    broken = [*SHOP[:2], "999x", *SHOP[3:]]
    broken[2] = ""
    load("roll", roll(tmp_path / "a.csv", broken, SCHOOL), mapping="cambridge-roll")
    report = load(
        "roll", roll(tmp_path / "b.csv", SHOP, SCHOOL), mapping="cambridge-roll"
    )
    assert report.rejected == 0
    assert fetch("SELECT code FROM register.building ORDER BY 1") == [
        ("1-2-B001",),
        ("1-2-B002",),
    ]


def test_accounts_that_give_different_areas_are_flagged(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    other = [*SCHOOL[:3], 2000, *SCHOOL[4:]]
    report = load(
        "roll", roll(tmp_path / "r.csv", SHOP, other), mapping="cambridge-roll"
    )
    assert report.issues == {"roll.area_differs": 1}
    assert fetch("SELECT area_wa FROM register.parcel WHERE code = '1-2'") == [
        (Decimal("46.4515"),)
    ]


def test_map_loaded_again_after_the_roll_leaves_its_areas_alone(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("roll", roll(tmp_path / "r.csv", HOME), mapping="cambridge-roll")
    path = write_csv(tmp_path / "m.csv", ["code", "note"], ["1-1", "ตรวจแล้ว"])
    assert load("parcels", path).updated == 1
    assert fetch("SELECT area_wa FROM register.parcel WHERE code = '1-1'") == [
        (Decimal("100.0000"),)
    ]
