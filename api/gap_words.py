"""Gaps in words: the title of the kind, the evidence and the estimate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from kkmgis.coverage.kinds import KINDS
from kkmgis.coverage.words import estimate_steps, estimate_text, evidence_text
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
    """Make the JSON of a gap; evidence and steps in full only when detailed."""
    shown = with_title(gap, language)
    evidence, estimate = shown.pop("evidence"), shown.pop("estimate")
    shown["evidence_text"] = _said(evidence_text, gap["kind"], evidence, language)
    shown["estimate_text"] = _said(estimate_text, estimate, language)
    if detailed:
        shown["remedy"] = kind_remedy(gap["kind"], language)
        shown["evidence"] = evidence
        steps = _said(estimate_steps, estimate, language) or []
        shown["estimate"] = estimate | {"steps": steps}
    return shown


P = ParamSpec("P")
T = TypeVar("T")


def _said(say: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """Say something; None where a gap was remembered by another version of kkmgis."""
    try:
        return say(*args, **kwargs)
    except (KeyError, ValueError, ArithmeticError):
        return None
