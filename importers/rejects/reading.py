"""Read the rejected rows of an import that still wait for a person."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from importers.batch import SEALED
from importers.batches import Batch, get_batch, issues_of
from importers.form import Form
from importers.marks import BATCH, PREFIX, ROW, mark_of
from importers.rows import TOO_MANY
from kkmgis.errors import SourceError
from kkmgis.geometry.check import not_finite
from kkmgis.geometry.reading import read_wkb
from kkmgis.i18n import Language, both, text
from kkmgis.identity import Vault
from kkmgis.issue import Issue

MOST_ISSUES = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Rejected:
    """One rejected row, as it was received, and why it was rejected."""

    row_no: int
    attributes: dict[str, Any]
    geometry: shapely.Geometry | None
    reasons: str
    remedies: str


@dataclasses.dataclass(frozen=True, slots=True)
class Rejects:
    """The rejected rows of one import that nobody mended yet.

    Attributes
    ----------
    batch : Batch
    rows : list of Rejected
    language : {"th", "en"}
        Of reasons, remedies and the names of their columns.
    """

    batch: Batch
    rows: list[Rejected]
    language: Language

    @property
    def form(self) -> Form:
        """Tell how the file wrote its rows; empty for an import of older days."""
        form: Form = self.batch.details.get("form") or {}
        return form

    @property
    def format(self) -> str:
        """Name the format that the rows came in."""
        return str(self.batch.details.get("format"))

    @property
    def columns(self) -> list[str]:
        """Name the columns of the file in their order."""
        told: list[str] = self.form.get("columns") or []
        there = dict.fromkeys(name for one in self.rows for name in one.attributes)
        more = [name for name in there if name not in told and name != TOO_MANY]
        return [name for name in [*told, *more] if not name.startswith(PREFIX)]

    def added(self, one: Rejected) -> dict[str, str | int]:
        """Give what a row has more than it was received with."""
        words = [
            PREFIX + text(f"batch.column.{what}", self.language)
            for what in ("reason", "remedy")
        ]
        return {
            BATCH: mark_of(self.batch.id, self.batch.sha256),
            ROW: one.row_no,
            words[0]: one.reasons,
            words[1]: one.remedies,
        }


def read_rejects(
    connection: Connection[Any],
    number: int,
    *,
    vault: Vault | None = None,
    language: Language = "th",
) -> Rejects:
    """Read the rejected rows of a batch that still wait for a person.

    Parameters
    ----------
    number : int
        Of the batch.
    vault : Vault, optional
        Opens personal values; without it they stay out.
    language : {"th", "en"}
        Of the reasons.

    Raises
    ------
    SourceError
        There is no such batch, or no row of it waits.
    """
    batch = get_batch(connection, number)
    rows = connection.execute(
        "SELECT r.row_no, r.attributes, ST_AsEWKB(r.geom) FROM staging.staged_row r"
        " JOIN staging.open_reject o USING (batch_id, row_no)"
        " WHERE r.batch_id = %s ORDER BY r.row_no",
        (number,),
    ).fetchall()
    if not rows:
        raise SourceError(both("batch.no_rejects", batch=number))
    errors: dict[int, list[Issue]] = {}
    for found in issues_of(connection, number, limit=MOST_ISSUES):
        if found.row_no is not None and found.issue.severity == "error":
            errors.setdefault(found.row_no, []).append(found.issue)
    shapes = read_wkb([None if row[2] is None else bytes(row[2]) for row in rows])
    rejected = [
        Rejected(
            row_no=int(row_no),
            attributes=_opened(attributes, vault, number),
            geometry=shape,
            reasons="; ".join(one.message(language) for one in errors.get(row_no, [])),
            remedies="; ".join(one.remedy(language) for one in errors.get(row_no, [])),
        )
        for (row_no, attributes, _), shape in zip(rows, shapes.geometry, strict=True)
    ]
    return Rejects(batch, rejected, language)


def _opened(
    attributes: dict[str, Any], vault: Vault | None, number: int
) -> dict[str, Any]:
    """Open sealed values with the key, or leave them out."""

    def opened(value: object) -> object:
        if isinstance(value, list):
            return [opened(one) for one in value]
        if not isinstance(value, str) or not value.startswith(SEALED):
            return value
        if vault is None:
            return None
        sealed = bytes.fromhex(value.removeprefix(SEALED))
        return vault.open(str(number), "received", sealed)

    return {name: opened(value) for name, value in attributes.items()}


def wkt_of(shape: shapely.Geometry) -> str:
    """Write a shape as text, each digit of it."""
    return str(shapely.to_wkt(shape, rounding_precision=-1))


def writable_shapes(rows: list[Rejected]) -> list[shapely.Geometry | None]:
    """Give the shapes that every program can read: not those with NaN in them."""
    shapes = np.array([one.geometry for one in rows], dtype=np.object_)
    shapes[not_finite(shapes)] = None
    return list(shapes)
