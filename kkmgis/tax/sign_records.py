"""One sign's tax with the facts it came from, small enough to keep for ever."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, fields
from typing import Any

from kkmgis.errors import TaxError
from kkmgis.tax.sign import SignAssessment, SignFacts

SIGN_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class SignRecord:
    """Facts and tax of one sign; whole numbers, money in satang.

    The attributes are the columns of `kkmgis.tax.sign.SignFacts` and
    `kkmgis.tax.sign.SignAssessment` of the same name.
    """

    area: int
    area_decimals: int
    sides: int
    text: int
    moving: int
    quarter: int
    units: int
    rate: int
    annual: int
    share: int
    per_side: int
    tax: int

    def to_json(self) -> str:
        """Give the stored form."""
        return json.dumps([SIGN_LAYOUT, *astuple(self)], separators=(",", ":"))


SIGN_FIELDS = tuple(field.name for field in fields(SignRecord))
_FACTS = ("area", "sides", "text", "moving", "quarter")


def sign_records(facts: SignFacts, assessment: SignAssessment) -> list[SignRecord]:
    """Make the record of every sign, in order.

    Parameters
    ----------
    facts : SignFacts
    assessment : SignAssessment
        Of these facts.
    """
    columns = [
        [facts.area_decimals] * len(facts.area)
        if name == "area_decimals"
        else getattr(facts if name in _FACTS else assessment, name).tolist()
        for name in SIGN_FIELDS
    ]
    return [SignRecord(*map(int, row)) for row in zip(*columns, strict=True)]


def stored_sign_records(facts: SignFacts, assessment: SignAssessment) -> list[str]:
    """Write the stored form of every sign, in order."""
    return [record.to_json() for record in sign_records(facts, assessment)]


def read_sign_record(stored: str | list[Any]) -> SignRecord:
    """Read the stored form of a sign.

    Raises
    ------
    TaxError
        It is of an unknown layout.
    """
    values = json.loads(stored) if isinstance(stored, str) else stored
    if not isinstance(values, list) or values[:1] != [SIGN_LAYOUT]:
        raise TaxError("a stored sign is of an unknown layout")
    if len(values) != len(SIGN_FIELDS) + 1:
        raise TaxError(f"a stored sign has {len(values) - 1} fields")
    return SignRecord(*values[1:])
