"""A reform: other law and other prices for the whole roll, asked about in memory.

`read_reform` reads what is proposed; `reform_lines` puts it to stored lines. Nothing
here stores anything, and the roll itself is the baseline, satang for satang.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from kkmgis.errors import TaxError
from kkmgis.tax.assess import assess_columns
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.exact import Rounding
from kkmgis.tax.facts import AssetKind, Column, Facts
from kkmgis.tax.fields import EXACT, Fields
from kkmgis.tax.money import decimals_of
from kkmgis.tax.proposal import proposed_rule_book
from kkmgis.tax.recompute import StoredLines, facts_of_lines, lines_that_differ
from kkmgis.tax.rulebook import RuleBook

_FIELDS = ("title", "parameters", "price_factor", "block_factor", "prices_of")
_KINDS = {
    "land": AssetKind.LAND,
    "building": AssetKind.BUILDING,
    "unit": AssetKind.CONDO,
}
_FIRST_YEAR, _LAST_YEAR = 2563, 2700
_MOST = 1000
_FACTOR_DECIMALS = 6
_MOST_BLOCKS = 2000
NO_PRICE = -1
"""An asset that the other prices say nothing of."""

NONE: Mapping[str, Decimal] = {}


@dataclass(frozen=True, slots=True)
class Reform:
    """What is proposed.

    Attributes
    ----------
    title : str
    rules : RuleBook
        The law of the tax year with the proposed values.
    price_factor : mapping of AssetKind to Decimal
        By which prices and stated values are multiplied.
    block_factor : mapping of str to Decimal
        The same by code of the block; both count where both are given.
    prices_of : int or None
        Tax year (BE) whose prices are taken, before any factor.
    """

    title: str
    rules: RuleBook
    price_factor: Mapping[AssetKind, Decimal]
    block_factor: Mapping[str, Decimal]
    prices_of: int | None


@dataclass(frozen=True, slots=True)
class OtherPrices:
    """Prices of another round or by factors, shape (assets,).

    Attributes
    ----------
    stated : Column, satang
        Stated value, `NO_PRICE` where none is stated.
    price : Column
        Scaled as in the facts, `NO_PRICE` where none is known.
    """

    stated: Column
    price: Column


@dataclass(frozen=True, slots=True)
class ReformedLines:
    """Tax before and after, satang, shape (lines,).

    Attributes
    ----------
    before, after : Column
    group : ndarray of int8, RateGroup; a reform changes no use
    value : Column
        Part of the value before the reform.
    """

    before: Column
    after: Column
    group: npt.NDArray[np.int8]
    value: Column


def read_reform(raw: object, rules: RuleBook, path: str = "$") -> Reform:
    """Read a reform.

    Parameters
    ----------
    raw : object
        What JSON holds: ``title``, ``parameters`` (values by key, see
        `kkmgis.tax.proposal`), ``price_factor`` (by ``land``, ``building``,
        ``unit``), ``block_factor`` (by code) and ``prices_of`` (tax year).
    rules : RuleBook
        That the roll was computed by.
    path : str
        JSON path of that place.

    Raises
    ------
    CaseError
        The first thing that is wrong.
    """
    fields = Fields(raw, path, _FIELDS)
    title = fields.text("title").strip()
    if not title:
        raise CaseError("text.invalid", fields.at("title"), value=title)
    proposed = rules
    if fields.has("parameters"):
        place = fields.at("parameters")
        proposed = proposed_rule_book(rules, fields.raw["parameters"], place)
    kinds = _factors(fields, "price_factor", tuple(_KINDS))
    blocks = _factors(fields, "block_factor", None)
    year = None
    if fields.has("prices_of"):
        year = fields.whole("prices_of", _FIRST_YEAR, _LAST_YEAR)
    return Reform(
        title=title,
        rules=proposed,
        price_factor={_KINDS[name]: factor for name, factor in kinds.items()},
        block_factor=blocks,
        prices_of=year,
    )


def _factors(
    fields: Fields, name: str, known: tuple[str, ...] | None
) -> Mapping[str, Decimal]:
    if not fields.has(name):
        return NONE
    raw = fields.raw[name]
    if known is None and isinstance(raw, Mapping):
        if len(raw) > _MOST_BLOCKS:
            raise CaseError("list.long", fields.at(name), name=name, most=_MOST_BLOCKS)
        known = tuple(raw)
    factors = Fields(raw, fields.at(name), known or ())
    return {one: _factor(factors, one) for one in factors.raw}


def _factor(factors: Fields, name: str) -> Decimal:
    factor = factors.number(name, positive=True).normalize(EXACT)
    if factor > _MOST:
        raise CaseError(
            "number.range",
            factors.at(name),
            value=f"{factor:f}",
            least=0,
            most=_MOST,
        )
    if decimals_of(factor) > _FACTOR_DECIMALS:
        raise CaseError(
            "number.too_fine", factors.at(name), value=factor, most=_FACTOR_DECIMALS
        )
    return factor


def multiplied(
    prices: OtherPrices, rows: npt.NDArray[np.bool_], factor: Decimal
) -> OtherPrices:
    """Multiply the prices of some assets, rounded half-up as a price list has them.

    Parameters
    ----------
    prices : OtherPrices
    rows : ndarray of bool, shape (assets,)
    factor : Decimal, > 0
    """
    numerator, denominator = factor.as_integer_ratio()

    def times(column: Column) -> Column:
        known = rows & (column != NO_PRICE)
        more = Rounding().divide(column[known], numerator, denominator)
        result = column.astype(object) if more.dtype == object else column.copy()
        result[known] = more
        return result

    return OtherPrices(times(prices.stated), times(prices.price))


def prices_in(facts: Facts) -> OtherPrices:
    """Give the prices that facts were made with."""
    return OtherPrices(
        np.where(facts.value_given, facts.given_value, NO_PRICE),
        np.where(facts.value_given, NO_PRICE, facts.price),
    )


def repriced(facts: Facts, prices: OtherPrices) -> Facts:
    """Put other prices into facts; an asset without any keeps its former one.

    Raises
    ------
    TaxError
        The prices are not one an asset.
    """
    if len(prices.price) != len(facts.kind):
        raise TaxError(f"{len(prices.price)} prices for {len(facts.kind)} assets")
    stated = prices.stated != NO_PRICE
    # What was taxed by a stated value may lack the area that a price needs.
    priced = (prices.price != NO_PRICE) & (facts.area > 0)
    given = np.where(stated | priced, stated, facts.value_given)
    return replace(
        facts,
        value_given=given,
        given_value=np.where(stated, prices.stated, facts.given_value),
        price=np.where(priced, prices.price, facts.price),
    )


def facts_of_roll(lines: StoredLines, rules: RuleBook) -> Facts:
    """Make the facts of a roll again and hold them against its amounts.

    Raises
    ------
    TaxError
        The roll cannot be computed again; it names the first line that differs.
    """
    facts = facts_of_lines(lines, rules.tax_year)
    differing = lines_that_differ(lines, assess_columns(facts, rules), facts.asset)
    for name, rows in differing.items():
        raise TaxError(f"line {int(rows[0]) + 1} comes to another {name} than stored")
    return facts


def reform_lines(lines: StoredLines, facts: Facts, rules: RuleBook) -> ReformedLines:
    """Tax facts by the law of a reform and set it beside the roll.

    Parameters
    ----------
    lines : StoredLines
        The roll.
    facts : Facts
        Of these lines, with the prices of the reform.
    rules : RuleBook
        Of the reform.
    """
    result = assess_columns(facts, rules)
    columns = lines.columns
    return ReformedLines(columns["tax"], result.tax, result.group, columns["base"])
