"""A reform run: what other law or prices would do to the roll, without touching it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import TEXT, WHOLE, read_table, texts, whole
from kkmgis.assess.keys import rows_of_keys
from kkmgis.assess.other_prices import read_prices
from kkmgis.assess.reform_summary import (
    Codes,
    Grouping,
    largest_changes,
    summarise,
)
from kkmgis.assess.stored import StoredRun, current_run, stored_rule_book
from kkmgis.assess.stored_lines import read_run_lines
from kkmgis.errors import KkmgisError
from kkmgis.i18n import both
from kkmgis.tax.case_error import CaseError
from kkmgis.tax.facts import Column, Facts
from kkmgis.tax.reform import (
    NO_PRICE,
    OtherPrices,
    Reform,
    facts_of_roll,
    multiplied,
    prices_in,
    read_reform,
    reform_lines,
    repriced,
)
from kkmgis.tax.rulebook import RuleBook
from kkmgis.tax.winners import sums

_PARCELS = """
SELECT p.id, p.code, b.code FROM register.parcel p
LEFT JOIN register.block b ON b.id = p.block_id
"""
_BLOCKS = 'SELECT code FROM register.block ORDER BY code COLLATE "C"'
_ROUNDS = """
SELECT concat(from_year_be, '-', to_year_be) FROM register.land_price
GROUP BY from_year_be, to_year_be ORDER BY from_year_be
"""


class NoRunError(KkmgisError):
    """The tax year was not assessed yet: there is no roll to set a reform beside."""


@dataclass(frozen=True, slots=True)
class ReformRun:
    """What a reform comes to.

    Attributes
    ----------
    run : StoredRun
        The roll it is set beside.
    reform : Reform
    spec : object
        The reform as it was asked.
    summary : dict
        JSON-able; see `kkmgis.assess.reform_summary.summarise`.
    parcel_id : ndarray of int64, shape (parcels,)
    code, block : Array of str, shape (parcels,)
    before, after : Column, shape (parcels,), satang
        Tax of all that stands on the parcel.
    seconds : float
        From the database to here.
    """

    run: StoredRun
    reform: Reform
    spec: Any
    summary: dict[str, Any]
    parcel_id: Codes
    code: pa.Array
    block: pa.Array
    before: Column
    after: Column
    seconds: float


@dataclass(frozen=True, slots=True)
class _Ground:
    """Parcels of the register, retired ones too: a roll may be older than a split."""

    id: Codes
    code: pa.Array
    block: pa.Array

    def codes(self, parcel_id: Codes) -> tuple[pa.Array, pa.Array]:
        """Give the codes of parcels, and those of their blocks."""
        rows = pa.array(rows_of_keys(self.id, parcel_id))
        return self.code.take(rows), self.block.take(rows)

    def blocks(self, parcel_id: Codes) -> tuple[Codes, list[str | None]]:
        """Give each parcel the number of its block.

        Returns
        -------
        block : ndarray of int64, shape of ``parcel_id``, row of the names
        names : list of str or None
            Codes; None stands last, for what lies in no block.
        """
        place = rows_of_keys(self.id, parcel_id)
        found = self.block.take(pa.array(place, mask=place < 0)).dictionary_encode()
        names = found.dictionary.to_pylist()
        block = found.indices.fill_null(len(names)).to_numpy().astype(np.int64)
        return block, [*names, None]


def run_reform(connection: Connection[Any], year_be: int, spec: object) -> ReformRun:
    """Put a reform to the roll of a tax year, in memory.

    Parameters
    ----------
    connection : Connection
        Only read from.
    year_be : int
        Buddhist Era.
    spec : object
        See `kkmgis.tax.reform.read_reform`.

    Raises
    ------
    NoRunError
        The year was not assessed.
    CaseError
        The first thing that is wrong with the reform.
    TaxError
        The roll cannot be computed again from what it stored.

    Notes
    -----
    A reform changes law or prices only. Owners, uses, areas, ages and pools are those
    of the roll; what the roll had set aside stays out.
    """
    begun = time.monotonic()
    run, rules = roll_of(connection, year_be)
    reform = read_reform(spec, rules)
    ground = _read_ground(connection)
    stored = read_run_lines(connection, run.id)
    facts = facts_of_roll(stored.lines, rules)
    block, blocks = ground.blocks(stored.parcel_id)
    _check_blocks(connection, reform)
    keys = stored.lines.object[stored.lines.first_rows]
    other = None
    if reform.prices_of is not None:
        other = read_prices(connection, reform.prices_of, keys)
        _check_prices(connection, reform, other)
    changed, prices = _with_prices(
        reform,
        facts,
        other=other,
        block=block[stored.lines.first_rows],
        blocks=blocks,
    )
    lines = reform_lines(stored.lines, changed, reform.rules)
    grouping = Grouping(block, blocks, stored.lines.assessment, stored.parcel_id)
    summary = summarise(lines, grouping)
    parcels, row = np.unique(stored.parcel_id, return_inverse=True)
    known = parcels >= 0
    before, after = (
        sums(row, amounts, len(parcels))[known]
        for amounts in (lines.before, lines.after)
    )
    codes, of_block = ground.codes(parcels[known])
    return ReformRun(
        run=run,
        reform=reform,
        spec=_kept(spec),
        summary={
            **summary,
            "largest": largest_changes(codes, before, after),
            "prices": prices,
        },
        parcel_id=parcels[known],
        code=codes,
        block=of_block,
        before=before,
        after=after,
        seconds=time.monotonic() - begun,
    )


def _kept(spec: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Write the numbers of a spec as the texts they were read from."""
    if isinstance(spec, Mapping):
        return {name: _kept(value) for name, value in spec.items()}
    if isinstance(spec, list):
        return [_kept(value) for value in spec]
    return str(spec) if isinstance(spec, Decimal) else spec


def roll_of(connection: Connection[Any], year_be: int) -> tuple[StoredRun, RuleBook]:
    """Give the roll of a tax year and the law it was computed by.

    Raises
    ------
    NoRunError
        The year was not assessed.
    """
    run = current_run(connection, "land_building", year_be)
    if run is None:
        raise NoRunError(both("assess.no_run", year=year_be))
    return run, stored_rule_book(connection, run.rule_book)


def _read_ground(connection: Connection[Any]) -> _Ground:
    columns = {"id": WHOLE, "code": TEXT, "block": TEXT}
    table = read_table(connection, _PARCELS, columns)
    return _Ground(whole(table, "id"), texts(table, "code"), texts(table, "block"))


def _check_blocks(connection: Connection[Any], reform: Reform) -> None:
    """Refuse blocks that are not in the register."""
    if not reform.block_factor:
        return
    known = [row[0] for row in connection.execute(_BLOCKS)]
    for code in reform.block_factor:
        if code not in known:
            shown = {"value": code, "known": ", ".join(known)}
            raise CaseError("value.unknown", "$.block_factor", **shown)


def _check_prices(
    connection: Connection[Any], reform: Reform, other: OtherPrices
) -> None:
    """Refuse a year of whose prices the register has none."""
    if np.any((other.stated != NO_PRICE) | (other.price != NO_PRICE)):
        return
    rows = connection.execute(_ROUNDS).fetchall()
    raise CaseError(
        "value.unknown",
        "$.prices_of",
        value=reform.prices_of,
        known=", ".join(str(row[0]) for row in rows),
    )


def _with_prices(
    reform: Reform,
    facts: Facts,
    *,
    other: OtherPrices | None,
    block: Codes,
    blocks: list[str | None],
) -> tuple[Facts, dict[str, Any]]:
    """Put the prices of the reform into the facts, and tell what they missed."""
    without = 0
    if other is not None:
        without = int(np.sum((other.stated == NO_PRICE) & (other.price == NO_PRICE)))
        facts = repriced(facts, other)
    prices = prices_in(facts)
    for kind, factor in reform.price_factor.items():
        prices = multiplied(prices, facts.kind == kind, factor)
    for code, factor in reform.block_factor.items():
        # In some blocks nothing is taxed; there is nothing to multiply.
        if code in blocks:
            prices = multiplied(prices, block == blocks.index(code), factor)
    if reform.price_factor or reform.block_factor:
        facts = repriced(facts, prices)
    return facts, {"year": reform.prices_of, "without_price": without}
