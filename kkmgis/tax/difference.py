"""Why two rolls differ: the change of each object's tax, cause by cause.

One aspect after the other of all objects is turned from that of the roll before
into that of the roll after, and the whole roll is taxed again each time. What the
tax of an object changes by in a step is the step's cause. So the causes add up to
the change by construction, satang for satang, and what reaches other objects
through pools and used-up exemptions falls on the cause that moved them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kkmgis.errors import TaxError
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.difference_roll import ASPECTS, Aspect, Difference, Roll
from kkmgis.tax.difference_steps import steps_between
from kkmgis.tax.exact import safe_for_sums, total_bound
from kkmgis.tax.facts import Column

# Room for adding the changes of all steps up in int64.
_SAFE = 2**56


class Ledger:
    """Books the change of each step on its cause.

    Parameters
    ----------
    key : ndarray of int64, shape (objects,), ascending
        All objects of both rolls.
    before : Column, shape (objects,), satang
        Tax before the first step.
    """

    def __init__(self, key: npt.NDArray[np.int64], before: Column) -> None:
        nothing = np.zeros(len(key), dtype=np.int64)
        self.key, self.before, self.now = key, before, before
        self._booked = [[nothing] * ASPECTS, [nothing] * ASPECTS]

    def book(self, aspect: Aspect, corrected: bool, tax: Column) -> None:
        """Put what the tax changed by since the step before on a cause."""
        columns = self._booked[corrected]
        columns[aspect] = columns[aspect] + (tax - self.now)
        self.now = tax

    def close(self, after: Column) -> Difference:
        """Give all causes.

        Raises
        ------
        TaxError
            The last step did not arrive at the tax of the roll after.
        """
        wrong = self.now != after
        if np.any(wrong):
            row = int(np.argmax(wrong))
            raise TaxError(
                f"object {int(self.key[row])}: the steps lead to {self.now[row]}"
                f" satang, the roll has {after[row]}"
            )
        changed, corrected = (tuple(columns) for columns in self._booked)
        return Difference(self.key, self.before, after, changed, corrected)


def compare_rolls(before: Roll, after: Roll) -> Difference:
    """Say why two rolls of land and building tax differ.

    Parameters
    ----------
    before, after : Roll
        Of any two tax years, or two runs of one.

    Returns
    -------
    Difference
        Its causes add up to the change of each object.

    Raises
    ------
    TaxError
        The facts of a roll do not give the tax that it stored.

    Notes
    -----
    The order of the steps decides on whom a product of two changes falls; see
    `kkmgis.tax.difference_steps`.
    """
    key = np.union1d(before.key, after.key)
    first = _recomputed(before, key)
    last = _recomputed(after, key)
    ledger = Ledger(key, first)
    for step in steps_between(before, after):
        result = assess_columns(step.facts, step.rules)
        tax = _of_objects(result.tax, step.facts.asset, step.key, key)
        ledger.book(step.aspect, step.corrected, tax)
    return ledger.close(last)


def _recomputed(roll: Roll, key: npt.NDArray[np.int64]) -> Column:
    """Give the tax of the objects, once the roll proves to be what it stored."""
    again = assess_columns(roll.facts, roll.rules).tax
    wrong = again != roll.tax
    if np.any(wrong):
        line = int(np.argmax(wrong))
        raise TaxError(
            f"line {line + 1} of the roll of {roll.facts.tax_year}: its facts give"
            f" {again[line]} satang, stored are {roll.tax[line]}"
        )
    return _of_objects(roll.tax, roll.facts.asset, roll.key, key)


def _of_objects(
    tax: Column,
    asset: npt.NDArray[np.int64],
    own: npt.NDArray[np.int64],
    key: npt.NDArray[np.int64],
) -> Column:
    """Add lines up by object; 0 for an object that is not there."""
    amounts = safe_for_sums(tax)
    if amounts.dtype != object and total_bound(amounts) >= _SAFE:
        amounts = amounts.astype(object)
    total = np.zeros(len(key), dtype=amounts.dtype)
    np.add.at(total, np.searchsorted(key, own)[asset], amounts)
    return total
