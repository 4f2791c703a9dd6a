"""The levers of a reform as a form has them, and a reform in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kkmgis.i18n import Language, text
from kkmgis.tax.proposal import changeable
from kkmgis.tax.rulebook import RuleBook
from kkmgis.thai import format_baht

RATES = ("agriculture", "home", "home_building_only", "residential", "other", "vacant")
LIMITS = ("farm", "home", "home_building_only")
_PREFIX = "land_building."
_SHOWN_STEPS = 3


def levers(rules: RuleBook, language: Language) -> dict[str, Any]:
    """Give the common levers, filled with what is in force.

    Returns
    -------
    dict
        ``rates`` and ``limits`` (``key, name, title, value, cap``), ``general``,
        ``lists`` and ``vacancy`` (``key, title, value``).
    """

    def one(key: str) -> dict[str, Any]:
        entry = rules.entries[_PREFIX + key]
        return {
            "key": entry.key,
            "name": key.rpartition(".")[2],
            "title": entry.title[language],
            "value": entry.value,
            "cap": None if entry.cap is None else entry.cap["value"],
        }

    return {
        "rates": [one(f"rate.{name}") for name in RATES],
        "limits": [one(f"exemption.{name}") for name in LIMITS],
        "general": one("reduction.general"),
        "lists": [one("reduction.list_50"), one("reduction.list_90")],
        "vacancy": one("vacancy.step"),
    }


def proposed_changes(
    spec: Mapping[str, Any], rules: RuleBook, language: Language
) -> list[dict[str, str]]:
    """Say in words what a reform changes, and what the roll has.

    Returns
    -------
    list of dict
        ``title``, ``before`` and ``after`` of each change.
    """
    known = changeable(rules)
    changes = [
        {
            "title": known[key].title[language],
            "before": value_text(key, known[key].value, language),
            "after": value_text(key, value, language),
        }
        for key, value in spec.get("parameters", {}).items()
        if key in known
    ]
    if "prices_of" in spec:
        changes.append(
            {
                "title": text("reform.prices", language),
                "before": text("reform.prices.roll", language),
                "after": text("reform.prices.of", language, year=spec["prices_of"]),
            }
        )
    for name in ("price_factor", "block_factor"):
        for what, factor in spec.get(name, {}).items():
            shown = what
            if name == "price_factor":
                shown = text(f"reform.price.{what}", language)
            changes.append(
                {
                    "title": text(f"reform.{name}", language, what=shown),
                    "before": "× 1",
                    "after": f"× {factor}",
                }
            )
    return changes


def value_text(key: str, value: Any, language: Language) -> str:  # noqa: ANN401
    """Write the value of a parameter in one line.

    Examples
    --------
    >>> value_text("land_building.reduction.general", "15", "en")
    '15 %'
    """
    if isinstance(value, bool):
        return text("web.yes" if value else "web.no", language)
    if key.startswith(f"{_PREFIX}rate."):
        return " · ".join(_bracket(one, language) for one in value)
    if key.startswith(f"{_PREFIX}exemption."):
        return f"{_baht(value)} {text('web.unit.baht', language)}"
    if key.startswith(f"{_PREFIX}depreciation."):
        some = ", ".join(f"{one}" for one in value[:_SHOWN_STEPS])
        return f"{some}, … {value[-1]} %"
    if isinstance(value, Mapping):
        if "points" in value:
            return text("reform.vacancy.text", language, **value)
        return f"{value['reduction']} %"
    return f"{value} %" if key.startswith(f"{_PREFIX}reduction.") else str(value)


def _bracket(bracket: Mapping[str, Any], language: Language) -> str:
    if "up_to" not in bracket:
        return text("reform.rate.above", language, rate=bracket["rate"])
    bound = _baht(bracket["up_to"])
    return text("reform.rate.up_to", language, bound=bound, rate=bracket["rate"])


def _baht(amount: Any) -> str:  # noqa: ANN401 - text or whole number
    return format_baht(Decimal(amount)).removesuffix(".00")
