"""Wrong cases of instalments."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import REMOVED, Wrong

RIGHT: dict[str, Any] = {
    "kind": "instalments",
    "law": "sign",
    "tax_year": 2569,
    "tax": "3000",
    "notice_received": "2026-04-01",
    "requested_on": "2026-04-16",
    "payments": [{"paid": "2026-04-16", "amount": "1000"}],
    "on": "2026-05-01",
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("law", "income", "value.unknown", "$.law"),
    ("law", "land_building", "field.unknown", "$"),
    ("tax_year", 2571, "tax_year.no_law", "$.tax_year"),
    ("tax", "2999.99", "instalments.too_little", "$.tax"),
    ("tax", "3000.001", "money.too_fine", "$.tax"),
    ("notice_received", REMOVED, "field.missing", "$"),
    ("notice_received", "2569-04-01", "date.era", "$.notice_received"),
    ("notice_received", "2025-12-31", "date.too_early", "$.notice_received"),
    ("requested_on", "2026-04-17", "instalments.requested_late", "$.requested_on"),
    ("first_due", "2026-04-30", "field.unknown", "$"),
    ("payments", {}, "type.list", "$.payments"),
    ("payments.0", 5, "type.object", "$.payments[0]"),
    ("payments.0.amount", "0", "number.zero", "$.payments[0].amount"),
    ("payments.0.paid", "2026-05-02", "date.order", "$.payments[0].paid"),
    ("payments.0.by", "hand", "field.unknown", "$.payments[0]"),
    ("on", "2026-04-31", "date.invalid", "$.on"),
]

WRONG = Wrong(RIGHT, ROWS)
