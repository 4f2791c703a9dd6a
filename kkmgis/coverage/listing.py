"""The gaps that wait, ranked by what is at stake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import kwargs_row

from kkmgis.coverage.kinds import kinds_named
from kkmgis.coverage.memory import KindCount
from kkmgis.coverage.words import estimate_text, evidence_text
from kkmgis.i18n import Language

_GAPS = """
SELECT g.id, g.kind, g.key, g.severity, g.status, g.subject_kind, g.subject_code,
       p.code AS parcel_code, g.stake_satang, g.estimate, g.evidence, g.assigned_to,
       g.first_seen_at, ST_AsGeoJSON(ST_Transform(g.geom, 4326), 7) AS geometry,
       ST_X(c.point) AS x, ST_Y(c.point) AS y
FROM coverage.gap g
LEFT JOIN register.parcel p ON p.id = g.parcel_id
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(g.geom)) AS c(point)
WHERE g.status IN ('open', 'assigned') AND g.kind = ANY(%s)
ORDER BY g.stake_satang DESC, g.kind, g.key COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class ListedGap:
    """A gap as lists and files show it.

    Attributes
    ----------
    x, y : float or None
        A point inside it, metres of the storage CRS.
    geometry : str or None
        GeoJSON in degrees.
    """

    id: int
    kind: str
    key: str
    severity: str
    status: str
    subject_kind: str
    subject_code: str | None
    parcel_code: str | None
    stake_satang: int
    estimate: Mapping[str, Any]
    evidence: Mapping[str, Any]
    assigned_to: str | None
    first_seen_at: dt.datetime
    geometry: str | None
    x: float | None
    y: float | None
    language: Language = "th"

    @property
    def evidence_text(self) -> str:
        """Say what was seen."""
        return evidence_text(self.kind, self.evidence, self.language)

    @property
    def estimate_text(self) -> str:
        """Say what is at stake."""
        return estimate_text(self.estimate, self.language)


@dataclass(frozen=True, slots=True)
class GapList:
    """Gaps of one list, most money first, and their sums by kind."""

    year_be: int
    gaps: tuple[ListedGap, ...]
    kinds: dict[str, KindCount]

    @property
    def total_satang(self) -> int:
        """Add up what is at stake."""
        return sum(gap.stake_satang for gap in self.gaps)


def list_gaps(
    connection: Connection[Any],
    year_be: int,
    *,
    kinds: Sequence[str] | None = None,
    language: Language = "th",
) -> GapList:
    """List the gaps that wait for somebody.

    Parameters
    ----------
    connection : Connection
    year_be : int
        Tax year of the list's head.
    kinds : sequence of str, optional
        All kinds when not said.
    language : {"th", "en"}
        Of the gaps' sentences.

    Raises
    ------
    SettingsError
        There is no such kind.
    """
    names = [kind.name for kind in kinds_named(None if not kinds else tuple(kinds))]

    def make(**columns: Any) -> ListedGap:  # noqa: ANN401
        return ListedGap(**columns, language=language)

    with connection.cursor(row_factory=kwargs_row(make)) as reader:
        gaps = tuple(reader.execute(_GAPS, (names,)).fetchall())
    counts = dict.fromkeys(names, KindCount(0, 0))
    for gap in gaps:
        count = counts[gap.kind]
        counts[gap.kind] = KindCount(count.gaps + 1, count.satang + gap.stake_satang)
    return GapList(year_be, gaps, counts)
