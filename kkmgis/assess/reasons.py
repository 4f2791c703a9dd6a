"""Why an object cannot be assessed: it is set aside, never taxed as nothing."""

from __future__ import annotations

from kkmgis.i18n import Language, text

NOTHING = "none"

REASONS = (
    "no_owner",
    "no_use",
    "no_type",
    "no_area",
    "no_price",
    "no_built_year",
    "built_later",
    "vacancy_year",
    "exempt_paragraph",
    "no_size",
    "no_text_class",
)
"""Stable codes, the most basic first; an object is listed under its first one."""


def reason_text(code: str, language: Language = "th") -> str:
    """Say why an object was set aside, and what to do about it.

    Raises
    ------
    KeyError
        No such reason.
    """
    return text(f"assess.set_aside.{code}", language)
