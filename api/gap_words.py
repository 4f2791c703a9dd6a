"""Gaps in words: the title of the kind, the evidence and the estimate."""

from __future__ import annotations

from typing import Any

from kkmgis.coverage.kinds import KINDS
from kkmgis.i18n import Language, catalogue

Row = dict[str, Any]

_KINDS = {kind.name: kind for kind in KINDS}


def kind_title(kind: str, language: Language) -> str:
    """Name a kind of gap; one that this version does not know keeps its code."""
    known = _KINDS.get(kind)
    return kind if known is None else known.title(language)


def kind_remedy(kind: str, language: Language) -> str | None:
    """Say what mends gaps of a kind, where the catalogue knows."""
    return catalogue(language).get(f"coverage.remedy.{kind}")


def with_title(gap: Row, language: Language) -> Row:
    """Add the title to a gap of the parcel file."""
    return gap | {"title": kind_title(gap["kind"], language)}


def shown_gap(gap: Row, language: Language, *, detailed: bool = False) -> Row:
    """Make the JSON of a gap; evidence and estimate in full only when detailed."""
    shown = with_title(gap, language)
    if not detailed:
        del shown["evidence"], shown["estimate"]
    return shown
