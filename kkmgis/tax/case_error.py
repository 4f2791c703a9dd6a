"""What is wrong with a tax case, as the contract answers it."""

from __future__ import annotations

from typing import Any

from kkmgis.errors import TaxError

_SHOWN = 60


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
        Placeholders of the message.
    """

    def __init__(self, code: str, path: str, **values: object) -> None:
        self.code, self.path = code, path
        self.values = {name: shown(value) for name, value in values.items()}
        super().__init__(f"{path}: {code} {self.values}")

    def answer(self) -> dict[str, Any]:
        """Say it as the contract wants it, Thai and English."""
        from kkmgis.i18n import text

        key = f"tax.case.{self.code}"
        return {
            "error": {
                "code": self.code,
                "path": self.path,
                "message_th": text(key, "th", **self.values),
                "message_en": text(key, "en", **self.values),
            }
        }
