"""The whole register is taxed as the contract taxes each taxpayer's case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from psycopg import Connection, Rollback

from kkmgis.assess.explain import explain_parcel
from kkmgis.assess.stored_lines import read_run_lines
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.case import compute_case
from kkmgis.tax.recompute import facts_of_lines, lines_that_differ
from kkmgis.tax.rulebook import rule_book
from tests.assess.random_register import Builder, Register, registers
from tests.assess.reading import assess, stored

FIELDS = ("value", "base", "exempt", "taxable", "tax")


def recomputed(connection: Connection[Any], run_id: int, year: int) -> dict[str, Any]:
    """Tax the stored lines again from what they keep; give what differs."""
    read = read_run_lines(connection, run_id)
    facts = facts_of_lines(read.lines, year)
    again = assess_columns(facts, rule_book(year))
    return lines_that_differ(read.lines, again, facts.asset)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(register=registers())
def test_register_is_taxed_like_the_cases(
    connection: Connection[Any], register: Register
) -> None:
    """Pools, homes, shares, ladders: geometry and rows against plain JSON."""
    with connection.transaction() as transaction:
        _check(connection, register)
        raise Rollback(transaction)


def _check(connection: Connection[Any], register: Register) -> None:
    cases = Builder(connection, register).build()
    run = assess(connection, year=register.year)
    assert run.set_aside == {}
    lines = stored(connection, "line", run)
    assert recomputed(connection, run.run_id, register.year) == {}
    found = stored(connection, "assessment", run)
    assert {tuple(row["party_ids"]) for row in found} == set(cases)
    for assessment in found:
        answer = compute_case(cases[tuple(assessment["party_ids"])])
        assert "error" not in answer
        mine = [
            row for row in lines if row["assessment_number"] == assessment["number"]
        ]
        assert [_stored(row) for row in mine] == [
            _expected(line) for line in answer["lines"]
        ]
        total = Decimal(answer["total_tax"]) * 100
        assert assessment["total_satang"] == total
    codes = connection.execute("SELECT code FROM register.parcel").fetchall()
    explained = [explain_parcel(connection, code, register.year) for (code,) in codes]
    on_parcels = sum(row["tax_satang"] for row in lines if row["parcel_id"])
    assert sum(Decimal(one["total_tax"]) for one in explained) * 100 == on_parcels


def _stored(row: dict[str, Any]) -> tuple[Any, ...]:
    amounts = [row[f"{name}_satang"] for name in FIELDS]
    return (row["object_code"], row["use"], row["rate_group"], *amounts)


def _expected(line: dict[str, Any]) -> tuple[Any, ...]:
    amounts = [Decimal(line[name]) * 100 for name in FIELDS]
    return (line["asset"], line["use"], line["rate_group"], *amounts)
