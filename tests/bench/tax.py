"""Speed of the tax kernel: lines a second, against plain Decimal per property.

Run as ``python -m tests.bench.tax [TAXPAYERS]``; prints a JSON line for each figure
and exits with 1 beyond a limit. Both sides take the same town in the same run, each on
one core, and must come to the same satang.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

import numpy as np

from kkmgis.tax.assess import Assessment, assess_columns
from kkmgis.tax.explain import explain_line
from kkmgis.tax.facts import AssetKind, Facts, RateGroup, Use
from kkmgis.tax.records import read_record, stored_records
from kkmgis.tax.rulebook import RuleBook, rule_book
from tests.bench._figure import Figure, tell

TAX_YEAR = 2569
TAXPAYERS = 50_000
DECIMAL_TAXPAYERS = 5_000
REPEATS = 7
LEAST_LINES = 2_000_000
SATANG = Decimal("0.01")
Result = TypeVar("Result")


def town(taxpayers: int) -> Facts:
    """Make a town: of each taxpayer some parcels with houses, in mixed use.

    About four lines a taxpayer: one or two parcels in one pool, a house on each,
    some of them in two uses, one in twenty of high value, a quarter at home.
    """
    rng = np.random.default_rng(TAX_YEAR)
    parcels = rng.integers(1, 3, taxpayers)
    taxpayer = np.repeat(np.arange(taxpayers), parcels * 2)
    assets = len(taxpayer)
    kind = np.tile(np.array([AssetKind.LAND, AssetKind.BUILDING], np.int8), assets // 2)
    parcel = np.arange(assets) // 2
    is_land = kind == AssetKind.LAND
    rich = np.repeat(rng.random(assets // 2) < 0.05, 2)
    several = rng.random(assets) < 0.3
    asset = np.repeat(np.arange(assets), 1 + several)
    lines = len(asset)
    second = np.flatnonzero(np.diff(asset, prepend=-1) == 0)
    part = np.where(several[asset], 3000, 10_000)
    part[second] = 7000
    use = rng.choice(4, lines, p=[0.15, 0.6, 0.2, 0.05]).astype(np.int8)
    at_home = np.repeat(rng.random(taxpayers) < 0.5, parcels * 2) & (
        parcel == parcel[np.searchsorted(taxpayer, taxpayer)]
    )
    wa = rng.integers(2000, 80_000, assets)
    m2 = rng.integers(3000, 60_000, assets)
    wa_price = rng.integers(500, 60_000, assets) * np.where(rich, 50, 1) * 100
    return Facts(
        tax_year=TAX_YEAR,
        area_decimals=2,
        price_decimals=2,
        natural=rng.random(taxpayers) < 0.9,
        resident=np.ones(taxpayers, np.bool_),
        co_owned=rng.random(taxpayers) < 0.1,
        kind=kind,
        taxpayer=taxpayer,
        pool=taxpayer,
        home=parcel,
        own_land=np.ones(assets, np.bool_),
        value_given=np.zeros(assets, np.bool_),
        given_value=np.zeros(assets, np.int64),
        area=np.where(is_land, wa, m2),
        price=np.where(is_land, wa_price, rng.integers(3000, 12_000, assets) * 100),
        material=rng.integers(0, 3, assets).astype(np.int8),
        age_years=rng.integers(0, 60, assets),
        share_whole=np.full(assets, 10_000),
        assumed_material=np.zeros(assets, np.bool_),
        follows_building=np.zeros(assets, np.bool_),
        asset=asset,
        use=use,
        share_part=part,
        principal=at_home[asset] & (use == Use.RESIDENTIAL),
        vacant_since=np.where(use == Use.VACANT, rng.integers(2560, 2570, lines), 0),
        exempt_under=np.zeros(lines, np.int8),
        listed_reduction=np.where(rng.random(lines) < 0.01, 50, 0).astype(np.int8),
    )


def rounded(amount: Decimal) -> Decimal:
    """Round half-up to the satang."""
    return amount.quantize(SATANG, ROUND_HALF_UP)


def plain_columns(facts: Facts) -> dict[str, list[int]]:
    """Give the facts as plain lists, as a database driver would."""
    return {
        name: getattr(facts, name).tolist()
        for name in Facts.__dataclass_fields__
        if name not in ("tax_year", "area_decimals", "price_decimals", "old_tax")
    }


def decimal_town(
    columns: dict[str, list[int]], rules: RuleBook, taxpayers: int
) -> list[Decimal]:
    """Tax the first taxpayers line by line in Decimal, as plain code would."""
    ladders = [
        [(Decimal(f) / 100, Decimal(r) / 100_000) for f, r in zip(*pair, strict=True)]
        for pair in ((lad.floors, lad.rates) for lad in rules.land.ladders)
    ]
    tables = rules.land.depreciation
    values: list[Decimal] = []
    for row, owner in enumerate(columns["taxpayer"]):
        if owner >= taxpayers:
            break
        price = Decimal(columns["price"][row]) / 100
        gross = rounded(Decimal(columns["area"][row]) / 100 * price)
        if columns["kind"][row] == AssetKind.BUILDING:
            table = tables[columns["material"][row]]
            percent = table[min(columns["age_years"][row], len(table) - 1)]
            gross -= rounded(gross * percent / 100)
        values.append(gross)
    return _decimal_lines(columns, values, ladders)


def _decimal_lines(
    columns: dict[str, list[int]],
    values: list[Decimal],
    ladders: list[list[tuple[Decimal, Decimal]]],
) -> list[Decimal]:
    limit = Decimal(50_000_000)
    farm: dict[int, Decimal] = defaultdict(lambda: limit)
    home: dict[int, Decimal] = defaultdict(lambda: limit)
    totals: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    lines: list[tuple[tuple[int, int], Decimal, int]] = []
    allotted, so_far, last = Decimal(0), 0, -1
    for line, asset in enumerate(columns["asset"]):
        if asset >= len(values):
            break
        if asset != last:
            allotted, so_far, last = Decimal(0), 0, asset
        so_far += columns["share_part"][line]
        upper = rounded(values[asset] * so_far / columns["share_whole"][asset])
        base, allotted = upper - allotted, upper
        owner, use = columns["taxpayer"][asset], columns["use"][line]
        group = (
            RateGroup.AGRICULTURE,
            RateGroup.RESIDENTIAL,
            RateGroup.OTHER,
            RateGroup.VACANT,
        )[use]
        if group == RateGroup.AGRICULTURE and columns["natural"][owner]:
            exempt = min(base, farm[owner])
            farm[owner] -= exempt
            base -= exempt
        elif columns["principal"][line]:
            group, place = RateGroup.HOME, columns["home"][asset]
            exempt = min(base, home[place])
            home[place] -= exempt
            base -= exempt
        key = (columns["pool"][asset], int(group))
        totals[key] += base
        lines.append((key, base, line))
    return [
        _decimal_tax(columns, line, base, totals[key], ladders[key[1]])
        for key, base, line in lines
    ]


def _decimal_tax(
    columns: dict[str, list[int]],
    line: int,
    base: Decimal,
    total: Decimal,
    ladder: list[tuple[Decimal, Decimal]],
) -> Decimal:
    if not base:
        return Decimal(0)
    points = Decimal(0)
    if columns["use"][line] == Use.VACANT:
        years = TAX_YEAR - max(columns["vacant_since"][line], 2563)
        points = Decimal("0.003") * (years // 3)
    amount, below = Decimal(0), Decimal(0)
    for floor, rate in ladder:
        if total <= floor:
            break
        stepped = min(rate + points, Decimal("0.03"))
        amount += (total - floor) * (stepped - below)
        below = stepped
    kept = 100 - columns["listed_reduction"][line]
    return rounded(amount * base / total * kept / 100)


def best(work: Callable[[], Result], repeats: int = REPEATS) -> tuple[float, Result]:
    """Time some work several times; give the shortest time and the result."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - started)
    return min(times), result


def measure(taxpayers: int = TAXPAYERS) -> list[Figure]:
    """Measure the kernel, stored lines and explanations; compare with Decimal.

    Returns
    -------
    list of Figure

    Raises
    ------
    ValueError
        The two calculations differ.
    """
    facts, rules = town(taxpayers), rule_book(TAX_YEAR)
    lines = len(facts.asset)
    kernel_s, result = best(lambda: assess_columns(facts, rules))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    compared = min(taxpayers, DECIMAL_TAXPAYERS)
    columns = plain_columns(facts)
    decimal_s, expected = best(lambda: decimal_town(columns, rules, compared), 3)
    _check(result, expected)
    stored_s, stored = best(lambda: stored_records(facts, result), 1)
    explain_s, _ = best(
        lambda: [explain_line(read_record(text), rules) for text in stored[:1000]], 1
    )
    kernel_rate, decimal_rate = lines / kernel_s, len(expected) / decimal_s
    return [
        Figure("lines", lines, "lines"),
        Figure("kernel_lines_per_second", kernel_rate, "lines/s", least=LEAST_LINES),
        Figure("decimal_lines_per_second", decimal_rate, "lines/s"),
        Figure("kernel_to_decimal", kernel_rate / decimal_rate, "times", least=20),
        Figure("kernel_peak_memory", peak, "MiB", most=1024),
        Figure("stored_lines_per_second", lines / stored_s, "lines/s"),
        Figure("stored_line", sum(map(len, stored)) / lines, "bytes"),
        Figure("explained_lines_per_second", 1000 / explain_s, "lines/s"),
    ]


def _check(result: Assessment, expected: list[Decimal]) -> None:
    found = [Decimal(satang) / 100 for satang in result.tax[: len(expected)].tolist()]
    wrong = sum(a != b for a, b in zip(found, expected, strict=True))
    if wrong:
        raise ValueError(f"{wrong} of {len(expected)} lines differ from plain Decimal")


if __name__ == "__main__":
    raise SystemExit(tell("tax", measure(*map(int, sys.argv[1:2]))))
