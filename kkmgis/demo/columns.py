"""Columns of the demo's tables and how their values are written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kkmgis.demo.noding import Ints
from kkmgis.demo.town import Texts

Days = NDArray[np.datetime64]
Columns = dict[str, Texts]

BUDDHIST_ERA = 543


def texts(values: object) -> Texts:
    """Make an array of objects, one text a row."""
    return np.array(values, dtype=object)


def blank(size: int) -> Texts:
    """Make an array of empty texts."""
    return np.full(size, "", dtype=object)


def numbered(pattern: str, numbers: Ints) -> Texts:
    """Write numbers by a ``%`` pattern, e.g. ``"%s-B%03d"`` has two."""
    return texts([pattern % number for number in numbers.tolist()])


def joined(*parts: Texts | str) -> Texts:
    """Put texts side by side, row by row."""
    size = max(len(part) for part in parts if not isinstance(part, str))
    rows = [[part] * size if isinstance(part, str) else part for part in parts]
    return texts(["".join(map(str, row)) for row in zip(*rows, strict=True)])


def thai_dates(days: Days) -> Texts:
    """Write days as dd/mm/BBBB of the Buddhist Era; not-a-time stays empty."""
    known = ~np.isnat(days)
    found = blank(len(days))
    written = days[known].astype(str)
    found[known] = [
        f"{day[8:]}/{day[5:7]}/{int(day[:4]) + BUDDHIST_ERA}" for day in written
    ]
    return found


def years(days: Days) -> Ints:
    """Tell the year of days in the Buddhist Era; 0 for not-a-time."""
    known = ~np.isnat(days)
    found = np.zeros(len(days), dtype=np.int64)
    found[known] = days[known].astype("datetime64[Y]").astype(np.int64) + 1970
    found[known] += BUDDHIST_ERA
    return found


def hundredths(values: Ints) -> Texts:
    """Write hundredths as decimals with two places."""
    return texts([f"{v // 100}.{v % 100:02d}" for v in values.tolist()])


def tenths(values: Ints) -> Texts:
    """Write tenths as decimals with one place."""
    return texts([f"{v // 10}.{v % 10}" for v in values.tolist()])


def days_between(first: str, last: str, size: int, rng: np.random.Generator) -> Days:
    """Draw days, both ends included."""
    low, high = np.datetime64(first, "D"), np.datetime64(last, "D")
    span = int((high - low).astype(np.int64))
    drawn: Days = low + rng.integers(0, span + 1, size).astype("timedelta64[D]")
    return drawn


def stacked(tables: list[Columns]) -> Columns:
    """Put tables with the same columns under each other."""
    return {name: np.concatenate([t[name] for t in tables]) for name in tables[0]}


def taken(table: Columns, rows: NDArray[np.bool_] | Ints) -> Columns:
    """Pick rows of a table."""
    return {name: values[rows] for name, values in table.items()}
