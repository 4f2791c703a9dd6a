"""Kind `payments`: what banks took in for the municipality.

A payment is booked once and never changed. What its reference names is given to that
assessment; a payment that names none waits in suspense, with the reason. The same
reference of a bank is never booked twice while it stands.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from psycopg import Connection

from importers.kind import Field, Kind
from importers.masking import mask_identity_numbers
from importers.value import (
    ValueProblem,
    choice_parser,
    code_value,
    date_value,
    decimal_value,
    more_than,
    text_value,
    within,
)
from importers.work import Work
from kkmgis.errors import DatabaseError
from kkmgis.i18n import both
from kkmgis.thai import ascii_digits

DIRECTIONS = {
    "credit": "credit", "C": "credit", "CR": "credit", "รับชำระ": "credit",
    "debit": "debit", "D": "debit", "DR": "debit", "ยกเลิก": "debit", "คืนเงิน": "debit",
}  # fmt: skip
UNKNOWN = "unknown"
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
MOST_BAHT = Decimal(10) ** 12


def amount_value(text: str) -> str:
    """Read an amount of money, exact to the satang.

    Raises
    ------
    ValueProblem
        It is no number, not above zero, or has parts of a satang.
    """
    amount = more_than(within(decimal_value(text), None, MOST_BAHT), Decimal(0))
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueProblem("payment.part_of_satang")
    return f"{amount:.2f}"


def time_value(text: str) -> str:
    """Read a time of day.

    >>> time_value("9:05"), time_value("23:59:01")
    ('09:05:00', '23:59:01')
    """
    found = _TIME.fullmatch(ascii_digits(text))
    if found is None:
        raise ValueProblem("payment.not_a_time")
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise ValueProblem("payment.not_a_time")
    return f"{hour:02d}:{minute:02d}:{second:02d}"


def reference_value(text: str) -> str:
    """Take a reference; of a person's identity number only what tells it apart.

    Some offices let people pay by that number. The books must not hold it: the bank's
    own reference leads back to it.

    >>> reference_value("12569000012000034515"), reference_value("1234567890121")
    ('12569000012000034515', '1xxxxxxxxx121')
    """
    return text_value(mask_identity_numbers(text))


FIELDS = (
    Field(
        "bank_code",
        code_value,
        aliases=("bankcode", "bank", "ธนาคาร", "รหัสธนาคาร"),
        default=UNKNOWN,
    ),
    Field(
        "account_no",
        code_value,
        aliases=("company_account", "biller_id", "เลขที่บัญชี", "บัญชี"),
        default=UNKNOWN,
    ),
    Field(
        "bank_ref",
        code_value,
        required=True,
        aliases=("transaction_id", "txn_ref", "reference_no", "เลขที่รายการ",
                 "รหัสรายการ"),
    ),
    Field(
        "paid_on",
        date_value,
        "date",
        required=True,
        aliases=("payment_date", "transaction_date", "วันที่ชำระ", "วันที่ทำรายการ"),
    ),
    Field(
        "paid_time",
        time_value,
        "time",
        aliases=("payment_time", "transaction_time", "เวลา", "เวลาที่ชำระ"),
    ),
    Field(
        "amount_baht",
        amount_value,
        "numeric(14,2)",
        required=True,
        aliases=("amount", "จำนวนเงิน", "จำนวนเงิน (บาท)", "ยอดเงิน"),
    ),
    Field(
        "direction",
        choice_parser(DIRECTIONS),
        aliases=("kind_of_transaction", "ประเภทรายการ"),
        required=True,
        default="credit",
    ),
    Field("channel", aliases=("ช่องทาง", "ช่องทางชำระ")),
    Field(
        "ref1",
        reference_value,
        aliases=("ref_1", "reference1", "ref.1", "รหัสอ้างอิง1"),
    ),
    Field(
        "ref2",
        reference_value,
        aliases=("ref_2", "reference2", "ref.2", "รหัสอ้างอิง2"),
    ),
)  # fmt: skip

KEY = ("bank_code", "account_no", "bank_ref")


def check(work: Work) -> None:
    """Refuse what was booked otherwise; find what each payment is for."""
    work.problem(
        "payment.taken_back",
        "i.direction = 'debit'",
        field="direction",
        value="i.bank_ref",
    )
    work.reject_flawed()
    work.refuse_repeated(*KEY)
    work.reject_flawed()
    work.run_file("payment_check")


def promote(work: Work) -> None:
    """Book the payments, and give each to the assessment that it names."""
    work.run_file("payment_book")


def totals(work: Work) -> dict[str, str]:
    """Hold what was booked against what came in.

    Raises
    ------
    DatabaseError
        They differ; the import is taken back.
    """
    came, kept, booked, suspended, given = work.fetch(
        "SELECT (SELECT coalesce(sum(amount_baht), 0) FROM incoming),"
        " (SELECT coalesce(sum(amount_baht), 0) FROM incoming"
        "  WHERE outcome = 'unchanged'),"
        " coalesce(sum(p.amount_satang), 0)::bigint,"
        " coalesce(sum(p.amount_satang) FILTER (WHERE p.suspense IS NOT NULL), 0)"
        "::bigint,"
        " (SELECT coalesce(sum(s.amount_satang), 0)::bigint FROM tax.payment_share s"
        "  JOIN incoming i ON i.target_id = s.payment_id WHERE i.outcome = 'loaded')"
        " FROM tax.payment p JOIN incoming i ON i.target_id = p.id"
        " WHERE i.outcome = 'loaded'"
    )[0]
    if came * 100 != kept * 100 + booked or booked != suspended + given:
        shown = {
            "name": work.kind.name,
            "expected": came,
            "found": Decimal(booked) / 100,
        }
        raise DatabaseError(both("import.totals", **shown))
    return {
        "file": f"{came:.2f}",
        "booked": f"{Decimal(booked) / 100:.2f}",
        "given": f"{Decimal(given) / 100:.2f}",
        "suspense": f"{Decimal(suspended) / 100:.2f}",
    }


def reverse_payments(connection: Connection[Any], batch: int) -> int:
    """Take the payments of an import back, by rows that say so; give their number.

    Parameters
    ----------
    connection : Connection
        In a transaction of ``acting``.
    batch : int
        Number of the import.
    """
    return connection.execute(
        "INSERT INTO tax.payment_reversal (payment_id, reason)"
        " SELECT id, history.reason() FROM tax.standing_payment WHERE batch_id = %s",
        (batch,),
    ).rowcount


KIND = Kind("payments", FIELDS, check, promote, totals=totals)
