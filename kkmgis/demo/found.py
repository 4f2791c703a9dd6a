"""Holding the gaps that were found against the ones that were planted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection

from kkmgis.db import storage_srid
from kkmgis.demo.answers import Answer, Answers

_FOUND = """
SELECT kind, key, subject_code FROM coverage.gap
WHERE status <> 'fixed' AND tax_year_be = %s
"""
_UNDER = """
SELECT p.n, g.key FROM unnest(%(x)s::float8[], %(y)s::float8[])
    WITH ORDINALITY AS p(x, y, n)
JOIN coverage.gap g ON g.kind = 'uncovered_area' AND g.status <> 'fixed'
    AND g.tax_year_be = %(year)s
    AND ST_Intersects(g.geom, ST_SetSRID(ST_Point(p.x, p.y), %(srid)s))
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Planted against found, by kind.

    Attributes
    ----------
    planted, found : mapping of kind to number
    missing : mapping of kind to codes of planted gaps that were not found
    extra : mapping of kind to keys of found gaps that nobody planted
    """

    planted: dict[str, int]
    found: dict[str, int]
    missing: dict[str, list[str]]
    extra: dict[str, list[str]]

    @property
    def agrees(self) -> bool:
        """Tell whether every planted gap was found, and nothing else."""
        return not self.missing and not self.extra


def read_answers(path: Path) -> Answers:
    """Read an answer key."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return {
        kind: [
            Answer(
                tuple(answer["codes"]),
                tuple(answer["place"]) if "place" in answer else None,
                answer["evidence"],
            )
            for answer in found
        ]
        for kind, found in content["answers"].items()
    }


def compare(connection: Connection[Any], answers: Answers, year_be: int) -> Comparison:
    """Compare the gaps of a tax year with an answer key.

    Parameters
    ----------
    connection : Connection
    answers : answer key of the demo that is in the register
    year_be : int
        Buddhist Era.
    """
    rows = connection.execute(_FOUND, (year_be,)).fetchall()
    found: dict[str, dict[str, str]] = {}
    for kind, key, code in rows:
        found.setdefault(kind, {})[_name(kind, key, code)] = key
    places = _places(connection, answers, year_be)
    planted = {
        kind: {
            places.get(n, "?") if answer.place else "|".join(answer.codes)
            for n, answer in enumerate(listed)
        }
        for kind, listed in answers.items()
    }
    kinds = sorted({*found, *planted})
    return Comparison(
        planted={kind: len(answers.get(kind, [])) for kind in kinds},
        found={kind: len(found.get(kind, {})) for kind in kinds},
        missing=_difference(kinds, planted, found),
        extra=_difference(kinds, found, planted),
    )


def _name(kind: str, key: str, code: str | None) -> str:
    if kind in ("uncovered_area", "parcel_overlap") or code is None:
        return key
    return code


def _places(
    connection: Connection[Any], answers: Answers, year_be: int
) -> dict[int, str]:
    """Find the gap under each planted place: number of the answer, key."""
    placed = [answer.place for answer in answers.get("uncovered_area", [])]
    points = [place for place in placed if place is not None]
    rows = connection.execute(
        _UNDER,
        {
            "x": [x for x, _ in points],
            "y": [y for _, y in points],
            "year": year_be,
            "srid": storage_srid(connection),
        },
    ).fetchall()
    return {int(n) - 1: str(key) for n, key in rows}


def _difference(
    kinds: list[str],
    these: Mapping[str, Any],
    those: Mapping[str, Any],
) -> dict[str, list[str]]:
    left = {
        kind: sorted(set(these.get(kind, ())) - set(those.get(kind, ())))
        for kind in kinds
    }
    return {kind: names for kind, names in left.items() if names}
