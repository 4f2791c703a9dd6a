"""Relief of s.97: of a tax that rose against the former taxes, only a part is paid."""

from __future__ import annotations

import numpy as np

from kkmgis.tax.compile_land import LandRules
from kkmgis.tax.exact import running_sum_before, safe_for_sums
from kkmgis.tax.facts import Column, Facts

UNKNOWN = -1
"""Former tax of an asset of which it is not known: no relief."""


def relieved(facts: Facts, rules: LandRules, tax: Column) -> Column:
    """Cap the rise of the tax of each asset against its former tax.

    Parameters
    ----------
    facts : Facts
    rules : LandRules
    tax : Column, shape (lines,), satang
        After reductions, rounded.

    Returns
    -------
    Column, shape (lines,), satang
        ``tax`` itself where nothing is relieved.

    Notes
    -----
    Legal source: s.97: the former tax and 25, 50 and 75 % of the rise in B.E.
    2563, 2564 and 2565. The Act is silent on how it is compared: C14, by asset,
    after the reductions of s.55; the asset's lines share the result out in
    proportion to their tax, by cumulative rounding.
    """
    if facts.old_tax is None or rules.rise_paid == 100 or not len(tax):
        return tax
    summed = safe_for_sums(tax)
    of_asset = np.zeros(len(facts.kind), dtype=summed.dtype)
    np.add.at(of_asset, facts.asset, summed)
    rose = (facts.old_tax != UNKNOWN) & (of_asset > facts.old_tax)
    if not np.any(rose):
        return tax
    paid = of_asset.copy()
    old = facts.old_tax[rose]
    paid[rose] = old + rules.rounding.divide(of_asset[rose] - old, rules.rise_paid, 100)
    lines = rose[facts.asset]
    asset = facts.asset[lines]
    before, after = running_sum_before(summed[lines], asset)
    upper = rules.rounding.divide(after, paid[asset], of_asset[asset])
    lower = rules.rounding.divide(before, paid[asset], of_asset[asset])
    result = tax.astype(object) if upper.dtype == object else tax.copy()
    result[lines] = upper - lower
    return result
