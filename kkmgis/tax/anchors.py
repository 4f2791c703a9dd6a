"""Where a section of the law stands on the page of the rule book."""

from __future__ import annotations

import re

_SECTIONS = re.compile(r"\bs\.(\d+)(?:-(\d+))?")
_SCHEDULE = "schedule"


def law_anchor(section: str, act: str) -> str:
    """Name the place of a section, without its paragraphs.

    Parameters
    ----------
    section : str
        As the law data cites it, e.g. ``s.37 p1 (3)``.
    act : {"land_building", "sign"}
        Both Acts have a section 7.

    Examples
    --------
    >>> law_anchor("s.37 p1 (3)", "land_building"), law_anchor("s.7", "sign")
    ('s.37', 'sign-s.7')
    >>> law_anchor("schedule (6)", "sign"), law_anchor("s.68-70", "land_building")
    ('sign-schedule', 's.68')
    """
    prefix = "sign-" if act == "sign" else ""
    match = _SECTIONS.search(section)
    return prefix + (f"s.{match[1]}" if match else _SCHEDULE)


def anchors_in(words: str, act: str) -> list[str]:
    """Name the places of all sections that words speak of, in their order.

    Examples
    --------
    >>> anchors_in("at most the tax (s.68-70, s.72)", "land_building")
    ['s.68', 's.69', 's.70', 's.72']
    """
    prefix = "sign-" if act == "sign" else ""
    found = [
        f"{prefix}s.{number}"
        for match in _SECTIONS.finditer(words)
        for number in range(int(match[1]), int(match[2] or match[1]) + 1)
    ]
    if _SCHEDULE in words:
        found.append(prefix + _SCHEDULE)
    return list(dict.fromkeys(found))
