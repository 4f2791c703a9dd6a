"""Read the fields of a JSON object from outside, trusting nothing.

Numbers are read by their written digits: money, areas, prices and shares are
never a float.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from kkmgis.tax.case_error import CaseError
from kkmgis.tax.money import decimals_of, scaled

LARGEST = Decimal(10) ** 15
"""Numbers of a case stay below this: beyond any town's money or area."""
MOST_DECIMALS = 20
LONGEST_TEXT = 200
LAST_CE_YEAR = 2200
"""A later year of a day is Buddhist Era, or a slip of the pen."""
EXACT = Context(prec=100)
"""Wide enough that nothing computed from fields is ever rounded."""
_PLAIN = re.compile(r"-?\d{1,60}(\.\d{1,60})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def keyed(path: str, key: str) -> str:
    r"""Give the JSON path of a field whose name may hold anything (RFC 9535).

    Examples
    --------
    >>> keyed("$.assets", "land:01A001"), keyed("$", "a'b")
    ("$.assets['land:01A001']", "$['a\\'b']")
    """
    escaped = key.replace("\\", "\\\\").replace("'", "\\'")
    return f"{path}['{escaped}']"


class JsonObject(dict[str, Any]):
    """A JSON object that remembers how it was written.

    Attributes
    ----------
    twice : str or None
        A name that was written twice.
    nested : int
        How many objects and lists stand in each other here, itself counted.
    """

    twice: str | None = None
    nested: int = 1


class Fields:
    """The fields of one JSON object of a case.

    Parameters
    ----------
    raw : object
        What stands in the place of the object.
    path : str
        JSON path of that place.
    known : collection of str
        Fields that may stand there.

    Raises
    ------
    CaseError
        It is no object, or has an unknown field or the same one twice.
    """

    def __init__(self, raw: object, path: str, known: Collection[str]) -> None:
        if not isinstance(raw, Mapping):
            raise CaseError("type.object", path, value=raw)
        self.raw, self.path = raw, path
        if isinstance(raw, JsonObject) and raw.twice is not None:
            raise CaseError("field.twice", path, name=raw.twice)
        for name in raw:
            if name not in known:
                raise CaseError("field.unknown", path, name=name)

    def at(self, name: str) -> str:
        """Give the JSON path of a field."""
        return f"{self.path}.{name}"

    def has(self, name: str) -> bool:
        """Tell whether a field was given."""
        return name in self.raw

    def required(self, name: str) -> Any:  # noqa: ANN401
        """Give a field as it stands."""
        if name not in self.raw:
            raise CaseError("field.missing", self.path, name=name)
        return self.raw[name]

    def forbid(self, name: str, because: str) -> None:
        """Refuse a field that contradicts another."""
        if name in self.raw:
            raise CaseError("field.conflict", self.at(name), name=name, other=because)

    def needs(self, name: str, other: str) -> None:
        """Refuse a field that says nothing without another one."""
        if name in self.raw and other not in self.raw:
            raise CaseError("field.needs", self.at(name), name=name, other=other)

    def text(self, name: str) -> str:
        """Read a short text that can be printed."""
        value = self.required(name)
        if not isinstance(value, str):
            raise CaseError("type.text", self.at(name), value=value)
        if not value or len(value) > LONGEST_TEXT or not value.isprintable():
            raise CaseError("text.invalid", self.at(name), value=value)
        return value

    def choice(self, name: str, known: Collection[str]) -> str:
        """Read one of some known words."""
        value = self.required(name)
        if not isinstance(value, str) or value not in known:
            raise CaseError(
                "value.unknown", self.at(name), value=value, known=", ".join(known)
            )
        return value

    def truth(self, name: str, default: bool | None = None) -> bool:
        """Read true or false."""
        if default is not None and name not in self.raw:
            return default
        value = self.required(name)
        if not isinstance(value, bool):
            raise CaseError("type.truth", self.at(name), value=value)
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        """Read a whole JSON number between two bounds, both in."""
        value = self.required(name)
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise CaseError("type.whole", self.at(name), value=value)
        if isinstance(value, Decimal):
            if not value.is_finite() or value.adjusted() > MOST_DECIMALS:
                raise CaseError(
                    "number.range", self.at(name), value=value, least=least, most=most
                )
            raise CaseError("type.whole", self.at(name), value=value)
        if not least <= value <= most:
            raise CaseError(
                "number.range", self.at(name), value=value, least=least, most=most
            )
        return value

    def number(self, name: str, *, positive: bool = False) -> Decimal:
        """Read an exact decimal, not negative, by its written digits."""
        return read_number(self.required(name), self.at(name), positive=positive)

    def items(self, name: str, longest: int | None = None) -> list[Any]:
        """Read a list that is not empty, and no longer than it may be."""
        value = self.required(name)
        if not isinstance(value, list):
            raise CaseError("type.list", self.at(name), value=value)
        if not value:
            raise CaseError("list.empty", self.at(name), name=name)
        if longest is not None and len(value) > longest:
            raise CaseError("list.long", self.at(name), name=name, most=longest)
        return value

    def date(self, name: str) -> dt.date:
        """Read a Gregorian date in ISO form."""
        value = self.required(name)
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise CaseError("date.invalid", self.at(name), value=value)
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise CaseError("date.invalid", self.at(name), value=value) from None

    def day(self, name: str) -> dt.date:
        """Read a date that is not of the Buddhist Era by mistake."""
        date = self.date(name)
        if date.year > LAST_CE_YEAR:
            raise CaseError("date.era", self.at(name), value=self.raw[name])
        return date

    def day_from(self, name: str, first: dt.date) -> dt.date:
        """Read a date that cannot be before another, as the law has it."""
        date = self.day(name)
        if date < first:
            raise CaseError("date.too_early", self.at(name), value=date, first=first)
        return date

    def satang(self, name: str, *, positive: bool = False) -> int:
        """Read an amount in baht, not finer than the satang."""
        amount = self.number(name, positive=positive)
        if decimals_of(amount.normalize(EXACT)) > 2:
            raise CaseError("money.too_fine", self.at(name), value=amount)
        return scaled(amount, 2)


def read_number(value: object, path: str, *, positive: bool = False) -> Decimal:
    """Read an exact decimal, not negative, below `LARGEST`.

    Raises
    ------
    CaseError
        It is no number, negative, too large, or has too many decimals.
    """
    number = _decimal(value, path)
    if number < 0:
        raise CaseError("number.negative", path, value=value)
    if positive and number == 0:
        raise CaseError("number.zero", path, value=value)
    if number >= LARGEST:
        raise CaseError("number.too_large", path, value=value, most=LARGEST)
    if -int(number.as_tuple().exponent) > MOST_DECIMALS:
        raise CaseError("number.too_fine", path, value=value, most=MOST_DECIMALS)
    return number.copy_abs()  # "-0" is nothing


def _decimal(value: object, path: str) -> Decimal:
    if isinstance(value, str):
        if not _PLAIN.fullmatch(value):
            raise CaseError("number.invalid", path, value=value)
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise CaseError("type.number", path, value=value)
    try:
        # repr gives back the digits a float was written with.
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        raise CaseError("number.invalid", path, value=value) from None
    if not number.is_finite():
        raise CaseError("number.invalid", path, value=value)
    return number
