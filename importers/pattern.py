"""Regular expressions that people write into profiles, matched in linear time.

Python's own matcher can take years over an expression such as ``(a+)+b``; RE2,
which Arrow brings along, cannot.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from kkmgis.errors import SourceError
from kkmgis.i18n import both

LONGEST_PATTERN = 500
_GROUP = re.compile(r"\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>")


@dataclasses.dataclass(frozen=True, slots=True)
class Pattern:
    """An expression that takes a whole value apart by its named groups.

    Attributes
    ----------
    text : str
        As written.
    groups : tuple of str
        Names of its groups, in order.
    """

    text: str
    groups: tuple[str, ...]

    @classmethod
    def of(cls, text: str, where: str) -> Pattern:
        """Read an expression.

        Parameters
        ----------
        text : str
        where : str
            Place in the profile, for the message.

        Raises
        ------
        SourceError
            It is no expression of RE2, too long, or too large.
        """
        pattern = cls(text, tuple(_GROUP.findall(text)))
        if len(text) > LONGEST_PATTERN:
            reason = f"> {LONGEST_PATTERN}"
            raise SourceError(both("profile.pattern", where=where, reason=reason))
        try:
            # By itself first: inside our own group a stray bracket could pass.
            pc.match_substring_regex("", pattern=text)
            if pattern.groups:
                pattern.match("")
        except pa.ArrowInvalid as error:
            reason = " ".join(str(error).split())[:160]
            raise SourceError(
                both("profile.pattern", where=where, reason=reason)
            ) from error
        return pattern

    def match(self, value: str) -> dict[str, str] | None:
        """Take a whole value apart; None: it does not have that form.

        >>> Pattern.of(r"(?P<no>[0-9]+)/(?P<part>[0-9]+)", "").match("153/36")
        {'no': '153', 'part': '36'}
        """
        # Arrow wants a group; one of our own also tells a match without groups.
        whole = f"^(?P<whole_>(?s:{self.text}))$" if self.text else "^(?P<whole_>)$"
        found = pc.extract_regex(pa.scalar(value), pattern=whole).as_py()
        if found is None:
            return None
        return {name: found[name] for name in self.groups}

    def fits(self, values: Sequence[str | None]) -> list[bool]:
        """Tell of each value whether the whole of it has the form."""
        column = pa.array(values, pa.string())
        found = pc.match_substring_regex(column, pattern=f"^(?s:{self.text})$")
        return [bool(one) for one in found.to_pylist()]
