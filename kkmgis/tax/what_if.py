"""What if: the same property under other facts or other law, line beside line.

Nothing is stored. Both sides go through the kernel; the former side of stored lines
comes to the stored satang again (`kkmgis.tax.recompute`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kkmgis.tax.assess import assess_columns
from kkmgis.tax.changes import ChangeReader
from kkmgis.tax.facts import Facts
from kkmgis.tax.fields import Fields
from kkmgis.tax.holdings import facts_of_holdings, holdings_of
from kkmgis.tax.proposal import proposed_rule_book
from kkmgis.tax.records import LineRecord, line_records
from kkmgis.tax.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """One line of an asset on both sides; None where it is not there.

    Attributes
    ----------
    asset : str
    number : int
        Of the line within its asset, from 0.
    before, after : LineRecord or None
    """

    asset: str
    number: int
    before: LineRecord | None
    after: LineRecord | None

    @property
    def difference(self) -> int:
        """Satang by which the line rises."""
        return _tax(self.after) - _tax(self.before)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Both sides of a question.

    Attributes
    ----------
    lines : list of WhatIfLine
        In listed order; what is new stands with the asset it belongs to.
    rules_before, rules_after : RuleBook
    """

    lines: list[WhatIfLine]
    rules_before: RuleBook
    rules_after: RuleBook

    @property
    def before(self) -> int:
        """Tax of all lines as it is, satang."""
        return sum(_tax(line.before) for line in self.lines)

    @property
    def after(self) -> int:
        """Tax of all lines as it would be, satang."""
        return sum(_tax(line.after) for line in self.lines)


def ask_what_if(
    facts: Facts, names: Sequence[str], rules: RuleBook, changes: Fields
) -> WhatIf:
    """Compute property as it is and as it would be.

    Parameters
    ----------
    facts : Facts
        Whole taxpayers: pools and exemptions span their assets.
    names : sequence of str, one an asset
    rules : RuleBook
        In force.
    changes : Fields
        With the fields of `kkmgis.tax.changes.CHANGE_FIELDS`.

    Raises
    ------
    CaseError
        The first thing that is wrong with the changes.
    """
    holdings = holdings_of(facts, names)
    reader = ChangeReader(holdings, facts.tax_year, rules.land.untaxed)
    changed = reader.apply(changes)
    proposed = rules
    if changes.has("parameters"):
        where = changes.at("parameters")
        proposed = proposed_rule_book(rules, changes.raw["parameters"], where)
    other = facts_of_holdings(changed, facts)
    before = _by_asset(facts, names, rules)
    after = _by_asset(other, [one.name for one in changed], proposed)
    # Removed assets stand where they stood, new ones where they were put.
    order = list(after)
    for place, name in enumerate(before):
        if name not in after:
            order.insert(min(place, len(order)), name)
    lines = [
        WhatIfLine(name, line, *pair)
        for name in order
        for line, pair in enumerate(
            zip_longest(before.get(name, ()), after.get(name, ()))
        )
    ]
    return WhatIf(lines, rules, proposed)


def _by_asset(
    facts: Facts, names: Sequence[str], rules: RuleBook
) -> dict[str, list[LineRecord]]:
    records = line_records(facts, assess_columns(facts, rules))
    found: dict[str, list[LineRecord]] = {name: [] for name in names}
    for asset, record in zip(facts.asset.tolist(), records, strict=True):
        found[names[asset]].append(record)
    return found


def _tax(record: LineRecord | None) -> int:
    return 0 if record is None else record.tax
