"""Signs that are said to be exempt and are not."""

from __future__ import annotations

from typing import Any

from tests.tax.wrong import Wrong

RIGHT: dict[str, Any] = {
    "kind": "sign",
    "tax_year": 2569,
    "area_cm2": "30000",
    "sides": 1,
    "text": "mixed",
    "moving": False,
    "exempt_under": "8(5)",
}

ROWS: list[tuple[str, Any, str, str]] = [
    ("area_cm2", "30000.01", "sign.exempt_area", "$.exempt_under"),
    (
        "commercial_registration",
        True,
        "sign.exempt_registered",
        "$.commercial_registration",
    ),
    ("commercial_registration", 0, "type.truth", "$.commercial_registration"),
    ("on", "cart", "field.conflict", "$.on"),
    ("exempt_under", None, "value.unknown", "$.exempt_under"),
]

WRONG = Wrong(RIGHT, ROWS)
