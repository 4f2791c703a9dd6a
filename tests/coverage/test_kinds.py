"""Each kind finds its gap and nothing else, and lets go of it when it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.coverage import KIND_NAMES
from tests.builders import YEAR, make_sign
from tests.coverage.town import (
    NO_EVIDENCE,
    Town,
    assess,
    found,
    gaps,
    make_town,
    search,
)

Breaking = tuple[str, str, str, str]


def flip(table: str, column: str, broken: str, whole: str, where: str) -> list[str]:
    return [
        f"UPDATE register.{table} SET {column} = {value} WHERE {where}"
        for value in (broken, whole)
    ]


@dataclass(frozen=True)
class Case:
    """What breaks the town, what mends it, and the gap that must be seen."""

    kind: str
    key: str
    broken: str
    mended: str


def case(kind: str, key: str, *change: str, name: str) -> Any:
    return pytest.param(Case(kind, key, *flip(*change)), id=f"{kind}-{name}")


CASES = [
    case(
        "uncovered_area", "01A@265087,1817021",
        "parcel", "status", "'retired'", "'current'", "id = %(garden)s",
        name="plot_gone",
    ),
    case(
        "parcel_overlap", "01A003|01A004",
        "parcel", "geom", "ST_Translate(geom, -3, 0)", "ST_Translate(geom, 3, 0)",
        "id = %(garden)s",
        name="pushed_3_m",
    ),
    case(
        "parcel_without_owner", "01A003",
        "property_right", "end_on", "'2020-01-01'", "NULL", "parcel_id = %(let)s",
        name="right_ended",
    ),
    case(
        "parcel_without_owner", "01A003",
        "property_right", "start_on", "'2026-01-02'", "'2026-01-01'",
        "parcel_id = %(let)s",
        name="right_begins_after_1_january",
    ),
    case(
        "parcel_without_price", "01A003",
        "land_price", "to_year_be", "2568", "NULL", "parcel_code = '01A003'",
        name="list_ran_out",
    ),
    case(
        "parcel_without_price", "01A003",
        "land_price", "price_baht_per_wa", "0", "30000", "parcel_code = '01A003'",
        name="zero_is_no_price",
    ),
    case(
        "parcel_without_use", "01A005",
        "property_use", "to_year_be", "2568", "NULL", "parcel_id = %(field)s",
        name="use_ended",
    ),
    case(
        "area_mismatch", "01A003",
        "parcel", "area_wa", "200", "162.5", "id = %(let)s",
        name="deed_larger",
    ),
    case(
        "area_mismatch", "01A003",
        "parcel", "area_wa", "130", "162.5", "id = %(let)s",
        name="deed_smaller",
    ),
    case(
        "building_without_parcel", "01A003-B001",
        "building", "parcel_id", "NULL", "%(let)s", "id = %(let_building)s",
        name="not_tied",
    ),
    case(
        "use_contradicted", "01A001",
        "property_use", "(use, vacant_since_be)", "('vacant', 2563)",
        "('other', NULL)", "parcel_id = %(shop)s",
        name="shop_on_vacant_land",
    ),
    case(
        "use_contradicted", "01A003",
        "property_use", "use", "'agriculture'", "'residential'",
        "parcel_id = %(let)s",
        name="house_on_farmed_land",
    ),
    case(
        "use_contradicted", "01A003",
        "sign", "parcel_id", "%(let)s", "%(shop)s", "id = %(sign)s",
        name="business_sign_at_a_home",
    ),
    case(
        "sign_without_parcel", "01A001-P001",
        "sign", "parcel_id", "NULL", "%(shop)s", "id = %(sign)s",
        name="not_tied",
    ),
    case(
        "sign_untaxed", "01A001-P001",
        "sign", "owner_id", "NULL", "(SELECT min(id) FROM register.party)",
        "id = %(sign)s",
        name="nobody_known",
    ),
    case(
        "sign_untaxed", "01A001-P001",
        "sign", "width_cm", "NULL", "100", "id = %(sign)s",
        name="no_size",
    ),
    case(
        "lease_expired", "1/2567",
        "lease", "end_on", "'2025-12-31'", "'2099-12-31'", "id = %(lease)s",
        name="ran_out",
    ),
    case(
        "unassessed", "building:01A003-B001",
        "building", "floor_area_m2", "NULL", "100", "id = %(let_building)s",
        name="no_floor_area",
    ),
    case(
        "unassessed", "building:01A003-B001",
        "building", "type_code", "NULL", "'103'", "id = %(let_building)s",
        name="no_type",
    ),
    case(
        "unassessed", "parcel:01A003",
        "parcel", "area_wa", "NULL", "162.5", "id = %(let)s",
        name="no_deed_area",
    ),
    case(
        "unassessed", "unit:C1-99/2",
        "unit", "area_m2", "NULL", "40", "id = %(unit)s",
        name="unit_without_area",
    ),
]  # fmt: skip


@pytest.fixture
def town(connection: Connection[Any]) -> Town:
    made = make_town(connection)
    assess(connection)
    return made


def test_a_whole_town_has_no_gap(connection: Connection[Any], town: Town) -> None:
    """The kinds say nothing where nothing is missing."""
    summary = search(connection)
    assert found(connection) == set()
    assert summary.skipped == NO_EVIDENCE
    assert set(summary.kinds) == set(KIND_NAMES) - set(NO_EVIDENCE)
    assert summary.total_satang == 0


@pytest.mark.parametrize("broken", CASES)
def test_one_thing_missing_is_one_gap(
    connection: Connection[Any], town: Town, broken: Case
) -> None:
    """The gap is found after the next assessment, alone, and worth something."""
    connection.execute(broken.broken, town.ids())
    assess(connection)
    search(connection)
    assert found(connection) == {(broken.kind, broken.key)}
    [gap] = gaps(connection)
    assert gap["stake_satang"] > 0
    assert gap["estimate"]["lines"]
    assert gap["tax_year_be"] == YEAR


@pytest.mark.parametrize("broken", CASES)
def test_what_is_mended_is_no_gap(
    connection: Connection[Any], town: Town, broken: Case
) -> None:
    connection.execute(broken.broken, town.ids())
    assess(connection)
    search(connection)
    connection.execute(broken.mended, town.ids())
    assess(connection)
    summary = search(connection)
    assert found(connection) == set()
    assert summary.fixed == 1
    [gap] = gaps(connection, status="fixed")
    assert gap["fixed_at"] is not None


def test_every_kind_is_broken_above() -> None:
    broken = {param.values[0].kind for param in CASES}
    assert broken | set(NO_EVIDENCE) | {"permit_overdue"} == set(KIND_NAMES)


def test_kinds_that_need_a_run_wait_for_it(connection: Connection[Any]) -> None:
    """Before the first assessment the whole city would be called unassessed."""
    make_town(connection)
    summary = search(connection)
    waiting = {"sign_untaxed": "sign_run", "unassessed": "land_run"}
    assert summary.skipped == waiting | NO_EVIDENCE
    assert found(connection) == set()


def test_a_search_without_ground_is_skipped(connection: Connection[Any]) -> None:
    assert search(connection, "uncovered_area").skipped == {"uncovered_area": "ground"}


def test_a_skipped_kind_mends_nothing(connection: Connection[Any], town: Town) -> None:
    """Losing the blocks and the boundary must not look like covering the ground."""
    connection.execute(CASES[0].values[0].broken, town.ids())
    search(connection)
    for statement in (
        "UPDATE register.parcel SET block_id = NULL",
        "DELETE FROM register.block",
        "DELETE FROM register.authority",
    ):
        connection.execute(statement)
    assert "uncovered_area" in search(connection).skipped
    assert [gap["kind"] for gap in gaps(connection)] == ["uncovered_area"]


def test_what_came_after_the_run_is_unassessed(
    connection: Connection[Any], town: Town
) -> None:
    """A gap that is mended waits for the next run, and says so."""
    connection.execute(
        "UPDATE register.property_right SET end_on = '2020-01-01'"
        " WHERE parcel_id = %(let)s",
        town.ids(),
    )
    assess(connection)
    connection.execute(
        "UPDATE register.property_right SET end_on = NULL WHERE parcel_id = %(let)s",
        town.ids(),
    )
    search(connection)
    assert found(connection) == {
        ("unassessed", "building:01A003-B001"),
        ("unassessed", "parcel:01A003"),
    }


def test_temporary_and_exempt_signs_are_no_gap(
    connection: Connection[Any], town: Town
) -> None:
    make_sign(connection, kind="temporary", x=50, y=4)
    make_sign(connection, exempt_under="8(9)", x=52, y=4)
    assess(connection)
    search(connection)
    assert found(connection) == set()


def test_house_partly_over_the_line_says_nothing_of_the_garden(
    connection: Connection[Any], town: Town
) -> None:
    """A building that leans 5 % over vacant ground does not make it built on."""
    connection.execute(
        "INSERT INTO register.building_parcel (building_id, parcel_id, share)"
        " VALUES (%(let_building)s, %(let)s, 0.95), (%(let_building)s, %(garden)s, 0.05)",
        town.ids(),
    )
    assess(connection)
    search(connection)
    assert found(connection) == set()


@pytest.mark.parametrize(
    ("column", "value"), [("terminated_on", "'2025-06-30'"), ("end_on", "NULL")]
)
def test_lease_that_was_ended_or_is_open_has_not_expired(
    connection: Connection[Any], town: Town, column: str, value: str
) -> None:
    connection.execute(
        "UPDATE register.lease SET end_on = '2025-12-31' WHERE id = %(lease)s",
        town.ids(),
    )
    connection.execute(
        f"UPDATE register.lease SET {column} = {value} WHERE id = %(lease)s",
        town.ids(),
    )
    search(connection)
    assert found(connection) == set()
