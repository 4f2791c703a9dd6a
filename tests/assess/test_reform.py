"""A reform run over a register: amounts by hand, sums, and the roll as it was."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from psycopg import Connection

from kkmgis.assess.kept_reforms import (
    delete_reform,
    keep_reform,
    list_reforms,
    parcels_of_reform,
    read_kept_reform,
    reform_of_parcel,
)
from kkmgis.assess.reform import NoRunError, run_reform
from kkmgis.tax.case_error import CaseError
from tests.assess.reading import assess
from tests.builders import (
    YEAR,
    make_block,
    make_home,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_stated_value,
    make_use,
)

Database = Connection[Any]
ROLL = ("run", "assessment", "line", "set_aside", "rule_book")


@pytest.fixture
def shops(connection: Database) -> dict[str, int]:
    """Two blocks: a shop of 3 million in each, and a home in the first."""
    ids = {}
    for number, block in enumerate(("01A", "01B")):
        block_id = make_block(connection, code=block, x=600 * number)
        make_land_price(connection, 30_000, block_code=block)
        code = f"{block}001"
        ids[code] = make_parcel(
            connection, x=600 * number, code=code, block_id=block_id, area_wa=100
        )
        make_right(connection, make_party(connection), ("parcel", ids[code]))
        make_use(connection, ("parcel", ids[code]), "other")
        ids[block] = block_id
    make_home(connection, x=100, code="01A002", block_id=ids["01A"], area_wa=100)
    assess(connection)
    return ids


def put(connection: Database, **spec: Any) -> dict[str, Any]:
    """Run a reform and give its summary."""
    return run_reform(connection, YEAR, {"title": "ทดลอง", **spec}).summary


def rows(connection: Database) -> dict[str, list[Any]]:
    """Give every row of the roll."""
    return {
        table: connection.execute(f"SELECT * FROM tax.{table} ORDER BY 1, 2").fetchall()
        for table in ROLL
    }


def test_reform_without_changes_is_the_roll(
    connection: Database, shops: dict[str, int]
) -> None:
    summary = put(connection)
    assert summary["totals"]["before"] == "18000.00"
    assert summary["totals"]["difference"] == "0.00"
    assert summary["totals"]["taxpayers"] == {"up": 0, "down": 0, "same": 3}
    assert summary["largest"] == {"up": [], "down": []}


def test_other_rates_change_what_they_tax(
    connection: Database, shops: dict[str, int]
) -> None:
    """0.2 % instead of 0.3 % on two shops of 3 million."""
    summary = put(
        connection, parameters={"land_building.rate.other": [{"rate": "0.2"}]}
    )
    totals = summary["totals"]
    assert (totals["before"], totals["after"]) == ("18000.00", "12000.00")
    assert (totals["increase"], totals["decrease"]) == ("0.00", "6000.00")
    assert totals["parcels"] == {"up": 0, "down": 2, "same": 1}
    changed = {row["rate_group"]: row["difference"] for row in summary["by_group"]}
    assert changed == {"home": "0.00", "other": "-6000.00"}


def test_lower_exemption_makes_homes_pay(
    connection: Database, shops: dict[str, int]
) -> None:
    summary = put(connection, parameters={"land_building.exemption.home": "1000000"})
    home = next(row for row in summary["by_group"] if row["rate_group"] == "home")
    # 3 M of land and 100 m² at 8,450 less 9 %: 3,768,950, less 1 M, at 0.03 %.
    assert home["after"] == "830.69"
    assert summary["largest"]["up"] == [
        {
            "code": "01A002",
            "before": "0.00",
            "after": "830.69",
            "difference": "830.69",
        }
    ]


def test_prices_rise_by_kind_and_by_block(
    connection: Database, shops: dict[str, int]
) -> None:
    """12 % everywhere, then a tenth more in one block: 30,000 → 36,960 there."""
    summary = put(
        connection, price_factor={"land": "1.12"}, block_factor={"01B": "1.1"}
    )
    after = {row["block"]: row["after"] for row in summary["by_block"]}
    assert after == {"01A": "10080.00", "01B": "11088.00"}


def test_prices_of_another_round_are_taken_from_the_register(
    connection: Database, shops: dict[str, int]
) -> None:
    make_land_price(connection, 45_000, block_code="01B", from_year_be=2570)
    make_stated_value(
        connection, ("parcel", shops["01A001"]), 900_000, from_year_be=2570
    )
    summary = put(connection, prices_of=2570)
    after = {row["block"]: row["after"] for row in summary["by_block"]}
    assert after == {"01A": "2700.00", "01B": "13500.00"}
    assert summary["prices"] == {"year": 2570, "without_price": 0}


def test_objects_without_a_price_of_the_round_keep_theirs_and_are_counted(
    connection: Database, shops: dict[str, int]
) -> None:
    connection.execute(
        "UPDATE register.land_price SET to_year_be = %s WHERE block_code = '01B'",
        (YEAR,),
    )
    summary = put(connection, prices_of=YEAR + 1)
    assert summary["prices"]["without_price"] == 1
    assert summary["totals"]["difference"] == "0.00"


def test_round_of_which_the_register_has_nothing_is_refused(
    connection: Database, shops: dict[str, int]
) -> None:
    for table in ("land_price", "building_price"):
        connection.execute(f"UPDATE register.{table} SET to_year_be = %s", (YEAR,))
    with pytest.raises(CaseError) as refused:
        put(connection, prices_of=YEAR + 1)
    assert (refused.value.code, refused.value.path) == ("value.unknown", "$.prices_of")


def test_block_in_which_nothing_is_taxed_may_be_named(
    connection: Database, shops: dict[str, int]
) -> None:
    make_block(connection, code="01C", x=1200)
    summary = put(connection, block_factor={"01C": "2", "01B": "2"})
    after = {row["block"]: row["after"] for row in summary["by_block"]}
    assert after == {"01A": "9000.00", "01B": "18000.00"}


def test_block_that_is_not_there_is_refused(
    connection: Database, shops: dict[str, int]
) -> None:
    with pytest.raises(CaseError) as refused:
        put(connection, block_factor={"99Z": "2"})
    assert refused.value.path == "$.block_factor"
    assert "01A, 01B" in refused.value.answer()["error"]["message_th"]


def test_year_without_a_roll_has_nothing_to_reform(connection: Database) -> None:
    with pytest.raises(NoRunError):
        put(connection)


def test_tables_of_a_reform_add_up_to_its_totals(
    connection: Database, shops: dict[str, int]
) -> None:
    summary = put(
        connection,
        parameters={"land_building.rate.other": [{"rate": "0.2"}]},
        price_factor={"land": "1.07"},
    )
    for table in ("by_block", "by_group", "by_value", "deciles"):
        for amount in ("before", "after", "difference"):
            total = sum(Decimal(row[amount]) for row in summary[table])
            assert f"{total:.2f}" == summary["totals"][amount], (table, amount)


def test_value_classes_are_those_of_the_whole_property_of_a_taxpayer(
    connection: Database, shops: dict[str, int]
) -> None:
    """Shops of 3 million and a home of 3.8 million: all between 1 and 5."""
    [one] = put(connection)["by_value"]
    assert (one["from_million"], one["to_million"]) == (1, 5)
    assert one["taxpayers"]["same"] == 3


def test_roll_is_not_touched_by_reforms_that_come_and_go(
    connection: Database, shops: dict[str, int]
) -> None:
    before = rows(connection)
    made = run_reform(
        connection, YEAR, {"title": "ลด", "price_factor": {"land": "0.5"}}
    )
    kept = keep_reform(connection, made, actor="test")
    assert rows(connection) == before
    assert delete_reform(connection, kept, actor="test")
    assert rows(connection) == before
    assert not delete_reform(connection, kept, actor="test")
    [left] = connection.execute("SELECT count(*) FROM tax.reform_parcel").fetchall()
    assert left == (0,)


def test_kept_reform_tells_that_its_roll_no_longer_counts(
    connection: Database, shops: dict[str, int]
) -> None:
    made = run_reform(connection, YEAR, {"title": "ก่อนประเมินใหม่"})
    kept = keep_reform(connection, made, actor="planner")
    assess(connection)
    found = read_kept_reform(connection, kept)
    assert found is not None
    assert (found["run"], found["current"]) == (made.run.id, False)


def test_kept_reform_tells_what_it_was_and_what_it_came_to(
    connection: Database, shops: dict[str, int]
) -> None:
    spec = {"title": " ครึ่งราคา ", "price_factor": {"land": "0.5"}}
    made = run_reform(connection, YEAR, spec)
    kept = keep_reform(connection, made, actor="planner")
    found = read_kept_reform(connection, kept)
    assert found is not None
    assert (found["title"], found["actor"], found["year"]) == (
        "ครึ่งราคา",
        "planner",
        YEAR,
    )
    assert found["spec"] == spec
    assert found["current"] is True
    assert found["totals"] == made.summary["totals"]
    assert [one["id"] for one in list_reforms(connection)] == [kept]
    assert reform_of_parcel(connection, kept, "01A001") == {
        "code": "01A001",
        "before": "9000.00",
        "after": "4500.00",
        "difference": "-4500.00",
    }
    assert reform_of_parcel(connection, kept, "99Z999") is None
    parcels = list(parcels_of_reform(connection, kept))
    assert [one.code for one in parcels] == ["01A001", "01A002", "01B001"]
    assert sum(one.after for one in parcels) == 900_000
    actions = connection.execute(
        "SELECT action FROM audit.event WHERE subject_kind = 'reform'"
    ).fetchall()
    assert actions == [("reform.made",)]
