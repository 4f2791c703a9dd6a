"""The registry of checks beside the kinds of files: which check is for which kind."""

from __future__ import annotations

from importers.kinds import KINDS
from kkmgis.rules.registry import Rule


def kinds_of(rule: Rule) -> tuple[str, ...]:
    """List the kinds of files that a check is for."""
    if isinstance(rule.kinds, tuple):
        return rule.kinds
    chosen = {
        "all": set(KINDS),
        "shapes": {name for name, kind in KINDS.items() if kind.shape is not None},
        "polygons": {name for name, kind in KINDS.items() if kind.shape == "polygon"},
    }[rule.kinds]
    return tuple(name for name in KINDS if name in chosen)
