"""One line of tax with the facts it came from, small enough to keep for ever.

A record and the rule book of its version are all that an explanation or a sheet
needs. Its stored form is a JSON list of whole numbers, `FIELDS` in order after
the number of the layout. Layout 1 knew no relief of s.97.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from typing import Any

import numpy as np

from kkmgis.errors import TaxError
from kkmgis.tax.assess import Assessment
from kkmgis.tax.facts import AssetKind, Column, Facts, Material, RateGroup, Use
from kkmgis.tax.relief import UNKNOWN

LAYOUT = 2
_FIELDS_OF_LAYOUT_1 = 34


@dataclass(frozen=True, slots=True)
class LineRecord:
    """Facts and result of one line; whole numbers, money in satang.

    The attributes are the columns of `kkmgis.tax.facts.Facts` and
    `kkmgis.tax.assess.Assessment` of the same name.
    """

    kind: int
    use: int
    group: int
    natural: int
    co_owned: int
    own_land: int
    value_given: int
    area: int
    area_decimals: int
    price: int
    price_decimals: int
    material: int
    age_years: int
    assumed_material: int
    follows_building: int
    gross: int
    depreciation_percent: int
    depreciation: int
    value: int
    share_part: int
    share_whole: int
    principal: int
    vacant_since: int
    exempt_under: int
    listed_reduction: int
    base: int
    used_before: int
    exempt: int
    taxable: int
    pool_taxable: int
    pool_lines: int
    points: int
    kept: int
    tax: int
    old_tax: int
    tax_before_relief: int

    @property
    def asset_kind(self) -> AssetKind:
        """What is taxed."""
        return AssetKind(self.kind)

    @property
    def line_use(self) -> Use:
        """Use of the line."""
        return Use(self.use)

    @property
    def rate_group(self) -> RateGroup:
        """Ladder of the line."""
        return RateGroup(self.group)

    @property
    def structure(self) -> Material:
        """Material whose depreciation table was taken."""
        return Material(self.material)

    def to_json(self) -> str:
        """Give the stored form."""
        return json.dumps([LAYOUT, *astuple(self)], separators=(",", ":"))


FIELDS = tuple(field.name for field in fields(LineRecord))
_TAXPAYER_FIELDS = ("natural", "co_owned")
_ASSET_FIELDS = (
    "kind",
    "own_land",
    "value_given",
    "area",
    "price",
    "material",
    "age_years",
    "assumed_material",
    "follows_building",
    "share_whole",
)
_ASSET_RESULTS = ("gross", "depreciation_percent", "depreciation", "value")
_LINE_FIELDS = (
    "use",
    "share_part",
    "principal",
    "vacant_since",
    "exempt_under",
    "listed_reduction",
)


def record_columns(facts: Facts, assessment: Assessment) -> dict[str, Column]:
    """Give the fields of all records as columns.

    Parameters
    ----------
    facts : Facts
    assessment : Assessment
        Of these facts.

    Returns
    -------
    dict of str to Column, shape (lines,)
        By name, in the order of `FIELDS`.
    """
    asset = facts.asset
    taxpayer = facts.taxpayer[asset]
    columns: dict[str, Column] = {}
    for name in FIELDS:
        if name in ("area_decimals", "price_decimals"):
            columns[name] = np.full(len(asset), getattr(facts, name), dtype=np.int64)
        elif name == "old_tax":
            columns[name] = _old_tax(facts)
        elif name in _TAXPAYER_FIELDS:
            columns[name] = getattr(facts, name)[taxpayer]
        elif name in _ASSET_FIELDS:
            columns[name] = getattr(facts, name)[asset]
        elif name in _ASSET_RESULTS:
            columns[name] = getattr(assessment, name)[asset]
        elif name in _LINE_FIELDS:
            columns[name] = getattr(facts, name)
        else:
            columns[name] = getattr(assessment, name)
    return columns


def _old_tax(facts: Facts) -> Column:
    if facts.old_tax is None:
        return np.full(len(facts.asset), UNKNOWN, dtype=np.int64)
    return facts.old_tax[facts.asset]


def _rows(facts: Facts, assessment: Assessment) -> Iterator[tuple[int, ...]]:
    columns = record_columns(facts, assessment).values()
    return zip(*(column.tolist() for column in columns), strict=True)


def line_records(facts: Facts, assessment: Assessment) -> list[LineRecord]:
    """Make the record of every line.

    Parameters
    ----------
    facts : Facts
    assessment : Assessment
        Of these facts.

    Returns
    -------
    list of LineRecord, one a line, in order
    """
    return [LineRecord(*map(int, row)) for row in _rows(facts, assessment)]


def stored_records(facts: Facts, assessment: Assessment) -> list[str]:
    """Write the stored form of every line at once.

    Returns
    -------
    list of str, one JSON list a line, in order
        Each is what `LineRecord.to_json` gives, made a good deal faster.
    """
    form = f"[{LAYOUT}," + ",".join(["%d"] * len(FIELDS)) + "]"
    return [form % row for row in _rows(facts, assessment)]


def read_record(stored: str | list[Any]) -> LineRecord:
    """Read the stored form of a line.

    Parameters
    ----------
    stored : str or list
        JSON text, or the list a database driver made of it.

    Raises
    ------
    TaxError
        It is of an unknown layout.
    """
    values = json.loads(stored) if isinstance(stored, str) else stored
    if isinstance(values, list) and values[:1] == [1]:
        if len(values) == _FIELDS_OF_LAYOUT_1 + 1:
            values = [LAYOUT, *values[1:], UNKNOWN, values[-1]]
    if not isinstance(values, list) or values[:1] != [LAYOUT]:
        raise TaxError("a stored line is of an unknown layout")
    if len(values) != len(FIELDS) + 1:
        raise TaxError(f"a stored line has {len(values) - 1} fields")
    return LineRecord(*values[1:])
