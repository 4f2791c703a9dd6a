"""What if: other facts and other law, each figure worked out by hand."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.tax.case import compute_case
from tests.tax.strategies import land_cases

SHOP: dict[str, Any] = {
    "tax_year": 2569,
    "taxpayer": {"kind": "natural"},
    "assets": [
        {
            "id": "L",
            "kind": "land",
            "area_wa": "100",
            "price_per_wa": "40000",
            "uses": [{"use": "other", "share": "1"}],
        },
        {
            "id": "B",
            "kind": "building",
            "on": "L",
            "material": "masonry",
            "floor_area_m2": "100",
            "price_per_m2": "10000",
            "age_years": 10,
            "uses": [{"use": "other", "share": "1"}],
        },
    ],
}
"""4,000,000 of land and 900,000 of building, 0.3 %: 12,000 and 2,700."""


def ask(changes: dict[str, Any], case: dict[str, Any] = SHOP) -> dict[str, Any]:
    answer = compute_case({"kind": "what_if", "case": case, "changes": changes})
    assert "error" not in answer, answer
    return answer


def after(answer: dict[str, Any]) -> dict[str, str]:
    return {f"{x['asset']}{x['line']}": x["after"] for x in answer["differences"]}


def test_nothing_changed_makes_no_difference() -> None:
    answer = ask({})
    assert answer["before"] == answer["after"]
    assert answer["before"]["total_tax"] == "14700.00"
    assert answer["difference"] == "0.00"
    assert answer["before"]["lines"] == compute_case(SHOP)["lines"]


def test_other_use_takes_the_rates_of_its_group() -> None:
    """Residence in any other case: 0.02 % of 4,000,000."""
    answer = ask({"assets": {"L": {"uses": [{"use": "residential", "share": "1"}]}}})
    assert after(answer) == {"L0": "800.00", "B0": "2700.00"}
    assert answer["difference"] == "-11200.00"


def test_shares_may_be_fractions_that_no_decimal_writes() -> None:
    """A third in business: 1,333,333.33 at 0.3 %, the rest at 0.02 %."""
    uses = [
        {"use": "other", "share": "1/3"},
        {"use": "residential", "share": "2/3"},
    ]
    answer = ask({"assets": {"L": {"uses": uses}}})
    assert after(answer) == {"L0": "4000.00", "L1": "533.33", "B0": "2700.00"}
    assert [line["share"] for line in answer["after"]["lines"][:2]] == ["1/3", "2/3"]


def test_home_of_the_owner_is_exempt_up_to_the_limit() -> None:
    home = {"uses": [{"use": "residential", "share": "1", "principal": True}]}
    answer = ask({"assets": {"L": home, "B": home}})
    assert answer["after"]["total_tax"] == "0.00"
    lower = ask(
        {
            "assets": {"L": home, "B": home},
            "parameters": {"land_building.exemption.home": "1000000"},
        }
    )
    # 4.9 M less 1 M are taxed at 0.03 %.
    assert lower["after"]["total_tax"] == "1170.00"


def test_stated_value_takes_the_place_of_area_and_price() -> None:
    answer = ask({"assets": {"L": {"value": "1000000"}}})
    assert after(answer)["L0"] == "3000.00"
    back = copy.deepcopy(SHOP)
    back["assets"][0] = {
        "id": "L",
        "kind": "land",
        "value": "1000000",
        "uses": [{"use": "other", "share": "1"}],
    }
    change = {"value": None, "area_wa": "100", "price_per_wa": "40000"}
    assert ask({"assets": {"L": change}}, back)["difference"] == "9000.00"


def test_age_and_material_change_the_depreciation() -> None:
    """Wood of ten years has lost 40 %, masonry of one year 1 %."""
    assert after(ask({"assets": {"B": {"material": "wood"}}}))["B0"] == "1800.00"
    assert after(ask({"assets": {"B": {"age_years": 1}}}))["B0"] == "2970.00"


def test_area_of_land_may_be_written_as_the_deed_has_it() -> None:
    answer = ask({"assets": {"L": {"area": "0-2-00"}}})
    assert after(answer)["L0"] == "24000.00"


def test_vacant_land_carries_the_points_of_its_years() -> None:
    """Vacant since 2563, the seventh year: 0.3 % and 0.6 points."""
    uses = [{"use": "vacant", "share": "1", "vacant_since": 2563}]
    answer = ask({"assets": {"L": {"uses": uses}}})
    assert after(answer)["L0"] == "36000.00"


def test_listed_reduction_and_exemption_are_facts_too() -> None:
    listed = [{"use": "other", "share": "1", "reduction": "90"}]
    assert after(ask({"assets": {"L": {"uses": listed}}}))["L0"] == "1200.00"
    temple = [{"use": "exempt", "share": "1", "exempt_under": "8(5)"}]
    assert after(ask({"assets": {"L": {"uses": temple}}}))["L0"] == "0.00"


def test_building_goes_and_another_comes() -> None:
    """The new one stands on the land's pool and is listed after it."""
    new = {
        "id": "N",
        "kind": "building",
        "on": "L",
        "value": "2000000",
        "uses": [{"use": "other", "share": "1"}],
    }
    answer = ask({"remove": ["B"], "add": [new]})
    assert after(answer) == {"L0": "12000.00", "B0": None, "N0": "6000.00"}
    pooled = answer["after"]["lines"][1]["pool_taxable"]
    assert pooled == "6000000.00"
    assert answer["difference"] == "3300.00"


def test_all_that_is_taxed_may_go() -> None:
    """A building on land of others, 900,000 at 0.3 %, is all that there was."""
    alone = SHOP | {"assets": [SHOP["assets"][1] | {"on": None}]}
    answer = ask({"remove": ["B"]}, alone)
    assert answer["before"]["total_tax"] == "2700.00"
    assert answer["after"] == {
        "lines": [],
        "total_tax": "0.00",
        "assumptions": [],
        "rules_version": answer["before"]["rules_version"],
    }
    assert answer["difference"] == "-2700.00"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        (
            {
                "assets": {
                    "L": {
                        "uses": [
                            {"use": "other", "share": f"1/{10**15 - n}"}
                            for n in range(1, 2000)
                        ]
                    }
                }
            },
            "$.changes.assets['L'].uses",
        ),
        ({"assets": {f"L{n}": {} for n in range(2000)}}, "$.changes.assets"),
        ({"remove": ["B"] * 2000}, "$.changes.remove"),
        ({"add": [{"id": str(n)} for n in range(2000)]}, "$.changes.add"),
    ],
)
def test_more_changes_than_a_person_asks_for_are_refused_at_once(
    changes: dict[str, Any], path: str
) -> None:
    answer = compute_case({"kind": "what_if", "case": SHOP, "changes": changes})
    assert answer["error"]["code"] == "list.long"
    assert answer["error"]["path"] == path


def test_building_on_the_land_of_others_is_a_pool_of_its_own() -> None:
    new = {
        "id": "N",
        "kind": "building",
        "on": None,
        "value": "12000000",
        "uses": [{"use": "residential", "share": "1", "principal": True}],
    }
    line = ask({"add": [new]})["after"]["lines"][-1]
    # 12 M less 10 M at 0.02 %.
    assert (line["rate_group"], line["tax"]) == ("home_building_only", "400.00")


def test_other_rates_change_every_line_of_their_group() -> None:
    ladder = [{"up_to": "1000000", "rate": "0.1"}, {"rate": "0.2"}]
    answer = ask({"parameters": {"land_building.rate.other": ladder}})
    # The pool of 4.9 M: 1,000 and 7,800, shared out by value.
    assert answer["after"]["total_tax"] == "8800.00"
    assert answer["after"]["rules_version"] != answer["before"]["rules_version"]


def test_the_value_in_force_is_no_change() -> None:
    answer = ask({"parameters": {"land_building.exemption.farm": 50_000_000}})
    assert answer["after"]["rules_version"] == answer["before"]["rules_version"]


@settings(max_examples=150, deadline=None)
@given(land_cases())
def test_no_case_changes_without_changes(case: dict[str, Any]) -> None:
    """Taken apart and put together again, every case comes to the same satang."""
    plain = compute_case(case)
    answer = ask({}, case)
    for side in ("before", "after"):
        lines = [line["tax"] for line in answer[side]["lines"]]
        assert lines == [line["tax"] for line in plain["lines"]]
        assert answer[side]["assumptions"] == plain["assumptions"]


@settings(max_examples=100, deadline=None)
@given(land_cases(), st.data())
def test_asking_is_the_same_as_writing_the_other_case(
    case: dict[str, Any], data: st.DataObject
) -> None:
    """A changed value: the what-if and the case with that value agree."""
    value = str(data.draw(st.decimals(0, 10**9, places=2)))
    number = data.draw(st.integers(0, len(case["assets"]) - 1))
    other = copy.deepcopy(case)
    asset = other["assets"][number]
    for name in list(asset):
        if name not in ("id", "kind", "uses", "on", "group", "material", "age_years"):
            if name != "old_tax":
                del asset[name]
    asset["value"] = value
    answer = ask({"assets": {asset["id"]: {"value": value}}}, case)
    assert answer["after"]["total_tax"] == compute_case(other)["total_tax"]
    total = sum(Decimal(one["difference"]) for one in answer["differences"])
    assert f"{total:.2f}" == answer["difference"]
