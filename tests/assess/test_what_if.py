"""What if on a parcel of the register: figures by hand, all of the owner looked at."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from kkmgis.assess.reform import NoRunError
from kkmgis.assess.stored import UnknownParcelError
from kkmgis.assess.what_if import ask_parcel_what_if, assets_on, read_ground
from kkmgis.tax.case_error import CaseError
from tests.assess.reading import assess
from tests.builders import (
    YEAR,
    make_building,
    make_building_price,
    make_land_price,
    make_parcel,
    make_party,
    make_right,
    make_use,
)

Database = Connection[Any]
SHOP = "01A001"
FARM = "01A002"


@pytest.fixture
def shop(connection: Database) -> int:
    """Make a shop of 3 million on its land, and a farm of the same owner.

    The building of 100 m² at 10,000, ten years old, is worth 900,000.
    """
    owner = make_party(connection)
    make_building_price(connection, price=10_000)
    lots = {}
    for code, price, use in ((SHOP, 30_000, "other"), (FARM, 600_000, "agriculture")):
        lots[code] = make_parcel(connection, code=code, area_wa=100)
        make_land_price(connection, price, parcel_code=code)
        make_right(connection, owner, ("parcel", lots[code]))
        if code == FARM:
            make_use(connection, ("parcel", lots[code]), use)
    house = make_building(
        connection,
        lots[SHOP],
        code="01A001-B1",
        floor_area_m2=100,
        built_year_be=YEAR - 11,
    )
    make_right(connection, owner, ("building", house))
    make_use(connection, ("building", house), "other")
    assess(connection)
    return house


def ask(connection: Database, code: str = SHOP, **changes: Any) -> dict[str, Any]:
    return ask_parcel_what_if(connection, code, YEAR, changes)


def test_nothing_changed_is_the_roll(connection: Database, shop: int) -> None:
    """3.9 million at 0.3 %; of the farm 60 million less 50, at 0.01 %."""
    answer = ask(connection)
    assert answer["before"] == answer["after"] == "12700.00"
    assert [line["asset"] for line in answer["lines"]] == [
        "land:01A001",
        "building:01A001-B1",
    ]


def test_form_shows_the_facts_of_what_stands_on_the_parcel(
    connection: Database, shop: int
) -> None:
    land, building = assets_on(read_ground(connection, SHOP, YEAR))
    assert (land["id"], land["area"], land["price"]) == ("land:01A001", "100", "30000")
    assert land["follows"]
    assert (building["age_years"], building["material"]) == (10, "masonry")
    assert building["uses"] == [
        {
            "use": "other",
            "share": "1",
            "principal": False,
            "vacant_since": None,
            "exempt_under": "",
            "reduction": "",
        }
    ]


def test_land_follows_its_one_building_again(connection: Database, shop: int) -> None:
    """Both become residence in any other case: 3.9 million at 0.02 %."""
    uses = [{"use": "residential", "share": "1"}]
    answer = ask(connection, assets={"building:01A001-B1": {"uses": uses}})
    assert answer["followed"] == ["land:01A001"]
    assert answer["after"] == "1780.00"
    groups = {line["asset"]: line["after"]["rate_group"] for line in answer["lines"]}
    assert set(groups.values()) == {"residential"}


def test_land_that_is_changed_itself_follows_nothing(
    connection: Database, shop: int
) -> None:
    uses = [{"use": "residential", "share": "1"}]
    answer = ask(
        connection,
        assets={
            "building:01A001-B1": {"uses": uses},
            "land:01A001": {"price_per_wa": "40000"},
        },
    )
    assert answer["followed"] == []
    assert [line["after"]["tax"] for line in answer["lines"]] == ["12000.00", "180.00"]


def test_steps_of_both_sides_tell_the_difference(
    connection: Database, shop: int
) -> None:
    answer = ask(connection, assets={"land:01A001": {"price_per_wa": "40000"}})
    land = answer["lines"][0]
    assert "30,000.00" in land["before"]["steps"][0]["text"]
    assert "40,000.00" in land["after"]["steps"][0]["text"]
    assert land["after"]["steps"][0]["law"] == ["ม.35"]
    assert (land["before"]["tax"], land["after"]["tax"]) == ("9000.00", "12000.00")


def test_property_elsewhere_is_shown_when_it_changes(
    connection: Database, shop: int
) -> None:
    """Farming the shop's land uses the owner's 50 million up first."""
    uses = [{"use": "agriculture", "share": "1"}]
    answer = ask(connection, assets={"land:01A001": {"uses": uses}})
    farm = answer["lines"][-1]
    assert (farm["asset"], farm["here"]) == ("land:01A002", False)
    # 60 million less 47 are taxed at 0.01 %.
    assert farm["after"]["tax"] == "1300.00"
    assert answer["after"] == "4000.00"


def test_other_law_changes_all_property_of_the_owner(
    connection: Database, shop: int
) -> None:
    law = {"land_building.exemption.farm": "10000000"}
    answer = ask(connection, parameters=law)
    assert answer["difference"] == "4000.00"
    assert answer["rule_book_after"] != answer["run"]["rule_book"]


def test_building_is_taken_down_and_another_put_up(
    connection: Database, shop: int
) -> None:
    new = {
        "id": "building:+1",
        "kind": "building",
        "on": "land:01A001",
        "value": "2000000",
        "uses": [{"use": "other", "share": "1"}],
    }
    answer = ask(connection, remove=["building:01A001-B1"], add=[new])
    sides = {
        line["asset"]: (line["before"] is None, line["after"] is None)
        for line in answer["lines"]
    }
    assert sides == {
        "land:01A001": (False, False),
        "building:01A001-B1": (False, True),
        "building:+1": (True, False),
    }
    assert answer["difference"] == "3300.00"


def test_wrong_change_names_the_field(connection: Database, shop: int) -> None:
    for changes, path in (
        ({"assets": {"land:99Z": {}}}, "$.assets"),
        (
            {"assets": {"land:01A001": {"area_wa": "-1"}}},
            "$.assets['land:01A001'].area_wa",
        ),
        ({"owners": 1}, "$"),
    ):
        with pytest.raises(CaseError) as refused:
            ask_parcel_what_if(connection, SHOP, YEAR, changes)
        assert refused.value.path == path


def test_asking_stores_nothing(connection: Database, shop: int) -> None:
    count = "SELECT (SELECT count(*) FROM tax.line), (SELECT count(*) FROM tax.run)"
    before = connection.execute(count).fetchone()
    ask(connection, assets={"land:01A001": {"value": "1"}})
    assert connection.execute(count).fetchone() == before


def test_what_was_not_assessed_cannot_be_asked(connection: Database, shop: int) -> None:
    with pytest.raises(UnknownParcelError):
        ask(connection, "99Z999")
    make_parcel(connection, code="01A009")
    with pytest.raises(NoRunError):
        ask(connection, "01A009")
    with pytest.raises(NoRunError):
        ask_parcel_what_if(connection, SHOP, 2567, {})
