"""Exact arithmetic on columns."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkmgis.tax.exact import Rounding, multiply, multiply_divide, running_sum_before

ANY_SIZE = st.integers(0, 62).flatmap(lambda bits: st.integers(0, 2**bits))
ABOVE_0 = st.integers(0, 61).flatmap(lambda bits: st.integers(1, 2**bits))
ROWS = st.lists(st.tuples(ANY_SIZE, ANY_SIZE, ABOVE_0), min_size=1, max_size=30)


@settings(max_examples=400)
@given(ROWS)
def test_multiply_divide_is_exact_at_any_size(rows: list[tuple[int, int, int]]) -> None:
    a, b, c = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    quotient, remainder = multiply_divide(a, b, c)
    expected = [divmod(x * y, z) for x, y, z in rows]
    assert list(zip(quotient.tolist(), remainder.tolist(), strict=True)) == expected


@given(st.integers(0, 2**80), st.integers(0, 2**80))
def test_multiply_widens_instead_of_wrapping(a: int, b: int) -> None:
    assert multiply(np.array([a], dtype=object), b).tolist() == [a * b]
    narrow = a % 2**62
    assert multiply(np.array([narrow]), 2**61).tolist() == [narrow * 2**61]


def rounded(exact: Fraction, mode: str, quantum: int) -> int:
    steps = exact / quantum
    whole = {
        "down": floor(steps),
        "up": ceil(steps),
        "half_up": floor(steps + Fraction(1, 2)),
    }
    return whole[mode] * quantum


@pytest.mark.parametrize(
    "rounding",
    [Rounding(m, p) for m in ("half_up", "down", "up") for p in (2, 0)],
    ids=str,
)
@given(ANY_SIZE, ANY_SIZE, ABOVE_0, st.sampled_from([1, 100, 10**5, 10**8]))
def test_rounding_in_one_or_two_divisions(
    rounding: Rounding, a: int, b: int, c: int, n: int
) -> None:
    mode, places = rounding.mode, rounding.places
    x, y, z = (np.array([number], dtype=np.int64) for number in (a, b, c))
    quantum = 10 ** (2 - places)
    assert rounding.divide(x, y, z).tolist() == [
        rounded(Fraction(a * b, c), mode, quantum)
    ]
    twice = rounding.divide_twice(x, y, z, n)
    assert twice.tolist() == [rounded(Fraction(a * b, c * n), mode, quantum)]


@pytest.mark.parametrize(
    ("numerator", "satang"),
    [
        pytest.param(49, 0, id="below_half"),
        pytest.param(50, 1, id="half_goes_up"),
        pytest.param(150, 2, id="half_above_odd_goes_up"),
        pytest.param(250, 3, id="half_above_even_goes_up"),
    ],
)
def test_half_a_satang_goes_up(numerator: int, satang: int) -> None:
    """C1: half-up, not to the even."""
    assert Rounding().divide_number(numerator, 100) == satang


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2**61)), max_size=40))
def test_running_sums_stay_within_their_group(rows: list[tuple[int, int]]) -> None:
    group = np.array([group for group, _ in rows], dtype=np.int64)
    amount = np.array([amount for _, amount in rows], dtype=np.int64)
    before, after = running_sum_before(amount, group)
    sums: dict[int, int] = {}
    for row, (name, number) in enumerate(rows):
        assert before[row] == sums.get(name, 0)
        sums[name] = sums.get(name, 0) + number
        assert after[row] == sums[name]
