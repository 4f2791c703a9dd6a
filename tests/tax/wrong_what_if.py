"""Wrong questions of what if: the case in it, its changes, and proposed law."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import REMOVED, Wrong

LADDER = "land_building.rate.other"
RIGHT: dict[str, Any] = {
    "kind": "what_if",
    "case": {
        "tax_year": 2569,
        "taxpayer": {"kind": "natural"},
        "assets": [
            {
                "id": "L1",
                "kind": "land",
                "area_wa": "100",
                "price_per_wa": "30000",
                "uses": [{"use": "residential", "share": "1", "principal": True}],
            },
            {
                "id": "B1",
                "kind": "building",
                "on": "L1",
                "material": "masonry",
                "floor_area_m2": "100",
                "price_per_m2": "8000",
                "age_years": 5,
                "uses": [{"use": "residential", "share": "1", "principal": True}],
            },
            {
                "id": "L2",
                "kind": "land",
                "area_wa": "50",
                "price_per_wa": "10000",
                "uses": [{"use": "other", "share": "1"}],
            },
        ],
    },
    "changes": {
        "parameters": {LADDER: [{"up_to": "1000000", "rate": "0.2"}, {"rate": "0.5"}]},
        "assets": {
            "L1": {"price_per_wa": "40000"},
            "L2": {
                "uses": [
                    {"use": "other", "share": "1/3"},
                    {"use": "residential", "share": "2/3"},
                ]
            },
        },
        "remove": ["B1"],
        "add": [
            {
                "id": "B2",
                "kind": "building",
                "on": "L2",
                "value": "900000",
                "uses": [{"use": "other", "share": "1"}],
            }
        ],
    },
}


def law(key: str, value: object) -> tuple[str, dict[str, object]]:
    return "changes.parameters", {f"land_building.{key}": value}


def at(key: str, rest: str = "") -> str:
    return f"$.changes.parameters['land_building.{key}']{rest}"


HOUSE = "changes.assets"
ROWS: list[tuple[str, Any, str, str]] = [
    ("case", REMOVED, "field.missing", "$"),
    ("changes", REMOVED, "field.missing", "$"),
    ("changes", [], "type.object", "$.changes"),
    ("changes.owner", "x", "field.unknown", "$.changes"),
    ("case.kind", "sign", "value.unknown", "$.case.kind"),
    ("case.tax_year", 2500, "tax_year.no_law", "$.case.tax_year"),
    (
        "case.assets.0.price_per_wa",
        "-1",
        "number.negative",
        "$.case.assets[0].price_per_wa",
    ),
    ("changes.assets", [], "type.object", "$.changes.assets"),
    ("changes.assets", {"L9": {}}, "asset.unknown", "$.changes.assets"),
    (HOUSE, {"L1": {"floor_area_m2": "1"}}, "field.unknown", "$.changes.assets['L1']"),
    (
        HOUSE,
        {"L1": {"value": "1.001x"}},
        "number.invalid",
        "$.changes.assets['L1'].value",
    ),
    (
        HOUSE,
        {"L1": {"value": "1", "area_wa": "5"}},
        "field.conflict",
        "$.changes.assets['L1'].area_wa",
    ),
    (HOUSE, {"L1": {"area_wa": None}}, "field.missing", "$.changes.assets['L1']"),
    (HOUSE, {"L1": {"uses": []}}, "list.empty", "$.changes.assets['L1'].uses"),
    (
        HOUSE,
        {"L2": {"uses": [{"use": "other", "share": "2/3"}]}},
        "share.sum",
        "$.changes.assets['L2'].uses",
    ),
    (
        HOUSE,
        {"L2": {"uses": [{"use": "other", "share": "1/0"}]}},
        "number.invalid",
        "$.changes.assets['L2'].uses[0].share",
    ),
    (
        HOUSE,
        {"L2": {"uses": [{"use": "residential", "share": "1", "principal": True}]}},
        "home.second",
        "$.changes",
    ),
    ("changes.remove", ["B9"], "asset.unknown", "$.changes.remove[0]"),
    ("changes.remove", ["L2"], "remove.land", "$.changes.remove[0]"),
    ("changes.add.0.id", "L1", "asset.twice", "$.changes.add[0].id"),
    ("changes.add.0.on", "L7", "on.unknown", "$.changes.add[0].on"),
    ("changes.add.0.kind", "land", "value.unknown", "$.changes.add[0].kind"),
    ("changes.add.0.uses", REMOVED, "field.missing", "$.changes.add[0]"),
    ("changes.parameters", [], "type.object", "$.changes.parameters"),
    (*law("rate.luxury", []), "parameter.unknown", "$.changes.parameters"),
    (*law("rate.other", "0.3"), "type.list", at("rate.other")),
    (*law("rate.other", []), "list.empty", at("rate.other")),
    (*law("rate.other", [{"rate": "0.3"}] * 21), "list.long", at("rate.other")),
    (
        *law("rate.other", [{"rate": "1.3"}]),
        "number.range",
        at("rate.other", "[0].rate"),
    ),
    (
        *law("rate.other", [{"rate": "0.0001"}]),
        "number.too_fine",
        at("rate.other", "[0].rate"),
    ),
    (
        *law("rate.other", [{"up_to": "5", "rate": "0.3"}]),
        "field.conflict",
        at("rate.other", "[0].up_to"),
    ),
    (
        *law("rate.other", [{"up_to": "5", "rate": "0.3"}, {"rate": "0.2"}]),
        "ladder.falls",
        at("rate.other", "[1].rate"),
    ),
    (
        *law("rate.other", [{"up_to": "0", "rate": "0.3"}, {"rate": "0.4"}]),
        "ladder.falls",
        at("rate.other", "[0].up_to"),
    ),
    (*law("exemption.home", "1.001"), "money.too_fine", at("exemption.home")),
    (*law("exemption.farm_wholly", "yes"), "type.truth", at("exemption.farm_wholly")),
    (*law("reduction.general", "33.3"), "parameter.refused", at("reduction.general")),
    (*law("reduction.general", "95"), "number.range", at("reduction.general")),
    (
        *law("reduction.list_50", {"reduction": "50"}),
        "field.missing",
        at("reduction.list_50"),
    ),
    (
        *law("vacancy.step", {"points": "0.3", "every_years": 0, "highest_rate": "3"}),
        "number.range",
        at("vacancy.step", ".every_years"),
    ),
    (*law("vacancy.first_year", 2000), "number.range", at("vacancy.first_year")),
    (*law("depreciation.wood", [5, 3]), "ladder.falls", at("depreciation.wood", "[1]")),
    (
        *law("depreciation.wood", ["5.5"]),
        "number.too_fine",
        at("depreciation.wood", "[0]"),
    ),
]

WRONG = Wrong(RIGHT, ROWS)
