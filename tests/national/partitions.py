"""Small partitions written by hand, to be changed and spoilt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from kkmgis.national.layout import DESCRIPTION, Authority
from kkmgis.national.write import write_partition
from kkmgis.tax.rulebook import RuleBook, rule_book

YEAR = 2569
SRID = 32648
X, Y = 265_000, 1_817_000

Table = dict[str, list[Any]]


def law() -> RuleBook:
    return rule_book(YEAR)


def square(x: float, y: float = 0, side: float = 20) -> bytes:
    """Draw a parcel, metres from a corner of the town."""
    box = shapely.box(X + x, Y + y, X + x + side, Y + y + side)
    wkb: bytes = shapely.to_wkb(box)
    return wkb


def two_neighbours() -> tuple[Table, Table]:
    """Give two adjoining parcels of one owner, with a house on the first.

    The land is in other use, 40 and 20 million baht; the house is lived in.
    """
    objects: Table = {
        "id": [10, 11, 12],
        "kind": ["land", "building", "land"],
        "taxpayer": [7, 7, 7],
        "natural": [True, True, True],
        "resident": [True, True, True],
        "co_owned": [False, False, False],
        "land": [None, 10, None],
        "area_x10000": [1_000_000, 2_000_000, 1_000_000],
        "price_satang": [40_000_000, 500_000, 20_000_000],
        "material": [None, "masonry", None],
        "age_years": [None, 3, None],
        "set_aside": [None, None, None],
        "geometry": [square(0), None, square(20)],
    }
    uses: Table = {
        "object": [10, 11, 12],
        "use": ["other", "residential", "other"],
        "part": [1, 1, 1],
        "principal": [False, True, False],
        "vacant_since": [None, None, None],
        "exempt_under": [None, None, None],
        "reduction": [0, 0, 0],
    }
    return objects, uses


_TYPES = {
    "land": pa.int64(),
    "age_years": pa.int64(),
    "vacant_since": pa.int64(),
    "exempt_under": pa.int64(),
    "pool_set": pa.int64(),
    "stated_satang": pa.int64(),
    "material": pa.string(),
    "set_aside": pa.string(),
    "geometry": pa.binary(),
}


def as_table(columns: Table) -> pa.Table:
    return pa.table({name: _array(name, rows) for name, rows in columns.items()})


def _array(name: str, rows: list[Any]) -> pa.Array:
    wide = any(isinstance(one, int) and one > 2**62 for one in rows)
    return pa.array(rows, pa.decimal256(76, 0) if wide else _TYPES.get(name))


def write(
    directory: Path, objects: Table, uses: Table, code: str = "A", year: int = YEAR
) -> Path:
    """Write a partition."""
    authority = Authority(code, f"เทศบาล {code}", year, SRID)
    return write_partition(directory, authority, as_table(objects), as_table(uses))


def change_description(folder: Path, **changes: Any) -> None:
    """Change keys of ``authority.json``; None takes one out."""
    path = folder / DESCRIPTION
    raw = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    kept = {name: value for name, value in raw.items() if value is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")
