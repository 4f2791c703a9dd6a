"""What a reform comes to, as plain data: totals, winners and losers, deciles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kkmgis.tax.facts import Column, RateGroup
from kkmgis.tax.money import baht_text
from kkmgis.tax.reform import ReformedLines
from kkmgis.tax.winners import Decile, Tally, deciles, sums, tally

Codes = npt.NDArray[np.int64]

VALUE_BREAKS = (1, 5, 10, 50, 100, 500)
"""Millions of baht of a taxpayer's whole property at which a class ends."""

_SATANG_OF_MILLION = 100_000_000
_LARGEST = 10


@dataclass(frozen=True, slots=True)
class Grouping:
    """Where each line belongs, shape (lines,).

    Attributes
    ----------
    block : ndarray of int64, row of ``blocks``
    blocks : list of str or None
        Codes; None for what lies in no block.
    taxpayer : ndarray of int64, number of the assessment
    parcel : ndarray of int64, -1 for what stands on no known parcel
    """

    block: Codes
    blocks: list[str | None]
    taxpayer: Codes
    parcel: Codes


def summarise(lines: ReformedLines, grouping: Grouping) -> dict[str, Any]:
    """Sum a reform up.

    Parameters
    ----------
    lines : ReformedLines
    grouping : Grouping

    Returns
    -------
    dict
        JSON-able; money as decimal strings in baht. ``totals``; ``by_block``,
        ``by_group`` (rate group) and ``by_value`` (value of all property of the
        taxpayer before the reform), of which each adds up to the totals; and
        ``deciles`` of taxpayers by what changes for them.
    """

    def tallies(key: Codes) -> list[Tally]:
        return tally(
            key,
            lines.before,
            lines.after,
            taxpayer=grouping.taxpayer,
            parcel=grouping.parcel,
        )

    whole = tallies(np.zeros(len(lines.before), dtype=np.int64))
    classes = _value_classes(lines.value, grouping.taxpayer)
    return {
        "totals": _totals(whole, len(lines.before)),
        "by_block": sorted(
            (
                {"block": grouping.blocks[one.key], **_shown(one)}
                for one in tallies(grouping.block)
            ),
            key=lambda row: (row["block"] is None, row["block"] or ""),
        ),
        "by_group": [
            {"rate_group": RateGroup(one.key).name.lower(), **_shown(one)}
            for one in tallies(lines.group.astype(np.int64))
        ],
        "by_value": [
            {**_value_range(one.key), **_shown(one)} for one in tallies(classes)
        ],
        "deciles": [
            {"decile": number, **_shown_decile(one)}
            for number, one in enumerate(
                deciles(grouping.taxpayer, lines.before, lines.after), 1
            )
        ],
    }


def largest_changes(
    code: pa.Array, before: Column, after: Column
) -> dict[str, list[dict[str, Any]]]:
    """List the parcels whose tax rises and falls most, at most ten each."""
    difference = after - before
    order = np.argsort(difference, kind="stable")
    ends = {
        "up": [row for row in order[::-1][:_LARGEST] if difference[row] > 0],
        "down": [row for row in order[:_LARGEST] if difference[row] < 0],
    }
    return {
        name: [
            {
                "code": code[int(row)].as_py(),
                **_money(int(before[row]), int(after[row])),
            }
            for row in rows
        ]
        for name, rows in ends.items()
    }


def _value_classes(value: Column, taxpayer: Codes) -> Codes:
    payers, place = np.unique(taxpayer, return_inverse=True)
    owned = sums(place, value, len(payers))
    bounds = [millions * _SATANG_OF_MILLION for millions in VALUE_BREAKS]
    # A value equal to a break belongs to the class below, as in a ladder (C4).
    found: Codes = np.searchsorted(np.array(bounds), owned, side="left")[place]
    return found


def _value_range(number: int) -> dict[str, Any]:
    """Give the bounds of a class in millions of baht."""
    bounds: tuple[int | None, ...] = (0, *VALUE_BREAKS, None)
    return {"from_million": bounds[number], "to_million": bounds[number + 1]}


def _money(before: int, after: int) -> dict[str, str]:
    return {
        "before": baht_text(before),
        "after": baht_text(after),
        "difference": baht_text(after - before),
    }


def _shown(one: Tally) -> dict[str, Any]:
    return {
        **_money(one.before, one.after),
        "increase": baht_text(one.increase),
        "decrease": baht_text(one.decrease),
        "taxpayers": asdict(one.taxpayers),
        "parcels": asdict(one.parcels),
    }


def _totals(whole: Iterable[Tally], lines: int) -> dict[str, Any]:
    nobody = {"up": 0, "down": 0, "same": 0}
    nothing = {
        **_money(0, 0),
        "increase": "0.00",
        "decrease": "0.00",
        "taxpayers": nobody,
        "parcels": nobody,
    }
    return {"lines": lines, **next((_shown(one) for one in whole), nothing)}


def _shown_decile(one: Decile) -> dict[str, Any]:
    return {
        "taxpayers": one.taxpayers,
        "least": baht_text(one.least),
        "most": baht_text(one.most),
        **_money(one.before, one.after),
    }
