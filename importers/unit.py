"""Units of a source and the exact factor to the unit of the register."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kkmgis.errors import SourceError
from kkmgis.i18n import both
from kkmgis.thai import WA_PER_RAI

# 1 square wa is 4 m² by the Act on measures; a foot is 0.3048 m since 1959.
M2_PER_WA = 4
M2_PER_SQFT = Decimal("0.09290304")
CM_PER_FT = Decimal("30.48")
CM_PER_INCH = Decimal("2.54")

FACTORS: Mapping[str, Mapping[str, Decimal]] = {
    "area_wa": {
        "wa": Decimal(1),
        "ngan": Decimal(100),
        "rai": Decimal(WA_PER_RAI),
        "m2": 1 / Decimal(M2_PER_WA),
        "sqft": M2_PER_SQFT / M2_PER_WA,
        "hectare": Decimal(10_000) / M2_PER_WA,
    },
    "area_m2": {
        "m2": Decimal(1),
        "sqft": M2_PER_SQFT,
        "wa": Decimal(M2_PER_WA),
    },
    "length_cm": {
        "cm": Decimal(1),
        "m": Decimal(100),
        "inch": CM_PER_INCH,
        "ft": CM_PER_FT,
    },
    "money": {"baht": Decimal(1), "thousand_baht": Decimal(1000)},
    "price_per_wa": {"baht_per_wa": Decimal(1), "baht_per_m2": Decimal(M2_PER_WA)},
}


def factor(quantity: str, unit: str, field: str) -> Decimal:
    """Find the factor by which a unit is multiplied.

    Parameters
    ----------
    quantity : str
        What the field measures, e.g. ``area_wa``; empty for no quantity.
    unit : str
        As a mapping profile names it.
    field : str
        For the message.

    Raises
    ------
    SourceError
        The field is not measured in that unit.

    Examples
    --------
    >>> factor("area_wa", "hectare", "area_wa")
    Decimal('2500')
    """
    known = FACTORS.get(quantity, {})
    if unit not in known:
        shown = {"unit": unit, "field": field, "known": ", ".join(known) or "-"}
        raise SourceError(both("profile.unit", **shown))
    return known[unit]
