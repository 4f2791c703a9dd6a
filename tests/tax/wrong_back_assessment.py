"""Wrong cases of former years."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import REMOVED, Wrong


def year(tax_year: int) -> dict[str, Any]:
    uses = [{"use": "other", "share": "1"}]
    land = {"id": "L1", "kind": "land", "value": "1000000", "uses": uses}
    return {
        "assessed": "200",
        "case": {
            "tax_year": tax_year,
            "taxpayer": {"kind": "juristic"},
            "assets": [land],
        },
    }


RIGHT: dict[str, Any] = {
    "kind": "back_assessment",
    "law": "land_building",
    "notified": "2026-08-01",
    "years": [year(2567), year(2568)],
}
CASE = "years.0.case"
SIGN = {
    "kind": "sign",
    "tax_year": 2568,
    "area_cm2": "500",
    "sides": 1,
    "text": "thai",
    "moving": False,
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("law", "income", "value.unknown", "$.law"),
    ("law", "sign", "field.unknown", "$.years[0].case"),
    ("notified", "2029-08-01", "tax_year.no_law", "$.notified"),
    ("notified", REMOVED, "field.missing", "$"),
    ("notified", "2569-08-01", "date.era", "$.notified"),
    ("years", [], "list.empty", "$.years"),
    ("years.0", None, "type.object", "$.years[0]"),
    ("years.0.assessed", REMOVED, "field.missing", "$.years[0]"),
    ("years.0.assessed", "-1", "number.negative", "$.years[0].assessed"),
    ("years.0.due", "2024-04-29", "date.too_early", "$.years[0].due"),
    ("years.0.due", "June", "date.invalid", "$.years[0].due"),
    (CASE, "2567", "type.object", "$.years[0].case"),
    (CASE, SIGN, "field.unknown", "$.years[0].case"),
    (f"{CASE}.kind", "sign", "value.unknown", "$.years[0].case.kind"),
    (f"{CASE}.tax_year", 2562, "tax_year.no_law", "$.years[0].case.tax_year"),
    (f"{CASE}.tax_year", 2570, "back_assessment.future", "$.years[0].case.tax_year"),
    (
        f"{CASE}.tax_year",
        2568,
        "back_assessment.year_twice",
        "$.years[1].case.tax_year",
    ),
    (
        f"{CASE}.assets.0.value",
        "-1",
        "number.negative",
        "$.years[0].case.assets[0].value",
    ),
]

WRONG = Wrong(RIGHT, ROWS)
