"""The kernel against the independent calculation, on random cases.

A *case* is one taxpayer with all his parcels, buildings and units in one tax year,
counted once however often it is drawn. Every line's rate group, base, exemption,
taxable base, pool, points, tax before and after the relief of s.97 must be those of
`tests.tax.oracle`, which takes one number at a time in exact fractions. Most cases
go into the kernel by the register, `TAXPAYERS` in one call, as a city does; some
hundred go through the JSON contract one by one and shrink field by field.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from kkmgis.tax.assess import assess_columns
from kkmgis.tax.case import compute_case
from kkmgis.tax.facts import RateGroup
from kkmgis.tax.rulebook import rule_book
from tests.tax import oracle
from tests.tax.people import YEARS, Taxpayer, registers, smallest
from tests.tax.register import columns
from tests.tax.strategies import land_cases, sign_cases

AMOUNTS = ("base", "exempt", "taxable", "pool_taxable", "tax_before_relief", "tax")
COMPARED = ("rate_group", "points", "pool_lines", *AMOUNTS)
ANSWERED = ("base", "exempt", "taxable", "pool_taxable", "tax")
CASES = 20_000
TAXPAYERS = 50
REGISTERS = CASES * 6 // 5 // len(YEARS) // TAXPAYERS
"""Of each year; a fifth more, because some are drawn twice."""


def first_difference(register: list[Taxpayer]) -> tuple[Taxpayer, str] | None:
    """Compare every line; tell the first that differs, and its taxpayer's case."""
    found = assess_columns(columns(register), rule_book(register[0]["tax_year"]))
    amounts = [getattr(found, name).tolist() for name in AMOUNTS]
    numbers = (found.points.tolist(), found.pool_lines.tolist())
    rows = zip(found.group, *numbers, *amounts, strict=True)
    expected = [
        (case, line) for case in register for line in oracle.land_building(case)
    ]
    for (group, points, shared_by, *satang), (case, line) in zip(
        rows, expected, strict=True
    ):
        got = [RateGroup(group).name.lower(), Fraction(points, 1000), shared_by]
        got += [Fraction(number, 100) for number in satang]
        wanted = [line[name] for name in COMPARED]
        if got != wanted:
            pairs = zip(COMPARED, got, wanted, strict=True)
            wrong = [f"{name} {a} not {b}" for name, a, b in pairs if a != b]
            return case, f"{line['asset']}: {', '.join(wrong)}"
    return None


def story(case: Taxpayer) -> str:
    """Tell the smallest case that still differs; by itself it may not."""
    if first_difference([case]) is None:
        return f"beside others only: {json.dumps(case)}"
    small = smallest(case, lambda fewer: first_difference([fewer]) is not None)
    found = first_difference([small])
    return f"{json.dumps(small)}: {found and found[1]}"


@pytest.mark.parametrize("tax_year", YEARS)
def test_every_line_of_a_register_agrees_with_exact_fractions(tax_year: int) -> None:
    compared: set[str] = set()

    @settings(max_examples=REGISTERS, deadline=None)
    @given(registers(tax_year, TAXPAYERS))
    def agree(register: list[Taxpayer]) -> None:
        found = first_difference(register)
        assert found is None, story(found[0])
        compared.update(map(json.dumps, register))

    agree()
    assert len(compared) * len(YEARS) >= CASES


def differences(case: dict[str, Any]) -> list[str]:
    answer = compute_case(case)
    assert "error" not in answer, answer
    found = []
    for line, expected in zip(answer["lines"], oracle.land_building(case), strict=True):
        pairs = {name: (Fraction(line[name]), expected[name]) for name in ANSWERED}
        pairs["relief"] = (
            Fraction(line["relief"]),
            expected["tax_before_relief"] - expected["tax"],
        )
        pairs["points"] = (Fraction(line["added_points"]), expected["points"])
        found += [
            f"{line['asset']} {n}: {a} not {b}" for n, (a, b) in pairs.items() if a != b
        ]
        if line["rate_group"] != expected["rate_group"]:
            found.append(f"{line['asset']} {line['rate_group']}")
    return found


@settings(max_examples=500, deadline=None)
@given(land_cases())
def test_every_line_of_a_case_agrees_with_exact_fractions(case: dict[str, Any]) -> None:
    assert differences(case) == []


@settings(max_examples=200, deadline=None)
@given(land_cases())
def test_slices_add_up_to_taxable_and_tax(case: dict[str, Any]) -> None:
    for line in compute_case(case)["lines"]:
        taxable = sum(Fraction(part["taxable"]) for part in line["slices"])
        before = sum(Fraction(part["tax"]) for part in line["slices"])
        tax = Fraction(line["tax"]) + Fraction(line["relief"])
        kept = 1 - Fraction(line["reduction_pct"]) / 100
        assert taxable == Fraction(line["taxable"])
        if kept == 1:
            assert before == tax
        else:
            assert abs(before * kept - tax) <= Fraction(1, 100)


@settings(max_examples=300, deadline=None)
@given(sign_cases())
def test_every_sign_agrees_with_exact_fractions(case: dict[str, Any]) -> None:
    answer = compute_case(case)
    for name, expected in oracle.sign(case).items():
        assert Fraction(answer[name]) == expected, name
