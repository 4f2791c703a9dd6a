"""Stretch by stretch: rows of the file → the incoming rows of the database."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from psycopg import Connection

from importers.batch import Seal, keep_received
from importers.binding import Binding
from importers.column import Column
from importers.convert import Converted, Problem, convert
from importers.copying import copy_columns, wkb_texts
from importers.incoming import table_of
from importers.kind import Kind
from importers.masking import mask_identity_numbers
from importers.pattern import Pattern
from importers.row_work import Known
from importers.rows import Rows
from importers.shaping import Ground, prepare, shapes_of
from importers.value import clean_text
from kkmgis.codes import CodeKind, is_standard, place_code, standard_pattern
from kkmgis.geometry.reading import Geometries
from kkmgis.identity import Secret, Vault
from kkmgis.thai import identity_number_holds

PROBLEM_COLUMNS = ("row_no", "code", "severity", "field", "value", "details", "place")


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """Canonical rows on their way into the table of their batch.

    Attributes
    ----------
    rows : Rows, n rows
        As received.
    columns : dict of str to sequence or Arrow array, each of length n
    problems : list of Problem
    geometry : ndarray of shapely geometries or None, shape (n,), or None
    """

    rows: Rows
    columns: dict[str, Sequence[object] | pa.Array]
    problems: list[Problem]
    geometry: Geometries | None


@dataclasses.dataclass(frozen=True, slots=True)
class Stager:
    """Brings the rows of one file into the table of its batch.

    Attributes
    ----------
    connection : Connection
    batch_id : int
    kind : Kind
    binding : Binding
    ground : Ground or None
        None for a kind or file without shapes.
    vault : callable
        Opens the vault, when there is something personal to seal.
    strangers : mapping of int to Problem
        Rows that do not belong into the file, and why.
    known : mapping
        What the kind asked the register before the first row.
    """

    connection: Connection[Any]
    batch_id: int
    kind: Kind
    binding: Binding
    ground: Ground | None
    vault: Callable[[], Vault]
    strangers: Mapping[int, Problem] = dataclasses.field(default_factory=dict)
    known: Known = dataclasses.field(default_factory=dict)

    def prepare(self, rows: Rows) -> Stretch:
        """Make canonical rows of a stretch, and tell what is wrong with them.

        Touches neither database nor stager, so that the next stretch can be prepared
        while the last is written.
        """
        converted = convert(rows, self.binding)
        converted.problems += [
            self.strangers[number]
            for number in rows.numbers
            if number in self.strangers
        ]
        geometry = self._shape(rows, converted)
        self._codes(rows, converted, geometry)
        columns: dict[str, Sequence[object] | pa.Array] = {
            "row_no": pa.array(rows.numbers, pa.int64()),
            "flawed": _flawed(converted.flawed, len(rows)),
        }
        work = self.kind.row_work
        if work is not None:
            columns |= work.fill(converted, rows, self.vault(), self.known)
        columns |= self._sealed(rows, converted)
        if geometry is not None:
            columns["geom"] = wkb_texts(geometry)
        return Stretch(rows, columns, converted.problems, geometry)

    def write(self, stretch: Stretch) -> None:
        """Write a stretch, its problems, and the rows that are to be rejected."""
        copy_columns(self.connection, table_of(self.batch_id), stretch.columns)
        note_problems(self.connection, self.batch_id, stretch.problems)
        wrong = {p.row_no for p in stretch.problems if p.severity == "error"}
        seal = Seal(self.binding.personal, self.vault)
        keep_received(self.connection, self.batch_id, stretch.rows, wrong, seal)

    def _shape(self, rows: Rows, converted: Converted) -> Geometries | None:
        if self.ground is None:
            return None
        shapes, problems = shapes_of(rows, self.binding.shape)
        converted.problems += problems
        if shapes is None:
            return None
        prepared = prepare(self.kind, shapes, self.ground)
        for found in prepared.findings:
            converted.problems.append(
                Problem(
                    rows.numbers[found.row],
                    found.code,
                    "geom",
                    details=dict(found.values),
                    place=found.place_wkt,
                    needed=found.needed,
                )
            )
        for row in np.flatnonzero(shapely.is_missing(prepared.geometry)):
            converted.flawed.setdefault(int(row), []).append("geom")
        return prepared.geometry

    def _codes(
        self, rows: Rows, converted: Converted, geometry: Geometries | None
    ) -> None:
        """Clean, make and flag the codes of objects."""
        kind = self.kind.code_kind
        if kind is None:
            return
        given = converted.values.get("code")
        codes: list[str | None] = [None] * len(rows) if given is None else given.texts()
        looked_at = self._unusual(rows, given, kind)
        if given is None or len(looked_at):
            self._look_at_codes(rows, converted, codes, looked_at, geometry)
            converted.values["code"] = Column(pa.array(codes, pa.string()))

    def _unusual(
        self, rows: Rows, codes: Column | None, kind: CodeKind
    ) -> NDArray[np.int64]:
        """Tell which codes are not just what the file says and LTAX wants."""
        received = self._received_code(rows)
        if codes is None or received is None:
            return np.arange(len(rows))
        usual = pc.and_(
            pc.equal(codes.array, received),
            pc.match_substring_regex(codes.array, standard_pattern(kind)),
        )
        fine = usual.fill_null(False).to_numpy(zero_copy_only=False)
        return np.flatnonzero(~fine)

    def _received_code(self, rows: Rows) -> pa.Array | None:
        for bound in self.binding.fields:
            if bound.field.name == "code" and len(bound.rule.columns) == 1:
                return rows.text_array(bound.rule.columns[0])
        return None

    def _look_at_codes(
        self,
        rows: Rows,
        converted: Converted,
        codes: list[str | None],
        looked_at: NDArray[np.int64],
        geometry: Geometries | None,
    ) -> None:
        kind = self.kind.code_kind
        received = self._received_codes(rows)
        usual = self._usual([codes[index] for index in looked_at])
        for at, index in enumerate(looked_at):
            row_no, code = rows.numbers[index], codes[index]
            if code is not None:
                usual_here = usual[at] or (kind and is_standard(code, kind))
                odd = _odd(row_no, code, received[index], usual=bool(usual_here))
                converted.problems += [odd] if odd is not None else []
            elif geometry is not None and geometry[index] is not None:
                made = _code_of(geometry[index])
                codes[index] = made
                converted.problems.append(
                    Problem(row_no, "code.generated", "code", made)
                )

    def _usual(self, codes: Sequence[str | None]) -> list[bool]:
        """Tell which codes have the pattern that the profile gives."""
        pattern = self.binding.code_pattern
        if pattern is None:
            return [False] * len(codes)
        return Pattern.of(pattern, "code_pattern").fits(codes)

    def _received_codes(self, rows: Rows) -> list[str | None]:
        for bound in self.binding.fields:
            if bound.field.name == "code" and len(bound.rule.columns) == 1:
                return rows.texts(bound.rule.columns[0])
        return [None] * len(rows)

    def _sealed(self, rows: Rows, converted: Converted) -> dict[str, pa.Array]:
        """Seal what identifies or reaches a person; the rest stays as it is."""
        columns: dict[str, pa.Array] = {}
        for name, values in converted.values.items():
            field = self.kind.field(name)
            if field is None or not field.personal:
                columns[name] = values.array
                continue
            vault = self.vault()
            secret: Secret = name  # type: ignore[assignment]
            facts = values.texts()
            codes = [code or "" for code in converted.values["code"].texts()]
            sealed = vault.seal_all(codes, secret, facts)
            columns[f"{name}_cipher"] = _bytea(sealed)
            if name == "id_number":
                converted.problems += _bad_numbers(rows, facts)
                hashes = vault.lookup_hashes(facts)
                columns["id_number_hash"] = _bytea(hashes)
        return columns


def note_problems(
    connection: Connection[Any], batch_id: int, problems: Iterable[Problem]
) -> None:
    """Write what is wrong with the rows of a file among the issues of its batch."""
    listed = list(problems)
    if not listed:
        return
    columns: dict[str, Sequence[object]] = {"batch_id": [batch_id] * len(listed)}
    columns |= {
        name: [getattr(problem, name) for problem in listed]
        for name in PROBLEM_COLUMNS
        if name not in ("value", "details")
    }
    columns["value"] = [mask_identity_numbers(problem.value) for problem in listed]
    columns["details"] = [
        json.dumps(_masked(problem.details), ensure_ascii=False, default=str)
        for problem in listed
    ]
    copy_columns(connection, "staging.staged_issue", columns)


def _masked(details: Mapping[str, object]) -> dict[str, object]:
    return {
        name: mask_identity_numbers(value) if isinstance(value, str) else value
        for name, value in details.items()
    }


def _bad_numbers(rows: Rows, numbers: Sequence[str | None]) -> list[Problem]:
    """Flag identity numbers that fail their check digit; the number is not shown."""
    return [
        Problem(row_no, "identity.checksum", "id_number")
        for row_no, number in zip(rows.numbers, numbers, strict=True)
        if number is not None and not identity_number_holds(number)
    ]


def _flawed(fields: Mapping[int, list[str]], count: int) -> pa.Array:
    """Write per row the fields that were wrong, as an array of PostgreSQL."""
    if not fields:
        return pa.nulls(count, pa.string())
    texts = [
        "{" + ",".join(fields[row]) + "}" if row in fields else None
        for row in range(count)
    ]
    return pa.array(texts, pa.string())


def _bytea(values: Sequence[bytes | None]) -> pa.Array:
    texts = [None if value is None else "\\x" + value.hex() for value in values]
    return pa.array(texts, pa.string())


def _code_of(geometry: shapely.Geometry) -> str:
    point = shapely.point_on_surface(geometry)
    return place_code(shapely.get_x(point), shapely.get_y(point))


def _odd(
    row_no: int, code: str, received: str | None, *, usual: bool
) -> Problem | None:
    """Say what is unusual about a code, if anything."""
    if received is not None and clean_text(received) != code:
        return Problem(row_no, "code.cleaned", "code", received[:60], {"code": code})
    return None if usual else Problem(row_no, "code.odd", "code", code[:60])
