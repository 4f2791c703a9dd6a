"""Legends: which value of which attribute looks how; one source for every map.

A legend is a file ``styles/<name>.json``. Its ``items`` are read in order: the
first that fits a feature paints it. An item fits by ``value`` (equal), by
``from`` (the number is not below it and below the next item's), or always.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

from kkmgis.i18n import Language, text


@cache
def style(name: str) -> dict[str, Any]:
    """Read a style file."""
    path = files("layers") / "styles" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def legend(name: str, language: Language = "th") -> dict[str, Any]:
    """Give a legend with its words.

    Returns
    -------
    dict
        ``name``, ``title``, ``attribute`` (None when all look alike), ``type``
        (``single``, ``category`` or ``ramp``), ``unit`` and ``items``; each item has
        ``label`` and its look (``fill``, ``stroke``, ``width``, ``dash``,
        ``pattern``, ``icon``, ``radius``), and ``value`` or ``from``.
    """
    raw = style(name)
    items = [
        {
            **{key: value for key, value in item.items() if key != "label"},
            "label": text(item["label"], language),
        }
        for item in raw["items"]
    ]
    return {
        "name": name,
        "title": text(raw["title"], language),
        "attribute": raw["attribute"],
        "type": raw["type"],
        "unit": text(raw["unit"], language) if "unit" in raw else None,
        "items": items,
    }


def look(name: str, value: object) -> dict[str, Any]:
    """Find how a value is drawn.

    Parameters
    ----------
    name : str
        Of the legend.
    value : str, float, bool or None
        The feature's value of the legend's attribute.
    """
    raw = style(name)
    items: list[dict[str, Any]] = raw["items"]
    if raw["type"] == "ramp":
        return _step(items, value)
    for item in items:
        if "value" not in item or item["value"] == value:
            return item
    return items[-1]


def _step(items: list[dict[str, Any]], value: object) -> dict[str, Any]:
    unknown = next(item for item in items if "from" not in item)
    if not isinstance(value, (int, float)) or math.isnan(value):
        return unknown
    below = [item for item in items if "from" in item and item["from"] <= value]
    return below[-1] if below else unknown
