"""Read two stored rolls and say why they differ, object by object.

Everything comes from what the runs stored: lines, the facts in them, rule books,
what was set aside. The register is asked only for the names of parcels and blocks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.keys import rows_of_keys
from kkmgis.assess.objects import KIND_NAMES
from kkmgis.assess.roll_objects import (
    HolderNames,
    amended,
    read_evidence,
    read_lacking,
    read_places,
)
from kkmgis.assess.run_choice import ChosenRun, find_run
from kkmgis.assess.sign_roll import read_sign_roll
from kkmgis.assess.stored import stored_rule_book
from kkmgis.assess.stored_lines import read_run_lines
from kkmgis.errors import KkmgisError
from kkmgis.i18n import both
from kkmgis.tax.difference import compare_rolls
from kkmgis.tax.difference_roll import CAUSES, Difference, Roll
from kkmgis.tax.difference_sign import compare_sign_rolls
from kkmgis.tax.facts import Column, Use
from kkmgis.tax.recompute import facts_of_lines

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

AMENDED = ("object", "price", "use")
"""Rows of the register that were changed between two runs, and are the same rows."""


@dataclass(frozen=True, slots=True)
class RollObjects:
    """Objects of one roll as a list shows them, shape (objects,).

    Attributes
    ----------
    key : ndarray of int64
    kind, code, use : Array of str
        ``use`` is that of the largest base; of a sign its class of text.
    parcel_id : ndarray of int64, -1 where there is none
    """

    key: Rows
    kind: pa.Array
    code: pa.Array
    use: pa.Array
    parcel_id: Rows


@dataclass(frozen=True, slots=True)
class RollDifference:
    """Why two rolls differ. Columns have one row an object of either roll.

    Attributes
    ----------
    tax : {"land_building", "sign"}
    before, after : ChosenRun
    kind, code, parcel, block, use : Array of str
        What the object is called; ``use`` as in the roll after, else before.
        Parcel and block are null where the object stands on no known parcel.
    tax_before, tax_after : Column, satang
    in_before, in_after : ndarray of bool
        The object is in that roll, taxed or not.
    causes : dict of str to Column, satang
        By `kkmgis.tax.difference_roll.CAUSES`; they add up to the change.
    aspects : dict of str to Column, satang
        The same by what differs, mended mistakes with the rest.
    amended : dict of str to ndarray of bool
        By `AMENDED`: the same row of the register, in another version.
    seconds : float
    """

    tax: str
    before: ChosenRun
    after: ChosenRun
    kind: pa.Array
    code: pa.Array
    parcel: pa.Array
    block: pa.Array
    use: pa.Array
    tax_before: Column
    tax_after: Column
    in_before: Flags
    in_after: Flags
    causes: dict[str, Column]
    aspects: dict[str, Column]
    amended: dict[str, Flags]
    seconds: float

    def __len__(self) -> int:
        """Count the objects."""
        return len(self.kind)

    @property
    def same_year(self) -> bool:
        """Both are runs of one tax year: only mistakes can have been mended."""
        return self.before.tax_year_be == self.after.tax_year_be

    @property
    def change(self) -> Column:
        """Change of each object's tax, satang."""
        return self.tax_after - self.tax_before


def differences(
    connection: Connection[Any], before: str, after: str, tax: str
) -> RollDifference:
    """Say why two rolls of a tax differ.

    Parameters
    ----------
    connection : Connection
    before, after : str
        As `kkmgis.assess.run_choice.find_run` understands them.
    tax : {"land_building", "sign"}

    Raises
    ------
    UnknownRunError
        There is no such run.
    TaxError
        What a run stored does not give its own tax again.
    """
    runs = [find_run(connection, name, tax) for name in (before, after)]
    return differences_of_runs(connection, runs[0], runs[1])


def differences_of_runs(
    connection: Connection[Any], before: ChosenRun, after: ChosenRun
) -> RollDifference:
    """Say why two finished runs of one tax differ.

    Raises
    ------
    KkmgisError
        They are runs of different taxes.
    TaxError
        What a run stored does not give its own tax again.
    """
    begun = time.monotonic()
    if before.tax != after.tax:
        raise KkmgisError(both("difference.error.taxes"))
    compare = _signs if before.tax == "sign" else _land_building
    found, one, other, marks = compare(connection, before, after)
    in_one, in_other = (rows_of_keys(side.key, found.key) for side in (one, other))

    def shown(name: str) -> pa.Array:
        return _either(getattr(one, name), getattr(other, name), in_one, in_other)

    parcels = [np.append(side.parcel_id, -1) for side in (one, other)]
    parcel_id = np.where(in_other >= 0, parcels[1][in_other], parcels[0][in_one])
    parcel, block = read_places(connection).of(parcel_id)
    return RollDifference(
        tax=before.tax,
        before=before,
        after=after,
        kind=shown("kind"),
        code=shown("code"),
        parcel=parcel,
        block=block,
        use=shown("use"),
        tax_before=found.before,
        tax_after=found.after,
        in_before=in_one >= 0,
        in_after=in_other >= 0,
        causes=_possible(found.by_cause(), before.tax),
        aspects=_possible(found.by_aspect(), before.tax),
        amended=marks,
        seconds=time.monotonic() - begun,
    )


CAUSES_OF_TAX = {
    "land_building": tuple(name for name in CAUSES if name != "sign"),
    "sign": ("law", "area", "use", "exemption", "owner", "sign", "correction"),
}
"""Causes that can change a tax, in the order of the steps."""


def _possible(columns: dict[str, Column], tax: str) -> dict[str, Column]:
    return {name: columns[name] for name in CAUSES_OF_TAX[tax] if name in columns}


def _either(a: pa.Array, b: pa.Array, in_a: Rows, in_b: Rows) -> pa.Array:
    """Take each row from ``b``, or from ``a`` where ``b`` has none."""
    rows = np.where(in_b >= 0, in_b + len(a), in_a)
    return pa.concat_arrays([a, b]).take(pa.array(rows))


Compared = tuple[Difference, RollObjects, RollObjects, dict[str, Flags]]


def _land_building(
    connection: Connection[Any], before: ChosenRun, after: ChosenRun
) -> Compared:
    names = HolderNames()
    sides = []
    for run, other in ((before, after), (after, before)):
        read = read_run_lines(connection, run.id)
        lines = read.lines
        first = lines.first_rows
        evidence = read_evidence(connection, run.id, first)
        kind, row = read.kind[first], read.object_id[first]
        roll = Roll(
            facts=facts_of_lines(lines, run.tax_year_be),
            rules=stored_rule_book(connection, run.rule_book),
            tax=lines.columns["tax"],
            key=lines.object[first],
            holder=names.of_assessments(connection, run.id, lines.assessment[first]),
            price_entry=evidence.price_entry,
            price_version=evidence.price_version,
            use_entry=evidence.use_entry,
            use_version=evidence.use_version,
            lacking=read_lacking(connection, other.id, kind, row),
        )
        shown = RollObjects(
            key=roll.key,
            kind=pa.array(KIND_NAMES, pa.string()).take(pa.array(kind)),
            code=read.code.take(pa.array(first)),
            use=_main_use(lines.columns, roll.facts.asset),
            parcel_id=read.parcel_id[first],
        )
        sides.append((roll, evidence, shown))
    (a, seen_a, one), (b, seen_b, other_objects) = sides
    found = compare_rolls(a, b)
    marks = _marks(found, a.key, b.key, lambda x, y: amended(seen_a, seen_b, x, y))
    return found, one, other_objects, marks


def _marks(
    found: Difference,
    a: Rows,
    b: Rows,
    tell: Callable[[Rows, Rows], Iterator[Flags]],
) -> dict[str, Flags]:
    in_a, in_b = rows_of_keys(a, found.key), rows_of_keys(b, found.key)
    shared = np.flatnonzero((in_a >= 0) & (in_b >= 0))
    marks = {name: np.zeros(len(found.key), dtype=np.bool_) for name in AMENDED}
    for name, flags in zip(AMENDED, tell(in_a[shared], in_b[shared]), strict=False):
        marks[name][shared] = flags
    return marks


def _main_use(columns: Any, asset: Rows) -> pa.Array:  # noqa: ANN401
    """Give the use of the largest base of each object, the first of equal ones."""
    order = np.lexsort((-columns["base"], asset))
    first = np.flatnonzero(np.diff(asset, prepend=-1))
    uses = pa.array([use.name.lower() for use in Use], pa.string())
    return uses.take(pa.array(columns["use"][order][first]))


def _signs(
    connection: Connection[Any], before: ChosenRun, after: ChosenRun
) -> Compared:
    one = read_sign_roll(connection, before, after)
    other = read_sign_roll(connection, after, before)
    found = compare_sign_rolls(one.roll, other.roll)
    objects = [
        RollObjects(
            key=side.key,
            kind=pa.array(["sign"] * len(side.key), pa.string()),
            code=side.code,
            use=side.text_class,
            parcel_id=side.parcel_id,
        )
        for side in (one, other)
    ]

    def newer(a: Rows, b: Rows) -> Iterator[Flags]:
        yield one.version[a] != other.version[b]

    marks = _marks(found, one.key, other.key, newer)
    return found, objects[0], objects[1], marks
