"""Appraised values, and the part of a value that falls on each use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kkmgis.tax.compile_land import LandRules
from kkmgis.tax.exact import multiply, running_sum_before
from kkmgis.tax.facts import AssetKind, Column, Facts

_SATANG_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Values of the assets, satang, shape (assets,).

    Attributes
    ----------
    gross : Column
        Area times price; the given value where one is given.
    depreciation_percent : Column
        0 for land, units and given values.
    depreciation : Column
        Satang taken off a building's gross value.
    value : Column
        What is taxed: gross less depreciation (s.35).
    """

    gross: Column
    depreciation_percent: Column
    depreciation: Column
    value: Column


def appraise(facts: Facts, rules: LandRules) -> Appraisal:
    """Work out the appraised value of each asset.

    Parameters
    ----------
    facts : Facts
    rules : LandRules

    Returns
    -------
    Appraisal
        Rounded at gross value and depreciation amount (C1).

    Notes
    -----
    Legal source: s.35 para 2; depreciation by the Treasury's table (C9, C10).
    """
    decimals = facts.area_decimals + facts.price_decimals - _SATANG_DECIMALS
    price = facts.price
    if decimals < 0:
        price, decimals = multiply(price, 10**-decimals), 0
    gross = rules.rounding.divide(facts.area, price, 10**decimals)
    gross = np.where(facts.value_given, facts.given_value, gross)
    percent = _depreciation_percent(facts, rules)
    depreciation = rules.rounding.divide(gross, percent, 100)
    return Appraisal(gross, percent, depreciation, gross - depreciation)


def _depreciation_percent(facts: Facts, rules: LandRules) -> Column:
    longest = max(len(table) for table in rules.depreciation)
    tables = np.array(
        [table + table[-1:] * (longest - len(table)) for table in rules.depreciation],
        dtype=np.int64,
    )
    percent = tables[facts.material, np.minimum(facts.age_years, longest - 1)]
    depreciates = (facts.kind == AssetKind.BUILDING) & ~facts.value_given
    return np.where(depreciates, percent, 0)


def allot(facts: Facts, value: Column, rules: LandRules) -> Column:
    """Divide the value of each asset over its uses.

    Parameters
    ----------
    facts : Facts
    value : Column, shape (assets,), satang
    rules : LandRules

    Returns
    -------
    Column, shape (lines,), satang
        Base of each line; the bases of an asset add up to its value.

    Notes
    -----
    Legal source: s.38; cumulative rounding in listed order (C2).
    """
    base = value[facts.asset]
    several = facts.share_part != facts.share_whole[facts.asset]
    if not np.any(several):
        return base
    asset = facts.asset[several]
    before, after = running_sum_before(facts.share_part[several], asset)
    amount, whole = value[asset], facts.share_whole[asset]
    upper = rules.rounding.divide(amount, after, whole)
    lower = rules.rounding.divide(amount, before, whole)
    if upper.dtype == object:
        base = base.astype(object)
    base[several] = upper - lower
    return base
