"""Payments of banks: booked once, matched or in suspense, totals that hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import RestrictViolation

from importers.rejects import read_rejects, suggested_name, write_rejects
from importers.undo import Undone, undo_batch
from kkmgis.bill_reference import Bill, bill_reference
from kkmgis.errors import SourceError
from tests.importers.conftest import Fetch, Load
from tests.importers.files import write_csv

STATE = (
    "SELECT bank_ref, amount_satang, open_satang, suspense FROM tax.standing_payment"
    " ORDER BY bank_ref"
)
HEADER = ["bank_code", "account_no", "bank_ref", "payment_date", "payment_time",
          "amount", "ref1", "ref2"]  # fmt: skip


@pytest.fixture
def bill(connection: Connection[Any]) -> str:
    """Assess somebody, and give the reference of his bill."""
    row = connection.execute(
        "INSERT INTO tax.run (tax, tax_year_be, status, rule_book, actor)"
        " VALUES ('land_building', 2569, 'done', 'test', 'test') RETURNING id"
    ).fetchone()
    assert row is not None
    connection.execute(
        "INSERT INTO tax.assessment VALUES (%s, 7, '{1}', 1, 125000)", row
    )
    return bill_reference(Bill("land_building", 2569, row[0], 7))


def row(ref: str, amount: str = "1250.00", ref1: str = "", **more: str) -> list[str]:
    day = more.get("day", "05/06/2569")
    return ["006", "4051234567", ref, day, "09:05", amount, ref1, more.get("ref2", "")]


def payments(path: Path, *rows: list[str]) -> Path:
    return write_csv(path, HEADER, *rows)


def test_payment_is_given_to_the_assessment_that_it_names(
    load: Load, fetch: Fetch, tmp_path: Path, bill: str
) -> None:
    report = load("payments", payments(tmp_path / "p.csv", row("A1", ref1=bill)))
    assert (report.loaded, report.issues) == (1, {})
    assert fetch(STATE) == [("A1", 125_000, 0, None)]
    assert fetch(
        "SELECT s.assessment_number, s.amount_satang, p.paid_on, p.paid_time, p.booked_by"
        " FROM tax.payment_share s JOIN tax.payment p ON p.id = s.payment_id"
    ) == [(7, 125_000, dt.date(2026, 6, 5), dt.time(9, 5), "test")]
    assert report.totals == {
        "file": "1250.00", "booked": "1250.00", "given": "1250.00", "suspense": "0.00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ref1", "reason"),
    [
        pytest.param("", "no_reference", id="nothing"),
        pytest.param("INV-55", "reference_unreadable", id="of_somebody_else"),
        pytest.param("12569000012000034551", "reference_unreadable", id="digit_wrong"),
        pytest.param(
            bill_reference(Bill("land_building", 2569, 999_999, 1)),
            "no_assessment",
            id="unknown_run",
        ),
    ],
)
def test_payment_that_names_no_assessment_waits_with_the_reason(
    load: Load, fetch: Fetch, tmp_path: Path, ref1: str, reason: str
) -> None:
    report = load("payments", payments(tmp_path / "p.csv", row("A1", ref1=ref1)))
    assert (report.loaded, report.issues) == (1, {f"payment.{reason}": 1})
    assert fetch(STATE) == [("A1", 125_000, 125_000, reason)]


def test_reference_of_another_year_than_its_run_is_no_match(
    load: Load, fetch: Fetch, tmp_path: Path, bill: str
) -> None:
    run, number = int(bill[5:11]), int(bill[11:18])
    other = bill_reference(Bill("sign", 2569, run, number))
    load("payments", payments(tmp_path / "p.csv", row("A1", ref1=other)))
    assert fetch(STATE) == [("A1", 125_000, 125_000, "no_assessment")]


def test_same_file_again_books_nothing(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    path = payments(tmp_path / "p.csv", row("A1"), row("A2"))
    load("payments", path)
    assert load("payments", path).unchanged == 2
    assert fetch("SELECT count(*) FROM tax.payment") == [(2,)]


def test_bank_reference_with_another_amount_is_refused(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("payments", payments(tmp_path / "a.csv", row("A1")))
    report = load("payments", payments(tmp_path / "b.csv", row("A1", "1520.00")))
    assert (report.rejected, report.issues) == (1, {"payment.contradicted": 1})
    assert fetch(STATE) == [("A1", 125_000, 125_000, "no_reference")]


def test_bank_reference_twice_in_a_file_is_booked_once(
    load: Load, tmp_path: Path
) -> None:
    report = load("payments", payments(tmp_path / "p.csv", row("A1"), row("A1")))
    assert (report.loaded, report.rejected) == (1, 1)


@pytest.mark.parametrize("amount", ["0", "-5.00", "12.345", "1e3000", "๑๒๓บาท"])
def test_amount_that_is_no_money_is_refused(
    load: Load, tmp_path: Path, amount: str
) -> None:
    assert load("payments", payments(tmp_path / "p.csv", row("A1", amount))).rejected


def test_identity_number_in_a_reference_is_not_kept(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    report = load(
        "payments", payments(tmp_path / "p.csv", row("A1", ref1="1234567890121"))
    )
    assert fetch("SELECT ref1 FROM tax.payment") == [("1xxxxxxxxx121",)]
    assert fetch(
        f"SELECT value FROM staging.staged_issue WHERE batch_id = {report.batch}"
    ) == [("1xxxxxxxxx121",)]


def test_undo_reverses_and_the_file_can_be_booked_anew(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any], bill: str
) -> None:
    path = payments(tmp_path / "p.csv", row("A1", ref1=bill))
    report = load("payments", path)
    assert undo_batch(connection, report.batch, actor="test") == Undone(1, 0)
    assert fetch(STATE) == []
    assert fetch("SELECT reason FROM tax.payment_reversal") == [
        (f"undo import {report.batch}",)
    ]
    assert load("payments", path).loaded == 1
    assert fetch("SELECT attempt FROM tax.payment ORDER BY id") == [(1,), (2,)]
    assert fetch(STATE) == [("A1", 125_000, 0, None)]


@pytest.mark.parametrize("table", ["payment", "payment_share", "payment_reversal"])
@pytest.mark.parametrize("change", ["DELETE FROM tax.{}", "TRUNCATE tax.{} CASCADE"])
def test_books_are_append_only(
    undone: Connection[Any], table: str, change: str
) -> None:
    with pytest.raises(RestrictViolation):
        undone.execute(change.format(table).encode())


@pytest.fixture
def undone(
    load: Load, tmp_path: Path, connection: Connection[Any], bill: str
) -> Connection[Any]:
    """Book a payment and take it back, so that each table has a row."""
    report = load("payments", payments(tmp_path / "p.csv", row("A1", ref1=bill)))
    undo_batch(connection, report.batch, actor="test")
    return connection


def line_256(kind: str, *parts: tuple[int, str]) -> str:
    """Write a line of 256 letters, parts at their places."""
    letters = list(kind.ljust(256))
    for at, part in parts:
        letters[at - 1 : at - 1 + len(part)] = part
    assert len(letters) == 256
    return "".join(letters)


def detail_256(no: int, satang: int, ref1: str, kind: str = "C") -> str:
    return line_256(
        "D", (2, f"{no:06d}"), (8, "0064051234567"), (21, "05062026"), (29, "090501"),
        (35, "นายสมมุติ ใจดี"), (85, ref1), (105, "2569"), (145, "0405"), (153, kind),
        (154, "QRP"), (164, f"{satang:013d}"),
    )  # fmt: skip


def bank_file(path: Path, *details: str, count: int, satang: int) -> Path:
    """Write a file as a bank does: Thai in cp874, one letter a byte."""
    lines = [
        line_256("H", (2, "000001"), (8, "0064051234567"), (21, "เทศบาลตัวอย่าง"),
                 (61, "05062026")),
        *details,
        line_256("T", (2, "999999"), (40, f"{satang:013d}"), (53, f"{count:06d}")),
    ]  # fmt: skip
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp874"))
    return path


def test_file_of_256_letters_a_line_is_booked(
    load: Load, fetch: Fetch, tmp_path: Path, bill: str
) -> None:
    details = (detail_256(2, 125_000, bill), detail_256(3, 99, ""))
    path = bank_file(tmp_path / "BILL0605.dat", *details, count=2, satang=125_099)
    report = load("payments", path, mapping="bank-256")
    assert (report.loaded, report.encoding) == (2, "cp874")
    assert fetch(
        "SELECT bank_code, account_no, bank_ref, paid_on, paid_time, amount_satang,"
        " channel, ref1, ref2, suspense FROM tax.payment ORDER BY bank_ref"
    ) == [
        ("006", "4051234567", "05062026-000002", dt.date(2026, 6, 5), dt.time(9, 5, 1),
         125_000, "QRP", bill, "2569", None),
        ("006", "4051234567", "05062026-000003", dt.date(2026, 6, 5), dt.time(9, 5, 1),
         99, "QRP", None, "2569", "no_reference"),
    ]  # fmt: skip
    assert load("payments", path, mapping="bank-256").unchanged == 2


def test_money_taken_back_is_no_payment_and_no_part_of_the_total(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    details = (detail_256(2, 500, ""), detail_256(3, 300, "", kind="D"))
    path = bank_file(tmp_path / "b.txt", *details, count=1, satang=500)
    report = load("payments", path, mapping="bank-256")
    assert (report.loaded, report.rejected) == (1, 1)
    assert report.issues["payment.taken_back"] == 1
    assert fetch("SELECT attributes ->> 'KIND' FROM staging.staged_row") == [("D",)]


BAR = [
    "H|014|1112223334",
    "D|TX-1|20260605|090501||2569|1,250.00|MOBILE",
    'D|TX-2|20260605||"55|A"||0.50|ATM',
    "T|2|1250.50",
]


def bars(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n\x1a", encoding="utf-8")
    return path


def test_delimited_file_is_booked(load: Load, fetch: Fetch, tmp_path: Path) -> None:
    assert (
        load("payments", bars(tmp_path / "b.txt", *BAR), mapping="bank-bar").loaded == 2
    )
    assert fetch(
        "SELECT bank_code, account_no, bank_ref, amount_satang, paid_time, ref1, channel"
        " FROM tax.payment ORDER BY bank_ref"
    ) == [
        ("014", "1112223334", "TX-1", 125_000, dt.time(9, 5, 1), None, "MOBILE"),
        ("014", "1112223334", "TX-2", 50, None, "55|A", "ATM"),
    ]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param(BAR[:3], "no trailer", id="cut_off"),
        pytest.param([*BAR[:2], BAR[3]], "do not hold", id="payment_missing"),
        pytest.param([*BAR[:3], "T|2|1250.51"], "do not hold", id="sum_wrong"),
        pytest.param([*BAR[:3], "T|3|1250.50"], "do not hold", id="count_wrong"),
        pytest.param([*BAR[:3], "T|two|1250.50"], "no number", id="count_no_number"),
        pytest.param([*BAR[:3], "T|2|NaN"], "no number", id="sum_not_a_number"),
        pytest.param([*BAR[:2], *BAR], "no trailer", id="second_header_too_soon"),
        pytest.param([*BAR, BAR[1]], "before its header", id="payment_after_trailer"),
        pytest.param(BAR[1:], "before its header", id="no_header"),
        pytest.param([BAR[0], "X|1", *BAR[1:]], "no record", id="unknown_line"),
        pytest.param([BAR[0], "D|" + "x" * 10_001], "too long", id="endless_line"),
    ],
)
def test_file_whose_frame_does_not_hold_is_refused_whole(
    load: Load, fetch: Fetch, tmp_path: Path, lines: list[str], told: str
) -> None:
    path = bars(tmp_path / "b.txt", *lines)
    with pytest.raises(SourceError, match=told):
        load("payments", path, mapping="bank-bar")
    assert fetch("SELECT count(*) FROM tax.payment") == [(0,)]


def test_rejected_rows_come_back_as_a_table_that_the_same_profile_reads(
    load: Load, fetch: Fetch, tmp_path: Path, connection: Connection[Any]
) -> None:
    details = (detail_256(2, 500, ""), detail_256(3, 0, "BAD"))
    path = bank_file(tmp_path / "b.dat", *details, count=2, satang=500)
    report = load("payments", path, mapping="bank-256")
    assert (report.loaded, report.rejected) == (1, 1)
    rejects = read_rejects(connection, report.batch)
    table = tmp_path / suggested_name(rejects)
    write_rejects(rejects, table)
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(text.replace("0.00", "7.50"), encoding="utf-8-sig")
    mended = load("payments", table, mapping="bank-256")
    assert (mended.loaded, mended.rejected) == (1, 0)
    assert fetch("SELECT bank_ref, amount_satang FROM tax.payment ORDER BY 1") == [
        ("05062026-000002", 500),
        ("05062026-000003", 750),
    ]
