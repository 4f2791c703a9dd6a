"""Control totals of the lines of one use and rate group."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """Lines of one use and rate group; amounts in satang."""

    use: str
    rate_group: str
    lines: int
    base: int
    exempt: int
    taxable: int
    tax: int
