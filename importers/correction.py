"""A file of rejected rows that comes back mended: only those rows are taken."""

from __future__ import annotations

import dataclasses
from typing import Any

from psycopg import Connection

from importers.batches import Batch, get_batch
from importers.convert import Problem
from importers.copying import copy_columns
from importers.marks import ROW, Marks, read_mark
from importers.source import Source
from importers.work import Work
from kkmgis.crs import parse_crs
from kkmgis.errors import SourceError
from kkmgis.i18n import both


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """Which rows of a file mend which rejected rows of an import.

    Attributes
    ----------
    of : Batch
        The import that rejected them.
    rows : dict of int to int
        Row of the file → row of that import.
    problems : dict of int to Problem
        Rows of the file that are none of its rejected rows, and why.
    """

    of: Batch
    rows: dict[int, int]
    problems: dict[int, Problem]

    def crs(self, source: Source, given: str | None) -> str | None:
        """Say the CRS where neither the person nor the mended file does."""
        if given is not None or source.crs is not None or not self.of.crs:
            return given
        try:
            parse_crs(self.of.crs)
        except SourceError:
            return None
        return self.of.crs


def find_correction(
    connection: Connection[Any], kind: str, source: Source
) -> Correction | None:
    """Recognise a file of rejected rows of this register.

    Returns
    -------
    Correction or None
        None: an ordinary file.

    Raises
    ------
    SourceError
        The rows are of several imports, of an import that this register does not
        know, or of another kind.
    """
    marks = None if source.marks is None else source.marks()
    if marks is None:
        return None
    told = {text for text in marks.batches if text is not None and read_mark(text)}
    if not told:
        return None
    if len(told) > 1:
        shown = {"name": source.path.name, "batches": ", ".join(sorted(told)[:5])}
        raise SourceError(both("rejects.several_imports", **shown))
    (mark,) = told
    of = _import_of(connection, mark, source)
    if of.kind != kind:
        shown = {"name": source.path.name, "batch": str(of.id), "kind": of.kind}
        raise SourceError(both("rejects.other_kind", **shown, given=kind))
    rejected = connection.execute(
        "SELECT row_no FROM staging.staged_row"
        " WHERE batch_id = %s AND outcome = 'rejected'",
        (of.id,),
    ).fetchall()
    return _match(of, mark, marks, {int(row[0]) for row in rejected})


def _import_of(connection: Connection[Any], mark: str, source: Source) -> Batch:
    number, beginning = read_mark(mark) or (0, "")
    found = connection.execute(
        "SELECT FROM staging.batch WHERE id = %s AND starts_with(file_sha256, %s)",
        (number, beginning),
    ).fetchone()
    if found is None:
        shown = {"name": source.path.name, "batch": mark}
        raise SourceError(both("rejects.unknown_import", **shown))
    return get_batch(connection, number)


def _match(of: Batch, mark: str, marks: Marks, rejected: set[int]) -> Correction:
    first: dict[int, int] = {}
    rows: dict[int, int] = {}
    problems: dict[int, Problem] = {}
    for number, batch, text in zip(
        marks.numbers, marks.batches, marks.rows, strict=True
    ):
        row = int(text) if text is not None and text.isdecimal() else None
        shown: dict[str, object] = {"batch": of.id}
        if batch != mark or row is None or row not in rejected:
            code = "correction.not_rejected"
        elif row in first:
            code, shown = "correction.twice", {"first": first[row]}
        else:
            first[row] = number
            rows[number] = row
            continue
        problems[number] = Problem(number, code, ROW, text or "", shown)
    return Correction(of, rows, problems)


def keep_correction(
    connection: Connection[Any], batch_id: int, correction: Correction
) -> None:
    """Note which import a batch corrects, and row by row what it mends.

    The rejected rows may themselves have come to mend rows of an import before:
    those are mended too.
    """
    connection.execute(
        "UPDATE staging.batch SET corrects = %s WHERE id = %s",
        (correction.of.id, batch_id),
    )
    mends = correction.rows
    count = len(mends)
    columns = {
        "batch_id": [batch_id] * count,
        "row_no": list(mends),
        "of_batch": [correction.of.id] * count,
        "of_row": list(mends.values()),
    }
    copy_columns(connection, "staging.correction", columns)
    connection.execute(
        "INSERT INTO staging.correction (batch_id, row_no, of_batch, of_row)"
        " SELECT c.batch_id, c.row_no, former.of_batch, former.of_row"
        " FROM staging.correction c JOIN staging.correction former"
        " ON former.batch_id = c.of_batch AND former.row_no = c.of_row"
        " WHERE c.batch_id = %s",
        (batch_id,),
    )


def take_corrected(work: Work) -> None:
    """Note which mended rows are in the register now: those still incoming."""
    work.run(
        "UPDATE staging.correction c SET taken = EXISTS"
        " (SELECT FROM incoming i WHERE i.row_no = c.row_no) WHERE batch_id = %s",
        (work.batch_id,),
    )
