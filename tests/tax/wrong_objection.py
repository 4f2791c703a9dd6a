"""Wrong cases of an objection."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import REMOVED, Wrong

RIGHT: dict[str, Any] = {
    "kind": "objection",
    "law": "land_building",
    "notice_received": "2026-04-10",
    "objected": "2026-05-01",
    "decided": "2026-06-20",
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("law", "income", "value.unknown", "$.law"),
    ("law", "sign", "field.unknown", "$"),
    ("notice_received", REMOVED, "field.missing", "$"),
    ("notice_received", "2019-04-10", "tax_year.no_law", "$.notice_received"),
    ("notice_received", "2569-04-10", "date.era", "$.notice_received"),
    ("objected", "2026-04-09", "date.order", "$.notice_received"),
    ("objected", REMOVED, "field.needs", "$.decided"),
    ("decided", "2026-04-30", "date.order", "$.objected"),
    ("decided", 5, "date.invalid", "$.decided"),
]

WRONG = Wrong(RIGHT, ROWS)
