"""Figures of the benchmarks: one JSON line each, held against its limit.

``name, value, unit`` say what was measured; ``limit`` with ``bound`` (least or most)
what it must keep, ``ratio`` the value over the limit, ``ok`` whether it does. They are
null for what is told without a limit. ``load`` is what else the machine had to do.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured.

    Attributes
    ----------
    name : str
    value : float
    unit : str
    least, most : float or None
        The limit that it must reach, or stay below.
    """

    name: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def ok(self) -> bool | None:
        """Whether the limit is kept; None without one."""
        if self.least is not None:
            return self.value >= self.least
        return None if self.most is None else self.value <= self.most

    def line(self, bench: str) -> str:
        """Write it as one line of JSON."""
        limit = self.most if self.least is None else self.least
        bound = None if limit is None else "most" if self.least is None else "least"
        return json.dumps(
            {
                "bench": bench,
                "name": self.name,
                "value": _short(self.value),
                "unit": self.unit,
                "limit": limit,
                "bound": bound,
                "ratio": None if limit is None else round(self.value / limit, 2),
                "ok": self.ok,
                "load": round(os.getloadavg()[0], 2),
            }
        )


def _short(value: float) -> float:
    """Give four digits of a small number, whole ones of a large."""
    if isinstance(value, int):
        return value
    return round(value) if abs(value) >= 1000 else float(f"{value:.4g}")


def tell(bench: str, figures: Iterable[Figure]) -> int:
    """Print the figures as they come; give the exit status, 1 beyond a limit."""
    status = 0
    for figure in figures:
        sys.stdout.write(figure.line(bench) + "\n")
        sys.stdout.flush()
        status |= figure.ok is False
    return status
