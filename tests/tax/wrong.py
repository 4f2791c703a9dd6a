"""Wrong cases: a right one, what is changed in it, and how that is answered.

Each kind of case has a module ``wrong_KIND.py`` beside this one with its table in
``WRONG``; whoever adds a kind or a code adds rows, and the tests find them.
"""

from __future__ import annotations

import copy
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REMOVED = object()
"""Stands for a field that is taken out."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Right cases of one kind, and rows of what makes them wrong.

    Attributes
    ----------
    right : dict
    rows : sequence of (place, value, code, path)
        Place to change, e.g. ``assets.0.uses.0.share``, with what, and the code
        and path of the answer.
    """

    right: dict[str, Any]
    rows: list[tuple[str, Any, str, str]]


def changed(case: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """Copy a case with one place changed, e.g. ``assets.0.uses.0.share``."""
    copied = copy.deepcopy(case)
    holder: Any = copied
    *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    for part in above:
        holder = holder[part]
    if value is REMOVED:
        del holder[last]
    else:
        holder[last] = value
    return copied


def tables() -> dict[str, Wrong]:
    """Find the tables of all modules ``wrong_*.py``, by name of the module."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("wrong_*.py"))
    return {name: importlib.import_module(f"tests.tax.{name}").WRONG for name in names}
