"""Rates: the step-up of vacant property, pools, and slices of a ladder."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kkmgis.tax.compile_land import LandRules, Vacancy
from kkmgis.tax.entry import KEPT_ONE, RATE_ONE
from kkmgis.tax.exact import largest, multiply, safe_for_sums
from kkmgis.tax.facts import GROUPS, INT64_SAFE, Column, Facts, Use


def added_points(facts: Facts, vacancy: Vacancy) -> npt.NDArray[np.int64]:
    """Work out the points that a long vacancy adds to the rate.

    Parameters
    ----------
    facts : Facts
    vacancy : Vacancy

    Returns
    -------
    ndarray of int64, shape (lines,), units of 0.001 %
        0 for lines that are not vacant.

    Notes
    -----
    Legal source: s.43, C8: from the fourth year in a row, again every three.
    """
    first = np.maximum(facts.vacant_since, vacancy.first_year)
    steps = np.maximum(facts.tax_year - first, 0) // vacancy.every_years
    return np.where(facts.use == Use.VACANT, steps * vacancy.points, 0)


def pool_sums(
    facts: Facts, group: npt.NDArray[np.int8], taxable: Column
) -> tuple[Column, npt.NDArray[np.int64]]:
    """Add up the taxable bases of each rate group within each pool.

    Parameters
    ----------
    facts : Facts
    group : ndarray of int8, shape (lines,), RateGroup
    taxable : Column, shape (lines,), satang

    Returns
    -------
    total : Column, shape (lines,), satang
        The sum that the line belongs to.
    pool_lines : ndarray of int64, shape (lines,)
        How many lines with a taxable base make up that sum.

    Notes
    -----
    Legal source: s.42 para 2, C5.
    """
    key = facts.pool[facts.asset] * GROUPS + group
    size = int(facts.pool.max()) * GROUPS + GROUPS if len(facts.pool) else 0
    taxable = safe_for_sums(taxable)
    total = np.zeros(size, dtype=taxable.dtype)
    np.add.at(total, key, taxable)
    counts = np.bincount(key[taxable > 0], minlength=size)
    return total[key], counts[key]


def tax_of_lines(
    rules: LandRules,
    *,
    group: npt.NDArray[np.int8],
    taxable: Column,
    pool_total: Column,
    points: npt.NDArray[np.int64],
    kept: npt.NDArray[np.int64],
) -> Column:
    """Run the pools' ladders, share the tax out, reduce and round once.

    Parameters
    ----------
    rules : LandRules
    group : ndarray of int8, shape (lines,), RateGroup
    taxable, pool_total : Column, shape (lines,), satang
    points : ndarray of int64, shape (lines,), units of 0.001 %
    kept : ndarray of int64, shape (lines,), thousandths of the tax that remain

    Returns
    -------
    Column, shape (lines,), satang

    Notes
    -----
    Legal source: s.42, s.43, s.55; C4, C5, C8, C11, C1. A line bears the
    pool's tax at its own rates in the proportion taxable / pool_total.
    """
    floors, rates = _ladder_table(rules)
    rate = _stepped_up(rates[group, 0], points, rules.vacancy)
    everything = bool(np.all(kept == KEPT_ONE))
    unit = RATE_ONE if everything else RATE_ONE * KEPT_ONE
    if not everything:
        rate = rate * kept
    tax = rules.rounding.divide(taxable, rate, unit)
    higher = (pool_total > floors[group, 1]) & (taxable > 0)
    if np.any(higher):
        amount = _ladder_tax(
            rules, group[higher], pool_total[higher], points[higher], kept[higher]
        )
        shared = rules.rounding.divide_twice(
            amount, taxable[higher], pool_total[higher], RATE_ONE * KEPT_ONE
        )
        if shared.dtype == object:
            tax = tax.astype(object)
        tax[higher] = shared
    return tax


def _ladder_tax(
    rules: LandRules,
    group: npt.NDArray[np.int8],
    total: Column,
    points: npt.NDArray[np.int64],
    kept: npt.NDArray[np.int64],
) -> Column:
    """Tax of whole pools, satang times RATE_ONE times KEPT_ONE.

    A slice counts as what lies above its floor times the rise of the rate
    there, so each floor is looked at once and the rows need no slice of their
    own.
    """
    floors, rates = _ladder_table(rules)
    if largest(total) * RATE_ONE >= INT64_SAFE:
        total = total.astype(object)
    amount = np.zeros_like(total)
    rate_below = np.zeros(len(total), dtype=np.int64)
    for number in range(floors.shape[1]):
        rate = _stepped_up(rates[group, number], points, rules.vacancy)
        above = np.maximum(total - floors[group, number], 0)
        amount = amount + above * (rate - rate_below)
        rate_below = rate
    return multiply(amount, kept)


def _stepped_up(
    rate: npt.NDArray[np.int64], points: npt.NDArray[np.int64], vacancy: Vacancy
) -> npt.NDArray[np.int64]:
    stepped = np.minimum(rate + points, vacancy.highest_rate)
    return np.where(points > 0, stepped, rate)


def _ladder_table(
    rules: LandRules,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Lay the ladders out as two tables, one row a rate group.

    Short ladders repeat their last slice; its second copy has no rise of the
    rate. The row of EXEMPT stays 0, its lines have no taxable base.
    """
    slices = max(2, *(len(ladder.floors) for ladder in rules.ladders))
    floors = np.zeros((GROUPS, slices), dtype=np.int64)
    rates = np.zeros((GROUPS, slices), dtype=np.int64)
    for group, ladder in enumerate(rules.ladders):
        missing = slices - len(ladder.floors)
        floors[group] = ladder.floors + ladder.floors[-1:] * missing
        rates[group] = ladder.rates + ladder.rates[-1:] * missing
    return floors, rates
