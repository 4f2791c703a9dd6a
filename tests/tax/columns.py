"""Facts of cases as columns: one case, or many taxpayers in one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from kkmgis.tax.assess import Assessment, assess_columns
from kkmgis.tax.facts import Column, Facts
from kkmgis.tax.fields import Fields
from kkmgis.tax.land_case import facts_of, read_land_case
from kkmgis.tax.records import LineRecord, line_records
from kkmgis.tax.rulebook import RuleBook, rule_book

Json = Any
"""Whatever JSON holds."""

SCALE = 8
QUANTITIES = ("given_value", "area", "price", "share_whole", "share_part")


def case_facts(case: dict[str, Any]) -> Facts:
    rules = rule_book(case["tax_year"])
    read = read_land_case(
        Fields(case, "$", case.keys()), rules.tax_year, rules.land.untaxed
    )
    return facts_of(read, rules.land.rounding)


def case_records(case: dict[str, Any]) -> tuple[list[LineRecord], RuleBook]:
    rules = rule_book(case["tax_year"])
    facts = case_facts(case)
    return line_records(facts, assess_columns(facts, rules)), rules


def land_case(
    *assets: dict[str, Any], tax_year: int = 2569, kind: str = "natural"
) -> dict[str, Any]:
    """Make a case, ids filled in."""
    named = [{"id": f"A{n}", **asset} for n, asset in enumerate(assets, 1)]
    return {"tax_year": tax_year, "taxpayer": {"kind": kind}, "assets": named}


def land(value: object, *uses: dict[str, Any], **more: object) -> dict[str, Any]:
    """Make land of a given value; a use without a share is all of it."""
    whole = [{"share": "1", **use} for use in uses]
    return {"kind": "land", "value": str(value), "uses": whole, **more}


def scaled(facts: Facts) -> Facts:
    """Give areas and prices SCALE decimals, as Python integers."""
    return replace(
        facts,
        area_decimals=SCALE,
        price_decimals=SCALE,
        area=facts.area.astype(object) * 10 ** (SCALE - facts.area_decimals),
        price=facts.price.astype(object) * 10 ** (SCALE - facts.price_decimals),
    )


def widened(facts: Facts) -> Facts:
    """Turn all quantities into Python integers."""
    wide = {name: getattr(facts, name).astype(object) for name in QUANTITIES}
    return replace(facts, **wide)


def joined(tables: Sequence[Facts]) -> Facts:
    """Put many taxpayers of one year into one table, rows numbered on."""
    taxpayers = assets = pools = homes = 0
    columns: dict[str, list[Column]] = {field.name: [] for field in fields(Facts)}
    for table in map(scaled, tables):
        moved = {
            "taxpayer": table.taxpayer + taxpayers,
            "pool": table.pool + pools,
            "home": table.home + homes,
            "asset": table.asset + assets,
            "old_tax": np.full(len(table.kind), -1)
            if table.old_tax is None
            else table.old_tax,
        }
        for name, parts in columns.items():
            if name not in ("tax_year", "area_decimals", "price_decimals"):
                parts.append(moved.get(name, getattr(table, name)))
        taxpayers += len(table.natural)
        assets += len(table.kind)
        pools += int(table.pool.max()) + 1
        homes += int(table.home.max()) + 1
    return Facts(
        tables[0].tax_year,
        SCALE,
        SCALE,
        **{name: np.concatenate(parts) for name, parts in columns.items() if parts},
    )


def same_lines(one: Assessment, other: Assessment) -> bool:
    """Tell whether two assessments have the same lines."""
    names = [field.name for field in fields(Assessment)]
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in names
    )
