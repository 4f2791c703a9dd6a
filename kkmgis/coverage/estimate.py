"""Money at stake of gaps, and how it was estimated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kkmgis.assess.objects import AREA_DECIMALS, KIND_NAMES, PRICE_DECIMALS
from kkmgis.coverage.ledger import DECLARED, Ledger, Piece
from kkmgis.coverage.recipes import RECIPES, Desk, Gap
from kkmgis.coverage.signs import tax_signs
from kkmgis.tax.assess import Assessment
from kkmgis.tax.facts import RateGroup, Use
from kkmgis.tax.money import baht_text, decimal_text
from kkmgis.tax.rulebook import RuleBook

MOST_LINES = 12
"""Lines that an estimate writes down; further ones are in its total only."""

_USES = [use.name.lower() for use in Use]
_GROUPS = [group.name.lower() for group in RateGroup]
_SIDES = ("found", "declared")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is at stake a year, and why.

    Attributes
    ----------
    satang : int
    explanation : dict
        ``method`` (``tax``, ``difference``, ``sign``, ``rent``, ``fee`` or
        ``unpaid``), ``confidence`` (``measured``: all from the register; ``partly``;
        ``typical``), ``assumed`` (what was taken as typical, ``what:where``),
        ``rules`` (version of the law), ``total`` in baht and its ``lines``, at most
        `MOST_LINES` of them.
    """

    satang: int
    explanation: Mapping[str, Any]


def estimate_all(
    desk: Desk, gaps: Sequence[Gap], rules: RuleBook
) -> dict[int, Estimate]:
    """Estimate all gaps by one call of each kernel.

    Returns
    -------
    dict of int to Estimate
        By the gap's number.
    """
    for gap in gaps:
        RECIPES[gap.kind](desk, gap)
    found = {
        number: _estimate(one.satang, one.method, (), [dict(one.line)], rules.version)
        for number, one in desk.sums.items()
    }
    found |= _signs(desk, rules)
    if desk.ledger.pieces:
        found |= _land(desk.ledger, desk.ledger.assess(rules), rules.version)
    return found


def _land(ledger: Ledger, result: Assessment, version: str) -> dict[int, Estimate]:
    totals: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    assumed: dict[int, dict[str, None]] = defaultdict(dict)
    for piece_no, part, base, taxable, tax, group in zip(
        ledger.piece_of_part,
        ledger.parts,
        result.base.tolist(),
        result.taxable.tolist(),
        result.tax.tolist(),
        result.group.tolist(),
        strict=True,
    ):
        gap, side = ledger.gap_of_piece[piece_no], ledger.side_of_piece[piece_no]
        piece = ledger.pieces[piece_no]
        totals[gap][side] += int(tax)
        assumed[gap].update(dict.fromkeys(piece.assumed))
        if len(lines[gap]) < MOST_LINES:
            line = _piece_words(piece) | {
                "side": _SIDES[side],
                "use": _USES[part.use],
                "rate_group": _GROUPS[group],
                "base": baht_text(int(base)),
                "taxable": baht_text(int(taxable)),
                "tax": baht_text(int(tax)),
            }
            lines[gap].append(line)
    sided = {
        gap
        for gap, side in zip(ledger.gap_of_piece, ledger.side_of_piece, strict=True)
        if side == DECLARED
    }
    return {
        gap: _estimate(
            abs(found - declared),
            "difference" if gap in sided else "tax",
            tuple(assumed[gap]),
            lines[gap],
            version,
        )
        for gap, (found, declared) in totals.items()
    }


def _piece_words(piece: Piece) -> dict[str, Any]:
    words: dict[str, Any] = {"object": piece.code, "kind": KIND_NAMES[piece.kind]}
    if piece.area:
        words["area"] = decimal_text(piece.area, 10**AREA_DECIMALS)
    if piece.given is not None:
        words["given"] = baht_text(piece.given)
    else:
        words["price"] = decimal_text(piece.price, 10**PRICE_DECIMALS)
    return words


def _signs(desk: Desk, rules: RuleBook) -> dict[int, Estimate]:
    rows = [row for row, _ in desk.signs.values()]
    units, tax = tax_signs(rows, rules)
    return {
        number: _estimate(
            int(satang) * quantity,
            "sign",
            row.assumed,
            [
                {
                    "object": f"sign:{row.code}",
                    "quantity": quantity,
                    "area_cm2": decimal_text(row.area, 10**AREA_DECIMALS),
                    "sides": row.sides,
                    "text_class": row.text.name.lower(),
                    "moving": row.moving,
                    "units": int(unit),
                    "tax": baht_text(int(satang)),
                }
            ],
            rules.version,
        )
        for (number, (row, quantity)), unit, satang in zip(
            desk.signs.items(), units, tax, strict=True
        )
    }


def _estimate(
    satang: int,
    method: str,
    assumed: tuple[str, ...],
    lines: list[dict[str, Any]],
    version: str,
) -> Estimate:
    explanation: dict[str, Any] = {
        "method": method,
        "confidence": _confidence(assumed),
        "assumed": list(assumed),
        "rules": version,
        "lines": lines,
        "total": baht_text(satang),
    }
    return Estimate(satang, explanation)


def _confidence(assumed: tuple[str, ...]) -> str:
    """Grade an estimate by how much of it is typical instead of known."""
    if not assumed:
        return "measured"
    return "partly" if len(assumed) == 1 else "typical"
