"""What two stored rolls need to be compared, besides the lines themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from psycopg import Connection

from kkmgis.assess.bulk import TEXT, WHOLE, read_table, texts, whole
from kkmgis.assess.keys import rows_of_keys
from kkmgis.assess.objects import KIND_NAMES, PRICE_SOURCES
from kkmgis.tax.difference_roll import NOT_LACKING, Aspect

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ASPECT_OF_REASON = {
    "no_owner": Aspect.OWNER,
    "no_use": Aspect.USE,
    "no_type": Aspect.BUILDING,
    "no_area": Aspect.AREA,
    "no_price": Aspect.PRICE,
    "no_built_year": Aspect.BUILDING,
    "vacancy_year": Aspect.USE,
    "exempt_paragraph": Aspect.EXEMPTION,
    "no_size": Aspect.AREA,
    "no_text_class": Aspect.USE,
}
"""What an object lacks that is set aside.

Not ``built_later``: a building of the tax year lacks nothing, it comes next year.
"""

_KINDS = (*KIND_NAMES, "sign")
_KIND = " ".join(f"WHEN '{name}' THEN {n}" for n, name in enumerate(_KINDS))
_SOURCE = " ".join(f"WHEN '{name}' THEN {n}" for n, name in enumerate(PRICE_SOURCES))

_EVIDENCE = f"""
SELECT facts->>'object', CASE facts->'price'->>0 {_SOURCE} END,
       facts->'price'->>1, facts->'price'->>2, facts->'use'->>0, facts->'use'->>1
FROM tax.line WHERE run_id = %(run)s ORDER BY number
"""
_EVIDENCE_COLUMNS: dict[str, pa.DataType] = {
    "object": WHOLE,
    "price_source": WHOLE,
    "price_row": WHOLE,
    "price_version": WHOLE,
    "use_row": WHOLE,
    "use_version": WHOLE,
}
_HOLDERS = """
SELECT number, array_to_string(party_ids, ' ') FROM tax.assessment
WHERE run_id = %(run)s ORDER BY number
"""
_SET_ASIDE = f"""
SELECT CASE kind {_KIND} END, object_id, reason FROM tax.set_aside
WHERE run_id = %(run)s
"""
_PLACES = """
SELECT p.id, p.code, b.code FROM register.parcel p
LEFT JOIN register.block b ON b.id = p.block_id
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows of the register that the objects of a run rest on, shape (objects,).

    Attributes
    ----------
    object : ndarray of int64
        Version of the object's own row.
    price_entry, price_version : ndarray of int64
        Entry of the price list, whichever list that is, and its version.
    use_entry, use_version : ndarray of int64
        Sum of the numbers of its uses, and of their versions.
    """

    object: Rows
    price_entry: Rows
    price_version: Rows
    use_entry: Rows
    use_version: Rows


def read_evidence(
    connection: Connection[Any], run_id: int, first_rows: Rows
) -> Evidence:
    """Read which versions of the register's rows a run was made of.

    Parameters
    ----------
    connection : Connection
    run_id : int
    first_rows : ndarray of int64, shape (objects,)
        First line of each object.
    """
    table = read_table(connection, _EVIDENCE, _EVIDENCE_COLUMNS, {"run": run_id})
    row = whole(table, "price_row")[first_rows]
    source = whole(table, "price_source")[first_rows]
    entry = np.where(row < 0, -1, row * len(PRICE_SOURCES) + source)
    uses = [whole(table, name, 0) for name in ("use_row", "use_version")]
    if len(first_rows):
        uses = [np.add.reduceat(column, first_rows) for column in uses]
    return Evidence(
        object=whole(table, "object")[first_rows],
        price_entry=entry,
        price_version=whole(table, "price_version")[first_rows],
        use_entry=uses[0],
        use_version=uses[1],
    )


class HolderNames:
    """Gives each set of parties the same number in all runs."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of_assessments(
        self, connection: Connection[Any], run_id: int, assessment: Rows
    ) -> Rows:
        """Name the holders of some assessments of a run.

        Parameters
        ----------
        connection : Connection
        run_id : int
        assessment : ndarray of int64, shape (n,)
            Numbers of assessments.

        Returns
        -------
        ndarray of int64, shape (n,)
        """
        columns = {"number": WHOLE, "parties": TEXT}
        table = read_table(connection, _HOLDERS, columns, {"run": run_id})
        known = self._numbers
        named = [
            known.setdefault(parties, len(known))
            for parties in table.column("parties").to_pylist()
        ]
        rows = rows_of_keys(whole(table, "number"), assessment)
        found: Rows = np.array(named, dtype=np.int64)[rows]
        return found


def read_lacking(
    connection: Connection[Any], run_id: int, kind: Rows, row: Rows
) -> Any:  # noqa: ANN401
    """Tell for lack of what a run set objects aside.

    Parameters
    ----------
    connection : Connection
    run_id : int
    kind, row : ndarray of int64, shape (objects,)
        Row of `KIND_NAMES` (3: a sign) and id of the objects asked about.

    Returns
    -------
    ndarray of int8, shape (objects,)
        `kkmgis.tax.difference_roll.Aspect`, or `NOT_LACKING`.
    """
    columns = {"kind": WHOLE, "id": WHOLE, "reason": TEXT}
    table = read_table(connection, _SET_ASIDE, columns, {"run": run_id})
    aspects = [
        ASPECT_OF_REASON.get(reason, NOT_LACKING)
        for reason in table.column("reason").to_pylist()
    ]
    aside = whole(table, "id") * len(_KINDS) + whole(table, "kind")
    rows = rows_of_keys(aside, row * len(_KINDS) + kind)
    return np.array([*aspects, NOT_LACKING], dtype=np.int8)[rows]


@dataclass(frozen=True, slots=True)
class Places:
    """Codes of all parcels and of the blocks they lie in, by parcel id."""

    id: Rows
    parcel: pa.Array
    block: pa.Array

    def of(self, parcel_id: Rows) -> tuple[pa.Array, pa.Array]:
        """Give parcel and block of each id; null where there is none."""
        rows = rows_of_keys(self.id, parcel_id)
        picked = pa.array(rows, mask=rows < 0)
        return self.parcel.take(picked), self.block.take(picked)


def read_places(connection: Connection[Any]) -> Places:
    """Read the codes of parcels and blocks, as they are called now."""
    columns = {"id": WHOLE, "parcel": TEXT, "block": TEXT}
    table = read_table(connection, _PLACES, columns)
    return Places(whole(table, "id"), texts(table, "parcel"), texts(table, "block"))


def amended(before: Evidence, after: Evidence, a: Rows, b: Rows) -> Iterator[Flags]:
    """Tell whose rows are the same ones in a later version: object, price, use.

    Parameters
    ----------
    before, after : Evidence
    a, b : ndarray of int64, shape (n,)
        Rows of the same objects in both.
    """
    yield before.object[a] != after.object[b]
    for entry, version in (
        ("price_entry", "price_version"),
        ("use_entry", "use_version"),
    ):
        one, other = getattr(before, entry)[a], getattr(after, entry)[b]
        same = (one == other) & (one > 0)
        newer = getattr(before, version)[a] != getattr(after, version)[b]
        yield same & newer
