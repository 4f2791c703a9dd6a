"""Wrong cases of a sign that changed."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import REMOVED, Wrong

THAI: dict[str, Any] = {
    "area_cm2": "25000",
    "sides": 1,
    "text": "thai",
    "moving": False,
}
RIGHT: dict[str, Any] = {
    "kind": "sign_change",
    "tax_year": 2569,
    "change": "part_changed",
    "changed_on": "2026-05-10",
    "before": {**THAI, "installed_on": "2025-02-01"},
    "after": {**THAI, "text": "mixed"},
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("tax_year", 2562, "tax_year.no_law", "$.tax_year"),
    ("change", "repainted", "value.unknown", "$.change"),
    ("change", "lowered", "change.not_lower", "$.after"),
    ("change", "replaced_same", "change.not_same", "$.after"),
    ("change", "taken_down", "field.conflict", "$.after"),
    ("changed_on", "2025-12-31", "change.other_year", "$.changed_on"),
    ("changed_on", "2569-05-10", "date.era", "$.changed_on"),
    ("before", REMOVED, "field.missing", "$"),
    ("before", [], "type.object", "$.before"),
    ("before.installed_on", "2026-05-11", "date.order", "$.before.installed_on"),
    (
        "before.installed_on",
        "2027-01-01",
        "sign.installed_after",
        "$.before.installed_on",
    ),
    ("before.installed_on", "2569-01-01", "date.era", "$.before.installed_on"),
    ("before.sides", 0, "number.range", "$.before.sides"),
    ("before.tax_year", 2569, "field.unknown", "$.before"),
    ("after", REMOVED, "field.missing", "$"),
    ("after.text", "latin", "value.unknown", "$.after.text"),
    ("after.installed_on", "2026-05-10", "field.unknown", "$.after"),
]

WRONG = Wrong(RIGHT, ROWS)
