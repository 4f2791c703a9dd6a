"""What a person did wrong with data or drawing, as data.

The same codes serve the importers, the editor and the coverage gaps. The texts
are in the message catalogue under ``issue.<code>`` and ``issue.<code>.remedy``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from kkmgis.i18n import Language, text
from kkmgis.issue_words import shown_values

Severity = Literal["error", "warning", "info"]


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, where, and what to do about it.

    Attributes
    ----------
    code : str
        Stable ``subject.fact`` code, e.g. ``parcel.overlap``.
    severity : {"error", "warning", "info"}
        An error keeps the row or edit out; a warning lets it in, flagged.
    field, value : str
        Field of the source and its value as received, empty where none.
    place : str or None
        WKT in the storage CRS of the spot that is wrong.
    values : mapping
        Placeholders of the message.
    """

    code: str
    severity: Severity = "error"
    field: str = ""
    value: str = ""
    place: str | None = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def message(self, language: Language = "th") -> str:
        """Say what is wrong."""
        return text(f"issue.{self.code}", language, **self._shown(language))

    def remedy(self, language: Language = "th") -> str:
        """Say what to do about it."""
        return text(f"issue.{self.code}.remedy", language, **self._shown(language))

    def _shown(self, language: Language) -> dict[str, object]:
        plain = {"field": self.field, "value": self.value, **self.values}
        return shown_values(plain, language)
