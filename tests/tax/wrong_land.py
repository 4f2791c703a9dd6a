"""Wrong cases of land and buildings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kkmgis.tax.case_file import read_json
from tests.tax.wrong import REMOVED, Wrong

RIGHT: dict[str, Any] = {
    "tax_year": 2569,
    "taxpayer": {"kind": "natural"},
    "assets": [
        {
            "id": "L1",
            "kind": "land",
            "area": "0-1-25.5",
            "price_per_wa": "30000",
            "uses": [{"use": "residential", "share": "1"}],
        },
        {
            "id": "B1",
            "kind": "building",
            "on": "L1",
            "material": "masonry",
            "floor_area_m2": "180",
            "price_per_m2": "8350",
            "age_years": 12,
            "uses": [{"use": "residential", "share": "1"}],
        },
    ],
}

TWO_HOMES = "$.assets[1].uses[0].principal"


def home(name: str) -> dict[str, Any]:
    use = {"use": "residential", "share": "1", "principal": True}
    return {"id": name, "kind": "land", "value": "1", "uses": [use]}


VACANT = {"use": "vacant", "share": "1"}
EXEMPT = {"use": "exempt", "share": "1"}
USE = "assets.0.uses.0"
ROWS: list[tuple[str, Any, str, str]] = [
    ("tax_year", 2562, "tax_year.no_law", "$.tax_year"),
    ("tax_year", 2571, "tax_year.no_law", "$.tax_year"),
    ("tax_year", 2026, "tax_year.no_law", "$.tax_year"),
    ("tax_year", "2569", "type.whole", "$.tax_year"),
    ("tax_year", True, "type.whole", "$.tax_year"),
    ("tax_year", Decimal("2569.0"), "type.whole", "$.tax_year"),
    ("tax_year", 10**5000, "number.range", "$.tax_year"),
    ("tax_year", REMOVED, "field.missing", "$"),
    ("kind", "property", "value.unknown", "$.kind"),
    ("kind", ["sign"], "value.unknown", "$.kind"),
    ("note", "x", "field.unknown", "$"),
    ("sides", 1, "field.unknown", "$"),
    ("taxpayer", REMOVED, "field.missing", "$"),
    ("taxpayer", "natural", "type.object", "$.taxpayer"),
    ("taxpayer.kind", "company", "value.unknown", "$.taxpayer.kind"),
    (
        "taxpayer",
        read_json('{"kind": "natural", "kind": "juristic"}'),
        "field.twice",
        "$.taxpayer",
    ),
    ("taxpayer.name", "x", "field.unknown", "$.taxpayer"),
    ("assets", REMOVED, "field.missing", "$"),
    ("assets", {}, "type.list", "$.assets"),
    ("assets", [], "list.empty", "$.assets"),
    ("assets", [home("L1"), home("L2")], "home.second", TWO_HOMES),
    ("assets.0", None, "type.object", "$.assets[0]"),
    ("assets.0.kind", "house", "value.unknown", "$.assets[0].kind"),
    ("assets.0.kind", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.id", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.id", 7, "type.text", "$.assets[0].id"),
    ("assets.0.id", "", "text.invalid", "$.assets[0].id"),
    ("assets.0.id", "a\ud800", "text.invalid", "$.assets[0].id"),
    ("assets.0.id", "x" * 5000, "text.invalid", "$.assets[0].id"),
    ("assets.0.id", "B1", "asset.twice", "$.assets[1].id"),
    ("assets.0.floor_area_m2", "1", "field.unknown", "$.assets[0]"),
    ("assets.0.group", None, "type.text", "$.assets[0].group"),
    ("assets.0.area", "1-4-0", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", "0-0-100", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", "-1-0-0", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", "25.5", "area.invalid", "$.assets[0].area"),
    ("assets.0.area", 25, "area.invalid", "$.assets[0].area"),
    ("assets.0.area", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.area_wa", "25", "field.conflict", "$.assets[0].area_wa"),
    ("assets.0.value", "25", "field.conflict", "$.assets[0].area"),
    ("assets.0.price_per_wa", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.price_per_wa", "-1", "number.negative", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "1,000", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "1e3", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "๑๐", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "NaN", "number.invalid", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", True, "type.number", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", None, "type.number", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", [1], "type.number", "$.assets[0].price_per_wa"),
    (
        "assets.0.price_per_wa",
        float("nan"),
        "number.invalid",
        "$.assets[0].price_per_wa",
    ),
    (
        "assets.0.price_per_wa",
        float("inf"),
        "number.invalid",
        "$.assets[0].price_per_wa",
    ),
    (
        "assets.0.price_per_wa",
        Decimal("1e400"),
        "number.too_large",
        "$.assets[0].price_per_wa",
    ),
    ("assets.0.price_per_wa", 10**5000, "number.too_large", "$.assets[0].price_per_wa"),
    ("assets.0.price_per_wa", "9" * 60, "number.too_large", "$.assets[0].price_per_wa"),
    (
        "assets.0.price_per_wa",
        Decimal("1e-400"),
        "number.too_fine",
        "$.assets[0].price_per_wa",
    ),
    ("assets.0.uses", [], "list.empty", "$.assets[0].uses"),
    ("assets.0.uses", REMOVED, "field.missing", "$.assets[0]"),
    ("assets.0.uses.0", 3, "type.object", "$.assets[0].uses[0]"),
    (USE + ".use", "home", "value.unknown", "$.assets[0].uses[0].use"),
    (USE + ".use", {}, "value.unknown", "$.assets[0].uses[0].use"),
    (USE + ".share", "0.9999", "share.sum", "$.assets[0].uses"),
    (USE + ".share", "1.00000000000000000001", "share.sum", "$.assets[0].uses"),
    (USE + ".share", "-1", "number.negative", "$.assets[0].uses[0].share"),
    (USE + ".share", REMOVED, "field.missing", "$.assets[0].uses[0]"),
    (USE + ".principal", "yes", "type.truth", "$.assets[0].uses[0].principal"),
    (USE + ".principal", 1, "type.truth", "$.assets[0].uses[0].principal"),
    (USE + ".vacant_since", 2566, "field.conflict", "$.assets[0].uses[0].vacant_since"),
    (
        USE + ".exempt_under",
        "8(5)",
        "field.conflict",
        "$.assets[0].uses[0].exempt_under",
    ),
    (USE + ".reduction", "40", "value.unknown", "$.assets[0].uses[0].reduction"),
    (
        USE,
        {"use": "other", "share": "1", "principal": True},
        "use.principal",
        "$.assets[0].uses[0].principal",
    ),
    (USE, VACANT, "field.missing", "$.assets[0].uses[0]"),
    (
        USE,
        {**VACANT, "vacant_since": 2570},
        "vacant_since.future",
        "$.assets[0].uses[0].vacant_since",
    ),
    (
        USE,
        {**VACANT, "vacant_since": 2022},
        "number.range",
        "$.assets[0].uses[0].vacant_since",
    ),
    (
        USE,
        {**VACANT, "vacant_since": "2565"},
        "type.whole",
        "$.assets[0].uses[0].vacant_since",
    ),
    (USE, EXEMPT, "field.missing", "$.assets[0].uses[0]"),
    (
        USE,
        {**EXEMPT, "exempt_under": "8(13)"},
        "value.unknown",
        "$.assets[0].uses[0].exempt_under",
    ),
    ("assets.1.on", "L9", "on.unknown", "$.assets[1].on"),
    ("assets.1.on", "B1", "on.not_land", "$.assets[1].on"),
    ("assets.1.on", 1, "type.text", "$.assets[1].on"),
    ("assets.1.on", REMOVED, "field.missing", "$.assets[1]"),
    ("assets.1.material", "brick", "value.unknown", "$.assets[1].material"),
    ("assets.1.material", REMOVED, "field.missing", "$.assets[1]"),
    ("assets.1.age_years", -1, "number.range", "$.assets[1].age_years"),
    ("assets.1.age_years", 10**9, "number.range", "$.assets[1].age_years"),
    ("assets.1.age_years", "12", "type.whole", "$.assets[1].age_years"),
    ("assets.1.floor_area_m2", REMOVED, "field.missing", "$.assets[1]"),
]

WRONG = Wrong(RIGHT, ROWS)
