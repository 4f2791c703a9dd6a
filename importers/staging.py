"""Stretch by stretch: rows of the file → the incoming rows of the database."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from importers.batch import Seal, keep_received
from importers.binding import Binding
from importers.convert import Converted, Problem, convert
from importers.copying import copy_columns, ewkb_texts
from importers.incoming import table_of
from importers.kind import Kind
from importers.pattern import Pattern
from importers.rows import Rows
from importers.shaping import Ground, prepare, shapes_of
from importers.value import clean_text
from kkmgis.codes import is_standard, place_code
from kkmgis.geometry.overlap import find_overlaps
from kkmgis.geometry.reading import Geometries
from kkmgis.identity import Secret, Vault
from kkmgis.thai import identity_number_holds

MOST_COMPARED = 250_000
"""Parcels of which overlaps are counted while importing; of more the gaps are
found later, block by block, and not all at once in memory."""

PROBLEM_COLUMNS = ("row_no", "code", "severity", "field", "value", "details", "place")


@dataclasses.dataclass(frozen=True, slots=True)
class Stager:
    """Brings the rows of one file into the table of its batch.

    Attributes
    ----------
    connection : Connection
    batch_id : int
    kind : Kind
    binding : Binding
    srid : int, EPSG code
        Of the storage.
    ground : Ground or None
        None for a kind or file without shapes.
    vault : Vault or None
        Seals personal fields, where the kind has some.
    strangers : mapping of int to Problem
        Rows that do not belong into the file, and why.
    """

    connection: Connection[Any]
    batch_id: int
    kind: Kind
    binding: Binding
    srid: int
    ground: Ground | None
    vault: Vault | None
    strangers: Mapping[int, Problem] = dataclasses.field(default_factory=dict)

    def stage(self, rows: Rows) -> None:
        """Write a stretch of rows, and what is wrong with them."""
        converted = convert(rows, self.binding)
        converted.problems += [
            self.strangers[number]
            for number in rows.numbers
            if number in self.strangers
        ]
        geometry = self._shape(rows, converted)
        self._codes(rows, converted, geometry)
        columns: dict[str, Sequence[object]] = {"row_no": list(rows.numbers)}
        columns["flawed"] = [_array(converted.flawed.get(i)) for i in range(len(rows))]
        columns |= self._sealed(rows, converted)
        if geometry is not None:
            columns["geom"] = ewkb_texts(geometry, self.srid)
        copy_columns(self.connection, table_of(self.batch_id), columns)
        note_problems(self.connection, self.batch_id, converted.problems)
        wrong = {p.row_no for p in converted.problems if p.severity == "error"}
        seal = Seal(self.binding.personal, self.vault)
        keep_received(self.connection, self.batch_id, rows, wrong, seal)

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
        codes = converted.values.setdefault("code", [None] * len(rows))
        received = self._received_codes(rows)
        usual = self._usual(codes)
        for index, code in enumerate(codes):
            row_no = rows.numbers[index]
            if code is not None:
                usual_here = usual[index] or is_standard(code, kind)
                odd = _odd(row_no, code, received[index], usual=usual_here)
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

    def _sealed(self, rows: Rows, converted: Converted) -> dict[str, Sequence[object]]:
        """Seal what identifies or reaches a person; the rest stays as it is."""
        columns: dict[str, Sequence[object]] = {}
        for name, values in converted.values.items():
            field = self.kind.field(name)
            if field is None or not field.personal:
                columns[name] = values
                continue
            if self.vault is None:
                raise AssertionError("a personal field without a vault")
            secret: Secret = name  # type: ignore[assignment]
            codes = [code or "" for code in converted.values["code"]]
            sealed = self.vault.seal_all(codes, secret, values)
            columns[f"{name}_cipher"] = [_bytea(value) for value in sealed]
            if name == "id_number":
                converted.problems += _bad_numbers(rows, values)
                hashes = self.vault.lookup_hashes(values)
                columns["id_number_hash"] = [_bytea(value) for value in hashes]
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
        if name != "details"
    }
    columns["details"] = [
        json.dumps(problem.details, ensure_ascii=False, default=str)
        for problem in listed
    ]
    copy_columns(connection, "staging.staged_issue", columns)


def count_overlaps(connection: Connection[Any], batch_id: int) -> None:
    """Flag the rows of a batch that lie on each other."""
    rows = connection.execute(
        f"SELECT row_no, ST_AsBinary(geom) FROM {table_of(batch_id)}"
        " WHERE geom IS NOT NULL ORDER BY row_no LIMIT %s".encode(),
        (MOST_COMPARED + 1,),
    ).fetchall()
    if not 0 < len(rows) <= MOST_COMPARED:
        return
    numbers = [number for number, _ in rows]
    overlaps = find_overlaps(shapely.from_wkb([wkb for _, wkb in rows]))
    pairs = zip(overlaps.first, overlaps.second, overlaps.area_m2, strict=True)
    note_problems(
        connection,
        batch_id,
        (
            _overlap(numbers[first], numbers[second], float(area))
            for first, second, area in pairs
        ),
    )


def _bad_numbers(rows: Rows, numbers: Sequence[str | None]) -> list[Problem]:
    """Flag identity numbers that fail their check digit; the number is not shown."""
    return [
        Problem(row_no, "identity.checksum", "id_number")
        for row_no, number in zip(rows.numbers, numbers, strict=True)
        if number is not None and not identity_number_holds(number)
    ]


def _overlap(first: int, second: int, area_m2: float) -> Problem:
    details: dict[str, object] = {"other": first, "area_m2": round(area_m2, 2)}
    return Problem(second, "geometry.overlap", "geom", details=details)


def _array(names: list[str] | None) -> str | None:
    return None if names is None else "{" + ",".join(names) + "}"


def _bytea(value: bytes | None) -> str | None:
    return None if value is None else "\\x" + value.hex()


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
