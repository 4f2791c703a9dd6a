"""Wrong cases of a refund."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import REMOVED, Wrong

RIGHT: dict[str, Any] = {
    "kind": "refund",
    "law": "land_building",
    "amount": "1000",
    "paid": "2026-05-10",
    "claimed": "2026-08-01",
    "notified": "2026-09-30",
    "refunded": "2026-10-02",
    "authority_error": True,
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("law", "income", "value.unknown", "$.law"),
    ("law", "sign", "field.unknown", "$"),
    ("basis", "gift", "value.unknown", "$.basis"),
    ("basis", "review", "field.unknown", "$"),
    ("amount", "0", "number.zero", "$.amount"),
    ("paid", "2026-08-02", "date.order", "$.paid"),
    ("claimed", "2027-08-01", "date.order", "$.claimed"),
    ("claimed", "2028-08-01", "tax_year.no_law", "$.claimed"),
    ("claimed", REMOVED, "field.missing", "$"),
    ("notified", "2026-07-31", "date.order", "$.claimed"),
    ("refunded", "2026-07-31", "date.order", "$.claimed"),
    ("refunded", REMOVED, "field.missing", "$"),
    ("authority_error", "yes", "type.truth", "$.authority_error"),
]

WRONG = Wrong(RIGHT, ROWS)
