"""One parameter of the law as it stands in one tax year, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NoReturn

from kkmgis.tax.exact import Rounding
from kkmgis.tax.parameters import Dated, Parameter, ParameterError, RawValue

RATE_ONE = 100_000
"""Rates are whole numbers of 0.001 %: 0.3 % is 300."""

KEPT_ONE = 1000
"""What reductions leave of a tax is a whole number of thousandths."""

SATANG = 100
_HIGHEST_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """Value of a parameter in one tax year, with its title and legal source."""

    key: str
    file: str
    title: Mapping[str, str]
    unit: str
    cap: Mapping[str, str] | None
    text: Mapping[str, str] | None
    first_year: int
    last_year: int
    verified: bool
    source: Mapping[str, str]
    value: RawValue
    carried_on: bool = False
    """Nothing is known for this year; what held before goes on."""
    changed_by: str | None = None
    """Who changed the value (`kkmgis.tax.amend.Change`); None: it is the law's."""
    law: Mapping[str, RawValue] | None = None
    """What the law itself says of a changed value: ``value`` and ``source``."""

    def refuse(self, fault: str) -> NoReturn:
        """Name file and key of a fault.

        Raises
        ------
        ParameterError
            Always.
        """
        raise ParameterError(self.file, self.key, fault)

    def field(self, name: str, value: RawValue = None) -> RawValue:
        """Give one field of the value (or of a part of it)."""
        holder = self.value if value is None else value
        if not isinstance(holder, dict) or name not in holder:
            self.refuse(f"has no {name!r}")
        return holder[name]

    def number(self, text: RawValue) -> Decimal:
        """Read a number of the law, not negative."""
        if isinstance(text, bool) or not isinstance(text, (str, int)):
            self.refuse(f"{text!r} is not a number in quotes")
        try:
            number = Decimal(text)
        except InvalidOperation:
            self.refuse(f"{text!r} is not a number")
        if not number.is_finite() or number < 0:
            self.refuse(f"{text!r} is not a number of 0 or more")
        return number

    def whole(self, number: Decimal | Fraction, what: str) -> int:
        """Turn a number into a whole one, or say what it is not a multiple of."""
        fraction = Fraction(number)
        if fraction.denominator != 1:
            self.refuse(f"is not a whole multiple of {what}")
        return fraction.numerator

    def satang(self, baht: RawValue) -> int:
        """Read baht as satang."""
        return self.whole(self.number(baht) * SATANG, "0.01 baht")

    def percent(self, text: RawValue) -> Decimal:
        """Read a percentage of 0 to 100."""
        percent = self.number(text)
        if percent > _HIGHEST_PERCENT:
            self.refuse(f"{percent} % is above 100 %")
        return percent

    def rate(self, text: RawValue) -> int:
        """Read a rate in percent as units of 0.001 %."""
        return self.whole(self.percent(text) * RATE_ONE / 100, "0.001 %")

    def count(self, value: RawValue) -> int:
        """Read a whole number of 1 or more."""
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.refuse(f"{value!r} is not a whole number of 1 or more")
        return value

    def truth(self, value: RawValue) -> bool:
        """Read yes or no."""
        if not isinstance(value, bool):
            self.refuse(f"{value!r} is not true or false")
        return value

    def capped(self, amount: Decimal) -> Decimal:
        """Refuse an amount above the ceiling that the Act sets."""
        if self.cap is not None and amount > Decimal(self.cap["value"]):
            self.refuse(
                f"{amount} is above the {self.cap['value']} of {self.cap['section']}"
            )
        return amount

    def rounding(self) -> Rounding:
        """Read how money is rounded."""
        mode, places = self.field("mode"), self.field("places")
        if mode not in ("half_up", "down", "up") or places not in (0, 1, 2):
            self.refuse(f"cannot round {mode!r} to {places!r} places")
        return Rounding(mode, places)


def entry_of(parameter: Parameter, dated: Dated) -> Entry:
    """Make the entry of one of a parameter's values."""
    return Entry(
        key=parameter.key,
        file=parameter.file,
        title=parameter.title,
        unit=parameter.unit,
        cap=parameter.cap,
        text=parameter.text,
        first_year=dated.first_year,
        last_year=dated.last_year,
        verified=dated.verified,
        source=dated.source,
        value=dated.value,
        carried_on=dated.carried_on,
    )
