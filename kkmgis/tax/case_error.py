"""What is wrong with a tax case, as the contract answers it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from kkmgis.errors import TaxError

if TYPE_CHECKING:
    from kkmgis.i18n import Language

_SHOWN = 60
_OURS = ("known",)
"""Values that come from the program, and are not cut short."""


def shown(value: object) -> str:
    r"""Show a value from outside: short, printable, one line.

    Examples
    --------
    >>> shown("a" * 100)[-3:], shown(None), shown("x\ud800y")
    ('aa…', 'null', 'x\\ud800y')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = str(value) if not isinstance(value, int) or abs(value) < 10**60 else "…"
    text = text.encode("unicode_escape").decode() if not text.isprintable() else text
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class CaseError(TaxError):
    """A tax case is wrong.

    Attributes
    ----------
    code : str
        Stable ``subject.fact`` code; its texts are ``tax.case.<code>``.
    path : str
        JSON path of what is wrong, ``$`` for the whole case.
    values : dict
        Placeholders of the message; a date is written in each language, what is
        known to the program stands in full.
    """

    def __init__(self, code: str, path: str, **values: object) -> None:
        self.code, self.path = code, path
        self.values = {
            name: value if isinstance(value, dt.date) or name in _OURS else shown(value)
            for name, value in values.items()
        }
        super().__init__(f"{path}: {code} {self.values}")

    def answer(self) -> dict[str, Any]:
        """Say it as the contract wants it, Thai and English."""
        return {
            "error": {
                "code": self.code,
                "path": self.path,
                "message_th": self._words("th"),
                "message_en": self._words("en"),
            }
        }

    def _words(self, language: Language) -> str:
        from kkmgis.i18n import date_text, text

        values = {
            name: date_text(value, language) if isinstance(value, dt.date) else value
            for name, value in self.values.items()
        }
        return text(f"tax.case.{self.code}", language, **values)
