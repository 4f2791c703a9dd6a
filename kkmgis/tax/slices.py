"""A line's part of its pool's ladder, slice by slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kkmgis.tax.compile_land import LandRules
from kkmgis.tax.entry import RATE_ONE
from kkmgis.tax.money import baht_text, percent_text
from kkmgis.tax.records import LineRecord


@dataclass(frozen=True, slots=True)
class Slice:
    """One step of the ladder.

    Attributes
    ----------
    floor : int, satang
    ceiling : int or None, satang
        None for the last step.
    ladder_rate, rate : int, units of 0.001 %
        Without and with the points of s.43, the second at most 3 %.
    taxable, tax : int, satang
        The line's part, before reductions.
    """

    floor: int
    ceiling: int | None
    ladder_rate: int
    rate: int
    taxable: int
    tax: int


def line_slices(record: LineRecord, rules: LandRules) -> tuple[Slice, ...]:
    """Break the tax of a line down by slices of its pool's ladder.

    Parameters
    ----------
    record : LineRecord
    rules : LandRules
        Of the record's tax year.

    Returns
    -------
    tuple of Slice
        Empty when nothing is taxable. Parts are rounded cumulatively, so they
        add up to the taxable base and to the line's tax before reductions.
    """
    if not record.taxable:
        return ()
    ladder = rules.ladders[record.group]
    total, part = record.pool_taxable, record.taxable
    ceilings = (*ladder.floors[1:], None)
    slices: list[Slice] = []
    covered = amount = taxable_before = tax_before = 0
    for floor, ceiling, ladder_rate in zip(
        ladder.floors, ceilings, ladder.rates, strict=True
    ):
        if total <= floor:
            break
        width = (total if ceiling is None else min(total, ceiling)) - floor
        rate = ladder_rate
        if record.points:
            rate = min(ladder_rate + record.points, rules.vacancy.highest_rate)
        covered += width
        amount += width * rate
        taxable = rules.rounding.divide_number(covered * part, total)
        tax = rules.rounding.divide_number(amount * part, total * RATE_ONE)
        slices.append(
            Slice(
                floor,
                ceiling,
                ladder_rate,
                rate,
                taxable - taxable_before,
                tax - tax_before,
            )
        )
        taxable_before, tax_before = taxable, tax
    return tuple(slices)


def shown_slices(record: LineRecord, rules: LandRules) -> list[dict[str, Any]]:
    """Write the slices of a line as answers show them.

    Returns
    -------
    list of dict
        ``from, to, rate_pct, taxable, tax``; money in baht, ``to`` null at the top.
    """
    return [
        {
            "from": baht_text(part.floor),
            "to": None if part.ceiling is None else baht_text(part.ceiling),
            "rate_pct": percent_text(part.rate),
            "taxable": baht_text(part.taxable),
            "tax": baht_text(part.tax),
        }
        for part in line_slices(record, rules)
    ]
