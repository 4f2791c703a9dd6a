"""Wrong cases of signs."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import REMOVED, Wrong

RIGHT: dict[str, Any] = {
    "kind": "sign",
    "tax_year": 2569,
    "width_cm": "240",
    "height_cm": "120.5",
    "sides": 1,
    "text": "mixed",
    "moving": False,
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("tax_year", 2562, "tax_year.no_law", "$.tax_year"),
    ("sides", 0, "number.range", "$.sides"),
    ("sides", REMOVED, "field.missing", "$"),
    ("sides", False, "type.whole", "$.sides"),
    ("text", "english", "value.unknown", "$.text"),
    ("moving", "false", "type.truth", "$.moving"),
    ("width_cm", "0", "number.zero", "$.width_cm"),
    ("width_cm", "-5", "number.negative", "$.width_cm"),
    ("width_cm", REMOVED, "field.missing", "$"),
    ("area_cm2", "500", "field.conflict", "$.width_cm"),
    ("installed_on", "2027-01-01", "sign.installed_after", "$.installed_on"),
    ("installed_on", "2569-05-10", "date.era", "$.installed_on"),
    ("installed_on", "2026-02-30", "date.invalid", "$.installed_on"),
    ("installed_on", "10/05/2026", "date.invalid", "$.installed_on"),
    ("installed_on", 20260510, "date.invalid", "$.installed_on"),
    ("taxpayer", {"kind": "natural"}, "field.unknown", "$"),
    ("exempt_under", "8(14)", "value.unknown", "$.exempt_under"),
    ("exempt_under", "8(13)", "field.missing", "$"),
    ("on", "cart", "field.needs", "$.on"),
    ("commercial_registration", True, "field.needs", "$.commercial_registration"),
]

WRONG = Wrong(RIGHT, ROWS)
