"""The side rail: the pages, in the order of the working day, by permission."""

from __future__ import annotations

from dataclasses import dataclass

from api.permissions import Permission
from api.visitor import Visitor
from kkmgis.registry.frame import Frame

PAGES: tuple[tuple[str, Permission], ...] = (
    ("map", "map.read"),
    ("parcels", "register.read"),
    ("gaps", "gap.read"),
    ("signs", "register.read"),
    ("leases", "register.read"),
    ("roll", "assessment.read"),
    ("finance", "finance.read"),
    ("reforms", "reform.read"),
    ("imports", "import.read"),
    ("dashboard", "register.read"),
    ("law", "assessment.read"),
    ("admin", "account.manage"),
)
"""Name of each page (its path, and its key ``web.nav.<name>``)."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the rail."""

    name: str
    href: str
    is_here: bool


def links(visitor: Visitor | None, path: str, frame: Frame | None) -> list[Link]:
    """List the pages that a visitor may open, keeping the chosen tax year."""
    if visitor is None:
        return []
    suffix = ""
    if frame is not None and frame.year != frame.default_year:
        suffix = f"?year={frame.year}"
    return [
        Link(name, f"/{name}{suffix}", path.split("/")[1] == name)
        for name, permission in PAGES
        if visitor.may(permission)
    ]
