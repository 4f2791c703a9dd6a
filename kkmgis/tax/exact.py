"""Exact whole-number arithmetic on columns, and the one rounding of money.

Columns are int64 as long as the numbers fit and Python integers (dtype object)
where they do not. Nothing overflows silently and nothing is ever rounded here
except by `Rounding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from kkmgis.tax.facts import INT64_SAFE, Column

RoundingMode = Literal["half_up", "down", "up"]

Divisor = Column | int


def largest(column: Column | int) -> int:
    """Give the largest absolute number of a column, 0 when it is empty."""
    if isinstance(column, int):
        return abs(column)
    if not len(column):
        return 0
    return max(int(column.max()), -int(column.min()))


def total_bound(column: Column) -> int:
    """Give a number that no sum of some rows of a column can pass."""
    return largest(column) * len(column)


def safe_for_sums(column: Column) -> Column:
    """Widen a column whose running sum might leave int64."""
    if column.dtype == object or total_bound(column) < INT64_SAFE:
        return column
    exact_total = sum(abs(number) for number in column.tolist())
    return column if exact_total < INT64_SAFE else column.astype(object)


def multiply(a: Column, b: Column | int) -> Column:
    """Multiply exactly, widening where the product leaves int64."""
    if a.dtype != object and largest(a) * largest(b) >= INT64_SAFE:
        a = a.astype(object)
    product: Column = a * b
    return product


def multiply_divide(a: Column, b: Column | int, c: Divisor) -> tuple[Column, Column]:
    """Divide a product of columns, with remainder.

    Parameters
    ----------
    a, b : Column, shape (n,), >= 0
    c : Column or int, shape (n,), > 0

    Returns
    -------
    quotient, remainder : Column, shape (n,)
        ``a * b == quotient * c + remainder`` with ``0 <= remainder < c``,
        whatever the size of the product.

    Examples
    --------
    >>> q, r = multiply_divide(np.array([7, 2**61]), np.array([5, 9]), 10)
    >>> q.tolist(), r.tolist()
    ([3, 2075258708292324556], [5, 8])
    """
    wide = object in [np.asarray(part).dtype for part in (a, b, c)]
    # Numpy takes an int between 2**63 and 2**64 for unsigned, no wider.
    wide = wide or any(isinstance(part, int) and part >= INT64_SAFE for part in (b, c))
    if not wide and largest(a) * largest(b) < INT64_SAFE:
        return _divide(a * b, c)
    if wide:
        return _divide(a.astype(object) * b, c)
    rows = (len(a),)
    return _divide_wide(a, np.broadcast_to(b, rows), np.broadcast_to(c, rows))


def _divide(product: Column, c: Divisor) -> tuple[Column, Column]:
    quotient: Column = product // c
    remainder: Column = product - quotient * c
    return quotient, remainder


def _divide_wide(a: Column, b: Column, c: Column) -> tuple[Column, Column]:
    """Divide int64 products of up to 124 bits.

    A float guess of the quotient is off by at most a few units; the remainder
    it leaves is exact although the product wraps, because it fits into int64
    itself, and corrects the guess. Rows whose guess is too coarse for that
    are divided as Python integers.
    """
    guess = a.astype(np.float64) * b.astype(np.float64) / c.astype(np.float64)
    coarse = (guess * 2.0**-50 + 4) * c.astype(np.float64) >= 2.0**61
    coarse |= guess >= 2.0**61
    guess[coarse] = 0
    quotient: Column = guess.astype(np.int64)
    remainder: Column = a * b - quotient * c
    step = remainder // c
    quotient += step
    remainder -= step * c
    if np.any(coarse):
        exact_a, exact_b = a[coarse].astype(object), b[coarse].astype(object)
        quotient, remainder = quotient.astype(object), remainder.astype(object)
        quotient[coarse], remainder[coarse] = _divide(
            exact_a * exact_b, c[coarse].astype(object)
        )
    return quotient, remainder


@dataclass(frozen=True, slots=True)
class Rounding:
    """How money is rounded (C1): the only place where money loses anything.

    Attributes
    ----------
    mode : {"half_up", "down", "up"}
    places : int, 0 to 2
        Decimals of a baht that remain.
    """

    mode: RoundingMode = "half_up"
    places: int = 2

    @property
    def quantum(self) -> int:
        """Satang to whose multiples money is rounded."""
        return int(10 ** (2 - self.places))

    def divide(self, a: Column, b: Column | int, c: Divisor) -> Column:
        """Round ``a * b / c`` satang.

        Parameters
        ----------
        a, b : Column, shape (n,), >= 0
        c : Column or int, shape (n,), > 0

        Returns
        -------
        Column, shape (n,), satang
        """
        quantum = self.quantum
        divisor = c
        if quantum != 1:
            divisor = c * quantum if isinstance(c, int) else multiply(c, quantum)
        quotient, remainder = multiply_divide(a, b, divisor)
        if self.mode == "half_up":
            # Not 2 * remainder: that could leave int64.
            quotient = quotient + (remainder >= divisor - remainder)
        elif self.mode == "up":
            quotient = quotient + (remainder > 0)
        return quotient if quantum == 1 else multiply(quotient, quantum)

    def divide_twice(self, a: Column, b: Column, c: Column, n: int) -> Column:
        """Round ``a * b / (c * n)`` satang without forming ``c * n``.

        Parameters
        ----------
        a, b : Column, shape (n,), >= 0
        c : Column, shape (n,), > 0
        n : int, > 0

        Returns
        -------
        Column, shape (n,), satang

        Notes
        -----
        Dividing by whole numbers one after the other loses nothing under floor
        (and ceiling), so only the last step rounds; half-up is the floor of
        ``(2x + n) / 2n``.
        """
        steps = n * self.quantum
        if self.mode == "half_up":
            doubled, _ = multiply_divide(multiply(a, 2), b, c)
            quotient = (doubled + steps) // (2 * steps)
        else:
            whole, rest = multiply_divide(a, b, c)
            if self.mode == "up":
                whole = whole + (rest > 0) + (steps - 1)
            quotient = whole // steps
        return quotient if self.quantum == 1 else multiply(quotient, self.quantum)

    def divide_number(self, numerator: int, denominator: int) -> int:
        """Round one fraction of satang, ``numerator >= 0``.

        Examples
        --------
        >>> Rounding().divide_number(5, 2), Rounding("down").divide_number(5, 2)
        (3, 2)
        """
        column = np.array([numerator], dtype=object)
        return int(self.divide(column, 1, denominator)[0])


def running_sum_before(
    amounts: Column, group: npt.NDArray[np.int64]
) -> tuple[Column, Column]:
    """Add up within groups, in row order.

    Parameters
    ----------
    amounts : Column, shape (n,), >= 0
    group : ndarray of int64, shape (n,)
        Rows of one group need not stand together.

    Returns
    -------
    before, after : Column, shape (n,)
        Sum of the group's rows above this row, without and with it.
    """
    amounts = safe_for_sums(amounts)
    if not len(amounts):
        return amounts, amounts
    sorted_already = bool(np.all(group[1:] >= group[:-1]))
    order = slice(None) if sorted_already else np.argsort(group, kind="stable")
    ordered, ordered_group = amounts[order], group[order]
    after = np.cumsum(ordered)
    starts = np.flatnonzero(np.diff(ordered_group, prepend=ordered_group[0] - 1))
    lengths = np.diff(starts, append=len(ordered))
    after = after - np.repeat(after[starts] - ordered[starts], lengths)
    if sorted_already:
        return after - ordered, after
    back = np.empty_like(after)
    back[order] = after
    return back - amounts, back
