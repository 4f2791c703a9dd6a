"""Value tables of a profile: exact values, beginnings and ranges."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)")


@dataclasses.dataclass(frozen=True, slots=True)
class Translation:
    """Value of a source → value of the register.

    Attributes
    ----------
    exact : mapping of str to str
    ranges : tuple of (int, int, str)
        First and last whole number of each range, both included.
    beginnings : tuple of (str, str)
        Longest first.
    """

    exact: Mapping[str, str]
    ranges: tuple[tuple[int, int, str], ...]
    beginnings: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Translation:
        """Read the value table of a rule.

        >>> t = Translation.of({"9*": "exempt", "130-132": "vacant", "131": "other"})
        >>> t.apply("9401"), t.apply("132"), t.apply("131"), t.apply("7")
        ('exempt', 'vacant', 'other', None)
        """
        exact, ranges, beginnings = {}, [], []
        for key, word in values.items():
            if key.endswith("*"):
                beginnings.append((key[:-1], word))
            elif match := _RANGE.fullmatch(key):
                ranges.append((int(match[1]), int(match[2]), word))
            else:
                exact[key] = word
        beginnings.sort(key=lambda pair: len(pair[0]), reverse=True)
        return cls(exact, tuple(ranges), tuple(beginnings))

    def apply(self, value: str) -> str | None:
        """Translate a value; None where the table says nothing about it."""
        if value in self.exact:
            return self.exact[value]
        if value.isascii() and value.isdigit():
            for first, last, word in self.ranges:
                if first <= int(value) <= last:
                    return word
        for beginning, word in self.beginnings:
            if value.startswith(beginning):
                return word
        return None
