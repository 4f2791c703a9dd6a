"""Amounts and steps of a line of land and building tax, as answers show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kkmgis.i18n import Language
from kkmgis.tax.anchors import law_anchor
from kkmgis.tax.explanation import share
from kkmgis.tax.money import baht_text, percent_text
from kkmgis.tax.records import LineRecord
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.slices import shown_slices


def record_amounts(record: LineRecord, rules: RuleBook) -> dict[str, Any]:
    """Write the amounts of a line, money as decimal strings in baht."""
    return {
        "value": baht_text(record.value),
        "share": share(record.share_part, record.share_whole),
        "base": baht_text(record.base),
        "exempt": baht_text(record.exempt),
        "taxable": baht_text(record.taxable),
        "added_points": percent_text(record.points),
        "slices": shown_slices(record, rules.land),
    }


def shown_step(step: Mapping[str, Any], language: Language, act: str) -> dict[str, Any]:
    """Give one step of an explanation in the reader's language."""
    law = step["law_th"] if language == "th" else step["law"]
    return {
        "key": step["key"],
        "title": step[f"title_{language}"],
        "text": step[language],
        "text_en": step["en"],
        "amount": step["amount"],
        "law": list(law),
        "anchors": [law_anchor(section, act) for section in step["law"]],
        "note": ", ".join(step["assumptions"]) or None,
    }
