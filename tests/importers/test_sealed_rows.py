"""What stays outside the register holds nobody's number in clear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from importers.rejects import read_rejects
from importers.stage import stage_file
from importers.steps import check_batch
from kkmgis.identity import Vault
from tests.importers.conftest import KEY, Fetch, Load
from tests.importers.files import write_csv

NUMBER = "1234567890121"
DASHED = "1-2345-67890-12-1"
WRONG = "1234567890122"

PAYMENT = ["bank_code", "account_no", "bank_ref", "payment_date", "amount", "ref1"]


def payment(ref1: str, amount: str = "10.00") -> list[str]:
    return ["006", "4051234567", "A1", "05/06/2569", amount, ref1]


def everything_kept(connection: Connection[Any]) -> str:
    """Write out every row of every table in the schema of imports."""
    tables = connection.execute(
        "SELECT quote_ident(table_name) FROM information_schema.tables"
        " WHERE table_schema = 'staging' AND table_type = 'BASE TABLE'"
    ).fetchall()
    rows: list[str] = []
    for (table,) in tables:
        query = f"SELECT to_jsonb(t)::text FROM staging.{table} t"
        rows += [row for (row,) in connection.execute(query.encode())]
    return "\n".join(rows)


@pytest.mark.parametrize(
    "ref1", [NUMBER, DASHED, f"ภาษี {NUMBER} ปี 2569", "๑๒๓๔๕๖๗๘๙๐๑๒๑"]
)
def test_rejected_payment_keeps_an_identity_number_sealed(
    load: Load, tmp_path: Path, connection: Connection[Any], ref1: str
) -> None:
    report = load(
        "payments", write_csv(tmp_path / "p.csv", PAYMENT, payment(ref1, "0"))
    )
    assert report.rejected == 1
    kept = everything_kept(connection)
    assert ref1 not in kept
    assert NUMBER not in kept
    (opened,) = read_rejects(connection, report.batch, vault=Vault(KEY)).rows
    assert opened.attributes["ref1"] == ref1
    assert opened.attributes["bank_ref"] == "A1"
    (closed,) = read_rejects(connection, report.batch).rows
    assert closed.attributes["ref1"] is None


def test_row_that_only_the_register_refuses_is_sealed_too(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    rows = [payment(f"{NUMBER} ก"), payment(f"{NUMBER} ข", "20.00")]
    report = load("payments", write_csv(tmp_path / "p.csv", PAYMENT, *rows))
    assert report.rejected == 1
    assert NUMBER not in everything_kept(connection)
    (opened,) = read_rejects(connection, report.batch, vault=Vault(KEY)).rows
    assert opened.attributes["ref1"] == f"{NUMBER} ข"


def test_rows_on_their_way_hold_no_number_in_clear(
    connection: Connection[Any], tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "p.csv", PAYMENT, payment(f"ภาษี {DASHED}"))
    batch = stage_file(connection, "payments", path, actor="test", identity_key=KEY)
    assert DASHED not in everything_kept(connection)
    check_batch(connection, batch, identity_key=KEY)
    assert DASHED not in everything_kept(connection)
    assert "1xxxxxxxxx121" in everything_kept(connection)


def test_value_that_is_told_of_a_wrong_cell_is_masked(
    load: Load, fetch: Fetch, tmp_path: Path
) -> None:
    load("payments", write_csv(tmp_path / "p.csv", PAYMENT, payment("", f"x {NUMBER}")))
    assert ("x 1xxxxxxxxx121",) in fetch("SELECT value FROM staging.staged_issue")


def test_columns_that_no_field_reads_are_sealed_by_name_or_number(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    """A table of land is often one of its owners as well."""
    header = ["PARCEL_COD", "RAI", "เบอร์โทร", "หมายเหตุ", "PROPERTY_NO"]
    row = ["01A001", "x", "081-1111111", f"เจ้าของ {NUMBER}", WRONG]
    path = write_csv(tmp_path / "p.csv", header, row)
    report = load("parcels", path)
    assert report.rejected == 1
    kept = everything_kept(connection)
    assert "081-1111111" not in kept
    assert NUMBER not in kept
    assert WRONG in kept
    (opened,) = read_rejects(connection, report.batch, vault=Vault(KEY)).rows
    assert opened.attributes == dict(zip(header, row, strict=True))


def test_cells_beyond_the_columns_are_sealed(
    load: Load, tmp_path: Path, connection: Connection[Any]
) -> None:
    row = [*payment("", "0"), NUMBER, "more"]
    report = load("payments", write_csv(tmp_path / "p.csv", PAYMENT, row))
    assert NUMBER not in everything_kept(connection)
    (opened,) = read_rejects(connection, report.batch, vault=Vault(KEY)).rows
    assert opened.attributes[""] == [NUMBER, "more"]
