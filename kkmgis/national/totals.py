"""Control totals of an authority, and of all of them; whole satang throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kkmgis.errors import KkmgisError
from kkmgis.national.read import Objects
from kkmgis.tax.assess import Assessment
from kkmgis.tax.exact import safe_for_sums
from kkmgis.tax.facts import GROUPS, Column, Facts, RateGroup, Use
from kkmgis.tax.group_total import GroupTotal
from kkmgis.tax.rulebook import RuleBook

AMOUNTS = ("base", "exempt", "taxable", "tax")


class TotalsError(KkmgisError):
    """Sums that must be equal are not: a fault of this program or of a disk."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Control totals of one authority, amounts in satang.

    Attributes
    ----------
    authority, name_th : str
    tax_year : int
        Buddhist Era.
    rule_book : str
        Version of the law, with the authority's ordinances.
    objects, taxpayers : int
        That were assessed.
    set_aside : mapping of str to int
        Objects that the authority could not describe, by reason.
    value : int
        Appraised value of the assessed objects.
    groups : tuple of GroupTotal
    """

    authority: str
    name_th: str
    tax_year: int
    rule_book: str
    objects: int
    taxpayers: int
    set_aside: Mapping[str, int]
    value: int
    groups: tuple[GroupTotal, ...]

    def sum(self, name: str) -> int:
        """Add ``lines`` or an amount up over the groups."""
        return sum(getattr(group, name) for group in self.groups)

    def to_json(self) -> dict[str, Any]:
        """Give it as JSON fields."""
        return asdict(self) | {name: self.sum(name) for name in ("lines", *AMOUNTS)}


def read_totals(raw: Mapping[str, Any]) -> Totals:
    """Read what `Totals.to_json` gave.

    Raises
    ------
    KeyError, TypeError
        It is of another form.
    """
    names = [name for name in Totals.__dataclass_fields__ if name != "groups"]
    groups = tuple(GroupTotal(**group) for group in raw["groups"])
    return Totals(**{name: raw[name] for name in names}, groups=groups)


def totals_of(
    names: tuple[str, str],
    objects: Objects,
    facts: Facts,
    result: Assessment,
    rules: RuleBook,
) -> Totals:
    """Add the lines of an authority up, and check that the sums agree.

    Parameters
    ----------
    names : (str, str)
        Code and Thai name of the authority.
    objects : Objects
    facts : Facts
    result : Assessment
    rules : RuleBook

    Raises
    ------
    TotalsError
        Bases and values, taxes and taxpayers, or parts and wholes differ.
    """
    totals = Totals(
        authority=names[0],
        name_th=names[1],
        tax_year=rules.tax_year,
        rule_book=rules.version,
        objects=len(facts.kind),
        taxpayers=len(facts.natural),
        set_aside=dict(objects.reasons),
        value=_sum(result.value),
        groups=_groups(facts, result),
    )
    _agree(totals, "value", totals.value, totals.sum("base"))
    parts = totals.sum("exempt") + totals.sum("taxable")
    _agree(totals, "base", totals.sum("base"), parts)
    _agree(totals, "tax", _sum(result.tax_of_taxpayers(facts)), totals.sum("tax"))
    return totals


def check_file(path: Path, totals: Totals) -> None:
    """Read the written lines back and compare their sums.

    Raises
    ------
    TotalsError
        They are not those of the totals.
    """
    table = pq.ParquetFile(path).read(list(AMOUNTS), use_threads=False)
    _agree(totals, "lines", len(table), totals.sum("lines"))
    for name in AMOUNTS:
        column = table.column(name)
        # Amounts beyond int64 are decimals in the file.
        is_wide = pa.types.is_decimal(column.type)
        found = (
            sum(map(int, column.to_pylist())) if is_wide else _sum(column.to_numpy())
        )
        _agree(totals, name, found, totals.sum(name))


def _agree(totals: Totals, name: str, one: int, other: int) -> None:
    if one != other:
        raise TotalsError(f"{totals.authority}: {name} {one} is not {other}")


def _sum(column: Column) -> int:
    return int(safe_for_sums(column).sum())


def _groups(facts: Facts, result: Assessment) -> tuple[GroupTotal, ...]:
    key = facts.use.astype(np.int64) * GROUPS + result.group
    order = np.argsort(key, kind="stable")
    keys, starts, counts = np.unique(key[order], return_index=True, return_counts=True)
    sums = {
        name: np.add.reduceat(
            safe_for_sums(getattr(result, name))[order], starts
        ).tolist()
        if len(starts)
        else []
        for name in AMOUNTS
    }
    return tuple(
        GroupTotal(
            use=Use(key // GROUPS).name.lower(),
            rate_group=RateGroup(key % GROUPS).name.lower(),
            lines=lines,
            **{name: int(sums[name][place]) for name in AMOUNTS},
        )
        for place, (key, lines) in enumerate(
            zip(keys.tolist(), counts.tolist(), strict=True)
        )
    )


def nation_table(totals: Iterable[Totals]) -> pa.Table:
    """Lay control totals out as rows: authority, use, rate group, amounts.

    Amounts are in satang; a sum over a country may pass int64, so that they are
    decimals without places.
    """
    rows = [
        {
            "authority": one.authority,
            "name_th": one.name_th,
            "tax_year": one.tax_year,
            "rule_book": one.rule_book,
            **asdict(group),
        }
        for one in totals
        for group in one.groups
    ]
    text, whole, amount = pa.string(), pa.int64(), pa.decimal128(38, 0)
    schema = pa.schema(
        [
            ("authority", text),
            ("name_th", text),
            ("tax_year", whole),
            ("rule_book", text),
            ("use", text),
            ("rate_group", text),
            ("lines", whole),
            *((name, amount) for name in AMOUNTS),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def sum_groups(totals: Iterable[Totals]) -> tuple[GroupTotal, ...]:
    """Add the groups of all authorities up, in the order of s.37."""
    sums: dict[tuple[str, str], list[int]] = {}
    for one in totals:
        for group in one.groups:
            amounts = [group.lines, *(getattr(group, name) for name in AMOUNTS)]
            before = sums.get((group.use, group.rate_group), [0] * len(amounts))
            added = [a + b for a, b in zip(before, amounts, strict=True)]
            sums[group.use, group.rate_group] = added
    order = sorted(sums, key=lambda key: (RateGroup[key[1].upper()], key[0]))
    return tuple(GroupTotal(*key, *sums[key]) for key in order)
