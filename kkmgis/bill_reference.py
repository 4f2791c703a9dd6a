"""The reference by which a payment names what it is for (Ref. 1 of a Thai QR bill).

Twenty digits, as many as a bill payment can carry: the tax, the tax year, the run and
the number of the assessment in it, and two check digits (ISO 7064, modulus 97).
"""

from __future__ import annotations

import re
from typing import NamedTuple

TAXES = {"1": "land_building", "2": "sign"}
_DIGITS = {tax: digit for digit, tax in TAXES.items()}
_FORM = re.compile(r"([12])(25\d\d|26\d\d)(\d{6})(\d{7})(\d\d)", re.ASCII)
MODULUS = 97


class Bill(NamedTuple):
    """The assessment that a reference names."""

    tax: str
    tax_year_be: int
    run_id: int
    number: int


def bill_reference(bill: Bill) -> str:
    """Write the reference of an assessment.

    Parameters
    ----------
    bill : Bill

    Raises
    ------
    ValueError
        The run or number has too many digits.

    Examples
    --------
    >>> bill_reference(Bill("land_building", 2569, 12, 345))
    '12569000012000034515'
    """
    run, number = f"{bill.run_id:06d}", f"{bill.number:07d}"
    if len(run) > 6 or len(number) > 7:
        raise ValueError(f"no reference holds run {run} and number {number}")
    body = f"{_DIGITS[bill.tax]}{bill.tax_year_be}{run}{number}"
    return f"{body}{MODULUS + 1 - int(body) * 100 % MODULUS:02d}"


def read_reference(text: str) -> Bill | None:
    """Read a reference; None if it is none, or a digit of it is wrong.

    Examples
    --------
    >>> read_reference("1256 9000 0120 0003 4515")
    Bill(tax='land_building', tax_year_be=2569, run_id=12, number=345)
    >>> read_reference("12569000012000034551") is None
    True
    """
    plain = re.sub(r"[\s-]", "", text)
    found = _FORM.fullmatch(plain)
    if found is None or int(plain) % MODULUS != 1:
        return None
    return Bill(TAXES[found[1]], int(found[2]), int(found[3]), int(found[4]))
