"""Stretch by stretch: rows of the file → the incoming rows of the database."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from importers.convert import Converted, Problem, convert
from importers.copying import copy_columns, ewkb_texts
from importers.rows import STRETCH, Rows
from importers.shaping import Ground, Progress, prepare, shapes_of
from importers.source import Source
from importers.value import clean_text
from importers.work import Work, create_tables
from kkmgis.codes import CodeKind, is_standard, place_code
from kkmgis.geometry.overlap import find_overlaps
from kkmgis.geometry.reading import Geometries
from kkmgis.identity import Secret, Vault
from kkmgis.thai import identity_number_holds

MOST_COMPARED = 250_000
"""Parcels of which overlaps are counted while importing; of more the gaps are
found later, block by block, and not all at once in memory."""

PROBLEM_COLUMNS = ("row_no", "code", "severity", "field", "value", "details", "place")


@dataclasses.dataclass(slots=True)
class Stager:
    """Brings the rows of one file into the temporary tables.

    Attributes
    ----------
    work : Work
    source : Source
    ground : Ground or None
        None for a kind or file without shapes.
    vault : Vault or None
        Seals personal fields, where the kind has some.
    """

    work: Work
    source: Source
    ground: Ground | None
    vault: Vault | None
    _numbers: list[Sequence[int]] = dataclasses.field(default_factory=list)
    _polygons: list[Geometries] = dataclasses.field(default_factory=list)

    def stage(self, progress: Progress) -> int:
        """Read all rows; give their number."""
        create_tables(self.work)
        read = 0
        for rows in self.source.read(STRETCH):
            self._stage_rows(rows)
            read += len(rows)
            progress("read", read, self.source.count)
        self._count_overlaps()
        self.work.run("ANALYZE incoming")
        return read

    def _stage_rows(self, rows: Rows) -> None:
        converted = convert(rows, self.work.binding)
        geometry = self._shape(rows, converted)
        self._codes(rows, converted, geometry)
        columns: dict[str, Sequence[object]] = {"row_no": list(rows.numbers)}
        columns["flawed"] = [_array(converted.flawed.get(i)) for i in range(len(rows))]
        columns |= self._sealed(rows, converted)
        if geometry is not None:
            columns["geom"] = ewkb_texts(geometry, self.work.srid)
        copy_columns(self.work.connection, "incoming", columns)
        self.note(converted.problems)

    def _shape(self, rows: Rows, converted: Converted) -> Geometries | None:
        if self.ground is None:
            return None
        shapes, problems = shapes_of(rows, self.work.binding.shape)
        converted.problems += problems
        if shapes is None:
            return None
        prepared = prepare(self.work.kind, shapes, self.ground)
        for found in prepared.findings:
            converted.problems.append(
                Problem(
                    rows.numbers[found.row],
                    found.code,
                    found.severity,
                    "geom",
                    details=dict(found.values),
                    place=found.place_wkt,
                )
            )
        for row in np.flatnonzero(shapely.is_missing(prepared.geometry)):
            converted.flawed.setdefault(int(row), []).append("geom")
        if self.work.kind.name == "parcels":
            self._numbers.append(rows.numbers)
            self._polygons.append(prepared.geometry)
        return prepared.geometry

    def _codes(
        self, rows: Rows, converted: Converted, geometry: Geometries | None
    ) -> None:
        """Clean, make and flag the codes of objects."""
        kind = self.work.kind.code_kind
        if kind is None:
            return
        codes = converted.values.setdefault("code", [None] * len(rows))
        received = self._received_codes(rows)
        pattern = self.work.binding.code_pattern
        for index, code in enumerate(codes):
            row_no = rows.numbers[index]
            if code is not None:
                odd = _odd(row_no, code, received[index], kind, pattern)
                converted.problems += [odd] if odd is not None else []
            elif geometry is not None and geometry[index] is not None:
                made = _code_of(geometry[index])
                codes[index] = made
                converted.problems.append(
                    Problem(row_no, "code.generated", "warning", "code", made)
                )

    def _received_codes(self, rows: Rows) -> list[str | None]:
        for bound in self.work.binding.fields:
            if bound.field.name == "code" and len(bound.rule.columns) == 1:
                return rows.texts(bound.rule.columns[0])
        return [None] * len(rows)

    def _sealed(self, rows: Rows, converted: Converted) -> dict[str, Sequence[object]]:
        """Seal what identifies or reaches a person; the rest stays as it is."""
        columns: dict[str, Sequence[object]] = {}
        for name, values in converted.values.items():
            field = self.work.kind.field(name)
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

    def _count_overlaps(self) -> None:
        count = sum(map(len, self._polygons))
        if not 0 < count <= MOST_COMPARED:
            return
        numbers = np.concatenate([np.asarray(part) for part in self._numbers])
        polygons = np.concatenate(self._polygons)
        there = ~shapely.is_missing(polygons)
        numbers, overlaps = numbers[there], find_overlaps(polygons[there])
        self._polygons.clear()
        pairs = zip(overlaps.first, overlaps.second, overlaps.area_m2, strict=True)
        self.note(
            _overlap(int(numbers[first]), int(numbers[second]), float(area))
            for first, second, area in pairs
        )

    def note(self, problems: Iterable[Problem]) -> None:
        """Write problems into their table."""
        listed = list(problems)
        if not listed:
            return
        columns: dict[str, Sequence[object]] = {
            name: [getattr(problem, name) for problem in listed]
            for name in PROBLEM_COLUMNS
            if name != "details"
        }
        columns["details"] = [
            json.dumps(problem.details, ensure_ascii=False, default=str)
            for problem in listed
        ]
        copy_columns(self.work.connection, "problem", columns)


def _bad_numbers(rows: Rows, numbers: Sequence[str | None]) -> list[Problem]:
    """Flag identity numbers that fail their check digit; the number is not shown."""
    return [
        Problem(row_no, "identity.checksum", "warning", "id_number")
        for row_no, number in zip(rows.numbers, numbers, strict=True)
        if number is not None and not identity_number_holds(number)
    ]


def _overlap(first: int, second: int, area_m2: float) -> Problem:
    details: dict[str, object] = {"other": first, "area_m2": round(area_m2, 2)}
    return Problem(second, "geometry.overlap", "warning", "geom", details=details)


def _array(names: list[str] | None) -> str | None:
    return None if names is None else "{" + ",".join(names) + "}"


def _bytea(value: bytes | None) -> str | None:
    return None if value is None else "\\x" + value.hex()


def _code_of(geometry: shapely.Geometry) -> str:
    point = shapely.point_on_surface(geometry)
    return place_code(shapely.get_x(point), shapely.get_y(point))


def _odd(
    row_no: int, code: str, received: str | None, kind: CodeKind, pattern: str | None
) -> Problem | None:
    """Say what is unusual about a code, if anything."""
    if received is not None and clean_text(received) != code:
        return Problem(
            row_no, "code.cleaned", "info", "code", received[:60], {"code": code}
        )
    usual = is_standard(code, kind) or (
        pattern is not None and re.fullmatch(pattern, code) is not None
    )
    return None if usual else Problem(row_no, "code.odd", "warning", "code", code[:60])
