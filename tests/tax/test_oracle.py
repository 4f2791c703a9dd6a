"""The kernel against the independent calculation, on random cases."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings

from kkmgis.tax.case import compute_case
from tests.tax import oracle
from tests.tax.strategies import land_cases, sign_cases

AMOUNTS = ("base", "exempt", "taxable", "tax")


def differences(case: dict[str, Any]) -> list[str]:
    answer = compute_case(case)
    assert "error" not in answer, answer
    found = []
    for line, expected in zip(answer["lines"], oracle.land_building(case), strict=True):
        pairs = {name: (Fraction(line[name]), expected[name]) for name in AMOUNTS}
        pairs["points"] = (Fraction(line["added_points"]), expected["points"])
        found += [
            f"{line['asset']} {n}: {a} not {b}" for n, (a, b) in pairs.items() if a != b
        ]
        if line["rate_group"] != expected["rate_group"]:
            found.append(f"{line['asset']} {line['rate_group']}")
    return found


@settings(max_examples=500, deadline=None)
@given(land_cases())
def test_every_line_agrees_with_exact_fractions(case: dict[str, Any]) -> None:
    assert differences(case) == []


@settings(max_examples=200, deadline=None)
@given(land_cases())
def test_slices_add_up_to_taxable_and_tax(case: dict[str, Any]) -> None:
    for line in compute_case(case)["lines"]:
        taxable = sum(Fraction(part["taxable"]) for part in line["slices"])
        before = sum(Fraction(part["tax"]) for part in line["slices"])
        kept = 1 - Fraction(line["reduction_pct"]) / 100
        assert taxable == Fraction(line["taxable"])
        if kept == 1:
            assert before == Fraction(line["tax"])
        else:
            assert abs(before * kept - Fraction(line["tax"])) <= Fraction(1, 100)


@settings(max_examples=300, deadline=None)
@given(sign_cases())
def test_every_sign_agrees_with_exact_fractions(case: dict[str, Any]) -> None:
    answer = compute_case(case)
    for name, expected in oracle.sign(case).items():
        assert Fraction(answer[name]) == expected, name
