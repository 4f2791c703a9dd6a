"""Wrong cases of late payment."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import Wrong

RIGHT: dict[str, Any] = {
    "kind": "late_payment",
    "law": "sign",
    "tax": "100",
    "due": "2026-06-30",
    "paid": "2026-07-30",
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("law", "income", "value.unknown", "$.law"),
    ("law", "land_building", "field.missing", "$"),
    ("tax", "-1", "number.negative", "$.tax"),
    ("tax", "1.001", "money.too_fine", "$.tax"),
    ("due", "2569-06-30", "date.era", "$.due"),
    ("paid", "9999-12-31", "date.era", "$.paid"),
    ("due", "2019-06-30", "tax_year.no_law", "$.due"),
    ("due", "0000-00-00", "date.invalid", "$.due"),
    ("filing", "never", "value.unknown", "$.filing"),
    ("extra_tax", "100.01", "extra_tax.above_tax", "$.extra_tax"),
    ("corrected_before_notice", True, "field.needs", "$.corrected_before_notice"),
    ("stage", "before_warning", "field.unknown", "$"),
    ("deferral_approved", True, "field.unknown", "$"),
]

WRONG = Wrong(RIGHT, ROWS)
