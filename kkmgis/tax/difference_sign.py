"""Why two rolls of signboard tax differ, cause by cause.

As `kkmgis.tax.difference` does, one aspect after the other is exchanged and all
signs are taxed again: signs that were taken down go, then law (with the share of
the first year's quarters), area and sides, class of text, exemption by s.8, and at
the end signs come that were put up. The owner of a sign changes no tax.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kkmgis.errors import TaxError
from kkmgis.tax.difference import Ledger
from kkmgis.tax.difference_roll import NOT_LACKING, Aspect, Difference
from kkmgis.tax.exact import multiply
from kkmgis.tax.facts import Column
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.sign import SignFacts, assess_signs

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_COLUMNS = ("area", "sides", "text", "moving", "quarter")


@dataclass(frozen=True, slots=True)
class SignRoll:
    """One roll of signboard tax, ready to be compared.

    Attributes
    ----------
    facts : SignFacts, shape (signs,)
        Signs that are taxed.
    rules : RuleBook
    tax : Column, shape (signs,), satang
        As it was stored.
    key : ndarray of int64, shape (signs,)
        Names the sign in both rolls; each once.
    exempt : ndarray of int64, shape (exempt signs,)
        Names of the signs that are exempt by s.8, of which no facts are kept.
    lacking : ndarray of int8, shape (signs,)
        Aspect for whose lack the *other* roll set the sign aside;
        `NOT_LACKING` where it did not.
    """

    facts: SignFacts
    rules: RuleBook
    tax: Column
    key: Rows
    exempt: Rows
    lacking: npt.NDArray[np.int8]


def compare_sign_rolls(before: SignRoll, after: SignRoll) -> Difference:
    """Say why two rolls of signboard tax differ.

    Parameters
    ----------
    before, after : SignRoll
        Of any two tax years, or two runs of one.

    Returns
    -------
    Difference
        Its causes add up to the change of each sign.

    Raises
    ------
    TaxError
        The facts of a roll do not give the tax that it stored.
    """
    parts = (before.key, before.exempt, after.key, after.exempt)
    key = np.unique(np.concatenate(parts))
    first, last = _recomputed(before, key), _recomputed(after, key)
    ledger = Ledger(key, first)
    same_year = before.facts.tax_year == after.facts.tax_year
    others = np.concatenate([after.key, after.exempt])
    for aspect, corrected, gone in _alone(before, others, same_year):
        ledger.book(aspect, corrected, np.where(np.isin(key, gone), 0, ledger.now))
    for aspect, corrected, own, tax in _exchanged(before, after, same_year):
        now = ledger.now.astype(np.result_type(ledger.now, tax))
        now[np.searchsorted(key, own)] = tax
        ledger.book(aspect, corrected, now)
    others = np.concatenate([before.key, before.exempt])
    for aspect, corrected, come in _alone(after, others, same_year):
        ledger.book(aspect, corrected, np.where(np.isin(key, come), last, ledger.now))
    return ledger.close(last)


def _recomputed(roll: SignRoll, key: Rows) -> Column:
    again = assess_signs(roll.facts, roll.rules).tax
    wrong = again != roll.tax
    if np.any(wrong):
        row = int(np.argmax(wrong))
        raise TaxError(
            f"sign {int(roll.key[row])} of the roll of {roll.facts.tax_year}: its"
            f" facts give {again[row]} satang, stored are {roll.tax[row]}"
        )
    tax = np.zeros(len(key), dtype=roll.tax.dtype)
    tax[np.searchsorted(key, roll.key)] = roll.tax
    return tax


def _alone(
    roll: SignRoll, others: Rows, same_year: bool
) -> Iterator[tuple[Aspect, bool, Rows]]:
    """Group the signs that the other roll has not, by cause."""
    alone = ~np.isin(roll.key, others)
    lacked = roll.lacking != NOT_LACKING
    aspect = np.where(lacked, roll.lacking, Aspect.SIGN)
    mended = lacked | same_year
    for number in Aspect:
        for corrected in (False, True):
            group = alone & (aspect == number) & (mended == corrected)
            if np.any(group):
                yield number, corrected, roll.key[group]


def _exchanged(
    before: SignRoll, after: SignRoll, same_year: bool
) -> Iterator[tuple[Aspect, bool, Rows, Column]]:
    """Exchange aspect after aspect of the signs that are in both rolls.

    Yields
    ------
    aspect : Aspect
    corrected : bool
    key : ndarray of int64, shape (signs,)
    tax : Column, shape (signs,), satang
    """
    signs = _Signs(before, after)
    everything = np.ones(len(signs.key), dtype=np.bool_)
    if not len(signs.key):
        return

    def taxed(aspect: Aspect, corrected: bool) -> tuple[Aspect, bool, Rows, Column]:
        return aspect, corrected, signs.key, signs.tax()

    # In one year a sign that was put up at another time was entered wrongly; so was
    # one that is said to be new in the later year although it was there before.
    later = before if before.facts.tax_year > after.facts.tax_year else after
    new_again = signs.quarters_of(later) > 0
    entered_wrongly = everything if same_year else new_again
    signs.rules = after.rules
    signs.take(("quarter",), ~entered_wrongly)
    yield taxed(Aspect.LAW, False)
    signs.take(("area", "sides"), everything)
    yield taxed(Aspect.AREA, same_year)
    signs.take(("text", "moving"), everything)
    yield taxed(Aspect.USE, same_year)
    signs.take(("quarter",), entered_wrongly)
    yield taxed(Aspect.SIGN, True)
    signs.exempt = signs.exempt_after
    yield taxed(Aspect.EXEMPTION, same_year)


class _Signs:
    """The signs of both rolls half way from one to the other.

    An exempt sign has the facts of the roll in which it is taxed; one that is
    exempt in both bears nothing and is left out.
    """

    def __init__(self, before: SignRoll, after: SignRoll) -> None:
        in_a = np.concatenate([before.key, before.exempt])
        in_b = np.concatenate([after.key, after.exempt])
        taxed = np.union1d(before.key, after.key)
        self.key: Rows = taxed[np.isin(taxed, in_a) & np.isin(taxed, in_b)]
        self.exempt: Flags = np.isin(self.key, before.exempt)
        self.exempt_after: Flags = np.isin(self.key, after.exempt)
        self.rules = before.rules
        self._decimals = max(before.facts.area_decimals, after.facts.area_decimals)
        a, b = self._columns(before), self._columns(after)
        self._now = {name: np.where(self.exempt, b[name], a[name]) for name in _COLUMNS}
        self._after = {
            name: np.where(self.exempt_after, self._now[name], b[name])
            for name in _COLUMNS
        }

    def _columns(self, roll: SignRoll) -> dict[str, Column]:
        """Give the facts of each sign; those of an exempt one are anything."""
        facts = roll.facts
        factor = 10 ** (self._decimals - facts.area_decimals)
        facts = replace(facts, area=multiply(facts.area, factor))
        order = np.argsort(roll.key)
        if not len(order):
            return {name: np.ones(len(self.key), dtype=np.int64) for name in _COLUMNS}
        place = np.searchsorted(roll.key[order], self.key)
        rows = order[np.minimum(place, len(order) - 1)]
        return {name: getattr(facts, name)[rows] for name in _COLUMNS}

    def quarters_of(self, roll: SignRoll) -> Column:
        """Give the quarters in which a roll says that the signs were put up."""
        exempt = np.isin(self.key, roll.exempt)
        return np.where(exempt, 0, self._columns(roll)["quarter"])

    def take(self, names: tuple[str, ...], rows: Flags) -> None:
        """Exchange some facts of some signs."""
        for name in names:
            self._now[name] = np.where(rows, self._after[name], self._now[name])

    def tax(self) -> Column:
        """Tax the signs as they stand now."""
        now = {**self._now, "moving": self._now["moving"].astype(np.bool_)}
        now["text"] = now["text"].astype(np.int8)
        now["quarter"] = now["quarter"].astype(np.int8)
        facts = SignFacts(self.rules.tax_year, self._decimals, **now)
        return np.where(self.exempt, 0, assess_signs(facts, self.rules).tax)
