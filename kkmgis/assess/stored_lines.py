"""All lines of a stored run as columns, fast enough to be asked for on a page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
from psycopg import Connection

from kkmgis.assess.keys import object_keys
from kkmgis.assess.objects import KIND_NAMES
from kkmgis.errors import DatabaseError
from kkmgis.tax.facts import Column, whole_numbers
from kkmgis.tax.recompute import StoredLines
from kkmgis.tax.records import FIELDS, LAYOUT
from kkmgis.tax.relief import UNKNOWN

_KIND = " ".join(f"WHEN '{name}' THEN {n}" for n, name in enumerate(KIND_NAMES))
_HEAD = (
    "number",
    "assessment",
    "object_kind",
    "object_id",
    "parcel_id",
    "in_pool",
    "layout",
)

# A record is a text of whole numbers with commas already: the line leaves as one,
# and many of them as one row, which costs the driver half of what rows cost.
_LINES = f"""
SELECT string_agg(line, E'\\n' ORDER BY number),
       string_agg(object_code, E'\\x1f' ORDER BY number)
FROM (SELECT number, object_code, concat_ws(',', number, assessment_number,
                               CASE kind {_KIND} END, object_id,
                               coalesce(parcel_id, -1), pool,
                               btrim(facts->>'record', '[]')) AS line
      FROM tax.line WHERE {{where}}) lines
GROUP BY number / 2048 ORDER BY number / 2048
"""
_BETWEEN_CODES = "\x1f"
_OF_RUN = "run_id = %(run)s"
_OF_SOME = f"{_OF_RUN} AND assessment_number = ANY(%(assessments)s)"


@dataclass(frozen=True, slots=True)
class RunLines:
    """Lines of one run of the land and building tax, shape (lines,).

    Attributes
    ----------
    lines : StoredLines
        ``object`` is `kkmgis.assess.bulk.object_keys` of kind and id.
    number : ndarray of int64
        Number of the line in its run.
    kind : ndarray of int64, row of `kkmgis.assess.objects.KIND_NAMES`
    object_id : ndarray of int64
    parcel_id : ndarray of int64, -1 where the object stands on no known parcel
    code : Array of str, code of the object
    """

    lines: StoredLines
    number: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    object_id: npt.NDArray[np.int64]
    parcel_id: npt.NDArray[np.int64]
    code: pa.Array


def read_run_lines(
    connection: Connection[Any],
    run_id: int,
    *,
    assessments: Sequence[int] | None = None,
) -> RunLines:
    """Read the lines of a run of the land and building tax.

    Parameters
    ----------
    connection : Connection
    run_id : int
    assessments : sequence of int, optional
        Only those with these numbers.

    Returns
    -------
    RunLines
        In the order of their numbers.

    Raises
    ------
    DatabaseError
        The lines are of a layout that this version does not know.
    """
    values: dict[str, Any] = {"run": run_id}
    where = _OF_RUN
    if assessments is not None:
        where, values["assessments"] = _OF_SOME, list(assessments)
    rows = connection.execute(_LINES.format(where=where).encode(), values).fetchall()
    columns = _columns([row[0] for row in rows])
    codes = _BETWEEN_CODES.join(row[1] for row in rows).split(_BETWEEN_CODES)
    codes = codes if rows else []
    if len(codes) != len(columns["number"]):
        raise DatabaseError("codes of stored lines hold control characters")
    kind, object_id = columns["object_kind"], columns["object_id"]
    return RunLines(
        lines=StoredLines(
            assessment=columns["assessment"],
            object=object_keys(kind, object_id),
            pool=columns["in_pool"],
            columns={name: columns[name] for name in FIELDS},
        ),
        number=columns["number"],
        kind=kind,
        object_id=object_id,
        parcel_id=columns["parcel_id"],
        code=pa.array(codes, pa.string()),
    )


def _columns(pieces: list[str]) -> dict[str, Column]:
    names = (*_HEAD, *FIELDS)
    if not pieces:
        return {name: np.zeros(0, dtype=np.int64) for name in names}
    present = pieces[0].partition("\n")[0].count(",") + 1
    # Layout 1 has no relief of s.97: its last two fields are made up below.
    known = {len(names): names, len(names) - 2: names[:-2]}
    if present not in known:
        raise DatabaseError(f"stored lines have {present} fields")
    columns = _whole_numbers("\n".join(pieces).encode(), known[present])
    layout = 1 if present < len(names) else LAYOUT
    if np.any(columns["layout"] != layout):
        raise DatabaseError(f"stored lines are not all of layout {layout}")
    if layout == 1:
        columns["old_tax"] = np.full(len(columns["tax"]), UNKNOWN, dtype=np.int64)
        columns["tax_before_relief"] = columns["tax"]
    return columns


def _whole_numbers(body: bytes, names: Sequence[str]) -> dict[str, Column]:
    """Read lines of whole numbers; those beyond int64 as Python integers."""
    try:
        table = _read(body, names, pa.int64())
        return {name: table.column(name).to_numpy() for name in names}
    except pa.ArrowInvalid:
        table = _read(body, names, pa.string())
    return {
        name: whole_numbers(map(int, table.column(name).to_pylist())) for name in names
    }


def _read(body: bytes, names: Sequence[str], kind: pa.DataType) -> pa.Table:
    return pa_csv.read_csv(
        io.BytesIO(body),
        read_options=pa_csv.ReadOptions(column_names=list(names)),
        convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, kind)),
    )
