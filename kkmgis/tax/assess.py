"""Assess land and buildings: facts in columns to lines of tax in columns.

One case and a whole city go through the same code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kkmgis.errors import TaxError
from kkmgis.tax.compile_land import LISTS
from kkmgis.tax.exact import safe_for_sums
from kkmgis.tax.exemption import exemptions, rate_groups
from kkmgis.tax.facts import Column, Facts, check_facts
from kkmgis.tax.ladder import added_points, pool_sums, tax_of_lines
from kkmgis.tax.relief import relieved
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.valuation import allot, appraise


@dataclass(frozen=True, slots=True)
class Assessment:
    """Lines of tax, row by row as in the facts. Money is satang.

    Attributes
    ----------
    tax_year : int
    rules_version : str
        `RuleBook.version`, to be stored with the lines.

    gross, depreciation_percent, depreciation, value : Column, shape (assets,)
        See `kkmgis.tax.valuation.Appraisal`.

    group : ndarray of int8, shape (lines,), RateGroup
    base : Column, shape (lines,)
        The line's part of the value (s.38).
    used_before : Column, shape (lines,)
        Of the exemption, by lines listed above.
    exempt : Column, shape (lines,)
        Taken off by s.8, s.40, s.41 or s.96.
    taxable : Column, shape (lines,)
        ``base - exempt``.
    pool_taxable : Column, shape (lines,)
        Taxable bases of the same rate group in the same pool.
    pool_lines : ndarray of int64, shape (lines,)
        How many lines with a taxable base that sum has.
    points : ndarray of int64, shape (lines,)
        Added to the rate by s.43, units of 0.001 %.
    kept : ndarray of int64, shape (lines,)
        Thousandths of the tax that reductions leave.
    tax_before_relief : Column, shape (lines,)
        Rounded; more than the tax only where s.97 takes a part of the rise off.
    tax : Column, shape (lines,)
        Rounded.
    """

    tax_year: int
    rules_version: str
    gross: Column
    depreciation_percent: Column
    depreciation: Column
    value: Column
    group: npt.NDArray[np.int8]
    base: Column
    used_before: Column
    exempt: Column
    taxable: Column
    pool_taxable: Column
    pool_lines: npt.NDArray[np.int64]
    points: npt.NDArray[np.int64]
    kept: npt.NDArray[np.int64]
    tax_before_relief: Column
    tax: Column

    def tax_of_taxpayers(self, facts: Facts) -> Column:
        """Add the rounded lines up for each taxpayer.

        Returns
        -------
        Column, shape (taxpayers,), satang
        """
        tax = safe_for_sums(self.tax)
        total = np.zeros(len(facts.natural), dtype=tax.dtype)
        np.add.at(total, facts.taxpayer[facts.asset], tax)
        return total


def assess_columns(facts: Facts, rules: RuleBook) -> Assessment:
    """Work out the tax of every line.

    Parameters
    ----------
    facts : Facts
        Any number of taxpayers.
    rules : RuleBook
        Of the same tax year.

    Returns
    -------
    Assessment

    Raises
    ------
    TaxError
        The facts contradict each other or are of another tax year.

    Notes
    -----
    Legal source: s.35, s.38, s.40-43, s.55, s.94, s.96, s.97 of the Land and
    Building Tax Act B.E. 2562.
    """
    if facts.tax_year != rules.tax_year:
        raise TaxError(
            f"facts of {facts.tax_year} cannot be taxed by the law of {rules.tax_year}"
        )
    check_facts(facts)
    land = rules.land
    appraisal = appraise(facts, land)
    base = allot(facts, appraisal.value, land)
    group = rate_groups(facts)
    exemption = exemptions(facts, land, group, base)
    taxable = base - exemption.exempt
    pool_taxable, pool_lines = pool_sums(facts, group, taxable)
    points = added_points(facts, land.vacancy)
    kept = _kept(facts, rules)
    tax = tax_of_lines(
        land,
        group=group,
        taxable=taxable,
        pool_total=pool_taxable,
        points=points,
        kept=kept,
    )
    return Assessment(
        tax_year=rules.tax_year,
        rules_version=rules.version,
        gross=appraisal.gross,
        depreciation_percent=appraisal.depreciation_percent,
        depreciation=appraisal.depreciation,
        value=appraisal.value,
        group=group,
        base=base,
        used_before=exemption.used_before,
        exempt=exemption.exempt,
        taxable=taxable,
        pool_taxable=pool_taxable,
        pool_lines=pool_lines,
        points=points,
        kept=kept,
        tax_before_relief=tax,
        tax=relieved(facts, land, tax),
    )


def _kept(facts: Facts, rules: RuleBook) -> npt.NDArray[np.int64]:
    kept_of_list = np.zeros(max(LISTS) + 1, dtype=np.int64)
    for number, reduction in rules.land.reductions.items():
        kept_of_list[number] = reduction.kept
    return kept_of_list[facts.listed_reduction]
